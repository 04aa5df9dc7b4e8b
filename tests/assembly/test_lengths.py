from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from storyboard.dsl.checks.leading import leading_problems
from storyboard.dsl.checks.timing import timing_problems
from storyboard.dsl.checks.transitions import transition_problems
from storyboard.errors import BoardError
from storyboard.model.breakdown import breakdown
from storyboard.model.timeline import Passage, Source
from tests.assembly.boards import board_of, over, places, timeline_of


def test_a_default_dissolve_leaves_the_films_start_alone() -> None:
    defaults = {"enter": "dissolve 1", "seconds": 2}
    timeline = timeline_of(board_of([{"id": "010"}, {"id": "020"}], defaults=defaults))
    assert places(timeline) == [(0, 48, 0), (0, 48, 24)]
    assert timeline.edits[0].enter is None


def test_the_film_comes_in_from_a_colour_and_goes_out_to_one() -> None:
    shots = [
        {"id": "010", "seconds": 2, "enter": "dissolve 1"},
        {"id": "020", "seconds": 2, "leave": "fade to white 0.5"},
    ]
    timeline = timeline_of(board_of(shots))
    assert places(timeline) == [(0, 48, 0), (0, 48, 48)]
    first, last = timeline.edits
    assert (first.enter, first.leave) == (Passage(kind="dissolve", frames=24), None)
    assert last.leave == Passage(kind="fade", frames=12, colour="#ffffff")


@pytest.mark.parametrize(
    ("enter", "passage"),
    [
        ("wipe up 0.5", {"kind": "wipe", "direction": "up"}),
        ("slide 0.5", {"kind": "slide", "direction": "left"}),
        ("push right 0.5", {"kind": "push", "direction": "right"}),
        ("fade through black 0.5", {"kind": "fade", "colour": "#000000"}),
        ({"dip": 0.5, "colour": "#aa0000"}, {"kind": "dip", "colour": "#aa0000"}),
    ],
)
def test_every_passage_overlaps_and_keeps_what_is_said_of_it(
    enter: object, passage: dict[str, Any]
) -> None:
    timeline = timeline_of(board_of([{"id": "010"}, {"id": "020", "enter": enter}]))
    assert timeline.edits[1].enter == Passage(frames=12, **passage)
    assert timeline.length == 228


def test_a_passage_over_handles_keeps_the_films_length() -> None:
    shots = [
        {"id": "010", "trim": {"to": 4}},
        {"id": "020", "trim": {"from": 1, "to": 3}, "enter": over("dissolve", 0.5)},
        {"id": "030", "trim": {"from": 1}, "enter": over("wipe", 0.375)},
    ]
    timeline = timeline_of(board_of(shots))
    # The cuts are at 96 and 144; of 9 frames the odd one comes after the cut.
    assert places(timeline) == [(0, 102, 0), (18, 59, 90), (20, 100, 140)]
    assert timeline.length == 96 + 48 + 96
    assert [e.enter.frames if e.enter else 0 for e in timeline.edits] == [0, 12, 9]
    for one, other in pairwise(timeline.edits):
        assert other.enter is not None
        assert one.end - other.at == other.enter.frames


@given(
    kinds=st.lists(
        st.sampled_from(["overlap", "handles", "cut"]), min_size=1, max_size=8
    ),
    hundredths=st.integers(1, 60),
    fps=st.sampled_from(["24", "25", "24000/1001"]),
)
def test_only_what_overlaps_shortens_the_film(
    kinds: list[str], hundredths: int, fps: str
) -> None:
    seconds = hundredths / 100
    shots: list[dict[str, Any]] = [{"id": "000", "trim": {"to": 4}}]
    for number, kind in enumerate(kinds, start=1):
        passage = {"kind": "push", "seconds": seconds, "over": kind}
        enter = "cut" if kind == "cut" else passage
        trim = {"from": 1, "to": 4}
        shots.append({"id": f"{number:03}", "trim": trim, "enter": enter})
    timeline = timeline_of(board_of(shots, format={"fps": fps}))
    lost = kinds.count("overlap") * Fraction(hundredths, 100)
    wanted = (4 + 3 * len(kinds) - lost) * Fraction(fps)
    assert abs(timeline.length - wanted) <= Fraction(1, 2)
    for one, other in pairwise(timeline.edits):
        assert one.end - other.at == (other.enter.frames if other.enter else 0)
    assert all(each.start >= 0 for each in timeline.edits)


@given(
    before=st.integers(100, 300),
    long=st.integers(10, 150),
    fps=st.sampled_from(["24", "25", "24000/1001"]),
)
def test_passages_that_meet_in_a_shot_share_none_of_its_frames(
    before: int, long: int, fps: str
) -> None:
    first = {"id": "010", "trim": {"from": 2, "to": 2 + before / 100}}
    trim = {"from": 2, "to": (200 + long) / 100}
    enter = over("push", long / 100)
    shots = [first, *({"id": n, "trim": trim, "enter": enter} for n in "ab")]
    board = board_of(shots, format={"fps": fps}, defaults={"seconds": 9})
    _, middle, last = timeline_of(board).edits
    assert middle.enter is not None
    assert middle.at + middle.enter.frames == last.at


def test_missing_handles_are_told_with_what_there_is() -> None:
    shots = [
        {"id": "010", "footage": "long.mp4", "trim": {"to": 59.9}},
        {"id": "020", "enter": over("dissolve", 0.5)},
    ]
    with pytest.raises(BoardError) as error:
        timeline_of(board_of(shots))
    assert [p.message for p in error.value.problems] == [
        'the dissolve needs 0.25 s to spare at the end of shot "010", which has 0.1 s',
        'the dissolve needs 0.25 s to spare at the start of shot "020", which has 0 s',
    ]
    assert {p.where for p in error.value.problems} == {
        ("scenes", 0, "shots", 1, "enter")
    }


