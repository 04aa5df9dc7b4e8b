"""How far a cut is, as bars with the time that is left."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from storyboard.model.event import CutMoved

STAGES = {
    "picture": "cutting the picture",
    "sound": "mixing the sound",
    "join": "joining",
    "beside": "drawing what lies beside it",
}
SETTLED = 1.0
"""Seconds after which it can be said how long the rest will take."""


@dataclass
class Stage:
    """How far the cut is with the picture, the sound or the joining."""

    now: CutMoved
    since: float
    """When the first frames were done, those that were kept among them."""
    first: int
    """How many these were: they say nothing about how long the others take."""

    def note(self, event: CutMoved, at: float) -> None:
        """Take in how far it is at a moment, in seconds of any clock."""
        if not self.now.done:
            self.since, self.first = at, event.done
        self.now = event

    def left(self, at: float) -> float | None:
        """Seconds that it will take; None: nobody can say yet."""
        took, made = at - self.since, self.now.done - self.first
        if took < SETTLED or made <= 0 or self.now.done >= self.now.total:
            return None
        return took * (self.now.total - self.now.done) / made


def cut_bars(stages: Mapping[str, Stage], at: float) -> Table:
    """A line for each stage, by its name; `at` is now, by the stages' clock."""
    lines = Table.grid(padding=(0, 2))
    for name, stage in stages.items():
        now = stage.now
        of = f", {now.segments} of {now.of} segments" if now.of else ""
        said = f"{now.done} of {now.total} frames{of}" if now.total else ""
        left = stage.left(at)
        lines.add_row(
            Text(STAGES[name]),
            ProgressBar(total=now.total or None, completed=now.done, width=32),
            Text(said, style="dim"),
            Text("" if left is None else f"{left:.0f} s left"),
        )
    return lines
