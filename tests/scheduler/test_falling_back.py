"""Somebody else is asked, but only where that cannot be paid twice."""

from dataclasses import replace

import pytest

from storyboard.model.event import ShotMoved
from storyboard.model.plan import Step
from storyboard.model.value import ShotId
from storyboard.providers.base import (
    CannotTell,
    NotSent,
    RecoveryClass,
    Refused,
    SubmitRefused,
)
from storyboard.scheduler.patience import Terms
from tests.scheduler.stage import (
    FakeService,
    Fault,
    Stage,
    codes_of,
    killed_from,
    step,
    takes_of,
)

NO = Refused(kind="content", code="moderated", message="not this one")
BUSY = Refused(kind="unavailable", code="busy", message="come back later")


@pytest.fixture
def other(stage: Stage) -> FakeService:
    service = FakeService("other")
    stage.others = [service]
    return service


def either(*, forced: bool = False) -> Step:
    """A shot that `fake` is to make, else `other`."""
    instead = step("010", provider="other", forced=forced)
    return step("010", fallbacks=[instead], forced=forced)


def asked(stage: Stage) -> list[int]:
    return [len(each.submits) for each in (stage.service, *stage.others)]


def paid(stage: Stage) -> int:
    services = (stage.service, *stage.others)
    return sum(sum(each.paid.values()) for each in services)


def failed(charged: bool | None) -> Refused:  # noqa: FBT001 - read by its name below
    return Refused(code="crashed", message="out of luck", charged=charged)


@pytest.mark.parametrize(
    ("point", "fault", "why"),
    [
        ("submit", SubmitRefused(NO), "fake refused the request: not this one"),
        ("poll", failed(charged=False), "fake did not make it: out of luck"),
    ],
)
def test_after_a_no_that_costs_nothing_the_next_is_asked(
    stage: Stage, other: FakeService, point: str, fault: Fault, why: str
) -> None:
    stage.service.faults[point].append(fault)
    outcome = stage.run(either())
    (take,) = outcome.takes
    assert not outcome.failures
    assert (take.provider, take.instead_of) == ("other", why)
    assert len(other.submits) == 1
    told = [e.message for e in stage.events if isinstance(e, ShotMoved)]
    assert f"{why}; asking other" in told


def test_whoever_makes_it_at_once_leaves_the_next_alone(
    stage: Stage, other: FakeService
) -> None:
    (take,) = stage.run(either()).takes
    assert (take.provider, take.instead_of) == ("fake", None)
    assert not other.submits


@pytest.mark.parametrize(
    ("point", "fault", "code"),
    [
        ("submit", ConnectionResetError(), "uncertain"),
        ("charged", ConnectionResetError(), "uncertain"),
        ("submit", CannotTell("the key belongs to another body"), "uncertain"),
        ("poll", failed(charged=True), "failed"),
        ("poll", failed(charged=None), "failed"),
    ],
)
def test_after_what_may_have_cost_something_nobody_else_is_asked(
    stage: Stage, other: FakeService, point: str, fault: Fault, code: str
) -> None:
    stage.terms = Terms(2, fall_back_after=0.0)
    stage.service.faults[point].append(fault)
    assert codes_of(stage.run(either())) == {"010": code}
    assert not other.submits


def test_a_silent_service_is_no_reason_to_ask_the_next(
    stage: Stage, other: FakeService
) -> None:
    stage.service.recovery = "idempotent"
    stage.terms = Terms(2, fall_back_after=10.0)
    stage.service.faults["charged"].append(ConnectionResetError())
    stage.service.faults["submit"].extend([None, *[NotSent("no route")] * 50])
    assert codes_of(stage.run(either())) == {"010": "unavailable"}
    assert not other.submits
    assert stage.states() == {"010": "intent"}


