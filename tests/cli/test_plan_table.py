"""How a plan reads: shots and jobs, credits and dollars, and where words go."""

import sys
from decimal import Decimal
from typing import cast

import pytest
from click import unstyle

from storyboard.cli.plan_table import cost_text, plan_data, show_plan, summary
from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.money import Money
from storyboard.model.plan import Plan, Reason, Step
from storyboard.model.request import Beat, ClipRequest, SlateText, Staging
from storyboard.model.value import SceneId, ShotId
from storyboard.production import Planned, Script

ROW = Capabilities(
    provider="kinovi",
    model="k-20",
    origin="paid",
    modes=(Mode(name="text to video"),),
    fields={"model": "model", "prompt": "prompt", "seconds": "duration"},
)


def money(amount: str, unit: str = "credits@kinovi") -> Money:
    return Money(amount=Decimal(amount), unit=unit)


def request(shot: str, *beats: str) -> ClipRequest:
    return ClipRequest(
        provider="kinovi",
        model=None,
        prompt="Rain.",
        seconds=5.0 * max(1, len(beats)),
        aspect="16:9",
        resolution="720p",
        fps="24",
        seed=4,
        staging=Staging(size="wide"),
        slate=SlateText(film="Film", scene=SceneId("one"), shot=ShotId(shot)),
        beats=tuple(Beat(shot=ShotId(b), prompt="Rain.", seconds=5.0) for b in beats),
    )


def step(shot: str, asked: ClipRequest, **more: object) -> Step:
    return Step(
        shot=ShotId(shot),
        scene=SceneId("one"),
        action="generate",
        reason=Reason(kind="new"),
        seconds=5.0,
        provider="kinovi",
        model="k-20",
        asked="k-20",
        mode="text to video",
        request=asked,
    ).model_copy(update=more)


def planned(*steps: Step) -> Planned:
    return Planned(cast("Script", None), Plan(steps=steps, rows=(ROW,)))


def joint() -> Planned:
    """Two shots as one job, and one more."""
    both = request("010", "010", "020")
    return planned(
        step("010", both, price=money("97.5"), dollars=money("0.98", "usd")),
        step("020", both, lead=ShotId("010"), offset=5.0),
        step("030", request("030"), price=money("52.5"), dollars=money("0.52", "usd")),
    )


def test_a_summary_counts_shots_and_jobs_and_sums_both_moneys() -> None:
    assert summary(joint()) == (
        "3 shots: 3 to make in 2 jobs (15.0 s, 150 credits@kinovi (1.50 USD))"
    )


def test_sums_are_by_unit_and_unknown_prices_are_said() -> None:
    found = planned(
        step("010", request("010"), price=money("1.5", "usd")),
        step("020", request("020"), price=money("40")),
        step("030", request("030")),
    )
    assert (
        cost_text(found.to_make) == "40 credits@kinovi + 1.50 USD + 1 of unknown price"
    )


def test_dollars_are_left_out_where_one_price_has_none() -> None:
    found = planned(
        step("010", request("010"), price=money("40"), dollars=money("0.40", "usd")),
        step("020", request("020"), price=money("40")),
    )
    assert cost_text(found.to_make) == "80 credits@kinovi"


def test_the_table_has_the_price_at_the_first_shot_of_a_job(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_plan(joint())
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("5  ")[-1].strip() for line in lines[1:4]] == [
        "97.5 credits (0.98 USD)",
        "with 010",
        "52.5 credits (0.52 USD)",
    ]
    assert all(len(line) <= 80 for line in lines[:4])
    assert lines[-1] == (
        "kinovi k-20 is told size, together in the prompt, the rest in fields; "
        "not told: aspect, resolution, seed"
    )


def test_json_says_jobs_modes_prices_and_where_each_word_goes() -> None:
    data = plan_data(joint())
    assert (data["to_make"], data["jobs"], data["seconds"]) == (3, 2, 15.0)
    assert data["cost"] == [{"amount": "150", "unit": "credits@kinovi", "usd": "1.50"}]
    first, second, _ = data["steps"]
    assert (first["job"], second["job"], second["offset"]) == ("010", "010", 5.0)
    assert (first["mode"], first["usd"], second["price"]) == (
        "text to video",
        "0.98",
        None,
    )
    told = {each["word"]: each for each in first["told"]}
    assert told["seconds"]["field"] == "duration"
    assert told["seconds"]["value"] == "10"
    (model,) = data["models"]
    assert model["words"]["seconds"] == {"way": "field", "field": "duration"}
    assert model["words"]["size"] == {"way": "prompt", "field": None}
    assert model["words"]["audio"] == {"way": "not told", "field": None}


