"""The contact strip: one shot's takes under each other, to choose from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from storyboard.model.take import Take
from storyboard.panels.colour import Colour, from_hue
from storyboard.panels.lettering import Ink, Type, fitted, width, write

WIDTH = 1600
"""Pixels, unless another width is asked for."""
_GROUND = from_hue(0.205, 0.012, 262)
_PLATE = from_hue(0.245, 0.014, 262)
_EMPTY = from_hue(0.29, 0.014, 262)
_PAPER = from_hue(0.95, 0.006, 90)
_QUIET = from_hue(0.68, 0.016, 262)
_GOLD = from_hue(0.82, 0.13, 82)
_AMBER = from_hue(0.76, 0.13, 48)
_BIG = 4
"""How much larger shapes are drawn before they are scaled down to smooth edges."""
_RATINGS = 5


@dataclass(frozen=True)
class ContactRow:
    """A take and what it looks like."""

    take: Take
    """What is told beside the frames."""
    frames: tuple[Image.Image | NDArray[np.uint8], ...]
    """In order; RGB, arrays of shape (height, width, 3). May be empty."""


@dataclass(frozen=True)
class _Grid:
    """Where things are, in pixels."""

    across: int
    unit: float
    """A hundredth of the strip's width, on which everything else is measured."""
    many: int
    """Frames beside each other."""
    size: tuple[int, int]
    """Of one frame."""

    @property
    def margin(self) -> int:
        return round(self.unit * 2.2)

    @property
    def gap(self) -> int:
        return max(round(self.unit * 0.3), 1)

    @property
    def pad(self) -> int:
        return round(self.unit * 0.9)

    @property
    def label(self) -> int:
        """How wide the words beside the frames are."""
        return round(self.unit * 17)

    @property
    def left(self) -> int:
        """Where the frames start."""
        return self.margin + self.label + self.pad

    @property
    def header(self) -> int:
        return round(self.unit * 5.6)


def contact_strip(rows: Sequence[ContactRow], *, across: int = WIDTH) -> Image.Image:
    """One shot's takes, a row each: number, maker, price, marks, and its frames.

    The picked take has a gold edge and star. RGB, `across` pixels wide and as high as
    the rows need; frames keep their shape. ValueError where there is no row.
    """
    if not rows:
        raise ValueError("a contact strip needs at least one take")
    shown = [tuple(map(_image, row.frames)) for row in rows]
    grid = _grid(shown, across)
    heights = [_height(row.take, grid) for row in rows]
    between = round(grid.unit * 0.9)
    down = grid.header + sum(heights) + between * (len(rows) - 1) + grid.margin
    image = Image.new("RGB", (across, down), _GROUND.rgb)
    _header(image, rows, grid)
    top = grid.header
    for row, frames, high in zip(rows, shown, heights, strict=True):
        _row(image, row.take, frames, grid, (top, high))
        top += high + between
    return image


def _image(frame: Image.Image | NDArray[np.uint8]) -> Image.Image:
    if isinstance(frame, Image.Image):
        return frame.convert("RGB")
    return Image.fromarray(np.ascontiguousarray(frame)).convert("RGB")


def _grid(shown: Sequence[Sequence[Image.Image]], across: int) -> _Grid:
    """All rows have as many places as the longest, of the first frame's shape."""
    many = max(1, *map(len, shown))
    first = next((frame for frames in shown for frame in frames), None)
    shape = first.width / first.height if first else 16 / 9
    grid = _Grid(across, across / 100, many, (0, 0))
    room = across - grid.left - grid.margin - grid.pad - (many - 1) * grid.gap
    # Upright frames would make a strip that no screen shows whole.
    most = min(room / many, shape * grid.unit * 20)
    wide = max(int(most), 1)
    return _Grid(across, across / 100, many, (wide, max(round(wide / shape), 1)))


def _types(grid: _Grid) -> tuple[Type, Type, Type]:
    """Of the number, of what is read first, and of the rest."""
    unit = grid.unit
    return (
        Type(max(round(unit * 2.5), 9), 300),
        Type(max(round(unit * 1.12), 9), 600, tracking=0.01),
        Type(max(round(unit * 1.0), 9), 400, tracking=0.01),
    )


def _height(take: Take, grid: _Grid) -> int:
    """A row's height: its frames and what is said under them, or the words beside."""
    number, strong, plain = _types(grid)
    words = number.capital + strong.line * 1.35 + plain.line * 2
    under = plain.line * 1.1 if _remark(take) or take.flaws else 0
    return round(max(words, grid.size[1] + under) + 2 * grid.pad)


def _header(image: Image.Image, rows: Sequence[ContactRow], grid: _Grid) -> None:
    base = grid.header - grid.unit * 1.7
    label = Type(max(round(grid.unit * 1.05), 7), 500, tracking=0.14)
    big = Type(max(round(grid.unit * 2.2), 9), 400)
    x = float(grid.margin)
    write(image, (x, base), "SHOT", label, _QUIET.rgb)
    x += width("SHOT", label) + grid.unit
    takes = "1 take" if len(rows) == 1 else f"{len(rows)} takes"
    plain = Type(max(round(grid.unit * 1.15), 7), 400, tracking=0.01)
    end = grid.across - grid.margin
    room = end - x - width(takes, plain) - grid.unit * 2
    shot = fitted(rows[0].take.shot, big, room)
    write(image, (x, base), shot, big, _PAPER.rgb)
    write(image, (end, base), takes, plain, _QUIET.rgb, anchor="right")


