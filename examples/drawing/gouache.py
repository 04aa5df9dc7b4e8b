"""Painting with few, soft-edged colours on rough paper.

Points are in shares of the picture's height, from its upper left corner.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SCALE = 2  # drawn larger, then reduced: that smooths the edges
STEPS = 14  # points that a bend is drawn with

Point = tuple[float, float]
Outline = Sequence[Point] | str
"""Points, or a text of them: `x y, x y, …` in hundredths."""
Mask = Image.Image
"""Where something is: white there, black elsewhere."""


def bent(points: Sequence[Point], *, closed: bool = True) -> list[Point]:
    """A smooth line through the points (Catmull and Rom's)."""
    if closed:
        around = [points[-1], *points, *points[:2]]
    else:
        around = [points[0], *points, points[-1]]
    knots = np.array(around)
    t = np.linspace(0, 1, STEPS, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        slope, fall = (c - a) / 2, (d - b) / 2
        rest = (3 * (c - b) - 2 * slope - fall) * t**2
        pieces.append(b + slope * t + rest + (2 * (b - c) + slope + fall) * t**3)
    drawn = np.concatenate(pieces)
    line = [(float(x), float(y)) for x, y in drawn]
    return line if closed else [*line, points[-1]]


def points_of(outline: Outline) -> Sequence[Point]:
    """An outline's points."""
    if not isinstance(outline, str):
        return outline
    pairs = (pair.split() for pair in outline.split(","))
    return [(float(x) / 100, float(y) / 100) for x, y in pairs]


def moved(outline: Outline, by: Point, size: float = 1, side: int = 1) -> list[Point]:
    """An outline made larger around 0, mirrored where `side` is -1, and moved."""
    points = points_of(outline)
    return [(by[0] + side * size * x, by[1] + size * y) for x, y in points]


class Painting:
    """A picture while it is painted."""

    def __init__(self, size: tuple[int, int], ground: str) -> None:
        self.size = size
        self._unit = size[1] * SCALE
        self._image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), ground)

    @property
    def wide(self) -> float:
        """The picture's width in shares of its height."""
        return self.size[0] / self.size[1]

    def _placed(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._unit, y * self._unit) for x, y in points]

    def mask(self) -> Mask:
        """Nothing."""
        return Image.new("L", self._image.size, 0)

    def lay(self, mask: Mask, colour: str, alpha: float = 1, soft: float = 0) -> None:
        """A colour where a mask is; `soft` is how wide its edge runs."""
        if soft:
            mask = mask.filter(ImageFilter.GaussianBlur(soft * self._unit))
        if alpha < 1:
            mask = mask.point([round(alpha * value) for value in range(256)])
        self._image.paste(Image.new("RGB", mask.size, colour), mask=mask)

    def shape(
        self,
        outline: Outline,
        colour: str,
        alpha: float = 1,
        *,
        soft: float = 0,
        inside: Mask | None = None,
        sharp: bool = False,
    ) -> Mask:
        """A filled outline, bent unless it is `sharp`; only `inside` another one."""
        mask = self.mask()
        points = points_of(outline)
        drawn = points if sharp else bent(points)
        ImageDraw.Draw(mask).polygon(self._placed(drawn), 255)
        if soft and inside is not None:
            mask = mask.filter(ImageFilter.GaussianBlur(soft * self._unit))
            soft = 0
        if inside is not None:
            mask = ImageChops.multiply(mask, inside)
        self.lay(mask, colour, alpha, soft)
        return mask

    def disc(
        self,
        middle: Point,
        across: Point,
        colour: str,
        alpha: float = 1,
        soft: float = 0,
        *,
        inside: Mask | None = None,
    ) -> Mask:
        """An ellipse; `across` holds its two radii."""
        mask = self.mask()
        (x, y), (u, v) = middle, across
        corners = self._placed([(x - u, y - v), (x + u, y + v)])
        ImageDraw.Draw(mask).ellipse([*corners[0], *corners[1]], 255)
        if inside is not None:
            mask = ImageChops.multiply(mask, inside)
        self.lay(mask, colour, alpha, soft)
        return mask

    def line(
        self, outline: Outline, colour: str, thick: float, alpha: float = 1
    ) -> None:
        """A bent line with round ends."""
        mask = self.mask()
        draw = ImageDraw.Draw(mask)
        path = self._placed(bent(points_of(outline), closed=False))
        draw.line(path, 255, round(thick * self._unit), "curve")
        r = thick * self._unit / 2
        for x, y in (path[0], path[-1]):
            draw.ellipse((x - r, y - r, x + r, y + r), 255)
        self.lay(mask, colour, alpha)

    def fall(self, top: float, bottom: float, above: str, below: str) -> None:
        """One colour going over into another down a band of the picture."""
        high = max(round((bottom - top) * self._unit), 1)
        ramp = Image.linear_gradient("L").resize((self._image.width, high))
        band = Image.new("RGB", ramp.size, above)
        band.paste(Image.new("RGB", ramp.size, below), mask=ramp)
        self._image.paste(band, (0, round(top * self._unit)))

    def glow(self, middle: Point, radius: float, colour: str, alpha: float) -> None:
        """Light around a lamp: it adds to what is there."""
        y, x = np.mgrid[0 : self._image.height, 0 : self._image.width].astype(
            np.float32
        )
        away = np.hypot(x / self._unit - middle[0], y / self._unit - middle[1])
        share = alpha * np.exp(-((away / radius) ** 2) * 2.2)
        light = Image.fromarray((share * 255).astype(np.uint8))
        lit = Image.new("RGB", self._image.size)
        lit.paste(Image.new("RGB", light.size, colour), mask=light)
        self._image = ImageChops.screen(self._image, lit)

    def brushed(self, seed: int, alpha: float, area: tuple[float, float]) -> None:
        """Faint strokes along a band, light and dark, as a broad brush leaves them."""
        rng = np.random.default_rng(seed)
        top, bottom = area
        for colour in ("#ffffff", "#000000"):
            mask = self.mask()
            draw = ImageDraw.Draw(mask)
            for _ in range(70):
                x, y = rng.uniform(-0.2, self.wide), rng.uniform(top, bottom)
                long, thin = rng.uniform(0.1, 0.5), rng.uniform(0.002, 0.010)
                box = self._placed([(x, y), (x + long, y + thin)])
                draw.rounded_rectangle([*box[0], *box[1]], 6, int(rng.uniform(60, 255)))
            self.lay(mask, colour, alpha, 0.002)

    def dry(self, seed: int) -> Image.Image:
        """The finished picture, with the paper's grain in it."""
        image = self._image.resize(self.size, Image.Resampling.LANCZOS)
        rng = np.random.default_rng(seed)
        coarse = rng.normal(0, 1.1, (self.size[1] // 5 + 1, self.size[0] // 5 + 1))
        grain = Image.fromarray((coarse + 128).clip(0, 255).astype(np.uint8))
        grain = grain.resize(image.size, Image.Resampling.BICUBIC)
        rough = np.asarray(image, np.float32) + np.asarray(grain, np.float32)[..., None]
        return Image.fromarray((rough - 128).clip(0, 255).astype(np.uint8))
