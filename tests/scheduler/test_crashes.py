"""A run ended at every point, and the same run again."""

import asyncio
from pathlib import Path

import pytest

from storyboard.model.event import Event, ShotMoved
from storyboard.providers.base import RecoveryClass
from storyboard.scheduler.ledger import Ledger
from storyboard.scheduler.runner import Outcome
from tests.scheduler.stage import (
    PROJECT,
    FakeService,
    Killed,
    Stage,
    WatchedLedger,
    killed_from,
    step,
)

STEPS = [step("010"), step("020")]
RECOVERIES = ["idempotent", "listing", "blind"]
POINTS = ["submit", "charged", "poll", "fetch"]


def check_after(stage: Stage, outcome: Outcome) -> None:
    """What must hold after any fault, once the same run was run again."""
    service = stage.service
    assert all(count == 1 for count in service.charges.values())
    assert {problem.code for problem in outcome.failures.values()} <= {"uncertain"}
    if service.recovery != "blind":
        assert [take.shot for take in outcome.takes] == ["010", "020"]
    with stage.ledger() as ledger:
        entries = ledger.entries(PROJECT)
    # Every charge is in the ledger with its ticket, or listed as uncertain.
    for shot in service.charges:
        (entry,) = (entry for entry in entries if entry.wish.shot == shot)
        assert entry.ticket is not None or entry.state == "uncertain"
    assert all(stage.clips.verify(take.clip) for take in outcome.takes)
    sent = len(service.submits)
    assert stage.run(*STEPS).takes == outcome.takes
    assert len(service.submits) == sent


@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_killed_at_any_write_goes_on_and_pays_once(
    folder: Path, recovery: RecoveryClass, when: str
) -> None:
    for number in range(1, 100):
        stage = Stage(folder / str(number), FakeService(recovery=recovery))
        dying = {when: killed_from(number)}
        try:
            stage.run(*STEPS, ledger=WatchedLedger(stage.url, **dying))
        except (Killed, BaseExceptionGroup):
            check_after(stage, stage.run(*STEPS))
        else:
            # One for both wishes, five for each shot.
            assert number > 1 + 2 * 5
            return
    pytest.fail("the run never came to its end")


@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("turn", [0, 1])
def test_a_run_killed_while_it_talks_to_the_service_goes_on_and_pays_once(
    stage: Stage, recovery: RecoveryClass, point: str, turn: int
) -> None:
    stage.service.recovery = recovery
    ledger = WatchedLedger(stage.url)

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
