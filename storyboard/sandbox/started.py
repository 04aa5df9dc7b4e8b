"""A running sandbox, as others may rely on it; needs nothing that may be missing."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storyboard.model.clock import Clock
from storyboard.sandbox.book import Book
from storyboard.sandbox.faults import Faults
from storyboard.sandbox.options import Options


@dataclass(frozen=True)
class Started:
    """What one may do with a sandbox that runs."""

    address: str
    """Where it is reached."""
    book: Book
    faults: Faults
    stop: Callable[[], None]
    """Ask it to stop, from any thread; may be called more than once."""


class Run(Protocol):
    """Runs a sandbox until it is asked to stop."""

    async def __call__(
        self,
        options: Options,
        clock: Clock,
        modules: tuple[str, ...],
        folder: Path,
        ready: "Future[Started]",
    ) -> None:
        """Serve; `ready` hears as soon as it answers."""
        ...
