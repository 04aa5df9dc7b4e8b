"""Where a picture of one shape lies in a frame of another; frames are even."""

from dataclasses import dataclass
from fractions import Fraction

from storyboard.model.value import half_up

Size = tuple[int, int]


@dataclass(frozen=True)
class Placing:
    """A picture's scaled size and the place of its top left corner in the frame."""

    width: int
    height: int
    x: int
    """Left edge; 0 or less where the picture is cropped."""
    y: int
    """Top edge; 0 or less where the picture is cropped."""


def cover(picture: Size, frame: Size, focus: tuple[float, float]) -> Placing:
    """Scaled to fill the frame; `focus` comes as near to its middle as it can."""
    scale = max(Fraction(f, p) for f, p in zip(frame, picture, strict=True))
    width, height = (
        max(f, _even(p * scale)) for f, p in zip(frame, picture, strict=True)
    )
    return Placing(
        width,
        height,
        _shifted(width, frame[0], focus[0]),
        _shifted(height, frame[1], focus[1]),
    )


def _shifted(scaled: int, room: int, focus: float) -> int:
    wanted = _even(Fraction(room) / 2 - Fraction(focus) * scaled)
    return min(max(wanted, room - scaled), 0)


def inside(picture: Size, frame: Size) -> Placing:
    """Scaled to fit into the frame, in its middle."""
    scale = min(Fraction(f, p) for f, p in zip(frame, picture, strict=True))
    width, height = (
        min(f, max(2, _even(p * scale))) for f, p in zip(frame, picture, strict=True)
    )
    return Placing(
        width,
        height,
        (frame[0] - width) // 4 * 2,
        (frame[1] - height) // 4 * 2,
    )


def _even(amount: Fraction) -> int:
    """The nearest even number: colour in 4:2:0 lies on every second line."""
    return half_up(amount / 2) * 2
