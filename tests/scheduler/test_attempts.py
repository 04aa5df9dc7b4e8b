"""Several takes of a shot, and one more where a look at one found a flaw."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.model.event import Event, ShotMoved
from storyboard.model.request import ClipRequest
from storyboard.model.value import ShotId
from storyboard.scheduler.caps import Cap
from storyboard.scheduler.outside import Look
from tests.scheduler.stage import Stage, codes_of, flawed, step, takes_of, usd

BOTH = [step("010", seed=5), step("010", seed=5, attempt=1)]


def seeds(stage: Stage) -> list[int | None]:
    return [request.seed for request in stage.service.requests]


def flawed_at_first(*looks: Look) -> Callable[[Path, ClipRequest | None], Look]:
    """So many looks, and no flaw in any later one."""
    left = list(looks)
    return lambda _clip, _request: left.pop(0) if left else flawed()


def test_takes_of_one_shot_have_numbers_and_keys_of_their_own(stage: Stage) -> None:
    outcome = stage.run(*BOTH)
    assert {(take.attempt, take.number) for take in outcome.takes} == {(0, 1), (1, 2)}
    assert len({key for _, key in stage.service.submits}) == 2
    assert seeds(stage) == [5, 6]
    assert set(stage.service.paid.values()) == {1}


def test_an_interrupted_run_goes_on_with_every_take(stage: Stage) -> None:
    stage.service.polls_needed = 3

    async def interrupted() -> None:
        with stage.ledger() as ledger:
            run = asyncio.create_task(stage.shoot(BOTH, ledger))

            def stop(event: Event) -> None:
                if isinstance(event, ShotMoved) and event.state == "working":
                    run.cancel()

            stage.report = stop
            await run

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(interrupted())
    stage.report = None
    assert [entry.state for entry in stage.entries()] == ["submitted", "submitted"]
    assert takes_of(stage.run(*BOTH)) == [("010", 0), ("010", 1)]
    assert set(stage.service.paid.values()) == {1}
    assert len(stage.service.submits) == 2


def test_one_take_that_fails_does_not_stop_the_other(stage: Stage) -> None:
    stage.limit = 1
    stage.service.faults["submit"].append(ConnectionResetError())
    outcome = stage.run(*BOTH)
    assert takes_of(outcome) == [("010", 1)]
    assert set(outcome.failures) == {(ShotId("010"), 0)}


def test_what_happens_is_told_of_each_take(stage: Stage) -> None:
    stage.run(*BOTH)
    told = [e for e in stage.events if isinstance(e, ShotMoved) and e.state == "done"]
    assert {(e.attempt, e.take.attempt) for e in told if e.take} == {(0, 0), (1, 1)}


def test_a_flaw_that_nobody_asked_about_is_written_down_and_no_more(
    stage: Stage,
) -> None:
    stage.look_at = flawed_at_first(flawed("black"))
    (take,) = stage.run(step("010")).takes
    assert [flaw.kind for flaw in take.flaws] == ["black"]
    with stage.ledger() as ledger:
        assert ledger.entry(stage.entries()[0].key).take() == take


def test_a_shot_with_a_flaw_that_was_named_is_made_once_more_with_the_next_seed(
    stage: Stage,
) -> None:
    stage.retake_on = frozenset({"black"})
    stage.look_at = flawed_at_first(flawed("black", "silent"))
    outcome = stage.run(step("010", seed=5))
    assert takes_of(outcome) == [("010", 0), ("010", 1)]
    assert [len(take.flaws) for take in outcome.takes] == [2, 0]
    assert [take.number for take in outcome.takes] == [1, 2]
    assert seeds(stage) == [5, 6]


def test_a_shot_is_made_once_more_and_not_again(stage: Stage) -> None:
    stage.retake_on = frozenset({"black"})
    stage.look_at = flawed_at_first(*[flawed("black")] * 5)
    outcome = stage.run(step("010"))
    assert takes_of(outcome) == [("010", 0), ("010", 1)]


def test_other_flaws_are_no_reason_to_make_it_once_more(stage: Stage) -> None:
    stage.retake_on = frozenset({"frozen"})
    stage.look_at = flawed_at_first(flawed("black"))
    assert takes_of(stage.run(step("010"))) == [("010", 0)]


def test_takes_that_are_wanted_anyway_do_not_stand_in_for_one_more(
    stage: Stage,
) -> None:
    stage.retake_on = frozenset({"black"})
    stage.look_at = flawed_at_first(flawed("black"), flawed("black"))
    outcome = stage.run(*BOTH)
    assert takes_of(outcome) == [("010", attempt) for attempt in range(4)]
    assert sorted(seed or 0 for seed in seeds(stage)) == [5, 6, 7, 8]
    assert set(stage.service.paid.values()) == {1}


def test_one_more_take_is_made_within_the_caps_alone(stage: Stage) -> None:
    stage.retake_on = frozenset({"black"})
    stage.look_at = flawed_at_first(flawed("black"))
    stage.caps = [Cap(usd("0.80"), "--max-cost")]
    outcome = stage.run(step("010"))
    assert takes_of(outcome) == [("010", 0)]
    assert codes_of(outcome) == {"010": "over-cap"}
    assert set(outcome.failures) == {(ShotId("010"), 1)}
    assert len(stage.service.submits) == 1