def _row(
    image: Image.Image,
    take: Take,
    frames: Sequence[Image.Image],
    grid: _Grid,
    place: tuple[int, int],
) -> None:
    """One take; `place` is the row's upper edge and height."""
    top, high = place
    draw = ImageDraw.Draw(image)
    ends = (grid.margin, top, grid.across - grid.margin - 1, top + high - 1)
    draw.rectangle(ends, fill=_PLATE.rgb)
    if take.picked:
        edge = max(round(grid.unit * 0.28), 1)
        draw.rectangle((ends[0], top, ends[0] + edge - 1, ends[3]), fill=_GOLD.rgb)
    _label(image, take, grid, top)
    wide, tall = grid.size
    for place_in_row in range(grid.many):
        at = (grid.left + place_in_row * (wide + grid.gap), top + grid.pad)
        if place_in_row < len(frames):
            image.paste(_filling(frames[place_in_row], grid.size), at)
        elif not frames:
            box = (*at, at[0] + wide - 1, at[1] + tall - 1)
            draw.rectangle(box, fill=_EMPTY.rgb)
    _under(image, take, grid, top + grid.pad + tall)


def _filling(frame: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A frame in its place, with bars where its shape is another."""
    if frame.width * size[1] == frame.height * size[0]:
        return frame.resize(size, Image.Resampling.LANCZOS)
    scale = min(size[0] / frame.width, size[1] / frame.height)
    inner = tuple(max(round(side * scale), 1) for side in frame.size)
    place = Image.new("RGB", size, _EMPTY.rgb)
    small = frame.resize((inner[0], inner[1]), Image.Resampling.LANCZOS)
    place.paste(small, ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2))
    return place


def _label(image: Image.Image, take: Take, grid: _Grid, top: int) -> None:
    """What is said beside the frames."""
    number, strong, plain = _types(grid)
    x = grid.margin + grid.pad + grid.unit * 0.4
    room = grid.left - x - grid.unit
    y = top + grid.pad + number.capital + grid.unit * 0.3
    write(image, (x, y), str(take.number), number, _PAPER.rgb)
    after = x + width(str(take.number), number) + grid.unit * 0.8
    size = number.capital
    if take.picked:
        _star(image, (after, y - size), size, _GOLD)
    if take.rating is not None:
        _rating(image, take.rating, (x + room, y), size * 0.62)
    y += strong.line * 1.35
    write(image, (x, y), fitted(take.provider, strong, room), strong, _PAPER.rgb)
    y += plain.line
    write(image, (x, y), fitted(take.model, plain, room), plain, _QUIET.rgb)
    y += plain.line
    price = "price unknown" if take.price is None else str(take.price)
    facts = fitted(f"{take.seconds:.1f} s  ·  {price}", plain, room)
    write(image, (x, y), facts, plain, _QUIET.rgb)


def _rating(
    image: Image.Image, rating: int, end: tuple[float, float], size: float
) -> None:
    """Five small stars that end at a point of the base line."""
    step = size * 1.18
    for index in range(_RATINGS):
        at = (end[0] - (_RATINGS - index) * step, end[1] - size)
        _star(image, at, size, _PAPER if index < rating else _EMPTY.lighter(0.07))


def _star(
    image: Image.Image, at: tuple[float, float], size: float, tone: Colour
) -> None:
    """A star of five points in a square with this upper left corner."""
    side = max(round(size * 1.1), 5)
    mask = Image.new("L", (side * _BIG, side * _BIG), 0)
    middle, reach = side * _BIG / 2, side * _BIG / 2
    points = []
    for corner in range(10):
        far = reach if corner % 2 == 0 else reach * 0.45
        angle = math.pi * (corner / 5 - 0.5)
        points.append(
            (middle + far * math.cos(angle), middle * 1.05 + far * math.sin(angle))
        )
    ImageDraw.Draw(mask).polygon(points, fill=255)
    small = mask.resize((side, side), Image.Resampling.LANCZOS)
    image.paste(tone.rgb, (round(at[0]), round(at[1])), small)


def _remark(take: Take) -> str:
    """What a person, or the run, says of it."""
    told = f"instead of {take.instead_of}" if take.instead_of else ""
    return "  ·  ".join(part for part in (take.note or "", told) if part)


def _under(image: Image.Image, take: Take, grid: _Grid, below: int) -> None:
    """Flaws and remarks in one line under the frames."""
    plain = _types(grid)[2]
    y = below + plain.line * 1.1
    x, end = float(grid.left), float(grid.across - grid.margin - grid.pad)
    flaws = "  ·  ".join(flaw.said for flaw in take.flaws)
    remark = _remark(take)
    parts: list[tuple[str, Type, Ink]] = []
    if flaws:
        parts.append((flaws, plain, _AMBER.rgb))
    if remark:
        quiet = Type(plain.size, 400, italic=True, tracking=0.01)
        parts.append((remark, quiet, _QUIET.rgb))
    for index, (text, kind, ink) in enumerate(parts):
        # The first of two leaves the other some room, the last takes what is left.
        share = 1.0 if index == len(parts) - 1 else 0.6
        said = fitted(text, kind, max((end - x) * share, 0))
        write(image, (x, y), said, kind, ink)
        x += width(said, kind) + grid.unit * 1.6