@pytest.mark.parametrize(
    "later", [NotSent("no route"), SubmitRefused(BUSY, later=True)]
)
def test_after_being_unavailable_the_next_is_asked_only_where_settings_say(
    stage: Stage, other: FakeService, later: Exception
) -> None:
    stage.service.faults["submit"].extend([later] * 1000)
    assert codes_of(stage.run(either())) == {"010": "unavailable"}
    assert not other.submits
    began = stage.clock.passed
    stage.terms = Terms(2, fall_back_after=600.0)
    (take,) = stage.run(either()).takes
    assert take.provider == "other"
    assert "did not take the request" in (take.instead_of or "")
    assert 600 < stage.clock.passed - began < 750


def test_where_everybody_says_no_the_last_no_is_told(
    stage: Stage, other: FakeService
) -> None:
    stage.service.declines = other.declines = frozenset({"010"})
    problem = stage.run(either()).failures[ShotId("010"), 0]
    assert problem.message == "other refused the request: not this"
    assert asked(stage) == [1, 1]


def test_a_file_that_cannot_be_published_is_no_reason_to_ask_the_next(
    stage: Stage, other: FakeService
) -> None:
    async def publish(*_: object) -> None:
        raise SubmitRefused(NO)

    stage.publish = publish  # type: ignore[assignment]
    assert codes_of(stage.run(either())) == {"010": "not-published"}
    assert not other.submits


@pytest.mark.parametrize("dead_are_known", [True, False])
def test_a_job_at_the_second_service_goes_on_and_the_first_is_not_asked_again(
    stage: Stage, other: FakeService, *, dead_are_known: bool
) -> None:
    stage.dead_are_known = dead_are_known
    stage.service.faults["submit"].append(SubmitRefused(NO))
    ledger = stage.watched()

    def kill() -> None:
        ledger.before = killed_from(0)
        killed_from(0)(1)

    other.faults["poll"].append(kill)
    with pytest.raises(BaseExceptionGroup):
        stage.run(either(), ledger=ledger)
    (take,) = stage.run(either()).takes
    assert take.provider == "other"
    assert take.instead_of == "fake refused the request: not this one"
    assert asked(stage) == [1, 1]
    assert paid(stage) == 1


def test_what_the_second_service_made_is_taken_and_the_first_is_not_asked_again(
    stage: Stage, other: FakeService
) -> None:
    """Although the first, which refused it then, would make it now."""
    stage.service.faults["submit"].append(SubmitRefused(NO))
    first = stage.run(either())
    assert stage.run(either()).takes == first.takes
    assert asked(stage) == [1, 1]
    assert other.charges == {"010": 1}


@pytest.mark.parametrize("recovery", ["blind", "listing", "idempotent"])
def test_what_nobody_knows_of_the_second_service_keeps_the_first_from_being_asked(
    stage: Stage, other: FakeService, recovery: RecoveryClass
) -> None:
    other.recovery = recovery
    stage.service.faults["submit"].append(SubmitRefused(NO))
    other.faults["charged"].append(CannotTell("it names no keys"))
    assert codes_of(stage.run(either())) == {"010": "uncertain"}
    assert codes_of(stage.run(either())) == {"010": "uncertain"}
    assert asked(stage) == [1, 1]
    assert paid(stage) == 1


def test_another_take_that_is_asked_for_begins_with_the_first_service(
    stage: Stage, other: FakeService
) -> None:
    stage.service.faults["submit"].append(SubmitRefused(NO))
    other.faults["charged"].append(ConnectionResetError())
    stage.run(either())
    (take,) = stage.run(either(forced=True)).takes
    assert take.provider == "fake"
    assert asked(stage) == [2, 1]


def test_a_job_at_the_second_service_that_ends_free_leads_back_to_the_first(
    stage: Stage, other: FakeService
) -> None:
    stage.service.faults["submit"].append(SubmitRefused(NO))
    other.polls_needed = 1000
    stage.patience = replace(stage.patience, longest_job=60)
    assert codes_of(stage.run(either())) == {"010": "still-running"}
    other.faults["poll"].append(failed(charged=False))
    outcome = stage.run(either())
    assert takes_of(outcome) == [("010", 0)]
    assert outcome.takes[0].provider == "fake"
    assert asked(stage) == [2, 1]
