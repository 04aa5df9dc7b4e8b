"""A run ended at every point, and the same run again."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from storyboard.model.event import Event, ShotMoved
from storyboard.model.plan import Step
from storyboard.providers.base import RecoveryClass
from storyboard.scheduler.ledger import Ledger
from storyboard.scheduler.runner import Outcome
from tests.scheduler.stage import (
    FakeService,
    Killed,
    Stage,
    codes_of,
    killed_from,
    step,
)

STEPS = [step("010"), step("020")]
FILM = [
    step("010"),
    step("020", after=["010"]),
    step("030", fallbacks=[step("030", provider="other")]),
]
"""A chain, and a shot that the first service refuses to make."""
RECOVERIES = ["idempotent", "listing", "blind"]
POINTS = ["submit", "charged", "poll", "fetch"]


def check_after(
    stage: Stage, outcome: Outcome, steps: Sequence[Step] = tuple(STEPS)
) -> None:
    """What must hold after any fault, once the same run was run again."""
    services = [stage.service, *stage.others]
    charges = sum((service.charges for service in services), Counter[str]())
    assert set(charges.values()) <= {1}
    assert all(set(service.paid.values()) <= {1} for service in services)
    left = codes_of(outcome)
    assert set(left.values()) <= {"uncertain", "kept-waiting"}
    if stage.service.recovery != "blind":
        # A no to a request that was sent before does not settle what became of that.
        assert set(left) <= stage.service.declines
    assert len(outcome.takes) + len(left) == len(steps)
    check_the_books(stage)
    assert all(stage.clips.verify(take.clip) for take in outcome.takes)
    sent = [len(service.submits) for service in services]
    assert set(map(str, stage.run(*steps).takes)) == set(map(str, outcome.takes))
    assert [len(service.submits) for service in services] == sent


def check_the_books(stage: Stage) -> None:
    """Every charge is in the ledger with its ticket, or listed as uncertain."""
    with stage.ledger() as ledger:
        for service in (stage.service, *stage.others):
            for key, ticket in service.keys.items():
                entry = ledger.entry(key)
                noted = entry.ticket is not None and entry.ticket.id == ticket
                assert noted or entry.state == "uncertain"


def film_stage(folder: Path, recovery: RecoveryClass) -> Stage:
    service = FakeService(recovery=recovery, declines=frozenset({"030"}))
    return Stage(folder, service, [FakeService("other", recovery)], limit=3)


@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_killed_at_any_write_goes_on_and_pays_once(
    folder: Path, recovery: RecoveryClass, when: str
) -> None:
    for number in range(1, 100):
        stage = film_stage(folder / str(number), recovery)
        stage.dead_are_known = number % 2 == 0
        dying = {when: killed_from(number)}
        try:
            stage.run(*FILM, ledger=stage.watched(**dying))
        except (Killed, BaseExceptionGroup):
            check_after(stage, stage.run(*FILM), FILM)
        else:
            # One for the wish that waits for nobody, five or six for each shot, and
            # four for the one that was refused.
            assert number > 1 + 5 + 6 + 4 + 6
            return
    pytest.fail("the run never came to its end")


@pytest.mark.parametrize("recovery", RECOVERIES)
def test_a_run_killed_again_and_again_comes_to_its_end_and_pays_once(
    folder: Path, recovery: RecoveryClass
) -> None:
    """Each run ends three writes later than the one before."""
    stage = film_stage(folder, recovery)
    for number in range(3, 100, 3):
        try:
            outcome = stage.run(*FILM, ledger=stage.watched(before=killed_from(number)))
        except (Killed, BaseExceptionGroup):
            continue
        assert number > 6
        check_after(stage, outcome, FILM)
        return
    pytest.fail("the run never came to its end")


@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("turn", [0, 1])
def test_a_run_killed_while_it_talks_to_the_service_goes_on_and_pays_once(
    stage: Stage, recovery: RecoveryClass, point: str, turn: int
) -> None:
    stage.service.recovery = recovery
    ledger = stage.watched()

    def kill() -> None:
        ledger.before = killed_from(0)
        raise Killed

    stage.service.faults[point].extend([None] * turn)
    stage.service.faults[point].append(kill)
    with pytest.raises(BaseExceptionGroup):
        stage.run(*STEPS, ledger=ledger)
    check_after(stage, stage.run(*STEPS))


async def interrupted(stage: Stage, ledger: Ledger, state: str) -> None:
    """A run that is cancelled when the first shot comes into a state."""
    run = asyncio.create_task(stage.shoot(STEPS, ledger))

    def interrupt(event: Event) -> None:
        if isinstance(event, ShotMoved) and event.state == state:
            run.cancel()

    stage.report = interrupt
    await run


@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("state", ["submitted", "working", "fetching"])
def test_an_interrupted_run_goes_on_at_once(
    stage: Stage, recovery: RecoveryClass, state: str
) -> None:
    stage.service.recovery = recovery
    with stage.ledger() as ledger, pytest.raises(asyncio.CancelledError):
        asyncio.run(interrupted(stage, ledger, state))
    stage.report = None
    stopped = stage.clock.passed
    outcome = stage.run(*STEPS)
    # Nobody waits for the lease of a run that ended by itself.
    assert stage.clock.passed - stopped < stage.patience.lease / 2
    assert len(outcome.takes) == 2
    check_after(stage, outcome)


def test_an_interrupted_run_submits_nothing_more(stage: Stage) -> None:
    stage.limit = 1
    with stage.ledger() as ledger, pytest.raises(asyncio.CancelledError):
        asyncio.run(interrupted(stage, ledger, "submitted"))
    assert [shot for shot, _ in stage.service.submits] == ["010"]


def test_a_submit_on_its_way_is_heard_out_when_the_run_is_interrupted(
    stage: Stage,
) -> None:
    async def run(ledger: Ledger) -> None:
        running = asyncio.create_task(stage.shoot([step("010")], ledger))

        def interrupt() -> None:
            running.cancel()

        stage.service.faults["submit"].append(interrupt)
        await running

    with stage.ledger() as ledger, pytest.raises(asyncio.CancelledError):
        asyncio.run(run(ledger))
    assert stage.states() == {"010": "submitted"}
    assert stage.run(step("010")).takes
    assert stage.service.charges["010"] == 1
