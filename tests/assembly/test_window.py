"""A part of a film is the film itself, looked at from another zero."""

import random
from fractions import Fraction

import pytest

from storyboard.assembly.between import frames_between
from storyboard.assembly.segments import LONGEST, segments
from storyboard.assembly.window import drafted, only, window
from storyboard.errors import PlanError
from storyboard.model.request import SlateText
from storyboard.model.timeline import (
    Edit,
    Passage,
    SoundCue,
    Source,
    Speech,
    Subtitle,
    SubtitleTrack,
    Timeline,
    TitleCue,
)
from storyboard.model.value import SceneId, ShotId

RATE = 12


def edit(
    shot: str, at: int, length: int, enter: Passage | None = None, **more: object
) -> Edit:
    return Edit(
        slate=SlateText(film="F", scene=SceneId("one"), shot=ShotId(shot)),
        source=Source(kind="clip", file=f"{shot}.mp4", digest=shot),
        start=7,
        length=length,
        at=at,
        enter=enter,
    ).model_copy(update=more)


def passage(frames: int, kind: str = "dissolve") -> Passage:
    return Passage(kind="dissolve", frames=frames).model_copy(update={"kind": kind})


def title(at: int, length: int) -> TitleCue:
    return TitleCue(text="T", kind="title", at=at, length=length, fade=3)


FILM = Timeline(
    title="F",
    rate=str(RATE),
    width=192,
    height=108,
    edits=(
        edit("010", 0, 40, passage(6, "fade")),
        edit("020", 30, 30, passage(10)),
        edit("030", 60, 80),
        edit("040", 132, 30, passage(8, "wipe"), leave=passage(9, "fade")),
    ),
    length=162,
    titles=(title(5, 12), title(50, 70), title(150, 12)),
    cues=(
        SoundCue(role="music", file="m", digest="m", at=0, fade_in=2, fade_out=3),
        SoundCue(role="effect", file="e", digest="e", at=12.5, end=13),
    ),
    speech=(Speech(at=1, end=2), Speech(at=12, end=12.5)),
    subtitles=(
        SubtitleTrack(
            language="en",
            subtitles=(
                Subtitle(at=1, end=2, text="One"),
                Subtitle(at=12, end=12.5, text="Two"),
            ),
        ),
    ),
)


def seen(timeline: Timeline) -> list[object]:
    """What is seen in each frame of a film, wherever its segments begin."""
    frames: list[object] = []
    for segment in segments(timeline):
        passing = segment.passing
        frames += [
            (
                [(s.edit.source.digest, s.first + s.edit.start + i) for s in strips],
                passing and (passing.passage, passing.first + i, passing.side),
                [(each.cue.text, each.cue.length, each.first + i) for each in titles],
            )
            for strips, titles in ((segment.strips, segment.titles),)
            for i in range(segment.length)
        ]
    return frames


def test_a_window_shows_frame_for_frame_what_the_film_shows() -> None:
    whole = seen(FILM)
    assert len(whole) == FILM.length
    dice = random.Random(5)  # noqa: S311 - only to be repeatable
    edges = [(0, 162), (3, 4), (33, 36), (160, 162), (0, 2), (132, 140)]
    edges += [sorted(dice.sample(range(163), 2)) for _ in range(200)]  # type: ignore[misc]
    for first, last in edges:
        assert seen(window(FILM, first, last)) == whole[first:last], (first, last)


def test_a_window_of_a_window_is_a_window_of_the_film() -> None:
    assert window(window(FILM, 30, 140), 5, 60) == window(FILM, 35, 90)


def test_sounds_keep_their_own_time_and_end() -> None:
    (music, effect) = window(FILM, 150, 162).cues
    assert (music.at, music.start, music.fade_in) == (-12.5, 0, 2)
    # It still fades out where the film ends, and in an earlier window not at all.
    assert music.end == 1.0
    assert (effect.at, effect.end) == (0.0, 0.5)
    (alone,) = window(FILM, 0, 60).cues
    assert (alone.at, alone.end) == (0.0, 13.5)


def test_sound_that_leads_or_lags_into_a_window_is_heard_in_it() -> None:
    edits = (edit("010", 0, 24, lags=1.0), edit("020", 24, 24), edit("030", 48, 24))
    film = FILM.model_copy(update={"edits": edits, "length": 72, "titles": ()})
    assert [e.slate.shot for e in window(film, 30, 40).edits] == ["010", "020"]
    assert [e.slate.shot for e in window(film, 40, 46).edits] == ["020"]
    assert seen(window(film, 30, 40)) == seen(film)[30:40]