def test_stills_and_slates_have_handles_without_end() -> None:
    shots = [{"id": "010"}, {"id": "020", "enter": over("dissolve", 1)}]
    sources = {
        "010": Source(kind="slate", reason="new"),
        "020": Source(kind="still", file="/still.png"),
    }
    assert places(timeline_of(board_of(shots), sources)) == [
        (0, 132, 0),
        (0, 132, 108),
    ]


def test_sound_leads_and_lags_its_picture() -> None:
    own = {"leads": 0.5, "lags": 0.25}
    trim = {"from": 1, "to": 4}
    shots = [{"id": f"{n}", "trim": trim, "own_sound": own} for n in range(3)]
    timeline = timeline_of(board_of(shots))
    # Nothing comes before the film, and nothing after it.
    assert [(e.leads, e.lags) for e in timeline.edits] == [
        (0, 0.25),
        (0.5, 0.25),
        (0.5, 0),
    ]


@pytest.mark.parametrize(
    ("kind", "own"), [("still", {"leads": 1}), ("clip", {"leads": 1, "gain": "mute"})]
)
def test_what_is_not_heard_does_not_lead(
    kind: Literal["still", "clip"], own: dict[str, Any]
) -> None:
    shots = [{"id": "010"}, {"id": "020", "own_sound": own}, {"id": "030"}]
    source = Source(kind=kind, file="/a")
    timeline = timeline_of(board_of(shots), {"020": source})
    assert timeline.edits[1].leads == 0


@pytest.mark.parametrize(
    ("shot", "told"),
    [
        ({"trim": {"from": 0.4}, "own_sound": {"leads": 0.5}}, "has 0.4 s before"),
        ({"trim": {"to": 4.5}, "own_sound": {"lags": 0.6}}, "has 0.5 s after"),
        (
            {
                "trim": {"from": 0.6},
                "enter": {"dissolve": 0.5, "over": "handles"},
                "own_sound": {"leads": 0.5},
            },
            "has 0.35 s before",
        ),
    ],
)
def test_a_clip_leads_and_lags_by_the_sound_that_it_has(
    shot: dict[str, Any], told: str
) -> None:
    with pytest.raises(BoardError) as error:
        timeline_of(
            board_of(
                [{"id": "010", "trim": {"to": 4}}, {"id": "020"} | shot, {"id": "030"}]
            )
        )
    assert [told in p.message for p in error.value.problems] == [True]


def test_dissolves_longer_than_their_shot_are_refused() -> None:
    shots = [
        {"id": "010"},
        {"id": "020", "seconds": 1, "enter": "dissolve 0.7"},
        {"id": "030", "enter": "dissolve 0.7"},
    ]
    with pytest.raises(BoardError) as error:
        timeline_of(board_of(shots))
    assert [p.code for p in error.value.problems] == ["shot-too-short"]
    assert "shot 020 has 24 frames" in error.value.problems[0].message


def test_the_films_ends_take_their_shots_time_too() -> None:
    shot = {"id": "010", "seconds": 1, "enter": "fade 0.6", "leave": "fade 0.6"}
    with pytest.raises(BoardError) as error:
        timeline_of(board_of([shot]))
    assert "shot 010 has 24 frames" in error.value.problems[0].message


def seconds(least: int, most: int) -> st.SearchStrategy[float]:
    """From so many hundredths to so many."""
    return st.integers(least, most).map(lambda number: number / 100)


passages = st.builds(
    lambda kind, long, over: {"kind": kind, "seconds": long, "over": over},
    st.sampled_from(["dissolve", "wipe"]),
    seconds(1, 60),
    st.sampled_from(["overlap", "handles"]),
)
ends = st.one_of(
    st.just("cut"),
    st.builds(lambda long: {"fade": long}, seconds(1, 60)),
)


@settings(deadline=None)
@given(
    shots=st.lists(
        st.tuples(seconds(30, 300), seconds(40, 300), passages, seconds(0, 30)),
        min_size=1,
        max_size=4,
    ),
    enter=ends,
    leave=ends,
    fps=st.sampled_from(["24", "25", "24000/1001"]),
)
def test_what_the_check_lets_pass_can_be_cut(
    shots: list[tuple[float, float, dict[str, Any], float]],
    enter: object,
    leave: object,
    fps: str,
) -> None:
    """Nothing is refused that has been paid for."""
    written: list[dict[str, Any]] = [
        {
            "id": f"{number:03}",
            "seconds": 8,
            "trim": {"from": first, "to": min(first + length, 8)},
            "enter": passage if number else enter,
            "own_sound": {"leads": leads if number else 0, "lags": 0},
        }
        for number, (first, length, passage, leads) in enumerate(shots)
    ]
    written[-1]["leave"] = leave
    board = board_of(written, format={"fps": fps})
    placed = {sheet.where: sheet for sheet in breakdown(board)}
    found = [
        *timing_problems(placed, Fraction(fps)),
        *transition_problems(placed, board.defaults.enter),
        *leading_problems(placed, board.defaults.own_sound),
    ]
    assume(not found)
    timeline = timeline_of(board)
    following = [*(each.enter for each in timeline.edits[1:]), timeline.edits[-1].leave]
    for each, after in zip(timeline.edits, following, strict=True):
        assert each.start >= 0
        taken = sum(passage.frames for passage in (each.enter, after) if passage)
        assert taken <= each.length
