"""How a plan looks: as a table, as one line, as JSON."""

from collections.abc import Iterator
from typing import Any

import click

from storyboard.cli.show import counted, problem_data, say, show_problems
from storyboard.cli.table import Row, print_table
from storyboard.model.capabilities import Capabilities
from storyboard.model.money import Money
from storyboard.model.plan import Step, cost_of, dollars_of, unpriced, with_dollars
from storyboard.planning.telling import WORDS, routes, telling
from storyboard.production import Planned


def plan_data(planned: Planned) -> dict[str, Any]:
    """The plan as JSON."""
    selected = {step.shot for step in planned.making}
    return {
        "steps": [
            _step_data(planned, step, selected=step.shot in selected)
            for step in planned.plan.steps
        ],
        "to_make": len(selected),
        "jobs": len(planned.to_make),
        "seconds": sum(step.seconds for step in planned.making),
        "cost": [
            {
                **_money_data(money),
                "usd": _usd(dollars_of(planned.to_make, money.unit)),
            }
            for money in cost_of(planned.to_make)
        ],
        "unpriced": unpriced(planned.to_make),
        "models": [_model_data(row) for row in planned.plan.rows],
        "problems": [problem_data(problem) for problem in planned.plan.problems],
    }


def _money_data(money: Money) -> dict[str, str]:
    return {"amount": str(money.amount), "unit": money.unit}


def _usd(dollars: Money | None) -> str | None:
    return str(dollars.amount) if dollars else None


def _step_data(planned: Planned, step: Step, *, selected: bool) -> dict[str, Any]:
    row = planned.plan.row_of(step)
    return {
        "shot": step.shot,
        "scene": step.scene,
        "action": step.action,
        "selected": selected or step.action != "generate",
        "reason": step.reason.kind,
        "changed": list(step.reason.parts),
        "seconds": step.seconds,
        "provider": step.provider,
        "model": step.model,
        "mode": step.mode or None,
        "take": step.number,
        "fingerprint": step.fingerprint,
        "job": step.lead or step.shot if step.request else None,
        "offset": step.offset,
        "price": _money_data(step.price) if step.price else None,
        "usd": _usd(step.dollars),
        "told": (
            [told.model_dump(mode="json") for told in telling(step.request, row)]
            if step.request and row
            else []
        ),
    }


def _model_data(row: Capabilities) -> dict[str, Any]:
    """Where a model is told each word of the board."""
    return {
        "provider": row.provider,
        "model": row.model,
        "words": {
            word: {"way": told.way, "field": told.field or None}
            for word, told in routes(row).items()
        },
    }


def price_text(step: Step) -> str:
    """What a step costs, in a table's cell; the provider stands beside it."""
    if step.action != "generate":
        return ""
    if step.lead is not None:
        return f"with {step.lead}"
    if step.reason.kind == "being made":
        return "sent"
    if step.price is None:
        return "unknown"
    if step.price.amount == 0:
        return "not sent again" if step.reason.kind == "in doubt" else "free"
    price = with_dollars(step.price, step.dollars)
    return price.replace(f"@{step.provider}", "", 1)


def summary(planned: Planned) -> str:
    """`12 shots: 11 reused, 1 to make (5.0 s, free)`."""
    steps, making = planned.plan.steps, planned.making
    waiting = len(planned.plan.making) - len(making)
    parts = []
    for action, word in (("reuse", "reused"), ("footage", "own footage")):
        number = sum(step.action == action for step in steps)
        if number:
            parts.append(f"{number} {word}")
    if waiting:
        parts.append(f"{waiting} to make, not selected")
    if making:
        seconds, jobs = sum(step.seconds for step in making), len(planned.to_make)
        parts.append(
            f"{len(making)} to make"
            + (f" in {counted(jobs, 'job')}" if jobs < len(making) else "")
            + f" ({seconds:.1f} s, {cost_text(planned)})"
        )
    elif not waiting:
        parts.append("nothing to make")
    return f"{counted(len(steps), 'shot')}: {', '.join(parts)}"


def cost_text(planned: Planned) -> str:
    """What the plan costs, by unit, unknown prices said."""
    jobs = planned.to_make
    costs = [
        with_dollars(money, dollars_of(jobs, money.unit))
        for money in cost_of(jobs)
        if money.amount
    ]
    unknown = unpriced(jobs)
    if unknown:
        costs.append(f"{unknown} of unknown price")
    sent = any(step.reason.kind in {"being made", "in doubt"} for step in jobs)
    return " + ".join(costs) if costs else "nothing more" if sent else "free"


def _row(step: Step, *, chosen: bool) -> Row:
    by = step.provider or ""
    if step.model and step.model != step.provider:
        by += f" {step.model}"
    action = "later" if step.action == "generate" and not chosen else step.action
    cells = (
        step.shot,
        step.scene,
        action,
        str(step.reason),
        by,
        f"{step.seconds:g}",
        price_text(step),
    )
    return Row(cells, "bold" if chosen else "dim")


def show_plan(planned: Planned) -> None:
    """Print the plan's table, its summary, where words go, and its notes."""
    chosen = {step.shot for step in planned.making}
    print_table(
        ("shot", "scene", "", "why", "by", "seconds", "price"),
        [_row(step, chosen=step.shot in chosen) for step in planned.plan.steps],
        right=("seconds", "price"),
        spare=("scene", "seconds"),
    )
    say(summary(planned))
    for line in _ways(planned):
        say(click.style(line, dim=True))
    show_problems(p for p in planned.plan.problems if p.severity != "error")


def _ways(planned: Planned) -> Iterator[str]:
    """One line for each model that makes something: how it is told what is asked."""
    for row in planned.plan.rows:
        ways = {
            (told.word, told.way)
            for step in planned.to_make
            if step.request and planned.plan.row_of(step) is row
            for told in telling(step.request, row)
        }
        prompt = [word for word in WORDS if (word, "prompt") in ways]
        nowhere = [word for word in WORDS if (word, "not told") in ways]
        if ways:
            said = _said(", ".join(prompt), ", ".join(nowhere))
            yield f"{row.provider} {row.model} is told {said}"


def _said(prompt: str, nowhere: str) -> str:
    """`size, move in the prompt, the rest in its fields; not told: seed`."""
    said = f"{prompt} in the prompt, the rest in fields" if prompt else "all in fields"
    return f"{said}; not told: {nowhere}" if nowhere else said
