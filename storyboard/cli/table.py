"""Tables in a terminal or a pipe: one line a row, so that `grep` finds whole rows."""

import shutil
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import click
from rich.cells import cell_len

from storyboard.cli.show import say

GAP = "  "


@dataclass(frozen=True)
class Row:
    """The cells of one line, and how it stands out."""

    cells: Sequence[str]
    look: Literal["plain", "bold", "dim"] = "plain"


def print_table(
    head: Sequence[str],
    rows: Sequence[Row],
    right: Collection[str] = (),
    spare: Sequence[str] = (),
) -> None:
    """Print rows under their heads; the columns named in `right` end alike.

    In a terminal that is too narrow, the columns in `spare` are left out, one by one.
    """
    lines = [Row(head, "dim"), *rows]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for name in spare:
        if room is None or _width(lines) <= room:
            break
        lines = _without(lines, name)
    widths = _widths(lines)
    ends = [name in right for name in lines[0].cells]
    for line in lines:
        padded = [
            _padded(cell, width, at_end=end)
            for cell, width, end in zip(line.cells, widths, ends, strict=True)
        ]
        text = GAP.join(padded).rstrip()
        say(click.style(text, dim=line.look == "dim", bold=line.look == "bold"))


def _widths(lines: Sequence[Row]) -> Sequence[int]:
    columns = zip(*(line.cells for line in lines), strict=True)
    return [max(map(cell_len, column)) for column in columns]


def _width(lines: Sequence[Row]) -> int:
    widths = _widths(lines)
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _without(lines: Sequence[Row], name: str) -> list[Row]:
    """The lines without the column of that head."""
    place = list(lines[0].cells).index(name)
    return [
        Row((*line.cells[:place], *line.cells[place + 1 :]), line.look)
        for line in lines
    ]


def _padded(cell: str, width: int, *, at_end: bool) -> str:
    room = " " * (width - cell_len(cell))
    return room + cell if at_end else cell + room
