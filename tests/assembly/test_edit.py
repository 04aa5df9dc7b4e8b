from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.model.timeline import Source
from storyboard.model.value import ShotId
from tests.assembly.boards import board_of, places, timeline_of

of_shots = st.integers(20, 900).map(lambda hundredths: hundredths / 100)


def test_shots_follow_each_other_frame_by_frame() -> None:
    timeline = timeline_of(
        board_of([{"id": "010", "seconds": 2}, {"id": "020", "seconds": 1.5}])
    )
    assert places(timeline) == [(0, 48, 0), (0, 36, 48)]
    assert (timeline.length, timeline.width, timeline.height) == (84, 1280, 720)


def test_a_trim_names_what_of_the_clip_is_used() -> None:
    trim = {"from": 0.5, "to": 2}
    timeline = timeline_of(
        board_of([{"id": "010", "trim": trim}, {"id": "020", "trim": {"from": 1}}])
    )
    assert places(timeline) == [(12, 36, 0), (24, 96, 36)]


def test_a_dissolve_shortens_the_film_by_its_length() -> None:
    shots = [{"id": "010"}, {"id": "020", "enter": "dissolve 0.5"}, {"id": "030"}]
    timeline = timeline_of(board_of(shots))
    assert places(timeline) == [(0, 120, 0), (0, 120, 108), (0, 120, 228)]
    assert [e.enter.frames if e.enter else 0 for e in timeline.edits] == [0, 12, 0]
    assert timeline.length == 348


def test_lengths_are_rounded_as_sums_and_do_not_drift() -> None:
    shots = [{"id": f"{i:03}", "seconds": 1.02} for i in range(100)]
    timeline = timeline_of(board_of(shots))
    assert timeline.length == 2448
    assert {each.length for each in timeline.edits} == {24, 25}


def test_a_shot_of_a_shared_clip_starts_where_it_lies_in_it() -> None:
    shots = [
        {"id": "010", "seconds": 2},
        {"id": "020", "seconds": 4, "trim": {"from": 0.5, "to": 3}},
    ]
    sources = {
        "010": Source(kind="clip", digest="a"),
        "020": Source(kind="clip", digest="a", offset=2.0),
    }
    timeline = timeline_of(board_of(shots), sources)
    assert places(timeline) == [(0, 48, 0), (60, 60, 48)]
    moved = {**sources, "020": Source(kind="clip", digest="a", offset=3.0)}
    assert timeline_of(board_of(shots), moved).digest != timeline.digest


@given(
    before=st.integers(10, 400),
    beats=st.lists(st.integers(10, 300), min_size=2, max_size=6),
    fps=st.sampled_from(["24", "25", "24000/1001", "30000/1001"]),
)
def test_shots_of_a_shared_clip_meet_on_the_same_frame(
    before: int, beats: list[int], fps: str
) -> None:
    """Uncut, a job's clip plays through: no frame is left out or shown twice."""
    seconds = [beat / 100 for beat in beats]
    shots = [{"id": "000", "seconds": before / 100}]
    shots += [{"id": f"{n}", "seconds": each} for n, each in enumerate(seconds, 1)]
    starts = [sum(beats[:n]) / 100 for n in range(len(beats))]
    sources = {
        f"{n}": Source(kind="clip", digest="a", offset=each)
        for n, each in enumerate(starts, 1)
    }
    _, *edits = timeline_of(board_of(shots, format={"fps": fps}), sources).edits
    rate = Fraction(fps)
    for one, other in pairwise(edits):
        assert other.start == one.start + one.length
    for each, start in zip(edits, starts, strict=True):
        assert abs(each.start - Fraction(str(start)) * rate) < 1


def test_half_a_frame_is_rounded_up() -> None:
    timeline = timeline_of(
        board_of([{"id": "010", "seconds": 0.1}], format={"fps": "25"})
    )
    assert timeline.length == 3


