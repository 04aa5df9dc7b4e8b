"""Whatever somebody does to the wall clock, everything is made and paid once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storyboard.model.value import ShotId
from storyboard.providers.base import RecoveryClass
from storyboard.scheduler.patience import Patience, Terms
from tests.scheduler.stage import (
    START,
    FakeService,
    Killed,
    Stage,
    codes_of,
    killed_from,
    step,
    takes_of,
)

HOUR, DAY = 3600.0, 86_400.0
JUMPS = [HOUR, -HOUR, DAY, -DAY]
RECOVERIES: list[RecoveryClass] = ["idempotent", "listing", "blind"]
POINTS = ["submit", "charged", "poll", "fetch"]
FILM = [step("010"), step("020", after=["010"])]
BOTH = [("010", 0), ("020", 0)]


@pytest.fixture
def stage(folder: Path) -> Stage:
    return Stage(folder)


def setting(stage: Stage, seconds: float) -> Callable[[], None]:
    """Somebody sets the wall clock by so many seconds."""

    def jump() -> None:
        stage.clock.set_by += seconds

    return jump


def setting_after(stage: Stage, seconds: float, number: int) -> Callable[[int], None]:
    """The same after one of a ledger's transactions."""

    def jump(transaction: int) -> None:
        if transaction == number:
            stage.clock.set_by += seconds

    return jump


@pytest.mark.parametrize("seconds", JUMPS)
@pytest.mark.parametrize("recovery", RECOVERIES)
def test_a_clock_that_is_set_between_any_two_writes_costs_nothing(
    folder: Path, recovery: RecoveryClass, seconds: float
) -> None:
    for number in range(1, 100):
        stage = Stage(folder / str(number), FakeService(recovery=recovery))
        watched = stage.watched(after=setting_after(stage, seconds, number))
        outcome = stage.run(*FILM, ledger=watched)
        assert takes_of(outcome) == BOTH
        assert stage.service.charges == {"010": 1, "020": 1}
        if watched.transactions < number:
            assert number > 1 + 2 * 5
            return
    pytest.fail("the run never came to its end")


@pytest.mark.parametrize("seconds", JUMPS)
@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("point", POINTS)
def test_a_clock_that_is_set_while_the_service_is_talked_to_costs_nothing(
    stage: Stage, recovery: RecoveryClass, point: str, seconds: float
) -> None:
    stage.service.recovery = recovery
    stage.service.faults[point].append(setting(stage, seconds))
    assert takes_of(stage.run(*FILM)) == BOTH
    assert stage.service.charges == {"010": 1, "020": 1}


@pytest.mark.parametrize("seconds", JUMPS)
@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("point", POINTS)
def test_a_clock_that_is_set_between_a_crash_and_the_next_run_costs_nothing(
    stage: Stage, recovery: RecoveryClass, point: str, seconds: float
) -> None:
    """Set back, the lease of the dead run seems to last for hours more."""
    stage.dead_are_known = True
    stage.service.recovery = recovery
    watched = stage.watched()

    def kill() -> None:
        watched.before = killed_from(0)
        raise Killed

    stage.service.faults[point].append(kill)
    with pytest.raises(BaseExceptionGroup):
        stage.run(*FILM, ledger=watched)
    stage.clock.set_by += seconds
    outcome = stage.run(*FILM)
    # Nobody knows for how long a service remembers a key.
    asked_too_late = recovery == "idempotent" and seconds == DAY
    if point in {"submit", "charged"} and (recovery == "blind" or asked_too_late):
        assert codes_of(outcome) == {"010": "uncertain", "020": "kept-waiting"}
    else:
        assert takes_of(outcome) == BOTH
    assert set(stage.service.charges.values()) <= {1}


@pytest.mark.parametrize("seconds", JUMPS)
def test_a_clock_that_is_set_at_every_look_at_a_job_costs_nothing(
    stage: Stage, seconds: float
) -> None:
    stage.service.polls_needed = 20
    stage.service.faults["poll"].extend([setting(stage, seconds)] * 30)
    assert takes_of(stage.run(*FILM)) == BOTH
    assert stage.service.charges == {"010": 1, "020": 1}


def test_a_clock_that_is_set_forward_does_not_end_the_wait_for_a_job(
    stage: Stage,
) -> None:
    stage.terms = Terms(2, longest_job=600)
    stage.service.polls_needed = 10
    stage.service.faults["poll"].append(setting(stage, 7 * DAY))
    assert takes_of(stage.run(step("010"))) == [("010", 0)]


def test_a_job_of_last_week_is_waited_for_as_long_as_any_other(stage: Stage) -> None:
    stage.patience = Patience(longest_job=100)
    stage.service.polls_needed = 40
    assert codes_of(stage.run(step("010"))) == {"010": "still-running"}
    stage.clock.passed += 7 * DAY
    began = stage.clock.passed
    assert codes_of(stage.run(step("010"))) == {"010": "still-running"}
    assert stage.clock.passed - began > 100


@pytest.mark.parametrize("when", [(2038, 1, 19, 3, 14, 0), (2040, 2, 29, 23, 59, 58)])
@pytest.mark.parametrize("recovery", RECOVERIES)
def test_a_run_goes_through_the_ends_of_time(
    stage: Stage,
    recovery: RecoveryClass,
    when: tuple[int, int, int, int, int, int],
) -> None:
    """Seconds in 32 bits end in 2038; 2040 has a leap day."""
    stage.service.recovery = recovery
    stage.service.polls_needed = 8
    stage.service.faults["charged"].append(ConnectionResetError())
    stage.clock.set_by = (datetime(*when, tzinfo=UTC) - START).total_seconds()
    outcome = stage.run(step("010"), step("020"))
    assert stage.service.charges == {"010": 1, "020": 1}
    made = {take.shot: take.made for take in outcome.takes}
    assert made[ShotId("020")] > datetime(*when, tzinfo=UTC)
    with stage.ledger() as ledger:
        told = [event.at for event in ledger.story(stage.entries()[-1].key)]
    assert told == sorted(told)
    assert stage.run(step("010"), step("020")).takes
