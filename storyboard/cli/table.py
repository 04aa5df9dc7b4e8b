"""Tables in a terminal or a pipe: one line a row, so that `grep` finds whole rows."""

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
    head: Sequence[str], rows: Sequence[Row], right: Collection[str] = ()
) -> None:
    """Print rows under their heads; the columns named in `right` end alike."""
    lines = [Row(head, "dim"), *rows]
    columns = zip(*(line.cells for line in lines), strict=True)
    widths = [max(map(cell_len, column)) for column in columns]
    ends = [name in right for name in head]
    for line in lines:
        padded = [
            _padded(cell, width, at_end=end)
            for cell, width, end in zip(line.cells, widths, ends, strict=True)
        ]
        text = GAP.join(padded).rstrip()
        say(click.style(text, dim=line.look == "dim", bold=line.look == "bold"))


def _padded(cell: str, width: int, *, at_end: bool) -> str:
    room = " " * (width - cell_len(cell))
    return room + cell if at_end else cell + room