def several() -> Planned:
    """A shot of three takes, one that waits for it, and one to fall back for."""
    other = step("030", request("030"), provider="evolink", model="seedance-2.0")
    steps = (
        step("010", request("010"), price=money("0.40", "usd")),
        step("020", request("020"), price=money("0.40", "usd"), after=("010",)),
        step(
            "030",
            request("030"),
            price=money("52.5"),
            fallbacks=(other.model_copy(update={"price": money("0.45", "usd")}),),
        ),
        step(
            "040",
            request("040"),
            action="reuse",
            reason=Reason(kind="picked", parts=("prompt",)),
        ),
        step(
            "050",
            request("050"),
            price=money("0.40", "usd"),
            reason=Reason(kind="preceded", parts=("020",)),
            after=("020",),
        ),
    )
    further = [
        step(
            shot,
            request(shot),
            attempt=attempt,
            number=attempt + 1,
            reason=Reason(kind="another take"),
            price=money("0.40", "usd"),
        )
        for shot, attempt in (("010", 1), ("010", 2), ("040", 1))
    ]
    plan = Plan(steps=steps, further=tuple(further), rows=(ROW,))
    return Planned(cast("Script", None), plan)


SEVERAL = """\
shot  scene            why                   by                    seconds         price
010   one    generate  new, take 1 of 3      kinovi k-20                 5      0.40 USD
010   one    generate  another take, 2 of 3  kinovi k-20                 5      0.40 USD
010   one    generate  another take, 3 of 3  kinovi k-20                 5      0.40 USD
020   one    generate  new, after 010        kinovi k-20                 5      0.40 USD
030   one    generate  new                   kinovi k-20                 5  52.5 credits
030   one    else                            evolink seedance-2.0               0.45 USD
040   one    reuse     picked: prompt        kinovi k-20                 5
040   one    generate  another take, 2 of 2  kinovi k-20                 5      0.40 USD
050   one    generate  preceded: 020         kinovi k-20                 5      0.40 USD
"""


def test_the_table_has_every_take_what_it_waits_for_and_who_is_asked_instead(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_plan(several())
    assert capsys.readouterr().out.startswith(SEVERAL)


def test_without_its_spare_columns_the_table_has_80(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show_plan(several())
    lines = [unstyle(line) for line in capsys.readouterr().out.splitlines()]
    assert max(map(len, lines[:10])) <= 80
    assert lines[4].split() == [
        *("020", "generate", "new,", "after", "010"),
        *("kinovi", "k-20", "0.40", "USD"),
    ]


def test_a_summary_tells_shots_from_further_takes() -> None:
    assert summary(several()) == (
        "5 shots: 1 reused, 4 to make and 3 more takes "
        "(35.0 s, 52.5 credits@kinovi + 2.40 USD)"
    )


def test_a_summary_of_further_takes_alone_says_so() -> None:
    found = several()
    only = Planned(found.script, found.plan, frozenset({ShotId("040")}))
    assert summary(only) == (
        "5 shots: 1 reused, 1 more take (5.0 s, 0.40 USD); "
        "4 left for later (not selected)"
    )


def test_a_summary_has_what_is_not_selected_behind_what_is_made() -> None:
    found = several()
    one = Planned(found.script, found.plan, frozenset({ShotId("010")}))
    assert summary(one) == (
        "5 shots: 1 reused, 1 to make and 2 more takes (15.0 s, 1.20 USD); "
        "4 left for later (not selected)"
    )
    rest = tuple(s for s in found.plan.steps if s.action == "generate")
    alone = Planned(found.script, Plan(steps=rest, rows=(ROW,)), frozenset())
    assert summary(alone) == "4 shots: 4 left for later (not selected)"


def test_what_is_not_selected_has_no_fallbacks_in_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = several()
    show_plan(Planned(found.script, found.plan, frozenset({ShotId("010")})))
    out = capsys.readouterr().out
    assert "else" not in out
    rows = out.splitlines()[1:9]
    assert [row.split()[2] == "later" for row in rows].count(True) == 4


def test_json_has_further_takes_fallbacks_and_what_is_waited_for() -> None:
    data = plan_data(several())
    assert (data["to_make"], data["takes"], data["jobs"]) == (5, 7, 7)
    assert [(s["shot"], s["attempt"]) for s in data["further"]] == [
        ("010", 1),
        ("010", 2),
        ("040", 1),
    ]
    assert [s["after"] for s in data["steps"]] == [[], ["010"], [], [], ["020"]]
    assert data["steps"][2]["fallbacks"] == [
        {
            "provider": "evolink",
            "model": "seedance-2.0",
            "price": {"amount": "0.45", "unit": "usd"},
            "usd": None,
        }
    ]
