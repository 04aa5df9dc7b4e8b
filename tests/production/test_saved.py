"""A plan that was saved is run exactly, or not at all."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.errors import PlanError, StoreError
from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.money import Money
from storyboard.model.plan import Reason, Step
from storyboard.production import Planned, as_if_sandboxed, plan, read
from storyboard.production.saved import (
    Options,
    SavedPlan,
    check_saved,
    plan_saved,
    read_saved,
    save,
    write_saved,
)
from storyboard.production.script import Script
from storyboard.providers.base import Provider, Workplace
from tests.production.lot import Lot, PlainService
from tests.production.takes import make


class FrameService(PlainService):
    """One that takes frames to begin and to end with."""

    def capabilities(self, model: str | None) -> Capabilities | None:
        row = super().capabilities(model)
        mode = Mode(name="frames", first_frame="may", last_frame="may")
        return row and row.model_copy(update={"modes": (mode,)})


@pytest.fixture
def framed(lot: Lot) -> Lot:
    """The same lot, with a service that takes frames."""
    service = FrameService(lot.service.scratch)
    build = lot.studio.build_providers

    def framing(
        names: Sequence[str], workplace: Callable[[str], Workplace]
    ) -> Mapping[str, Provider]:
        return dict.fromkeys(build(names, workplace), service)

    lot.studio = replace(lot.studio, build_providers=framing)
    return lot


def script(lot: Lot) -> Script:
    return read(lot.board, studio=lot.studio)


def priced(planned: Planned, *amounts: str, unit: str = "usd") -> Planned:
    """The plan, its steps at these prices in turn."""
    moneys = [Money(amount=Decimal(amount), unit=unit) for amount in amounts]
    steps = [
        step.model_copy(update={"price": money, "dollars": None})
        for step, money in zip(planned.plan.steps, moneys, strict=True)
    ]
    return with_steps(planned, *steps)


def with_steps(planned: Planned, *steps: Step) -> Planned:
    made = planned.plan.model_copy(update={"steps": steps})
    return Planned(planned.script, made, planned.selected)


def saved(lot: Lot, planned: Planned, options: Options | None = None) -> SavedPlan:
    """The plan as it comes back from its file."""
    file = lot.folder / "plan.json"
    write_saved(file, planned, options or Options())
    return read_saved(file)


def refusals(saved: SavedPlan, planned: Planned) -> list[str]:
    with pytest.raises(PlanError) as caught:
        check_saved(saved, planned)
    return [problem.message for problem in caught.value.problems]


def test_the_same_plan_is_the_same_text(lot: Lot) -> None:
    once, twice = (save(plan(script(lot)), Options()) for _ in range(2))
    assert once == twice
    data = json.loads(once)
    assert (data["storyboard_plan"], data["board"]) == (1, "storyboard.yaml")
    assert [step["shot"] for step in data["steps"]] == ["010", "020", "030"]


def test_nothing_of_this_machine_is_in_it(lot: Lot) -> None:
    text = save(plan(script(lot)), Options(words=("010",)))
    assert str(lot.folder) not in text
    assert "stands up" not in text


def test_an_unchanged_board_may_be_run_for_what_was_saved(lot: Lot) -> None:
    planned = priced(plan(script(lot)), "0.40", "0.40", "1.25")
    limit = check_saved(saved(lot, planned), planned)
    assert limit == (Money(amount=Decimal("2.05"), unit="usd"),)


def test_each_shot_that_changed_is_named_with_what_changed(lot: Lot) -> None:
    before = saved(lot, plan(script(lot)))
    lot.change("waits.", "waits no more.")
    lot.change('gone."', 'gone.", seconds: 2')
    found = refusals(before, plan(script(lot)))
    assert found == ["shot 010: prompt changed", "shot 030: seconds changed"]


@pytest.mark.parametrize(
    ("then", "now", "message"),
    [
        ("0.40", "0.45", "shot 020: price was 0.40 USD, is now 0.45 USD"),
        ("0.401", "0.4", "shot 020: price was 0.401 USD, is now 0.40 USD"),
        ("0", "0.1", "shot 020: price was 0.00 USD, is now 0.10 USD"),
    ],
)
def test_another_price_is_refused(lot: Lot, then: str, now: str, message: str) -> None:
    planned = plan(script(lot))
    before = saved(lot, priced(planned, "1", then, "1"))
    assert refusals(before, priced(planned, "1", now, "1")) == [message]


def test_a_price_that_is_written_otherwise_is_the_same(lot: Lot) -> None:
    planned = plan(script(lot))
    before = saved(lot, priced(planned, "1", "0.40", "1"))
    assert check_saved(before, priced(planned, "1.00", "0.4", "1"))


def test_a_price_that_nobody_knows_by_now_is_refused(lot: Lot) -> None:
    planned = priced(plan(script(lot)), "1", "2", "3")
    before = saved(lot, planned)
    first, *rest = planned.plan.steps
    now = with_steps(planned, first.model_copy(update={"price": None}), *rest)
    assert refusals(before, now) == ["shot 010: price was 1.00 USD, is now unknown"]


def test_a_shot_that_was_not_in_it_is_refused(lot: Lot) -> None:
    before = saved(lot, plan(script(lot), ["010-020"]))
    assert refusals(before, plan(script(lot))) == [
        "shot 030 is not in the saved plan (new)"
    ]


def test_another_provider_or_model_is_refused(lot: Lot) -> None:
    planned = plan(script(lot))
    before = saved(lot, planned)
    first, second, third = planned.plan.steps
    now = with_steps(
        planned,
        first.model_copy(update={"provider": "kinovi"}),
        second.model_copy(update={"model": "blue"}),
        third,
    )
    assert refusals(before, now) == [
        "shot 010: provider was plain, is now kinovi",
        "shot 020: model was grey, is now blue",
    ]


def test_what_an_interrupted_run_has_made_is_fine(lot: Lot) -> None:
    before = saved(lot, plan(script(lot)))
    make(plan(script(lot)), "020")
    left, _ = plan_saved(script(lot), before)
    assert [step.shot for step in left.to_make] == ["010", "030"]


def test_what_was_sent_already_costs_nothing_more_and_is_let_pass(lot: Lot) -> None:
    planned = priced(plan(script(lot)), "1", "1", "1")
    before = saved(lot, planned)
    first, *rest = planned.plan.steps
    free = Money(amount=Decimal(0), unit="usd")
    sent = {"price": free, "reason": Reason(kind="being made")}
    assert check_saved(
        before, with_steps(planned, first.model_copy(update=sent), *rest)
    )


def test_what_may_have_to_be_sent_again_is_compared(lot: Lot) -> None:
    planned = priced(plan(script(lot)), "1", "1", "1")
    before = saved(lot, planned)
    first, *rest = planned.plan.steps
    dearer = Money(amount=Decimal(2), unit="usd")
    sent = {"price": dearer, "reason": Reason(kind="in doubt")}
    now = with_steps(planned, first.model_copy(update=sent), *rest)
    assert refusals(before, now) == ["shot 010: price was 1.00 USD, is now 2.00 USD"]


def test_a_shot_that_waited_for_a_frame_is_the_same_when_it_has_arrived(
    framed: Lot,
) -> None:
    framed.change(
        '"{{ mira }} stands up.",', '"{{ mira }} stands up.", continues: "010",'
    )
    planned = plan(script(framed))
    assert [step.after for step in planned.plan.steps] == [(), ("010",), ()]
    before = saved(framed, planned)
    make(planned, "010")
    left, _ = plan_saved(script(framed), before)
    assert [step.shot for step in left.to_make] == ["020", "030"]
    assert left.to_make[0].after == ()


def test_another_shot_to_wait_for_is_another_request(framed: Lot) -> None:
    framed.change('gone."', 'gone.", continues: "010"')
    before = saved(framed, plan(script(framed)))
    framed.change('continues: "010"', 'continues: "020"')
    assert refusals(before, plan(script(framed))) == ["shot 030: preceded changed"]


def test_a_frame_that_was_there_must_be_the_same_frame(framed: Lot) -> None:
    framed.change('gone."', 'gone.", continues: "010"')
    make(plan(script(framed)), "010")
    before = saved(framed, plan(script(framed), ["030"]))
    make(plan(script(framed), ["010"], force=True), "010")
    assert refusals(before, plan(script(framed), ["030"])) == [
        "shot 030: preceded changed"
    ]


def test_a_forced_plan_makes_nothing_twice_after_an_interruption(lot: Lot) -> None:
    make(plan(script(lot)), "010", "020", "030")
    options = Options(words=("010-020",), force=True)
    forced = plan(script(lot), options.words, force=True)
    before = saved(lot, forced, options)
    make(forced, "010")
    left, _ = plan_saved(script(lot), before)
    assert [step.shot for step in left.to_make] == ["020"]
    make(forced, "020")
    left, _ = plan_saved(script(lot), before)
    assert left.to_make == ()


def test_of_several_forced_takes_those_that_are_missing_are_made(lot: Lot) -> None:
    make(plan(script(lot)), "010", "020", "030")
    options = Options(words=("010",), force=True, again=3)
    forced = plan(script(lot), options.words, force=True, again=3)
    before = saved(lot, forced, options)
    assert [step.attempt for step in before.steps] == [1, 2, 3]
    make(forced, "010", attempts=2)
    left, _ = plan_saved(script(lot), before)
    assert [step.attempt for step in left.to_make] == [3]


def test_several_takes_are_saved_one_by_one(lot: Lot) -> None:
    lot.change("defaults: {seconds: 1}", "defaults: {seconds: 1, takes: 2}")
    before = saved(lot, plan(script(lot)))
    assert [(step.shot, step.attempt) for step in before.steps][:3] == [
        ("010", 0),
        ("010", 1),
        ("020", 0),
    ]
    lot.change("takes: 2", "takes: 3")
    assert refusals(before, plan(script(lot), ["010"])) == [
        "take 3 of shot 010 is not in the saved plan (another take)"
    ]


def test_words_about_how_shots_stand_are_asked_anew(lot: Lot) -> None:
    make(plan(script(lot)), "030")
    options = Options(words=("changed",))
    before = saved(lot, plan(script(lot), options.words), options)
    assert [step.shot for step in before.steps] == ["010", "020"]
    make(plan(script(lot)), "010")
    left, _ = plan_saved(script(lot), before)
    assert [step.shot for step in left.to_make] == ["020"]


def test_a_job_of_several_shots_is_the_same_job(lot: Lot) -> None:
    lot.service.together = "prompt"
    lot.change("- id: one", "- id: one\n    together: true")
    before = saved(lot, plan(script(lot)))
    assert [step.job for step in before.steps] == [None, "010", "010"]
    left, limit = plan_saved(script(lot), before)
    assert len(left.to_make) == 1
    assert [str(each) for each in limit] == ["0.00 USD"]
    lot.change("together: true", "together: false")
    assert "shot 020: it was made with 010, and is now by itself" in refusals(
        before, plan(script(lot))
    )


def with_fallback(planned: Planned, amount: str, unit: str) -> Planned:
    """The plan, with somebody dearer who is asked instead for its first shot."""
    first, *rest = priced(planned, "1", "1", "1").plan.steps
    other = first.model_copy(
        update={
            "provider": "kinovi",
            "model": "k-20",
            "price": Money(amount=Decimal(amount), unit=unit),
        }
    )
    return with_steps(planned, first.model_copy(update={"fallbacks": (other,)}), *rest)


def test_the_limit_holds_for_whoever_is_asked_instead(lot: Lot) -> None:
    planned = plan(script(lot))
    dearer = with_fallback(planned, "1.50", "usd")
    (total,) = saved(lot, dearer).totals
    assert (total.expected.amount, total.limit.amount) == (Decimal(3), Decimal("3.50"))
    other = with_fallback(planned, "40", "credits@kinovi")
    assert [str(limit) for limit in check_saved(saved(lot, other), other)] == [
        "40 credits@kinovi",
        "3.00 USD",
    ]


def test_whoever_is_asked_instead_is_part_of_what_was_looked_at(lot: Lot) -> None:
    planned = plan(script(lot))
    before = saved(lot, with_fallback(planned, "40", "credits@kinovi"))
    now = with_fallback(planned, "50", "credits@kinovi")
    (found,) = refusals(before, now)
    assert found.startswith("shot 010, from kinovi instead: price was 40 credits@")
    assert refusals(before, priced(planned, "1", "1", "1")) == [
        "shot 010: asked instead was kinovi, is now nobody"
    ]


def test_a_plan_with_errors_is_not_saved(lot: Lot) -> None:
    lot.change("provider: plain", "provider: plane")
    file = lot.folder / "plan.json"
    with pytest.raises(PlanError, match="not saved"):
        write_saved(file, plan(script(lot)), Options())
    assert not file.exists()


def test_another_board_provider_or_place_is_refused(lot: Lot) -> None:
    before = saved(lot, plan(script(lot)))
    other = lot.folder / "other.yaml"
    other.write_bytes(lot.board.read_bytes())
    with pytest.raises(PlanError, match=r"one of storyboard\.yaml, not of other\.yaml"):
        plan_saved(read(other, studio=lot.studio), before)
    with pytest.raises(PlanError, match="the board's own, and this run plain"):
        plan_saved(read(lot.board, provider="plain", studio=lot.studio), before)
    with pytest.raises(PlanError, match="the services themselves"):
        plan_saved(read(lot.board, studio=as_if_sandboxed(lot.studio)), before)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "is no saved plan"),
        ('{"steps": []}', "is no saved plan"),
        ('{"storyboard_plan": 2}', "of version 2, and this storyboard reads 1"),
        ('{"storyboard_plan": "x"}', "damaged at storyboard_plan"),
        ('{"storyboard_plan": 1, "board": "a.yaml"}', "damaged at options: field req"),
    ],
)
def test_a_file_that_is_no_saved_plan_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_saved(file)
    assert message in caught.value.message
    assert str(file) in caught.value.message


def test_a_price_in_it_that_is_no_number_is_damage(lot: Lot) -> None:
    text = save(priced(plan(script(lot)), "1", "1", "1"), Options())
    file = lot.folder / "plan.json"
    file.write_text(text.replace('"amount": "1"', '"amount": "NaN"', 1), "utf-8")
    with pytest.raises(PlanError, match=r"damaged at steps\.0\.price\.amount"):
        read_saved(file)


def test_a_file_that_is_not_there_or_cannot_be_written_is_said(lot: Lot) -> None:
    with pytest.raises(PlanError, match=r"No such file.*--out FILE"):
        read_saved(lot.folder / "plan.json")
    with pytest.raises(StoreError):
        write_saved(lot.board / "plan.json", plan(script(lot)), Options())