def test_ntsc_rates_are_exact() -> None:
    timeline = timeline_of(
        board_of([{"id": "010", "seconds": 1001}], format={"fps": "24000/1001"})
    )
    assert (timeline.rate, timeline.length) == ("24000/1001", 24_000)


@given(
    lengths=st.lists(of_shots, min_size=1, max_size=12),
    dissolves=st.lists(st.sampled_from([0, 0.04, 0.1]), min_size=12, max_size=12),
    fps=st.sampled_from(["24", "25", "30", "24000/1001", "30000/1001"]),
)
def test_edits_leave_no_gap_and_double_no_frame(
    lengths: list[float], dissolves: list[float], fps: str
) -> None:
    shots: list[dict[str, Any]] = [
        {"id": f"{i:03}", "seconds": length}
        | ({"enter": {"dissolve": dissolves[i]}} if dissolves[i] and i else {})
        for i, length in enumerate(lengths)
    ]
    timeline = timeline_of(board_of(shots, format={"fps": fps}))
    end = 0
    taken = [Fraction(0), *(Fraction(str(each)) for each in dissolves[1:])]
    for each, wanted in zip(timeline.edits, taken, strict=False):
        overlap = each.enter.frames if each.enter else 0
        assert each.at == end - overlap
        assert abs(overlap - wanted * Fraction(fps)) < 1
        end = each.end
    assert timeline.length == end
    seconds = sum(map(Fraction, map(str, lengths))) - sum(taken[: len(lengths)])
    assert abs(end - seconds * Fraction(fps)) <= Fraction(1, 2)


def test_footage_lasts_as_asked_or_as_long_as_it_is() -> None:
    shots = [
        {"id": "010", "footage": "short.mp4"},
        {"id": "020", "footage": "long.mp4"},
        {"id": "030", "footage": "long.mp4", "seconds": 7},
        {"id": "040", "footage": "short.mp4", "trim": {"from": 0.25}},
        {"id": "050", "footage": "short.mp4", "seconds": 2},
    ]
    timeline = timeline_of(board_of(shots))
    assert [e.length for e in timeline.edits] == [30, 120, 168, 24, 48]


def test_a_still_lasts_its_seconds() -> None:
    board = board_of([{"id": "010", "footage": "still.png", "seconds": 3}])
    timeline = timeline_of(board, {"010": Source(kind="still", file="/still.png")})
    assert timeline.length == 72


@pytest.mark.parametrize(
    ("output", "codec"),
    [
        ({}, "h264"),
        ({"file": "a.mov"}, "h264"),
        ({"file": "a.webm"}, "vp9"),
        ({"file": "a.mov", "codec": "prores"}, "prores"),
    ],
)
def test_the_codec_is_the_boards_or_its_files(
    output: dict[str, str], codec: str
) -> None:
    assert timeline_of(board_of([{"id": "010"}], output=output)).codec == codec


def test_gains_and_focus_reach_the_edit() -> None:
    shots = [
        {"id": "010", "own_sound": -6, "focus": [0.2, 0.4], "fit": "blur"},
        {"id": "020", "own_sound": "mute"},
    ]
    sound = {"clips": {"gain": -3}, "loudness": -16}
    timeline = timeline_of(board_of(shots, sound=sound))
    first, second = timeline.edits
    assert (first.gain, first.focus, first.fit) == (-6, (0.2, 0.4), "blur")
    assert second.gain is None
    assert (timeline.clips_gain, timeline.loudness) == (-3, -16)


def test_where_files_lie_does_not_change_the_films_fingerprint() -> None:
    board = board_of([{"id": ShotId("010")}])
    here = timeline_of(board, {"010": Source(kind="clip", file="/a", digest="1")})
    there = timeline_of(board, {"010": Source(kind="clip", file="/b", digest="1")})
    other = timeline_of(board, {"010": Source(kind="clip", file="/a", digest="2")})
    assert here.digest == there.digest != other.digest
