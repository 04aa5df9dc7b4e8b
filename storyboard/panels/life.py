"""Life over the picture: rain, snow and drifting haze, and the lens's darker corners.

All of it is light added to (or taken from) Y, a shifted copy of a prepared field per
frame: the cheapest motion there is.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from storyboard.panels.mood import Mood
from storyboard.panels.words import chance

Field = NDArray[np.uint8]
_BEATS = 12


@dataclass(frozen=True)
class Drift:
    """A field that moves across the picture and comes round again."""

    field: Field
    """Twice as high and wide as its period."""
    pace: tuple[float, float]
    """Periods per second, across and down."""


@dataclass(frozen=True)
class Life:
    """What is added to and taken from every frame."""

    drifts: tuple[Drift, ...]
    corners: Field

    def over(self, luma: Field, seconds: float) -> None:
        """Change a frame's Y in place.

        Weather moves twelve times a second, as animators shoot it: it reads the same
        and spares the encoder every other frame of it.
        """
        seconds = int(seconds * _BEATS + 1e-6) / _BEATS
        down, across = luma.shape
        for drift in self.drifts:
            high, wide = drift.field.shape[0] - down, drift.field.shape[1] - across
            x = int(-drift.pace[0] * seconds * wide) % wide
            y = int(-drift.pace[1] * seconds * high) % high
            np.add(luma, drift.field[y : y + down, x : x + across], out=luma)
        np.subtract(luma, self.corners, out=luma)


def life_of(mood: Mood, size: tuple[int, int], seed: str, *, inside: bool) -> Life:
    """The life that a mood asks for; weather stays outside."""
    drifts: list[Drift] = []
    if not inside:
        if mood.weather in {"rain", "storm"}:
            drifts = [
                _rain(size, seed, count, reach, pace)
                for count, reach, pace in ((150, 0.035, 1.7), (90, 0.07, 2.6))
            ]
        elif mood.weather == "snow":
            drifts = [
                _snow(size, seed, count, radius, pace)
                for count, radius, pace in ((150, 0.0028, 0.10), (70, 0.005, 0.17))
            ]
        elif mood.weather == "fog":
            drifts = [_fog(size, seed)]
    return Life(tuple(drifts), _corners(size, strong=mood.key == "low" or mood.dark))


def _tiled(tile: Image.Image, size: tuple[int, int]) -> Field:
    """A tile's field with enough of itself beyond its edges to shift by a period."""
    cells = np.asarray(tile)
    return np.ascontiguousarray(
        np.pad(cells, ((0, size[1]), (0, size[0])), mode="wrap")
    )


def _rain(
    size: tuple[int, int], seed: str, count: int, reach: float, pace: float
) -> Drift:
    across, down = size
    rng = chance("rain", seed, count)
    tile = Image.new("L", size, 0)
    draw = ImageDraw.Draw(tile)
    long = reach * down
    for _ in range(round(count * across / down)):
        x, y = rng.uniform(0, across), rng.uniform(0, down)
        ends = [(x, y), (x - long * 0.16, y + long)]
        for u in (0, across):
            for v in (0, -down):
                moved = [(a + u, b + v) for a, b in ends]
                draw.line(
                    moved, fill=rng.randint(9, 22), width=max(round(down / 620), 1)
                )
    return Drift(_tiled(tile, size), (-0.16 * pace * down / across, pace))


def _snow(
    size: tuple[int, int], seed: str, count: int, radius: float, pace: float
) -> Drift:
    across, down = size
    rng = chance("snow", seed, count)
    tile = Image.new("L", size, 0)
    draw = ImageDraw.Draw(tile)
    for _ in range(round(count * across / down)):
        r = max(radius * down * rng.uniform(0.6, 1.2), 0.7)
        x, y = rng.uniform(r, across - r), rng.uniform(r, down - r)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=rng.randint(12, 20))
    soft = tile.filter(ImageFilter.BoxBlur(max(down / 900, 0.4)))
    return Drift(_tiled(soft, size), (-pace * 0.3, pace))


def _fog(size: tuple[int, int], seed: str) -> Drift:
    across, down = size
    rng = np.random.default_rng(chance("fog", seed).getrandbits(64))
    cells = rng.random((7, 4))
    small = Image.fromarray((np.tile(cells, (3, 3)) * 255).astype(np.uint8))
    part = (4, 7, 8, 14)
    tile = small.resize(size, Image.Resampling.BICUBIC, box=part)
    fade = np.linspace(0, 1, down)[:, None] ** 0.5
    field = np.asarray(tile, np.float32) / 255 * 11 * np.sin(fade * math.pi)
    wide = np.pad(field.round().astype(np.uint8), ((0, 0), (0, across)), mode="wrap")
    return Drift(np.concatenate([wide, wide[:1]]), (0.02, 0.0))


@cache
def _corners(size: tuple[int, int], *, strong: bool) -> Field:
    """The lens's fall-off: nothing in the middle, a few steps in the corners."""
    across, down = size
    x = np.linspace(-1, 1, across)[None, :]
    y = np.linspace(-1, 1, down)[:, None]
    far = np.clip((x * x + y * y) / 2, 0, 1) ** 1.6
    # Y never lies under 16, so what is taken here cannot wrap around.
    return (far * (14 if strong else 9)).round().astype(np.uint8)
