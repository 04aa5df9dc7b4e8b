"""Takes: one attempt each at a shot, with the clip that came of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from storyboard.model.money import Money
from storyboard.model.value import ShotId, Value
from storyboard.model.words import Origin

FlawKind = Literal["black", "frozen", "silent", "cut", "size", "rate", "seconds"]
"""What a look at a clip may find:

    black, frozen, silent   a stretch of it without light, movement or sound
    cut                     a sudden cut inside the shot
    size, rate, seconds     not as it was asked for
"""


class Flaw(Value):
    """Something that a look at a clip found."""

    kind: FlawKind
    """What it is."""
    said: str
    """The same in words, with numbers: `black from 1.2 to 2.0 s`."""


class Take(Value):
    """A finished take."""

    shot: ShotId
    """The shot it was made for."""
    number: int
    """Counts from 1 and only grows."""
    origin: Origin
    """paid, animatic, sandbox or footage."""
    provider: str
    """The provider that made it."""
    model: str
    """The model that made it."""
    fingerprint: str
    """Of the request it satisfies."""
    parts: Mapping[str, str]
    """The request's part digests, so that `why` can say what changed."""
    seed: int | None = None
    """The seed that was used, as far as is known."""
    clip: str
    """SHA-256 of the clip, in hex."""
    seconds: float
    """The clip's measured length; where several shots share it, this one's part."""
    offset: float = 0.0
    """Where in the clip the shot starts, in seconds: more than 0 only where several
    shots were made as one clip."""
    attempt: int = 0
    """Which of the shot's takes of the same request it is, from 0; its seed is the
    board's and so many more."""
    price: Money | None = None
    """What it cost; None: unknown."""
    flaws: tuple[Flaw, ...] = ()
    """What a look at the clip found."""
    instead_of: str | None = None
    """Who was asked before and why they did not make it, where it was fallen back."""
    picked: bool = False
    """Whether a person chose it for the cut; it stands until it is unlocked."""
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    """What a person thinks of it, from 1 to 5."""
    note: str | None = None
    """What a person says of it."""
    made: datetime
    """When, in UTC."""
