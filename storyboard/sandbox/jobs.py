"""What the book is made of: orders, jobs and calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from storyboard.model.value import Value
from storyboard.sandbox.faults import Fault
from storyboard.sandbox.legend import PictureRole

State = Literal["queued", "running", "succeeded", "failed", "cancelled", "expired"]
ACTIVE: frozenset[State] = frozenset({"queued", "running"})
"""The states of a job that is still under way."""
_LONGEST_DATA = 200
"""Characters kept of a `data:` address; the rest is counted, not kept."""


class Picture(Value):
    """A picture that goes along with an order, and that the sandbox could see."""

    file: Path
    """Where the sandbox keeps it; it is named after its content."""
    role: PictureRole
    """What it is to the clip."""
    shows: str | None = None
    """Whom or what it shows, where the prompt says so."""


class Order(Value):
    """What a service understood of a submit."""

    service: str
    """The service's name."""
    model: str
    """The model as the service calls it."""
    prompts: tuple[tuple[str, float], ...]
    """One (prompt, seconds) for each shot of the job; mostly there is one."""
    aspect: str
    """Width to height, such as 16:9; never "adaptive": the service settles it."""
    resolution: str
    """480p, 720p, 1080p or 4k."""
    audio: bool
    """Whether the clip has sound."""
    seed: int | None
    """The seed, where one was given."""
    price: Decimal | None
    """What the service charges, in its own unit; None: it does not say."""
    unit: str
    """What the price counts: credits, or a currency."""
    media: tuple[str, ...]
    """The addresses that it was given."""
    pictures: tuple[Picture, ...] = ()
    """Those among them that are to be drawn: pictures within sight (seeing.py)."""
    request: dict[str, Any]
    """The body as it came."""
    key: str | None = None
    """An idempotency key or a safety identifier."""
    callback: str | None = None
    """Where to say that the job has ended."""

    @property
    def seconds(self) -> float:
        """The length of the clip that is wanted."""
        return sum(seconds for _, seconds in self.prompts)


class Failure(Value):
    """How a job ends badly."""

    kind: str
    """One of the kinds that the seam names: content, failed, cancelled, expired, …"""
    charged: bool = False
    """Whether the service keeps the money."""
    reason: str = ""
    """What really happened, where the sandbox itself is at fault."""


@dataclass
class Job:
    """One order as it stands; `Book.job` brings it up to date."""

    id: str
    order: Order
    state: State
    created: datetime
    """By the wall clock, in UTC."""
    started: float
    """When it was opened, by the elapsed clock."""
    ends: float
    """The earliest moment it can be done, by the elapsed clock; infinity: never."""
    failure: Failure | None = None
    """How it ended, or will end, badly; services look at it once `state` says so."""
    clip: Path | None = None
    """Its clip; None until the job has succeeded."""
    progress: float = 0.0
    """From 0 to 1."""
    charged: Decimal | None = None
    """What was taken from the account when it was opened."""
    refunded: bool = False
    """Whether that was given back."""
    updated: datetime | None = None
    """When it last changed its state."""
    faults: list[Fault] = field(default_factory=list)
    """What its prompt asks to go wrong at polls and fetches."""
    runs: float = 0.0
    """When it begins to run, by the elapsed clock."""
    callback: str = ""
    """What is to go wrong when its end is told: never, twice, early or lies."""
    called: int = 0
    """How often its end was told."""
    told: "Callable[[Job], object] | None" = None
    """What its service says of it then."""

    @property
    def active(self) -> bool:
        """Whether it is still under way."""
        return self.state in ACTIVE

    @property
    def kept(self) -> Decimal | None:
        """What the service keeps for it; None where no price is known."""
        return Decimal(0) if self.refunded else self.charged


@dataclass(frozen=True)
class Call:
    """One call that arrived, accepted or not."""

    service: str
    """Empty where it was for no service."""
    call: str
    """submit, poll, cancel, fetch, upload, balance or other."""
    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    """Names in small letters; a key's value is replaced by "(a key)"."""
    body: Any
    """The JSON as it came; text where it is none; a count where it is no text."""
    status: int
    """What was answered; 0 where the connection was reset before it was acted on."""
    faults: tuple[str, ...] = ()
    """What went wrong because somebody asked for it."""
    refusal: str = ""
    """How an answer of 400 or more begins."""


def spared(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A JSON value with long `data:` addresses cut short, so that they may be kept."""
    if isinstance(value, dict):
        return {key: spared(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [spared(held) for held in value]
    if (
        isinstance(value, str)
        and len(value) > _LONGEST_DATA
        and value.startswith("data:")
    ):
        return f"{value[:_LONGEST_DATA]}… ({len(value)} characters)"
    return value
