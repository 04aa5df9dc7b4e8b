"""The stamp of a draft: the shot's number and the running time code on a dark plate.

The plate is drawn once for a shot and each figure once for a film: what runs is put
together from these.
"""

from typing import NamedTuple

from PIL import Image, ImageDraw

from storyboard.panels.lettering import Type, fitted, width, write

_DARK = (14, 15, 18)
_OPACITY = 176
_NUMBER = (255, 200, 92)
_CODE = (244, 244, 240)
_SIDES = 4
"""The plate's corners are drawn so many times larger, and scaled down."""
Size = tuple[int, int]


class Plate(NamedTuple):
    """A plate with a shot's number and room for a time code."""

    image: Image.Image
    """RGBA; its sides are even."""
    corner: tuple[int, int]
    """Where its left upper corner lies in the frame, in pixels; even."""
    code: int
    """How far right of that the time code starts; even."""


def plate(shot: str, figures: int, marks: int, size: Size) -> Plate:
    """The plate for a time code of so many figures and so many marks between them.

    `size` is the frame's, in pixels.
    """
    kind = _type(size)
    bold = Type(kind.size, 700, tracking=0.02)
    pad, margin = kind.size * 0.6, round(min(size) * 0.033) // 2 * 2
    room = figures * _step("0", kind) + marks * _step(":", kind)
    most = max(size[0] - 2 * margin - room - 3.2 * pad, 0)
    name = fitted(shot, bold, most)
    before = _even(pad + (width(name, bold) + 1.2 * pad if name else 0))
    image = _ground(_even(before + room + pad), _high(kind))
    write(image, (pad, _base(kind)), name, bold, (*_NUMBER, 255))
    return Plate(image, (margin, margin), before)


def figure(character: str, size: Size) -> Image.Image:
    """A figure of a time code or a mark between two, RGBA, as high as its plate.

    Its sides are even. Figures are all as wide, so that they stand still.
    """
    kind = _type(size)
    room = _step(character, kind)
    image = Image.new("RGBA", (room, _high(kind)), (*_CODE, 0))
    at = (room / 2, _base(kind))
    write(image, at, character, kind, (*_CODE, 255), anchor="centre")
    return image


def _ground(across: int, down: int) -> Image.Image:
    big = Image.new("L", (across * _SIDES, down * _SIDES))
    box = (0, 0, big.width - 1, big.height - 1)
    ImageDraw.Draw(big).rounded_rectangle(box, big.height * 0.22, fill=_OPACITY)
    image = Image.new("RGBA", (across, down), _DARK)
    image.putalpha(big.resize(image.size, Image.Resampling.BOX))
    return image


def _type(size: Size) -> Type:
    return Type(max(round(min(size) * 0.036), 8), 500)


def _step(character: str, kind: Type) -> int:
    """The room of a character: one for all figures, less for what divides them."""
    widest = max(width(each, kind) for each in "0123456789")
    return _even(widest * (1.02 if character.isdigit() else 0.5))


def _high(kind: Type) -> int:
    return _even(kind.size * 1.5)


def _base(kind: Type) -> int:
    return round((_high(kind) + kind.capital) / 2)


def _even(length: float) -> int:
    return -int(-length // 2) * 2
