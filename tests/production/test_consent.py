"""What may be spent is known and allowed before anything is sent."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from storyboard.errors import PlanError, Problem
from storyboard.model.money import Money, money
from storyboard.model.take import FlawKind
from storyboard.model.value import ShotId
from storyboard.production import Allowance, Planned, needs_asking, plan, read, shoot
from tests.production.lot import BOARD, Lot, per_second


@pytest.fixture
def paid(lot: Lot) -> Lot:
    """Three shots of a second, each for a dollar."""
    lot.service.origin = "paid"
    lot.service.prices = (per_second("1"),)
    return lot


def planned(lot: Lot, *shots: str, board: str = "storyboard.yaml") -> Planned:
    return plan(read(lot.folder / board, studio=lot.studio), shots)


def allowed(
    *caps: str, unknown: bool = False, retake_on: Sequence[FlawKind] = ()
) -> Allowance:
    return Allowance(tuple(map(money, caps)), unknown, frozenset(retake_on))


def refused(lot: Lot, allowance: Allowance, *shots: str) -> Problem:
    """Why the plan may not be run; nothing is sent."""
    sent = len(lot.service.submitted)
    with pytest.raises(PlanError) as told:
        shoot(planned(lot, *shots), allowance)
    (problem,) = told.value.problems
    assert told.value.exit_code == 3
    assert len(lot.service.submitted) == sent
    return problem


def test_only_what_costs_or_may_cost_is_asked_about(paid: Lot) -> None:
    assert needs_asking(planned(paid))
    paid.service.prices = ()
    assert needs_asking(planned(paid))
    paid.service.prices = (per_second("0"),)
    assert not needs_asking(planned(paid))


def test_a_sandbox_is_never_asked_about(paid: Lot) -> None:
    paid.service.origin = "sandbox"
    assert not needs_asking(planned(paid))


def test_nothing_is_asked_about_where_nothing_is_made(paid: Lot) -> None:
    shoot(planned(paid))
    assert not needs_asking(planned(paid))


def test_who_is_asked_instead_may_cost_something_as_well(lot: Lot) -> None:
    other = lot.hire("other")
    other.origin, other.prices = "paid", (per_second("1"),)
    assert not needs_asking(planned(lot))
    lot.change("provider: plain", "provider: [plain, other]")
    assert needs_asking(planned(lot))


def test_unknown_prices_are_refused_until_they_are_allowed(paid: Lot) -> None:
    paid.service.prices = ()
    problem = refused(paid, allowed(), "010", "020")
    assert problem.message == (
        "the price of 2 jobs is unknown: shot 010 at plain, 020 at plain"
    )
    assert "--allow-unknown-cost" in problem.hint
    assert refused(paid, allowed("5usd"), "010").message == (
        "the price of 1 job is unknown: shot 010 at plain"
    )
    shoot(planned(paid), allowed("5usd", unknown=True))
    assert len(paid.service.submitted) == 3


def test_an_unknown_price_of_who_is_asked_instead_is_refused_too(paid: Lot) -> None:
    other = paid.hire("other")
    other.origin, other.prices = "paid", ()
    paid.change("provider: plain", "provider: [plain, other]")
    assert refused(paid, allowed(), "010").message == (
        "the price of 1 job is unknown: shot 010 at other"
    )


def test_a_plan_over_its_cap_is_refused_before_anything_is_sent(paid: Lot) -> None:
    problem = refused(paid, allowed("2.99usd"))
    assert problem.code == "over-cap"
    assert problem.message == "the plan costs 3.00 USD; --max-cost is 2.99 USD"
    shoot(planned(paid), allowed("3usd"))
    assert len(paid.service.submitted) == 3


def test_every_take_of_a_shot_counts(paid: Lot) -> None:
    paid.change('waits."', 'waits.", takes: 3')
    problem = refused(paid, allowed("4usd"))
    assert problem.message == "the plan costs 5.00 USD; --max-cost is 4.00 USD"


def test_a_cap_in_dollars_holds_for_credits_of_known_worth(paid: Lot) -> None:
    paid.service.prices = (per_second("100", "credits@plain", "0.01"),)
    assert refused(paid, allowed("2usd")).message == (
        "the plan costs 3.00 USD; --max-cost is 2.00 USD"
    )


def test_credits_that_no_cap_counts_are_refused(paid: Lot) -> None:
    paid.service.prices = (per_second("100", "credits@plain"),)
    problem = refused(paid, allowed("2usd"), "010")
    assert problem.code == "uncapped"
    assert problem.message == (
        "no cap counts credits@plain, and what one is worth in dollars is unknown: "
        "shot 010 at plain"
    )
    assert "credits@plain" in problem.hint
    shoot(planned(paid, "010"), allowed("2usd", "100credits@plain"))
    assert len(paid.service.submitted) == 1


BUDGET = '[project]\nid = "films"\nbudget = "5usd"\n'


def test_a_budget_counts_every_board_of_the_project(paid: Lot) -> None:
    (paid.folder / "storyboard.toml").write_text(BUDGET, encoding="utf-8")
    (paid.folder / "second.yaml").write_text(
        BOARD.replace("Three", "Other").replace("waits", "sits"), encoding="utf-8"
    )
    shoot(planned(paid))
    with pytest.raises(PlanError) as told:
        shoot(planned(paid, board="second.yaml"))
    (problem,) = told.value.problems
    assert problem.message == (
        "the plan costs 3.00 USD, and 3.00 USD are spent or in flight; the project's "
        "budget is 5.00 USD"
    )
    assert len(paid.service.submitted) == 3
    shoot(planned(paid, "010", "020", board="second.yaml"))
    assert len(paid.service.submitted) == 5


def test_the_budget_stops_who_is_asked_instead_and_costs_more(paid: Lot) -> None:
    other = paid.hire("other")
    other.origin, other.prices = "paid", (per_second("9"),)
    paid.change("provider: plain", "provider: [plain, other]")
    paid.service.refuses = {"020"}
    dailies = shoot(planned(paid), allowed("5usd"))
    assert list(dailies.takes) == ["010", "030"]
    assert "--max-cost" in dailies.failures[ShotId("020")].message
    assert other.submitted == []


def test_retakes_need_a_limit_where_they_cost_something(paid: Lot) -> None:
    problem = refused(paid, allowed(retake_on=["black"]))
    assert problem.code == "no-cap"
    assert "--max-cost" in problem.hint
    paid.service.origin, paid.service.prices = "sandbox", (per_second("0"),)
    shoot(planned(paid), allowed(retake_on=["black"]))
    assert len(paid.service.submitted) == 3


def test_a_retake_is_made_within_the_cap_and_no_further(paid: Lot) -> None:
    paid.service.short = 0.25
    dailies = shoot(planned(paid), allowed("4usd", retake_on=["seconds"]))
    assert len(paid.service.submitted) == 4
    assert sum(take.attempt for take in dailies.made) == 1
    assert len(dailies.takes) == 3
    assert len(dailies.failures) == 2


def test_what_a_take_cost_is_written_down(paid: Lot) -> None:
    dailies = shoot(planned(paid))
    prices = {take.price for take in dailies.takes.values()}
    assert prices == {Money(amount=Decimal(1), unit="usd")}


def test_clones_without_a_common_ledger_are_warned_of(paid: Lot) -> None:
    def warnings() -> list[Problem]:
        paid.change("is gone", "is gone for good")
        return [p for p in planned(paid).plan.problems if p.code == "other-ledger"]

    shoot(planned(paid))
    assert warnings() == []
    (paid.folder / ".storyboard" / "ledger.sqlite").unlink()
    (warning,) = warnings()
    assert warning.severity == "warning"
    assert "of shot 010, 020, 030" in warning.message
    assert "[ledger]" in warning.hint
    paid.service.origin = "sandbox"
    assert warnings() == []
