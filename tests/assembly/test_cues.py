from typing import Any

import pytest

from storyboard.model.timeline import Face, Source
from tests.assembly.boards import board_of, over, timeline_of


def test_a_shots_time_starts_where_its_trim_does() -> None:
    """Not where its handle does."""
    line = {"who": "mira", "line": "x" * 15, "at": 0.5}
    spare = {"from": 1, "to": 4}
    enter = over("dissolve", 1)
    board = board_of(
        [
            {"id": "010", "trim": {"to": 4}},
            {"id": "020", "trim": spare, "enter": enter, "dialogue": [line]},
        ],
        characters={"mira": {"sheet": "A keeper"}},
        sound={"effects": [{"file": "gull.wav", "shot": "020", "at": 0.25}]},
    )
    timeline = timeline_of(board)
    assert timeline.edits[1].at == 84
    assert timeline.cues[0].at == 4.25
    assert [(s.at, s.end, s.shot) for s in timeline.speech] == [(4.5, 5.5, "020")]


def test_titles_are_counted_in_frames() -> None:
    title = {"text": "HELLO", "at": 0.5, "seconds": 2, "fade": 0.25}
    cue = timeline_of(board_of([{"id": "010"}], titles=[title])).titles[0]
    assert (cue.at, cue.length, cue.fade, cue.position) == (12, 48, 6, "centre")


def test_a_fade_takes_at_most_half_of_its_title() -> None:
    title = {"text": "HELLO", "at": 0, "seconds": 1, "fade": 3}
    assert timeline_of(board_of([{"id": "010"}], titles=[title])).titles[0].fade == 12


def test_letters_look_as_their_title_says_or_else_the_board() -> None:
    board = board_of(
        [{"id": "010"}],
        lettering={"font": "a.ttf", "weight": 300, "italic": True, "colour": "#eeeeee"},
        titles=[
            {"text": "ONE", "at": 0},
            {"text": "TWO", "at": 1, "font": "b.ttf", "italic": False, "size": 0.2},
            {"text": "SIX", "at": 2, "colour": "#112233", "tracking": 0.1},
        ],
    )
    one, two, six = timeline_of(board).titles
    assert one.face == Face(
        font="/project/a.ttf", digest="digest of a.ttf", weight=300, italic=True
    )
    assert (two.face.font, two.face.italic, two.face.weight, two.face.size) == (
        "/project/b.ttf", False, 300, 0.2,
    )  # fmt: skip
    assert (one.colour, two.colour, six.colour) == ("#eeeeee", "#eeeeee", "#112233")
    assert six.face.tracking == 0.1


def test_letters_look_as_they_come_where_nobody_says() -> None:
    title = {"text": "HELLO", "at": 0}
    cue = timeline_of(board_of([{"id": "010"}], titles=[title])).titles[0]
    assert (cue.face, cue.colour, cue.align) == (Face(), "#ffffff", None)
    assert cue.background is None


def test_credits_are_a_kind_of_title() -> None:
    title = {"text": "Cast", "at": 0, "credits": "roll", "background": "#101010"}
    side = {"text": "Mira", "at": 0, "kind": "lower third", "align": "right"}
    cues = timeline_of(board_of([{"id": "010"}], titles=[title, side])).titles
    assert [cue.kind for cue in cues] == ["credits", "lower third"]
    assert (cues[0].background, cues[1].align) == ("#101010", "right")


def test_music_keeps_all_that_its_cue_says() -> None:
    music = {
        "file": "theme.wav", "at": 1, "from": 2, "to": 4, "until": 30, "gain": -14,
        "fade_in": 1, "fade_out": 2, "duck": 9, "loop": True,
    }  # fmt: skip
    cue = timeline_of(board_of([{"id": "010"}], sound={"music": [music]})).cues[0]
    assert (cue.role, cue.file, cue.digest) == (
        "music",
        "/project/theme.wav",
        "digest of theme.wav",
    )
    assert (cue.at, cue.start, cue.end, cue.until, cue.gain) == (1, 2, 4, 30, -14)
    assert (cue.fade_in, cue.fade_out, cue.duck, cue.loop) == (1, 2, 9, True)


def test_an_effect_on_a_shot_counts_from_its_first_frame_in_the_film() -> None:
    shots = [{"id": "010"}, {"id": "020", "enter": "dissolve 1", "trim": {"from": 1}}]
    effect = {"file": "gull.wav", "shot": "020", "at": 0.25}
    timeline = timeline_of(board_of(shots, sound={"effects": [effect]}))
    assert (timeline.cues[0].role, timeline.cues[0].at) == ("effect", 4.25)


def test_sounds_at_times_fade_as_they_are_told() -> None:
    cue = {"file": "voice.wav", "fade_in": 0.5, "fade_out": 1, "gain": -3}
    sound = {"narration": [cue], "effects": [cue]}
    cues = timeline_of(board_of([{"id": "010"}], sound=sound)).cues
    assert [(c.role, c.fade_in, c.fade_out, c.gain) for c in cues] == [
        ("narration", 0.5, 1, -3),
        ("effect", 0.5, 1, -3),
    ]


def test_speech_is_narration_as_measured_and_dialogue_as_estimated() -> None:
    line = {"who": "mira", "line": "x" * 30, "at": 1}
    board = board_of(
        [{"id": "010"}, {"id": "020", "dialogue": [line]}],
        characters={"mira": {"sheet": "A keeper"}},
        sound={"narration": [{"file": "voice.wav", "at": 0.5}]},
    )
    found = [(s.at, s.end) for s in timeline_of(board).speech]
    assert found == [(0.5, 3.0), (6.0, 8.0)]


@pytest.mark.parametrize(
    ("shot", "sound"),
    [({"own_sound": "mute"}, {}), ({}, {"clips": {"gain": "mute"}})],
)
def test_nobody_speaks_in_a_clip_that_is_muted(
    shot: dict[str, Any], sound: dict[str, Any]
) -> None:
    line = {"who": "mira", "line": "Not tonight."}
    board = board_of(
        [{"id": "010", "dialogue": [line]} | shot],
        characters={"mira": {"sheet": "A keeper"}},
        sound=sound,
    )
    assert timeline_of(board).speech == ()


def test_a_slate_says_nothing() -> None:
    line = {"who": "mira", "line": "Not tonight."}
    board = board_of(
        [{"id": "010", "dialogue": [line]}], characters={"mira": {"sheet": "A keeper"}}
    )
    slate = Source(kind="slate", reason="new")
    assert timeline_of(board, {"010": slate}).speech == ()
