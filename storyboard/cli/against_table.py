"""How the cost of a change looks: as a table, as Markdown, as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from storyboard.cli.plan_table import (
    cost_text,
    maker,
    price_data,
    price_text,
    sum_data,
)
from storyboard.cli.show import counted, say
from storyboard.cli.table import Row, print_table
from storyboard.model.plan import Step
from storyboard.planning.difference import Comparison, Difference, Fate
from storyboard.production.against import Against


def headline(comparison: Comparison) -> str:
    """`3 shots again, about 4.10 USD; 2 re-cut only, free; 4 unchanged`."""
    again, takes = comparison.of("again"), comparison.again
    parts = []
    if again:
        more = f" ({len(takes)} takes)" if len(takes) > len(again) else ""
        parts.append(f"{counted(len(again), 'shot')} again{more}, {about(takes)}")
    else:
        parts.append("no shot again")
    recut = len(comparison.of("re-cut"))
    if recut:
        parts.append(f"{recut} re-cut only, free")
    fates: tuple[Fate, ...] = ("gone", "unchanged")
    counts = [(len(comparison.of(fate)), fate) for fate in fates]
    parts += [f"{number} {fate}" for number, fate in counts if number]
    return "; ".join(parts)


def about(steps: Sequence[Step]) -> str:
    """`about 4.10 USD`; what is free, or of unknown price, is said so."""
    cost = cost_text([step for step in steps if step.lead is None])
    return cost if cost in {"free", "nothing more"} else f"about {cost}"


def remarks(comparison: Comparison) -> Iterator[str]:
    """What there is to say beside the shots, in a sentence each."""
    if comparison.film:
        yield f"Of the film itself: {', '.join(comparison.film)}; free."
    waiting = comparison.waiting
    if waiting:
        shots = dict.fromkeys(step.shot for step in waiting)
        yield (
            f"To be made in any case: {counted(len(shots), 'unchanged shot')}, "
            f"{about(waiting)}."
        )


def show_comparison(found: Against) -> None:
    """Print a line for each shot that the change touches, and the sum."""
    rows = [
        Row(cells, "bold" if each.fate == "again" else "plain")
        for each in found.comparison.shots
        if each.fate != "unchanged"
        for cells in _cells(each)
    ]
    if rows:
        print_table(
            ("shot", "scene", "", "why", "by", "seconds", "price"),
            rows,
            right=("seconds", "price"),
            spare=("scene", "seconds"),
        )
    for line in remarks(found.comparison):
        say(line)
    head = click.style(f"since {found.revision}", bold=True)
    say(f"{head}: {headline(found.comparison)}")


def _cells(each: Difference) -> Iterator[tuple[str, ...]]:
    """The cells of a shot's lines: one for each take that is made."""
    if not each.steps:
        price = "free" if each.fate == "re-cut" else ""
        yield each.shot, each.scene, each.fate, each.why, "", "", price
    for step in each.steps:
        seconds, price = f"{step.seconds:g}", price_text(step)
        yield each.shot, each.scene, each.fate, each.why, maker(step), seconds, price


def comparison_markdown(found: Against) -> str:
    """A heading, a table and a total, for a pull request."""
    comparison = found.comparison
    name = found.planned.script.project.board.name
    lines = [f"### {_plain(name)}: {headline(comparison)}", ""]
    touched = [each for each in comparison.shots if each.fate != "unchanged"]
    if touched:
        lines += [
            "| shot | | why | by | seconds | price |",
            "|---|---|---|---|--:|--:|",
        ]
        for each in touched:
            for shot, _, fate, why, by, seconds, price in _cells(each):
                cells = (shot, fate, why, by, seconds, price)
                lines.append(f"| {' | '.join(map(_plain, cells))} |")
        if comparison.again:
            seconds = f"{sum(step.seconds for step in comparison.again):g}"
            total = _plain(about(comparison.again))
            lines.append(f"| **total** | | | | **{seconds}** | **{total}** |")
        lines.append("")
    lines += [_plain(line) + "\n" for line in remarks(comparison)]
    lines.append(f"Compared with `{found.revision.replace('`', '')}`.")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text that Markdown takes as it is, in a table's cell, too."""
    escaped = "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in text)
    return " ".join(escaped.split())


def comparison_data(found: Against) -> dict[str, Any]:
    """The comparison as JSON."""
    comparison = found.comparison
    return {
        "against": found.revision,
        "headline": headline(comparison),
        "shots": [
            {
                "shot": each.shot,
                "scene": each.scene,
                "fate": each.fate,
                "why": each.why or None,
                "takes": [
                    {
                        "attempt": step.attempt,
                        "provider": step.provider,
                        "model": step.model,
                        "seconds": step.seconds,
                        **price_data(step),
                    }
                    for step in each.steps
                ],
            }
            for each in comparison.shots
        ],
        "film": list(comparison.film),
        "again": _sum_data(comparison.again),
        "waiting": _sum_data(comparison.waiting),
    }


def _sum_data(steps: Sequence[Step]) -> dict[str, Any]:
    """How much is made, and for how much, as JSON."""
    jobs = [step for step in steps if step.lead is None]
    return {
        "shots": len({step.shot for step in steps}),
        "takes": len(steps),
        "seconds": sum(step.seconds for step in steps),
        **sum_data(jobs),
    }
