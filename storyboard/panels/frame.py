"""How a shot is framed: where the horizon lies and how large a metre is."""

from dataclasses import dataclass

from storyboard.model.request import Staging
from storyboard.model.words import Angle, ShotSize

_METRE: dict[ShotSize, float] = {
    "extreme wide": 0.085,
    "wide": 0.225,
    "full": 0.42,
    "medium wide": 0.60,
    "medium": 0.84,
    "medium close-up": 1.30,
    "close-up": 1.95,
    "extreme close-up": 4.6,
}
"""Picture heights per metre at the subject."""
_HORIZON: dict[Angle, float] = {
    "low": 0.78,
    "worm's eye": 1.12,
    "high": 0.20,
    "overhead": -0.9,
}


@dataclass(frozen=True)
class Framing:
    """The frame's geometry; lengths in picture heights."""

    size: ShotSize
    angle: Angle
    aspect: float
    """Width to height of the picture."""
    metre: float
    """One metre at the subject."""
    horizon: float
    """Where the horizon lies, from the top."""

    @property
    def closeness(self) -> float:
        """How much larger than in a wide shot things behind the subject are."""
        return float((self.metre / _METRE["wide"]) ** 0.42)

    @property
    def tight(self) -> bool:
        """Whether the frame holds no more than head and shoulders."""
        return self.size in {"medium close-up", "close-up", "extreme close-up"}

    @property
    def floor(self) -> float:
        """Where the subject's feet stand."""
        stands = {"extreme wide": 0.80, "wide": 0.87, "full": 0.93}
        if self.size in stands:
            low = {"low": 0.06, "worm's eye": 0.08, "high": -0.06}.get(self.angle, 0.0)
            return stands[self.size] + low
        eye = {
            "medium wide": 0.215,
            "medium": 0.27,
            "medium close-up": 0.335,
            "close-up": 0.40,
        }.get(self.size, 0.46)
        return eye + 1.62 * self.metre


def framing(staging: Staging, aspect: float) -> Framing:
    """The framing that shot size and angle ask for in a picture of this aspect."""
    metre = _METRE[staging.size]
    if aspect < 1:
        # A tall frame holds less beside a figure: step back a little.
        metre *= 0.62 + 0.38 * aspect
    if staging.angle in {"low", "worm's eye"}:
        metre *= 1.08
    wide = staging.size in {"extreme wide", "wide", "full"}
    level = 0.60 if wide else 0.56
    return Framing(
        size=staging.size,
        angle=staging.angle,
        aspect=aspect,
        metre=metre,
        horizon=_HORIZON.get(staging.angle, level),
    )
