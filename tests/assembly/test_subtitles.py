from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.assembly.edit import edit
from storyboard.assembly.subtitle_files import write_subtitles
from storyboard.errors import MediaError
from storyboard.model.storyboard import Storyboard
from storyboard.model.timeline import Source, Subtitle, SubtitleTrack, Timeline

LONG = (
    "The fog came early that year. Nobody saw the ferry leave, and when it was gone, "
    "nobody spoke of it."
)


def line(text: str, at: float = 0.0, who: str = "mira", **more: object) -> object:
    return {"who": who, "line": text, "at": at, **more}


def shot(number: int, *lines: object, **more: object) -> dict[str, object]:
    return {"id": f"{number:03}", "seconds": 4, "dialogue": list(lines), **more}


def timeline_of(
    shots: Sequence[object], heard: float = 6.0, **rest: object
) -> Timeline:
    whole = {
        "storyboard": 1,
        "title": "Test",
        "scenes": [{"id": "one", "shots": list(shots)}],
        "subtitles": {},
    }
    board = Storyboard.model_validate(whole | rest)
    return edit(
        board,
        {each.id: Source(kind="clip", file=f"/{each.id}") for each in board.shots()},
        digest=lambda asset: f"digest of {asset}",
        file=lambda asset: Path("/project") / asset,
        seconds=lambda _: heard,
    )


def told(timeline: Timeline, track: int = 0) -> list[tuple[float, float, str]]:
    return [(s.at, s.end, s.text) for s in timeline.subtitles[track].subtitles]


def test_without_subtitles_there_are_no_tracks() -> None:
    timeline = timeline_of([shot(10, line("Hm."))], subtitles=None)
    assert (timeline.subtitles, timeline.burn, timeline.titles) == ((), False, ())


def test_a_line_stands_from_when_it_is_said_for_as_long_as_it_takes_to_read() -> None:
    (found,) = told(timeline_of([shot(10), shot(20, line("x" * 27, at=0.5))]))
    assert found == (4.5, 6.6, "x" * 27)


def test_a_line_counts_from_its_shots_trimmed_start() -> None:
    handles = {"enter": {"dissolve": 1, "over": "handles"}}
    shots = [
        shot(10, trim={"to": 3}),
        shot(20, line("Hm.", at=0.5), trim={"from": 1}, **handles),
    ]
    assert told(timeline_of(shots))[0][0] == 3.5


def test_a_short_line_stands_for_more_than_a_second() -> None:
    assert told(timeline_of([shot(10, line("Hm."))])) == [(0.0, 1.2, "Hm.")]


def test_a_line_goes_on_only_a_little_after_its_shot() -> None:
    ((at, end, _),) = told(timeline_of([shot(10, line("x" * 60, at=2)), shot(20)]))
    assert (at, end) == (2.0, 4.8)


def test_a_line_ends_with_the_film_and_before_the_next() -> None:
    lines = [line("x" * 30), line("Yes.", at=2, who="otto"), line("No.", at=3.5)]
    assert [(at, end) for at, end, _ in told(timeline_of([shot(10, *lines)]))] == [
        (0.0, 1.92),
        (2.0, 3.2),
        (3.5, 4.0),
    ]


def test_two_who_speak_at_once_share_a_subtitle() -> None:
    lines = [line("Stop!"), line("Come here.", who="otto", at=0.1)]
    (found,) = timeline_of([shot(10, *lines)]).subtitles[0].subtitles
    assert found.text == "– Stop!\n– Come here."
    assert found.who == "mira, otto"


def test_one_who_speaks_on_has_no_dash() -> None:
    lines = [line("Stop!"), line("Come here.", at=0.5)]
    assert told(timeline_of([shot(10, *lines)]))[0][2] == "Stop! Come here."


def test_narration_is_divided_over_its_recordings_time() -> None:
    cue = {"file": "voice.wav", "at": 1, "line": LONG}
    timeline = timeline_of([shot(10), shot(20)], sound={"narration": [cue]})
    found = told(timeline)
    assert len(found) == 2
    assert (found[0][0], found[-1][1]) == (1.0, 7.0)
    assert found[0][2] == "The fog came early that year."
    share = len(found[0][2]) / (len(LONG) - 1)
    assert abs(found[1][0] - (1 + 6 * share)) < 0.01
    assert timeline.subtitles[0].subtitles[0].who == ""


def test_narration_without_words_and_on_a_shot() -> None:
    cues = [
        {"file": "a.wav", "at": 0},
        {"file": "b.wav", "at": 0.5, "shot": "020", "line": "Fog."},
    ]
    timeline = timeline_of([shot(10), shot(20)], 2.0, sound={"narration": cues})
    assert told(timeline) == [(4.5, 6.5, "Fog.")]


def test_every_language_is_a_track_of_what_is_translated() -> None:
    lines = [line("Stop!", translations={"de": "Halt!"}), line("Hm.", at=2)]
    timeline = timeline_of(
        [shot(10, *lines)], subtitles={"languages": ["en", "de", "en"]}
    )
    assert [track.language for track in timeline.subtitles] == ["en", "de"]
    assert [text for _, _, text in told(timeline, 1)] == ["Halt!"]


