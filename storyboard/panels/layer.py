"""Layers ready for filming: sampled finer than the picture, so that moves are smooth.

A frame takes the nearest cell of planes that are three to four times as fine as the
picture and already as soft as one of its pixels. That is motion in parts of a pixel for
the price of a copy; real interpolation per frame would cost ten times as much.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from storyboard.panels.canvas import Canvas
from storyboard.panels.geometry import Bounds

Plane = NDArray[np.uint8]
_LEAST_GROUND = 0.05
"""Ground lower than this, in picture heights, is not worth a layer."""


class Fine:
    """A plane sampled finer than the picture, to be taken from at any place."""

    def __init__(self, plane: Image.Image, step: int) -> None:
        """`step` is how many of its cells make a pixel of the picture at zoom 1."""
        self._plane = plane
        self._step = step
        self._shifts: dict[tuple[int, int], Image.Image] = {}

    @property
    def size(self) -> tuple[int, int]:
        """Its cells, across and down."""
        return self._plane.size

    def piece(
        self, box: tuple[float, float, float, float], size: tuple[int, int]
    ) -> Image.Image:
        """A box of its cells as so many pixels, by the nearest cell."""
        step = self._step
        left, top, right, bottom = box
        unzoomed = abs(right - left - size[0] * step) < 0.02
        if unzoomed and abs(bottom - top - size[1] * step) < 0.02:
            x, y = round(left), round(top)
            place = (x // step, y // step)
            return self._shifted(x % step, y % step).crop(
                (*place, place[0] + size[0], place[1] + size[1])
            )
        return self._plane.resize(size, Image.Resampling.NEAREST, box=box)

    def _shifted(self, x: int, y: int) -> Image.Image:
        """Every `step`th cell: kept, since a shot comes back to the same shifts."""
        if (x, y) not in self._shifts:
            cells = np.asarray(self._plane)[y :: self._step, x :: self._step]
            self._shifts[x, y] = Image.fromarray(np.ascontiguousarray(cells))
        return self._shifts[x, y]


@dataclass(frozen=True)
class Layer:
    """A finished layer."""

    bounds: Bounds
    """What it covers, in picture heights."""
    depth: float
    """0 lies at infinity, 1 at the subject, more is nearer."""
    planes: tuple[Fine, ...]
    """Y, Cb and Cr, each on its own grid."""
    covers: tuple[Fine, ...] = ()
    """Masks for Y and for chroma; none: opaque."""
    sway: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Motion of its own: drift across per shot, bob in heights, and its seconds."""