def test_subtitles_and_speech_go_with_the_window() -> None:
    part = window(FILM, 18, 60)
    (track,) = part.subtitles
    assert [(s.at, s.end, s.text) for s in track.subtitles] == [(0.0, 0.5, "One")]
    assert part.speech == (Speech(at=-0.5, end=0.5),)


def test_a_draft_of_a_window_counts_in_the_films_time_code() -> None:
    parts = segments(window(drafted(FILM), 35, 90))
    assert [p.stamp.at - p.at for p in parts if p.stamp] == [35] * len(parts)


def test_a_draft_is_half_as_large_and_even() -> None:
    draft = drafted(FILM.model_copy(update={"width": 1366, "height": 768}))
    assert (draft.width, draft.height, draft.codec) == (682, 384, "h264")
    assert draft.draft


def test_neighbours_keep_what_passes_between_them() -> None:
    film = only(FILM, {"010", "020"})
    assert film.length == 60
    assert seen(film) == seen(FILM)[:60]


def test_a_shot_that_is_chosen_alone_comes_in_by_a_cut() -> None:
    film = only(FILM, {"020"})
    assert film.length == 30
    pictures = [frame[0] for frame in seen(film)]  # type: ignore[index]
    assert pictures == [[("020", 7 + i)] for i in range(30)]
    assert all(frame[1] is None for frame in seen(film))  # type: ignore[index]


def test_the_films_own_ends_stay_where_their_shots_are_chosen() -> None:
    film = only(FILM, {"010", "040"})
    passings = [frame[1] for frame in seen(film)]  # type: ignore[index]
    assert film.length == 40 + 30
    assert [p and p[2] for p in passings] == (["in"] * 6 + [None] * 55 + ["out"] * 9)


def test_shots_apart_bring_their_own_stretch_of_every_sound() -> None:
    film = only(FILM, {"010", "030"})
    first, second = (cue for cue in film.cues if cue.role == "music")
    assert first.heard == (0.0, 40 / RATE)
    # Frame 60 of the film is frame 40 here, and so is the music.
    assert second.at == pytest.approx((40 - 60) / RATE)
    assert second.heard == (40 / RATE, 120 / RATE)
    assert [t.at for t in film.titles] == [5, 40]
    assert [t.length for t in film.titles] == [12, 60]


def test_shots_that_are_not_in_the_window_leave_nothing() -> None:
    with pytest.raises(PlanError, match="none of the chosen shots"):
        only(window(FILM, 0, 20), {"040"})


@pytest.mark.parametrize(
    ("start", "end", "frames"),
    [
        (None, None, (0, 162)),
        ("1.5", "0:03", (18, 36)),
        ("00:00:01:06", "0:00:03.5", (18, 42)),
        ("020", "030", (30, 140)),
        ("030", None, (60, 162)),
        (None, "13.5", (0, 162)),
    ],
)
def test_times_and_shots_name_frames(
    start: str | None, end: str | None, frames: tuple[int, int]
) -> None:
    assert frames_between(FILM, start, end) == frames


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("14", None, r"--from 14 lies outside the film, which ends at 00:00:13:06"),
        ("13.5", None, "outside the film"),
        (None, "1:00", r"--to 1:00 lies outside .* \(13\.50 s\)"),
        ("5", "5", "--from 5 --to 5 leaves nothing: that is 00:00:05:00 to 00:00:05"),
        ("030", "010", "leaves nothing"),
        ("0:75", None, '"0:75" is no time'),
        ("00:00:01:12", None, "is no time"),
        ("O20", None, 'no shot; write .*did you mean "020"'),
    ],
)
def test_what_is_no_part_of_the_film_is_said(
    start: str | None, end: str | None, said: str
) -> None:
    with pytest.raises(PlanError, match=said):
        frames_between(FILM, start, end)


def test_windows_pass_kept_segments_on_a_clips_own_grid() -> None:
    rate = Fraction(FILM.rate)
    long = FILM.model_copy(
        update={"edits": (edit("010", 0, 600),), "length": 600, "titles": ()}
    )
    part = window(long, 100, 500)
    inner = {(s.strips[0].edit.start + s.strips[0].first) for s in segments(part)[1:]}
    assert all(first % (LONGEST * rate) == 0 for first in inner)
