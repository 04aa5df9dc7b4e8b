"""How a plan looks: as a table, as one line, as JSON."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from storyboard.cli.show import counted, problem_data, say, show_problems
from storyboard.cli.table import Row, print_table
from storyboard.model.capabilities import Capabilities
from storyboard.model.money import Money
from storyboard.model.plan import (
    Step,
    cost_of,
    dollars_of,
    unpriced,
    with_dollars,
)
from storyboard.model.value import ShotId
from storyboard.planning.telling import WORDS, routes, telling
from storyboard.production import Planned


def plan_data(planned: Planned) -> dict[str, Any]:
    """The plan as JSON."""
    selected = {step.shot for step in planned.making}

    def data(steps: Iterable[Step]) -> list[dict[str, Any]]:
        return [
            _step_data(planned, step, selected=step.shot in selected) for step in steps
        ]

    return {
        "steps": data(planned.plan.steps),
        "further": data(planned.plan.further),
        "to_make": len(selected),
        "takes": len(planned.making),
        "jobs": len(planned.to_make),
        "seconds": sum(step.seconds for step in planned.making),
        **sum_data(planned.to_make),
        "models": [_model_data(row) for row in planned.plan.rows],
        "problems": [problem_data(problem) for problem in planned.plan.problems],
    }


def sum_data(jobs: Sequence[Step]) -> dict[str, Any]:
    """What jobs cost, by unit, as JSON."""
    return {
        "cost": [
            {**_money_data(money), "usd": _usd(dollars_of(jobs, money.unit))}
            for money in cost_of(jobs)
        ],
        "unpriced": unpriced(jobs),
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
        "attempt": step.attempt,
        "after": list(step.after),
        "fingerprint": step.fingerprint,
        "job": step.lead or step.shot if step.request else None,
        "offset": step.offset,
        **price_data(step),
        "fallbacks": [
            {"provider": other.provider, "model": other.model, **price_data(other)}
            for other in step.fallbacks
        ],
        "told": (
            [told.model_dump(mode="json") for told in telling(step.request, row)]
            if step.request and row
            else []
        ),
    }


def price_data(step: Step) -> dict[str, Any]:
    """What a step costs, as JSON."""
    return {
        "price": _money_data(step.price) if step.price else None,
        "usd": _usd(step.dollars),
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
    """`9 shots: 7 reused, 1 to make and 2 more takes (15.0 s, free); 1 left for later`.

    Left for later is what the board asks for and nobody selected.
    """
    steps, making = planned.plan.steps, planned.making
    waiting = len(_shots(planned.plan.making) - _shots(making))
    parts = []
    for action, word in (("reuse", "reused"), ("footage", "own footage")):
        number = sum(step.action == action for step in steps)
        if number:
            parts.append(f"{number} {word}")
    if making:
        seconds, jobs = sum(step.seconds for step in making), len(planned.to_make)
        chosen = _shots(making)
        further = sum(step.shot in chosen for step in planned.plan.further)
        first = len(making) - further
        made = [f"{first} to make"] if first else []
        made += [counted(further, "more take")] if further else []
        parts.append(
            " and ".join(made)
            + (f" in {counted(jobs, 'job')}" if jobs < len(making) else "")
            + f" ({seconds:.1f} s, {cost_text(planned.to_make)})"
        )
    elif not waiting:
        parts.append("nothing to make")
    later = [f"{waiting} left for later (not selected)"] if waiting else []
    said = "; ".join([", ".join(parts), *later] if parts else later)
    return f"{counted(len(steps), 'shot')}: {said}"


def _shots(steps: Iterable[Step]) -> set[ShotId]:
    return {step.shot for step in steps}


def cost_text(jobs: Sequence[Step]) -> str:
    """What jobs cost, by unit, unknown prices said."""
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


def _row(step: Step, more: Sequence[Step], *, chosen: bool) -> Row:
    action = "later" if step.action == "generate" and not chosen else step.action
    cells = (
        step.shot,
        step.scene,
        action,
        _why(step, more),
        maker(step),
        f"{step.seconds:g}",
        price_text(step),
    )
    return Row(cells, "bold" if chosen and step.action == "generate" else "dim")


def maker(step: Step) -> str:
    """The provider and its model, in a table's cell."""
    model = step.model if step.model != step.provider else None
    return " ".join(word for word in (step.provider, model) if word)


def _why(step: Step, more: Sequence[Step]) -> str:
    """`another take, 2 of 3`; `new, after 010`."""
    said = str(step.reason)
    if more and step.action == "generate":
        total = max(other.attempt for other in (step, *more)) + 1
        take = "" if step.reason.kind == "another take" else "take "
        said += f", {take}{step.attempt + 1} of {total}"
    after = [shot for shot in step.after if shot not in step.reason.parts]
    return said + (f", after {', '.join(after)}" if after else "")


def _instead(step: Step, other: Step) -> Row:
    """Who is asked where the one above says no."""
    cells = (step.shot, step.scene, "else", "", maker(other), "", price_text(other))
    return Row(cells, "dim")


def _rows(planned: Planned) -> Iterator[Row]:
    """A line for each shot, then its other takes, each with those asked instead."""
    chosen = _shots(planned.making)
    further: dict[ShotId, list[Step]] = defaultdict(list)
    for step in planned.plan.further:
        further[step.shot].append(step)
    for step in planned.plan.steps:
        more = further[step.shot]
        for each in (step, *more):
            yield _row(each, more, chosen=each.shot in chosen)
            if each.shot in chosen and each.action == "generate" and each.lead is None:
                yield from (_instead(step, other) for other in each.fallbacks)


def show_plan(planned: Planned) -> None:
    """Print the plan's table, its summary, where words go, and its notes."""
    print_table(
        ("shot", "scene", "", "why", "by", "seconds", "price"),
        list(_rows(planned)),
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
