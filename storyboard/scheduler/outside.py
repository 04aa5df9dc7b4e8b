"""What a run is handed from outside."""

from dataclasses import dataclass
from typing import Protocol

from storyboard.model.take import Flaw


@dataclass(frozen=True)
class Look:
    """What a look at a clip found."""

    seconds: float
    """Its length."""
    flaws: tuple[Flaw, ...] = ()


class Bell(Protocol):
    """Where services say that a job has ended. Nothing that they say is believed."""

    def address(self, key: str) -> str:
        """The address to give along with the job of this key."""
        ...

    async def rung(self, key: str) -> None:
        """Wait until somebody calls for this job."""
        ...
