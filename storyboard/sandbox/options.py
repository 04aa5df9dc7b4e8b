"""What a sandbox is asked to be."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from storyboard.model.value import Value

SERVICES = ("seedanceapi", "evolink", "seedance2ink", "kinovi", "seedancetv", "ark")
"""The services that the sandbox speaks like."""
KEY = "sandbox"
"""A key that every one of them takes."""
Share = Annotated[float, Field(ge=0, le=1)]
"""Of all jobs or calls: 0 is none, 1 is every one."""


class Options(Value):
    """How a sandbox behaves; the flags of `storyboard sandbox`."""

    port: Annotated[int, Field(ge=0, le=65_535)] = 0
    """Where it listens on 127.0.0.1; 0: any free port."""
    clips: Literal["drawn", "tiny"] = "drawn"
    """`drawn`: what the prompt says, as asked; `tiny`: a few pixels, the right length,
    made at once."""
    seconds: Annotated[float, Field(ge=0, le=86_400)] = 0.5
    """How long a job takes at least; it also waits for its clip."""
    fail: Share = 0.0
    """Share of the jobs that fail."""
    busy: Share = 0.0
    """Share of the submits that are answered with the service's 429."""
    slow: Share = 0.0
    """Share of the jobs that take ten times as long."""
    concurrency: Annotated[int, Field(ge=1)] | None = None
    """Jobs that each service lets run at once; None: no limit."""
    balance: Annotated[Decimal, Field(ge=0)] = Decimal(100_000)
    """What each account holds at first, in the service's own credits."""
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    """How many processes may draw at once."""
    chance: int = 0
    """The seed that shares are drawn with."""


def variables(service: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The two environment variables that point the tool at a sandbox."""
    prefix = service.upper()
    return (f"{prefix}_BASE_URL", address), (f"{prefix}_API_KEY", KEY)
