from decimal import Decimal

import pytest

from storyboard.model.money import Money
from storyboard.model.plan import Plan
from storyboard.model.value import ShotId
from storyboard.planning.under_way import Sent, SentState, under_way
from tests.planning.conftest import SERVICE
from tests.scheduler.stage import step

ASKED = step("010").model_copy(update={"asked": SERVICE.model})
ROW = SERVICE.model_copy(update={"provider": "fake"})
PLAN = Plan(steps=(ASKED,), rows=(ROW,))


def sent(state: SentState = "running", **fields: object) -> Sent:
    plain = {
        "shot": ShotId("010"),
        "provider": "fake",
        "origin": "paid",
        "fingerprint": ASKED.fingerprint,
        "number": 3,
        "state": state,
    }
    return Sent.model_validate(plain | fields)


@pytest.mark.parametrize(
    ("state", "reason", "costs"),
    [
        ("running", "being made", "0"),
        ("on its way", "in doubt", "0.50"),
        ("uncertain", "in doubt", "0"),
    ],
)
def test_only_what_may_still_be_sent_costs_anything(
    state: SentState, reason: str, costs: str
) -> None:
    (found,) = under_way(PLAN, [sent(state)]).steps
    assert str(found.reason) == reason
    assert found.price == Money(amount=Decimal(costs), unit="usd")
    assert found.number == 3


@pytest.mark.parametrize(
    "other",
    [
        {"shot": "020"},
        {"provider": "other"},
        {"origin": "sandbox"},
        {"fingerprint": "another"},
    ],
)
def test_another_request_is_none_of_ours(other: dict[str, object]) -> None:
    assert under_way(PLAN, [sent().model_copy(update=other)]) == PLAN


def test_the_last_of_several_counts() -> None:
    first, last = sent(), sent("uncertain", number=4)
    (found,) = under_way(PLAN, [last, first]).steps
    assert (str(found.reason), found.number) == ("in doubt", 4)


def test_the_shots_of_a_job_go_with_its_first() -> None:
    follower = ASKED.model_copy(update={"shot": ShotId("020"), "lead": ShotId("010")})
    both = PLAN.model_copy(update={"steps": (ASKED, follower)})
    steps = under_way(both, [sent()]).steps
    assert [str(each.reason) for each in steps] == ["being made", "being made"]


def test_each_take_of_a_shot_is_under_way_by_itself() -> None:
    second = ASKED.model_copy(update={"attempt": 1, "number": 2})
    both = PLAN.model_copy(update={"further": (second,)})
    found = under_way(both, [sent(attempt=1)])
    assert [str(each.reason) for each in found.steps] == ["new"]
    assert [str(each.reason) for each in found.further] == ["being made"]


def test_what_was_sent_to_who_is_asked_instead_is_under_way_as_well() -> None:
    instead = ASKED.model_copy(update={"provider": "other", "fingerprint": "theirs"})
    step = ASKED.model_copy(update={"fallbacks": (instead,)})
    plan = PLAN.model_copy(update={"steps": (step,)})
    (found,) = under_way(plan, [sent(provider="other", fingerprint="theirs")]).steps
    assert str(found.reason) == "being made"
    # Should that job fail at no cost, the first one is paid after all.
    assert found.price == ASKED.price
    (mixed,) = under_way(plan, [sent(provider="other")]).steps
    assert str(mixed.reason) == "new"
