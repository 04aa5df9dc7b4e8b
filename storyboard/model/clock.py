"""The clock as others may rely on it; a real one is handed in by production."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time, elapsed time and waiting."""

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        ...

    def elapsed(self) -> float:
        """Seconds since some start; goes on while the machine sleeps, never back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...
