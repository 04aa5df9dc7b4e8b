"""How a plan looks: as a table, as one line, as JSON."""

from typing import Any

from storyboard.cli.show import counted, problem_data, say, show_problems
from storyboard.cli.table import Row, print_table
from storyboard.model.plan import Step, cost_of, unpriced
from storyboard.production import Planned


def plan_data(planned: Planned) -> dict[str, Any]:
    """The plan as JSON."""
    selected = {step.shot for step in planned.to_make}
    return {
        "steps": [
            _step_data(s, selected=s.shot in selected) for s in planned.plan.steps
        ],
        "to_make": len(selected),
        "seconds": sum(step.seconds for step in planned.to_make),
        "cost": [
            {"amount": str(money.amount), "unit": money.unit}
            for money in cost_of(planned.to_make)
        ],
        "unpriced": unpriced(planned.to_make),
        "problems": [problem_data(problem) for problem in planned.plan.problems],
    }


def _step_data(step: Step, *, selected: bool) -> dict[str, Any]:
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
        "take": step.number,
        "fingerprint": step.fingerprint,
        "price": (
            {"amount": str(step.price.amount), "unit": step.price.unit}
            if step.price
            else None
        ),
    }


def price_text(step: Step) -> str:
    """What a step costs, in a table's cell."""
    if step.action != "generate":
        return ""
    if step.price is None:
        return "unknown"
    return "free" if step.price.amount == 0 else str(step.price)


def summary(planned: Planned) -> str:
    """`12 shots: 11 reused, 1 to make (5.0 s, free)`."""
    steps, making = planned.plan.steps, planned.to_make
    waiting = len(planned.plan.to_make) - len(making)
    parts = []
    for action, word in (("reuse", "reused"), ("footage", "own footage")):
        number = sum(step.action == action for step in steps)
        if number:
            parts.append(f"{number} {word}")
    if waiting:
        parts.append(f"{waiting} to make, not selected")
    if making:
        seconds = sum(step.seconds for step in making)
        parts.append(f"{len(making)} to make ({seconds:.1f} s, {cost_text(planned)})")
    elif not waiting:
        parts.append("nothing to make")
    return f"{counted(len(steps), 'shot')}: {', '.join(parts)}"


def cost_text(planned: Planned) -> str:
    """What the plan costs, unknown prices said."""
    costs = [str(money) for money in cost_of(planned.to_make) if money.amount]
    unknown = unpriced(planned.to_make)
    if unknown:
        costs.append(f"{unknown} of unknown price")
    return " + ".join(costs) if costs else "free"


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
    """Print the plan's table, its summary, and its notes."""
    chosen = {step.shot for step in planned.to_make}
    print_table(
        ("shot", "scene", "", "why", "by", "seconds", "price"),
        [_row(step, chosen=step.shot in chosen) for step in planned.plan.steps],
        right=("seconds", "price"),
    )
    say(summary(planned))
    show_problems(p for p in planned.plan.problems if p.severity != "error")