@dataclass(frozen=True)
class Sheet:
    """A canvas on its way to becoming layers: planes, masks and where they lie."""

    planes: tuple[Image.Image, ...]
    cover: Image.Image | None
    bounds: Bounds
    scale: float

    def cut(self, box: tuple[int, int, int, int]) -> "Sheet":
        """The part in a box of pixels, which is moved out to even places."""
        across, down = self.planes[0].size
        left, top = max(box[0], 0) // 2 * 2, max(box[1], 0) // 2 * 2
        right = min((box[2] + 1) // 2 * 2, across)
        bottom = min((box[3] + 1) // 2 * 2, down)
        half = (left // 2, top // 2, right // 2, bottom // 2)
        whole = (left, top, right, bottom)
        x, y = self.bounds.left, self.bounds.top
        return Sheet(
            (self.planes[0].crop(whole), *(p.crop(half) for p in self.planes[1:])),
            self.cover.crop(whole) if self.cover else None,
            Bounds(
                x + left / self.scale,
                y + top / self.scale,
                x + right / self.scale,
                y + bottom / self.scale,
            ),
            self.scale,
        )

    def layer(self, depth: float, step: int, sway: tuple[float, float, float]) -> Layer:
        """The layer that this makes."""
        masks = (self.cover, self.cover.reduce(2)) if self.cover else ()
        return Layer(
            bounds=self.bounds,
            depth=depth,
            planes=tuple(Fine(_fine(plane), step) for plane in self.planes),
            covers=tuple(Fine(_fine(mask), step) for mask in masks),
            sway=sway,
        )


def finish(
    canvas: Canvas,
    depth: float,
    step: int,
    *,
    blur: float = 0.0,
    turn: float = 0.0,
    sway: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> list[Layer]:
    """A canvas as layers; `blur` in picture heights, `turn` in degrees.

    `step` is the number of fine cells to a pixel of the picture. A clear canvas is cut
    into what is painted: its ground, where that covers whole rows, is a layer without
    a mask, and figures that stand apart are layers of their own.
    """
    sheet = Sheet(tuple(canvas.planes), canvas.cover, canvas.bounds, canvas.scale)
    if turn:
        sheet = _turned(sheet, turn)
    if sheet.cover:
        painted = sheet.cover.getbbox()
        if painted is None:
            return []
        sheet = sheet.cut(_grown(painted, 4 + round(blur * sheet.scale * 2)))
    if blur:
        sheet = _blurred(sheet, blur)
    if not sheet.cover:
        return [sheet.layer(depth, step, sway)]
    across, down = sheet.cover.size
    ground = _ground(sheet.cover)
    if down - ground < _LEAST_GROUND * sheet.scale:
        islands = (sheet.cut((a, 0, b, down)) for a, b in _islands(sheet.cover))
        return [island.layer(depth, step, sway) for island in islands]
    upper = sheet.cut((0, 0, across, ground + 4))
    lower = replace(sheet.cut((0, ground, across, down)), cover=None)
    return [upper.layer(depth, step, sway), lower.layer(depth, step, sway)]


def _ground(cover: Image.Image) -> int:
    """The row from which on all rows of a mask are full; even."""
    open_rows = np.flatnonzero(np.asarray(cover).min(axis=1) < 255)
    return (int(open_rows[-1]) + 2) // 2 * 2 if open_rows.size else 0


def _islands(cover: Image.Image) -> list[tuple[int, int]]:
    """The runs of columns in which a mask holds anything, close ones as one."""
    columns = np.flatnonzero(np.asarray(cover).max(axis=0))
    breaks = np.flatnonzero(np.diff(columns) > 32)
    starts = [columns[0], *columns[breaks + 1]]
    ends = [*columns[breaks], columns[-1]]
    return [(int(a) - 4, int(b) + 5) for a, b in zip(starts, ends, strict=True)]


def _grown(box: tuple[int, int, int, int], by: int) -> tuple[int, int, int, int]:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _turned(sheet: Sheet, turn: float) -> Sheet:
    """All turned about the picture's middle."""

    def turned(plane: Image.Image, scale: float) -> Image.Image:
        middle = (-sheet.bounds.left * scale, (0.5 - sheet.bounds.top) * scale)
        return plane.rotate(turn, Image.Resampling.BILINEAR, center=middle)

    scale = sheet.scale
    luma, *chroma = sheet.planes
    return replace(
        sheet,
        planes=(turned(luma, scale), *(turned(c, scale / 2) for c in chroma)),
        cover=turned(sheet.cover, scale) if sheet.cover else None,
    )


def _blurred(sheet: Sheet, blur: float) -> Sheet:
    """All out of focus; a wide blur costs as little as a narrow one, on fewer cells."""

    def soft(plane: Image.Image, radius: float) -> Image.Image:
        shrink = max(int(radius / 1.3), 1)
        small = plane.reduce(shrink).filter(ImageFilter.GaussianBlur(radius / shrink))
        return small.resize(plane.size, Image.Resampling.BILINEAR)

    radius = blur * sheet.scale
    luma, *chroma = sheet.planes
    return replace(
        sheet,
        planes=(soft(luma, radius), *(soft(c, radius / 2) for c in chroma)),
        cover=soft(sheet.cover, radius) if sheet.cover else None,
    )


def _fine(plane: Image.Image) -> Image.Image:
    return Image.fromarray(_doubled(_softened(np.asarray(plane))))


def _mean(a: Plane, b: Plane) -> Plane:
    """The mean of two planes, without leaving 8 bits."""
    return (a & b) + ((a ^ b) >> 1)


def _softened(cells: Plane) -> Plane:
    """A blur of 1-2-1 both ways: a pixel's worth of softness."""
    pairs = _mean(cells[:-1], cells[1:])
    down = cells.copy()
    down[1:-1] = _mean(pairs[:-1], pairs[1:])
    pairs = _mean(down[:, :-1], down[:, 1:])
    across = down.copy()
    across[:, 1:-1] = _mean(pairs[:, :-1], pairs[:, 1:])
    return across


def _doubled(cells: Plane) -> Plane:
    """Twice as many cells each way, new ones between the old."""
    down, across = cells.shape
    wide = np.empty((down, across * 2), np.uint8)
    wide[:, ::2] = cells
    wide[:, 1:-1:2] = _mean(cells[:, :-1], cells[:, 1:])
    wide[:, -1] = cells[:, -1]
    tall = np.empty((down * 2, across * 2), np.uint8)
    tall[::2] = wide
    tall[1:-1:2] = _mean(wide[:-1], wide[1:])
    tall[-1] = wide[-1]
    return tall


@dataclass(frozen=True)
class Look:
    """Where the camera looks at a moment, and how near it is."""

    pan: tuple[float, float] = (0.0, 0.0)
    """Shift of everything alike, in picture heights."""
    track: tuple[float, float] = (0.0, 0.0)
    """Shift of a layer at depth 1; others by their depth."""
    zoom: float = 1.0
    """Enlargement of everything alike."""
    dolly: float = 0.0
    """Enlargement less 1 of a layer at depth 1; others by their depth."""
    around: float = 0.0
    """Shift by depth about the subject, which stays where it is."""

    def view(self, depth: float, aspect: float) -> Bounds:
        """What of a layer at this depth is seen."""
        x = self.pan[0] + self.track[0] * depth + self.around * (depth - 1)
        y = 0.5 + self.pan[1] + self.track[1] * depth
        zoom = self.zoom * (1 + self.dolly * (0.25 + 0.75 * depth))
        wide, high = aspect / zoom / 2, 0.5 / zoom
        return Bounds(x - wide, y - high, x + wide, y + high)


def lay(frame: list[Image.Image], layer: Layer, view: Bounds) -> None:
    """Put what is seen of a layer onto a frame's planes."""
    across, down = frame[0].size
    left = _even(max((layer.bounds.left - view.left) / view.width * across, 0))
    top = _even(max((layer.bounds.top - view.top) / view.height * down, 0))
    right = _even(
        min((layer.bounds.right - view.left) / view.width * across, across), up=False
    )
    bottom = _even(
        min((layer.bounds.bottom - view.top) / view.height * down, down), up=False
    )
    if right <= left or bottom <= top:
        return
    seen = Bounds(
        view.left + left / across * view.width,
        view.top + top / down * view.height,
        view.left + right / across * view.width,
        view.top + bottom / down * view.height,
    )
    mask: Image.Image | None = None
    for index, plane in enumerate(frame):
        part = 1 if index == 0 else 2
        size = ((right - left) // part, (bottom - top) // part)
        piece = _taken(layer.planes[index], layer.bounds, seen, size)
        place = (left // part, top // part)
        if not layer.covers:
            plane.paste(piece, place)
            continue
        if index < 2:
            mask = _taken(layer.covers[index], layer.bounds, seen, size)
        plane.paste(piece, place, mask)


def _even(value: float, *, up: bool = True) -> int:
    return 2 * (math.ceil(value / 2 - 1e-6) if up else math.floor(value / 2 + 1e-6))


def _taken(
    fine: Fine, bounds: Bounds, seen: Bounds, size: tuple[int, int]
) -> Image.Image:
    wide, high = fine.size
    across, down = wide / bounds.width, high / bounds.height
    box = (
        max((seen.left - bounds.left) * across, 0),
        max((seen.top - bounds.top) * down, 0),
        min((seen.right - bounds.left) * across, wide),
        min((seen.bottom - bounds.top) * down, high),
    )
    return fine.piece(box, size)
