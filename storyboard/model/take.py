"""Takes: one attempt each at a shot, with the clip that came of it."""

from collections.abc import Mapping
from datetime import datetime

from storyboard.model.money import Money
from storyboard.model.value import ShotId, Value
from storyboard.model.words import Origin


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
    price: Money | None = None
    """What it cost; None: unknown."""
    made: datetime
    """When, in UTC."""
