"""How problems and tables look in a terminal."""

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from storyboard.errors import Problem, Spot, StoryboardError

LONGEST_LINE = 240
"""Characters of a source line that are shown; of a longer one, the part in question."""
_BEFORE = 60
"""Characters of them that stand before that part."""
_STEERING = re.compile(
    r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]"
    r"|[\u202a-\u202e\u2066-\u2069]"
)
"""Control characters other than tab, line end and colours, and those that turn the
direction of writing round."""
COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def short_path(path: str | Path) -> str:
    """A path from the current folder where it lies below, else as it is."""
    try:
        return str(Path(path).resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def harmless(text: str) -> str:
    """A text without anything that steers a terminal, but for colours.

    Services, templates and files have a say in what is printed here.
    """
    return _STEERING.sub("", text)


def say(text: str) -> None:
    """Print a line; where its reader is gone, the work goes on unheard."""
    try:
        click.echo(harmless(text))
    except BrokenPipeError:
        # What is left in the buffer is written once more when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(value: object, indent: int | None = 2) -> None:
    """One JSON document, in ASCII: every terminal, pipe and shell can carry it."""
    say(json.dumps(value, indent=indent))


def problem_data(problem: Problem) -> dict[str, Any]:
    """A problem as JSON."""
    spot = problem.spot
    return {
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "where": list(problem.where),
        "file": short_path(spot.file) if spot else None,
        "line": spot.line if spot else None,
        "column": spot.column if spot else None,
    }


def problem_text(problem: Problem) -> str:
    """The place, the sentence, the line with a caret, and what to do."""
    kind = click.style(problem.severity, fg=COLOURS[problem.severity], bold=True)
    lines = [f"{kind}: {problem.message}"]
    if problem.spot is not None:
        place = f"{short_path(problem.spot.file)}:{problem.spot.line}"
        lines[0] = f"{place}:{problem.spot.column}: {lines[0]}"
        lines += _snippet(problem.spot, COLOURS[problem.severity])
    if problem.hint:
        lines.append(click.style(f"  → {problem.hint}", fg="green"))
    return "\n".join(lines)


def _snippet(spot: Spot, colour: str) -> list[str]:
    """The source line and a caret under the place; tabs kept so that they align."""
    if not spot.text.strip():
        return []
    spot = _cut(spot)
    number = f"{spot.line:>5} │ "
    before = spot.text[: spot.column - 1]
    indent = "".join("\t" if char == "\t" else " " * _cells(char) for char in before)
    under = spot.text[spot.column - 1 : spot.column - 1 + max(1, spot.width)]
    carets = "^" * max(1, sum(_cells(char) for char in under))
    margin = " " * (len(number) - 2) + "│ "
    return [
        f"{number}{spot.text.rstrip()}",
        f"{margin}{indent}{click.style(carets, fg=colour, bold=True)}",
    ]


def _cut(spot: Spot) -> Spot:
    """The same place in the part of its line that can be shown."""
    if len(spot.text) <= LONGEST_LINE:
        return spot
    start = max(spot.column - 1 - _BEFORE, 0)
    part = spot.text[start : start + LONGEST_LINE]
    before = "…" if start else ""
    after = "…" if start + LONGEST_LINE < len(spot.text) else ""
    column = spot.column - start + len(before)
    width = min(spot.width, len(before) + len(part) - column + 1)
    return replace(
        spot, text=f"{before}{part}{after}", column=column, width=max(width, 1)
    )


def _cells(char: str) -> int:
    """How many terminal columns a character takes."""
    from rich.cells import cell_len  # noqa: PLC0415 - only when something is wrong

    return cell_len(char)


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems to standard error, a blank line between them."""
    for problem in problems:
        click.echo(harmless(problem_text(problem)) + "\n", err=True)


def counted(number: int, thing: str) -> str:
    """`1 shot`, `2 shots`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def tally(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`."""
    kinds = ("error", "warning", "note")
    numbers = [(sum(p.severity == kind for p in problems), kind) for kind in kinds]
    return ", ".join(counted(number, kind) for number, kind in numbers if number)


def show_error(error: StoryboardError) -> None:
    """Print what ended a command."""
    show_problems(error.problems)
    head = click.style("storyboard", fg="red", bold=True)
    found = f" ({tally(error.problems)})" if error.problems else ""
    click.echo(harmless(f"{head}: {error.message}{found}"), err=True)
