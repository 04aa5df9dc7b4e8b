"""Several takes of a shot: which are made, which stands in the cut, who picked it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from storyboard.model.plan import Plan, Step
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Flaw, Take
from storyboard.model.value import ShotId
from storyboard.planning.archive import best, merged

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
Takes = Callable[..., list[Take]]
Shot = Mapping[str, Any]
SHOT: Shot = {"id": "010", "action": "Rain falls", "seed": 40}
BLACK = Flaw(kind="black", said="black from 1.2 to 2.0 s")


def wants(film: Film, takes: int, **more: object) -> Storyboard:
    return film({**SHOT, "takes": takes, **more})


def made(step: Step) -> tuple[int, int, int | None, str]:
    seed = step.request.seed if step.request else None
    return step.number, step.attempt, seed, str(step.reason)


def makes(plan: Plan) -> list[tuple[int, int, int | None, str]]:
    return [made(step) for step in plan.to_make]


def test_each_take_has_the_next_seed_and_the_next_number(
    film: Film, planned: Planner
) -> None:
    found = planned(wants(film, 3))
    assert makes(found) == [
        (1, 0, 40, "new"),
        (2, 1, 41, "another take"),
        (3, 2, 42, "another take"),
    ]
    assert [step.shot for step in found.steps] == ["010"]
    assert len({step.fingerprint for step in found.to_make}) == 1


def test_without_a_seed_the_takes_are_told_apart_by_their_attempt(
    film: Film, planned: Planner
) -> None:
    found = planned(film({"id": "010", "action": "Rain", "takes": 2}))
    assert makes(found) == [(1, 0, None, "new"), (2, 1, None, "another take")]


def test_the_last_seed_is_followed_by_the_first(film: Film, planned: Planner) -> None:
    found = planned(wants(film, 2, seed=2**32 - 1))
    assert [seed for _, _, seed, _ in makes(found)] == [2**32 - 1, 0]


def test_of_three_takes_two_are_made_where_one_is_there(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    found = planned(wants(film, 3), shot_takes(planned(wants(film, 1))))
    assert makes(found) == [(2, 1, 41, "another take"), (3, 2, 42, "another take")]
    assert str(found.steps[0].reason) == "unchanged"


def test_wanting_fewer_takes_makes_nothing_and_loses_none(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    found = planned(wants(film, 1), shot_takes(planned(wants(film, 3))))
    assert found.to_make == ()
    assert found.steps[0].number == 3


def test_a_lost_clip_is_made_again_as_the_attempt_that_it_was(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(wants(film, 3)))
    found = planned(wants(film, 3), takes, gone=frozenset({takes[0].clip}))
    assert makes(found) == [(4, 0, 40, "another take")]
    alone = planned(wants(film, 1), takes[:1], gone=frozenset({takes[0].clip}))
    assert makes(alone) == [(2, 0, 40, "missing clip")]


@pytest.mark.parametrize("wanted", [1, 3])
def test_force_makes_takes_beyond_all_that_there_are(
    film: Film, planned: Planner, shot_takes: Takes, wanted: int
) -> None:
    board = wants(film, wanted)
    takes = shot_takes(planned(board))
    found = planned(board, takes, force=["010"], again=2)
    assert [(number, attempt, seed) for number, attempt, seed, _ in makes(found)] == [
        (wanted + 1, wanted, 40 + wanted),
        (wanted + 2, wanted + 1, 41 + wanted),
    ]
    assert {str(step.reason) for step in found.to_make} == {"forced"}


def test_force_counts_towards_the_takes_that_are_wanted(
    film: Film, planned: Planner
) -> None:
    found = planned(wants(film, 3), force=["010"])
    assert [attempt for _, attempt, _, _ in makes(found)] == [0, 1, 2]


def picked(take: Take, **more: object) -> Take:
    return take.model_copy(update={"picked": True, **more})


def test_a_picked_take_stands_while_the_board_changes_and_says_what_differs(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    first, second = shot_takes(planned(wants(film, 2)))
    found = planned(wants(film, 2, action="Snow"), [picked(first), second])
    assert found.to_make == ()
    assert found.steps[0].take == picked(first)
    assert str(found.steps[0].reason) == "picked: prompt"


def test_a_picked_take_that_still_fits_has_nothing_that_differs(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    first, second = shot_takes(planned(wants(film, 2)))
    found = planned(wants(film, 2), [picked(first), second])
    assert (found.steps[0].number, str(found.steps[0].reason)) == (1, "picked")


def test_a_picked_take_stands_beside_those_that_are_forced(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    (first,) = shot_takes(planned(wants(film, 1)))
    found = planned(wants(film, 1), [picked(first)], force=["010"])
    assert (found.steps[0].action, found.steps[0].number) == ("reuse", 1)
    assert makes(found) == [(2, 1, 41, "forced")]


def test_a_picked_take_whose_clip_is_gone_is_planned_anew(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    first, second = shot_takes(planned(wants(film, 2)))
    takes, gone = [picked(first), second], frozenset({first.clip})
    fallen_back = planned(wants(film, 1), takes, gone=gone)
    assert (fallen_back.to_make, fallen_back.steps[0].number) == ((), 2)
    changed = planned(wants(film, 1, action="Snow"), takes, gone=gone)
    assert makes(changed) == [(3, 0, 40, "changed: prompt")]


def test_a_forced_shot_keeps_the_take_that_stands_until_then(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    first, second = shot_takes(planned(wants(film, 2)))
    second = second.model_copy(update={"flaws": (BLACK,)})
    (step,) = planned(wants(film, 1), [first, second], force=["010"]).to_make
    assert step.take == first


def take(number: int, **more: object) -> Take:
    plain = Take(
        shot=ShotId("010"),
        number=number,
        origin="paid",
        provider="studio",
        model="m1",
        fingerprint="f",
        parts={},
        clip=f"clip-{number}",
        seconds=5,
        made=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return plain.model_copy(update=more)


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (take(9), picked(take(1, flaws=(BLACK,), model="m0"))),
        (take(9, shot=ShotId("020")), take(1, flaws=(BLACK,), model="m0")),
        (picked(take(9, shot=ShotId("020"))), take(1)),
        (take(9, model="m0"), take(1, flaws=(BLACK,))),
        (take(9, flaws=(BLACK,)), take(1)),
        (take(1), take(2)),
    ],
    ids=["picked", "own", "own before picked", "model", "flaws", "newest"],
)
def test_the_cut_has_the_picked_take_then_its_own_the_models_the_flawless_the_newest(
    worse: Take, better: Take
) -> None:
    for takes in ([worse, better], [better, worse]):
        assert best(takes, ShotId("010"), "m1") == better


def test_without_takes_there_is_no_best() -> None:
    assert best([], ShotId("010"), "m1") is None


def test_of_two_who_tell_of_a_take_the_first_is_believed() -> None:
    locked, told = take(1, note="the good one"), take(1)
    assert merged([locked, told, take(2)]) == (locked, take(2))


@pytest.mark.parametrize("flaws", [(), (BLACK,)])
def test_flaws_never_make_a_take_stale(
    film: Film, planned: Planner, shot_takes: Takes, flaws: Sequence[Flaw]
) -> None:
    (first,) = shot_takes(planned(wants(film, 1)))
    flawed = first.model_copy(update={"flaws": tuple(flaws)})
    assert planned(wants(film, 1), [flawed]).to_make == ()
