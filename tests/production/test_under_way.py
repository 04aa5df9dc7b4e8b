"""What was sent in an earlier run is in the plan, and not priced again."""

from decimal import Decimal

from storyboard.cli.plan_table import price_text, summary
from storyboard.planning.why import explain
from storyboard.production import plan, read, shoot
from tests.production.lot import Lot

IMPATIENT = "[providers.plain]\npatience = 1\n"


def left_running(lot: Lot) -> None:
    """A run that ends while its jobs go on at the service."""
    (lot.folder / "storyboard.toml").write_text(IMPATIENT, encoding="utf-8")
    lot.service.waits = True
    failures = shoot(plan(read(lot.board, studio=lot.studio), ["010"])).failures
    assert [problem.code for problem in failures.values()] == ["still-running"]


def test_a_job_that_runs_is_waited_for_and_costs_nothing_more(lot: Lot) -> None:
    left_running(lot)
    planned = plan(read(lot.board, studio=lot.studio), ["010"])
    (step,) = planned.to_make
    assert str(step.reason) == "being made"
    assert price_text(step) == "sent"
    assert "nothing more" in summary(planned)
    assert "sent in an earlier run" in explain(step)[0]
    lot.service.waits = False
    dailies = shoot(planned)
    assert dailies.failures == {}
    assert len(lot.service.submitted) == 1


def test_what_is_asked_differently_by_now_is_a_request_of_its_own(lot: Lot) -> None:
    left_running(lot)
    lot.change("waits.", "waits no more.")
    (step,) = plan(read(lot.board, studio=lot.studio), ["010"]).to_make
    assert str(step.reason) == "new"
    assert step.price is not None


def test_a_forced_shot_may_become_another_take(lot: Lot) -> None:
    left_running(lot)
    forced = plan(read(lot.board, studio=lot.studio), ["010"], force=True)
    assert [str(step.reason) for step in forced.to_make] == ["forced"]


def test_the_others_are_planned_and_priced_as_before(lot: Lot) -> None:
    left_running(lot)
    steps = plan(read(lot.board, studio=lot.studio)).to_make
    assert [str(step.reason) for step in steps] == ["being made", "new", "new"]
    assert steps[0].price is not None
    assert steps[0].price.amount == Decimal(0)