def test_burnt_subtitles_are_titles_in_frames() -> None:
    look = {"colour": "#ffff00", "size": 0.06, "font": "a.ttf"}
    timeline = timeline_of(
        [shot(10, line("word " * 12, at=0.5))],
        subtitles={"burn": True, "lettering": look},
    )
    (cue,) = timeline.titles
    assert timeline.burn
    assert (cue.kind, cue.at, cue.length, cue.fade) == ("subtitle", 12, 84, 0)
    # Lines are broken anew for the frame's width.
    assert cue.text == ("word " * 12).strip()
    assert (cue.colour, cue.face.size, cue.face.font) == (
        "#ffff00",
        0.06,
        str(Path("/project/a.ttf")),
    )
    assert cue.face.digest == "digest of a.ttf"


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ({"text": "Mira", "kind": "lower third", "at": 1}, "top"),
        ({"text": "Mira", "position": "bottom", "at": 1}, "top"),
        ({"text": "Mira", "kind": "lower third", "position": "top", "at": 1}, "bottom"),
        ({"text": "Mira", "at": 1}, "bottom"),
        ({"text": "Mira", "kind": "lower third", "at": 3.2, "seconds": 0.5}, "bottom"),
    ],
)
def test_burnt_subtitles_make_room_for_titles_below(title: object, place: str) -> None:
    timeline = timeline_of(
        [shot(10, line("Hm.", at=1))], titles=[title], subtitles={"burn": True}
    )
    assert timeline.titles[-1].kind == "subtitle"
    assert timeline.titles[-1].position == place


def test_a_lower_third_stands_at_the_bottom_unless_it_says() -> None:
    titles = [{"text": "A", "kind": "lower third", "at": 0}, {"text": "B", "at": 0}]
    timeline = timeline_of([shot(10)], titles=titles)
    assert [cue.position for cue in timeline.titles] == ["bottom", "centre"]


times = st.floats(0, 3.9).map(lambda at: round(at, 2))
said = st.tuples(times, st.sampled_from(["mira", "otto"]), st.integers(1, 120))


@given(st.lists(st.lists(said, max_size=5), min_size=1, max_size=3))
def test_no_two_subtitles_are_seen_at_once(
    shots: list[list[tuple[float, str, int]]],
) -> None:
    timeline = timeline_of(
        [
            shot(
                10 * number,
                *(line("ab " * letters, at, who) for at, who, letters in lines),
            )
            for number, lines in enumerate(shots, start=1)
        ]
    )
    found = timeline.subtitles[0].subtitles
    assert all(one.end < two.at for one, two in pairwise(found))
    assert all(each.end - each.at > 0.05 for each in found)
    assert all(each.end <= timeline.length / 24 for each in found)
    spoken = sum(letters for lines in shots for _, _, letters in lines)
    assert sum(each.text.split().count("ab") for each in found) == spoken


def of_track(*texts: str) -> Timeline:
    subtitles = tuple(
        Subtitle(at=place * 2, end=place * 2 + 1.5, text=text)
        for place, text in enumerate(texts)
    )
    track = SubtitleTrack(language="pt-BR", subtitles=subtitles)
    return timeline_of([shot(10)]).model_copy(update={"subtitles": (track,)})


def test_subtitles_lie_beside_the_film_in_two_forms(folder: Path) -> None:
    files = write_subtitles(of_track("Até já.\nJá."), folder / "film.mp4")
    assert [file.name for file in files] == ["film.pt-BR.srt", "film.pt-BR.vtt"]
    assert files[0].read_text("utf-8") == (
        "1\n00:00:00,000 --> 00:00:01,500\nAté já.\nJá.\n"
    )
    assert files[1].read_text("utf-8") == (
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.500\nAté já.\nJá.\n"
    )
    assert sorted(folder.glob("*film*")) == sorted(files)


def test_nothing_that_is_said_is_taken_for_a_mark(folder: Path) -> None:
    text = r"{\i1} <b> C:\new & more"
    srt, vtt = write_subtitles(of_track(text), folder / "film.mp4")
    assert srt.read_text("utf-8").splitlines()[2].replace("\u2060", "") == text
    shown = vtt.read_text("utf-8").splitlines()[4]
    assert shown.replace("\u2060", "") == r"{\i1} &lt;b&gt; C:\new &amp; more"


def test_what_is_written_is_read_back(folder: Path) -> None:
    texts = ("One\ntwo", "– Ja.\n– Nein.", "灯台")
    for file in write_subtitles(of_track(*texts), folder / "film.mp4"):
        events = pysubs2.load(str(file)).events
        assert [event.text.replace(r"\N", "\n") for event in events] == list(texts)
        assert [(event.start, event.end) for event in events] == [
            (0, 1500),
            (2000, 3500),
            (4000, 5500),
        ]


def test_a_track_without_words_is_still_a_file(folder: Path) -> None:
    srt, vtt = write_subtitles(of_track(), folder / "film.mp4")
    assert (srt.read_text("utf-8"), vtt.read_text("utf-8")) == ("\n", "WEBVTT\n")


def test_where_nothing_can_be_written_the_file_is_named(folder: Path) -> None:
    (folder / "film.pt-BR.srt").mkdir()
    with pytest.raises(MediaError, match=r"film\.pt-BR\.srt could not be written"):
        write_subtitles(of_track("Hm."), folder / "film.mp4")
    assert [file.name for file in folder.iterdir()] == ["film.pt-BR.srt"]
