"""Caps: the most that may be spent."""

from dataclasses import dataclass

from storyboard.model.money import Money


@dataclass(frozen=True)
class Cap:
    """The most that may be spent in one unit; dollars cap whatever is worth some."""

    most: Money
    said: str
    """Who set it, in words: `--max-cost`, or the project's budget."""
    run: bool = True
    """Whether it counts this run alone, or all runs of the project, whatever board."""


class OverCap(Exception):  # noqa: N818 - an answer, not a fault
    """A request would pass a cap; nothing was written."""

    def __init__(self, cap: Cap, held: Money) -> None:
        super().__init__(cap.said)
        self.cap = cap
        self.held = held
        """What was spent and is reserved without the request."""
