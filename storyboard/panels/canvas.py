"""A canvas is three planes, as video has them: painting ends where encoding begins.

Paint goes straight into Y, Cb and Cr (BT.709, limited range, chroma at half size), so
nothing is converted between drawing and encoding. Places are given in picture
heights: x from the picture's middle, y from its top.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from storyboard.panels.colour import Colour, Rgb
from storyboard.panels.geometry import Bounds, Point, curve, oval, ribbon

Paint = tuple[int, int, int]
"""Y, Cb and Cr."""


@cache
def paint(rgb: Rgb) -> Paint:
    """An sRGB colour in video's terms (BT.709, limited range)."""
    red, green, blue = (c / 255 for c in rgb)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        round(16 + 219 * luma),
        round(128 + 224 * (blue - luma) / 1.8556),
        round(128 + 224 * (red - luma) / 1.5748),
    )


class Canvas:
    """A layer to paint on, opaque or (with `cover`) clear where nothing is painted."""

    def __init__(
        self, bounds: Bounds, scale: float, ground: Colour, *, clear: bool = False
    ) -> None:
        """Lay out the planes.

        `scale` is in pixels per picture height; `ground` is the first coat, and the
        colour that edges of a clear canvas fade into.
        """
        across = max(math.ceil(bounds.width * scale / 2), 1) * 2
        down = max(math.ceil(bounds.height * scale / 2), 1) * 2
        self.bounds = Bounds(
            bounds.left,
            bounds.top,
            bounds.left + across / scale,
            bounds.top + down / scale,
        )
        self.scale = scale
        tones = paint(ground.rgb)
        sizes = ((across, down), (across // 2, down // 2), (across // 2, down // 2))
        self.planes = [
            Image.new("L", size, tone) for size, tone in zip(sizes, tones, strict=True)
        ]
        self.cover = Image.new("L", (across, down), 0) if clear else None
        self.soft = 0.0

    def _pixels(self, points: Sequence[Point], scale: float) -> list[Point]:
        left, top = self.bounds.left, self.bounds.top
        return [((x - left) * scale, (y - top) * scale) for x, y in points]

    def shape(
        self, points: Sequence[Point], colour: Colour, alpha: float = 1.0
    ) -> None:
        """A flat polygon."""
        if alpha < 1:
            self._glaze(points, colour, alpha, 0.0)
            return
        tones = paint(colour.rgb)
        full, half = (
            self._pixels(points, self.scale),
            self._pixels(points, self.scale / 2),
        )
        for plane, tone, place in zip(
            self.planes, tones, (full, half, half), strict=True
        ):
            ImageDraw.Draw(plane).polygon(place, fill=tone)
        if self.cover:
            ImageDraw.Draw(self.cover).polygon(full, fill=255)

    def blob(self, points: Sequence[Point], colour: Colour, alpha: float = 1.0) -> None:
        """A flat shape with a smooth outline through the points."""
        self.shape(curve(points), colour, alpha)

    def disc(
        self, at: Point, radius: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        """A flat circle."""
        self.shape(oval(at, radius, radius), colour, alpha)

    def bar(self, box: Bounds, colour: Colour, alpha: float = 1.0) -> None:
        """A flat rectangle."""
        self.shape(
            [
                (box.left, box.top),
                (box.right, box.top),
                (box.right, box.bottom),
                (box.left, box.bottom),
            ],
            colour,
            alpha,
        )

    def stroke(
        self,
        points: Sequence[Point],
        colour: Colour,
        widths: tuple[float, float],
        alpha: float = 1.0,
    ) -> None:
        """A line whose width runs from the first to the second number, round ends."""
        self.shape(ribbon(points, widths), colour, alpha)
        if alpha == 1:
            for at, width in ((points[0], widths[0]), (points[-1], widths[1])):
                self.disc(at, width / 2, colour)

    def haze(
        self,
        points: Sequence[Point],
        colour: Colour,
        alpha: float,
        blur: float,
    ) -> None:
        """A shape with soft edges; `blur` in picture heights."""
        self._glaze(points, colour, alpha, blur)

    def glow(
        self,
        at: Point,
        radius: float,
        colour: Colour,
        alpha: float,
        squash: float = 1.0,
    ) -> None:
        """A light that falls off to nothing at `radius`."""
        self._lay(_around(at, radius, squash), _falloff(), colour, alpha)

    def fade(
        self, box: Bounds, stops: Sequence[tuple[float, Colour]], alpha: float = 1.0
    ) -> None:
        """A vertical run of colours; stops at 0 (top) to 1 (bottom) of the box."""
        place = self._cells(box, self.scale)
        for index, plane in enumerate(self.planes):
            left, top, right, bottom = (
                place if index == 0 else self._cells(box, self.scale / 2)
            )
            if right <= left or bottom <= top:
                continue
            rows = (np.arange(bottom - top) + 0.5) / (bottom - top)
            tones = [paint(colour.rgb)[index] for _, colour in stops]
            run = np.interp(rows, [at for at, _ in stops], tones)
            column = Image.fromarray(run.round().astype(np.uint8)[:, None])
            band = column.resize((right - left, bottom - top), Image.Resampling.NEAREST)
            if alpha < 1:
                old = plane.crop((left, top, right, bottom))
                band = Image.blend(old, band, alpha)
            plane.paste(band, (left, top))
        if self.cover:
            self.cover.paste(255, place)

    def veil(self, box: Bounds, colour: Colour, above: float, below: float) -> None:
        """A vertical run of alpha from `above` to `below` in one colour."""
        run = np.linspace(above * 255, below * 255, 256).astype(np.uint8)
        self._lay(box, Image.fromarray(run[:, None]), colour, 1.0)

    def _cells(self, box: Bounds, scale: float) -> tuple[int, int, int, int]:
        inside = box.within(self.bounds)
        left, top = self.bounds.left, self.bounds.top
        return (
            round((inside.left - left) * scale),
            round((inside.top - top) * scale),
            round((inside.right - left) * scale),
            round((inside.bottom - top) * scale),
        )

    def _lay(
        self, box: Bounds, mask: Image.Image, colour: Colour, alpha: float
    ) -> None:
        """A colour through a mask that is stretched over the box."""
        found = self._stretched(box, mask, alpha)
        if found:
            stretched, at = found
            self._tint(stretched, at, colour)
            if self.cover:
                self.cover.paste(255, at, stretched)

    def _stretched(
        self, box: Bounds, mask: Image.Image, alpha: float
    ) -> tuple[Image.Image, tuple[int, int]] | None:
        """What the canvas shows of a mask over a box, and its place in pixels.

        Places are even, so that the chroma planes' cells fall on the same spots.
        """
        left, top, right, bottom = self._cells(box, self.scale)
        left, top = left // 2 * 2, top // 2 * 2
        right, bottom = right + right % 2, bottom + bottom % 2
        x, y = self.bounds.left - box.left, self.bounds.top - box.top
        across, down = mask.width / box.width, mask.height / box.height
        source = (
            max((left / self.scale + x) * across, 0),
            max((top / self.scale + y) * down, 0),
            min((right / self.scale + x) * across, mask.width),
            min((bottom / self.scale + y) * down, mask.height),
        )
        seen = right > left and bottom > top
        if not seen or source[2] <= source[0] or source[3] <= source[1]:
            return None
        dim = dimmed(mask, alpha) if alpha < 1 else mask
        size = (right - left, bottom - top)
        return dim.resize(size, Image.Resampling.BILINEAR, box=source), (left, top)

    def _glaze(
        self, points: Sequence[Point], colour: Colour, alpha: float, blur: float
    ) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = Bounds(min(xs), min(ys), max(xs), max(ys)).grown(blur * 2.2)
        inside = box.within(self.bounds)
        # A blurred mask needs no more cells than its blur is wide.
        scale = min(self.scale, 5 / blur) if blur else self.scale
        across, down = (
            max(round(inside.width * scale), 1),
            max(round(inside.height * scale), 1),
        )
        if inside.width <= 0 or inside.height <= 0:
            return
        mask = Image.new("L", (across, down), 0)
        place = [
            ((x - inside.left) * scale, (y - inside.top) * scale) for x, y in points
        ]
        ImageDraw.Draw(mask).polygon(place, fill=round(alpha * 255))
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * scale))
        self._lay(inside, mask, colour, 1.0)

    def take(self, other: "Canvas") -> None:
        """Lay a clear canvas of the same bounds over this one."""
        if other.cover:
            small = other.cover.reduce(2)
            masks = (other.cover, small, small)
            for plane, new, mask in zip(self.planes, other.planes, masks, strict=True):
                plane.paste(new, (0, 0), mask)

    def _tint(self, mask: Image.Image, at: tuple[int, int], colour: Colour) -> None:
        left, top = at
        tones = paint(colour.rgb)
        self.planes[0].paste(tones[0], at, mask)
        small = mask.reduce(2)
        for plane, tone in zip(self.planes[1:], tones[1:], strict=True):
            plane.paste(tone, (left // 2, top // 2), small)

    def shadow(self, at: Point, radius: float, alpha: float, squash: float) -> None:
        """A soft shadow on what lies behind a clear canvas, under all that is painted.

        Where nothing is painted the planes hold the ground colour, so that uncovering
        them is all it takes.
        """
        found = self._stretched(_around(at, radius, squash), _falloff(), alpha)
        if self.cover and found:
            mask, (left, top) = found
            whole = (left, top, left + mask.width, top + mask.height)
            under = ImageChops.lighter(self.cover.crop(whole), mask)
            self.cover.paste(under, (left, top))

    @property
    def painted(self) -> tuple[int, int, int, int] | None:
        """The box of pixels that holds all paint, out to even places; None: bare."""
        box = self.cover.getbbox() if self.cover else (0, 0, *self.planes[0].size)
        if box is None:
            return None
        left, top = box[0] // 2 * 2, box[1] // 2 * 2
        return left, top, box[2] + box[2] % 2, box[3] + box[3] % 2

    def wash(self, colour: Colour, alpha: float) -> None:
        """A thin coat over all that is painted."""
        if self.cover and self.painted:
            thin = dimmed(self.cover.crop(self.painted), alpha)
            self.shade(thin, self.painted[:2], colour)

    def shade(self, mask: Image.Image, at: tuple[int, int], colour: Colour) -> None:
        """A colour through a mask at an even place, only where paint is."""
        if self.cover:
            whole = (at[0], at[1], at[0] + mask.width, at[1] + mask.height)
            mask = ImageChops.multiply(mask, self.cover.crop(whole))
        self._tint(mask, at, colour)


def dimmed(mask: Image.Image, alpha: float) -> Image.Image:
    """A mask at a share of its strength."""
    return mask.point([round(value * alpha) for value in range(256)])


def _around(at: Point, radius: float, squash: float) -> Bounds:
    x, y = at
    return Bounds(x - radius, y - radius * squash, x + radius, y + radius * squash)


@cache
def _falloff() -> Image.Image:
    """A round light: full in the middle, smoothly nothing at the rim."""
    axis = np.linspace(-1, 1, 96)
    far = np.clip(np.hypot(axis[:, None], axis[None, :]), 0, 1)
    near = 1 - far
    return Image.fromarray((near * near * (3 - 2 * near) * 255).astype(np.uint8))
