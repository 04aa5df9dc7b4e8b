"""Drawn letters as planes: how they lie over a frame, fade and roll."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from storyboard.assembly.framing import Size
from storyboard.assembly.passages import WHOLE, mix
from storyboard.media.colour import to_layers
from storyboard.media.read import Plane, Planes
from storyboard.model.timeline import TitleCue
from storyboard.model.value import half_up
from storyboard.panels.credits import roll
from storyboard.panels.title import title

_MOVING = Fraction(85, 100)
"""For so much of its time at least a roll is to move by whole rows and then stand;
else some of its steps are a row longer than others."""
_KEPT = 8
"""So many titles are kept as drawn: segments that follow each other share them."""

Opacity = NDArray[np.uint16]
"""From 0 to `WHOLE`, shape as the plane's."""


@dataclass(frozen=True)
class Layer:
    """A picture that lies over others."""

    planes: Planes
    """Its colours."""
    opacity: tuple[Opacity, Opacity]
    """Of its brightness, and of its colour."""
    corner: tuple[int, int]
    """Where its left upper corner lies in the frame; even."""
    solid: bool
    """Whether nothing shines through."""

    def over(self, under: Planes, share: Fraction = Fraction(1)) -> None:
        """Lay it over a frame, in place; `share` is how much of it is seen."""
        weight = half_up(share * WHOLE)
        sides = (self.opacity[0], self.opacity[1], self.opacity[1])
        for unit, plane, own, seen in zip(
            (1, 2, 2), under, self.planes, sides, strict=True
        ):
            x, y = (each // unit for each in self.corner)
            part = plane[y : y + own.shape[0], x : x + own.shape[1]]
            if self.solid and weight < WHOLE:
                mix(part, part, own, np.array(weight, np.uint16))
            elif weight < WHOLE:
                faded = (seen.astype(np.uint32) * weight + WHOLE // 2) // WHOLE
                mix(part, part, own, faded.astype(np.uint16))
            elif self.solid:
                part[...] = own
            else:
                mix(part, part, own, seen)

    def rows(self, first: int, count: int) -> "Layer":
        """Some of its rows, from an even one on, in its corner."""
        y, cb, cr = self.planes
        bright, colour = self.opacity
        whole = slice(first, first + count)
        half = slice(first // 2, (first + count) // 2)
        return replace(
            self,
            planes=(y[whole], cb[half], cr[half]),
            opacity=(bright[whole], colour[half]),
        )


def joined(layers: Sequence[Layer], corner: tuple[int, int]) -> Layer:
    """Layers of one height side by side."""
    across = [
        np.hstack(parts) for parts in zip(*(e.planes for e in layers), strict=True)
    ]
    seen = [
        np.hstack(parts) for parts in zip(*(e.opacity for e in layers), strict=True)
    ]
    planes, opacity = (across[0], across[1], across[2]), (seen[0], seen[1])
    return Layer(planes, opacity, corner, all(each.solid for each in layers))


@dataclass(frozen=True)
class Lettering:
    """A title as drawn, for all of the time that it stands."""

    cue: TitleCue
    size: Size
    """Of the frame, in pixels."""
    drawn: tuple[Layer, ...]
    """All of it; for a roll also all but its first row, since colour lies by twos."""

    def over(self, under: Planes, frame: int) -> None:
        """Lay it over a frame, in place; `frame` counts from the title's first."""
        fade = self.cue.fade + 1
        left = min(frame + 1, self.cue.length - frame)
        share = min(Fraction(left, fade), Fraction(1))
        if len(self.drawn) == 1:
            self.drawn[0].over(under, share)
            return
        height = self.size[1]
        way = self.drawn[0].planes[0].shape[0] - height
        row = rolled(way, frame, self.cue.length)
        self.drawn[row % 2].rows(row - row % 2, height).over(under, share)


def lettering(cue: TitleCue, size: Size) -> Lettering:
    """Draw a title for a frame of that size in pixels."""
    # The same words at another time of the film are the same drawing.
    return _lettering(cue.model_copy(update={"at": 0}), size)


@lru_cache(maxsize=_KEPT)
def _lettering(cue: TitleCue, size: Size) -> Lettering:
    if cue.kind == "credits":
        strip = _strip(cue, size)
        later = strip.crop((0, 1, strip.width, strip.height + 1))
        return Lettering(cue, size, (layer(strip), layer(later)))
    image = title(cue, size)
    # Words of spaces alone leave nothing to draw but still have to be a picture.
    left, top, right, bottom = image.getchannel("A").getbbox() or (0, 0, 2, 2)
    box = (left & ~1, top & ~1, right + (right & 1), bottom + (bottom & 1))
    return Lettering(cue, size, (layer(image.crop(box), box[:2]),))


def _strip(cue: TitleCue, size: Size) -> Image.Image:
    """Credits on their ground, between an empty frame before and one after them."""
    drawn = roll(cue, size)
    high = drawn.height + drawn.height % 2 + 2 * size[1]
    strip = Image.new("RGBA", (size[0], high), cue.background or "#000000")
    strip.alpha_composite(drawn, (0, size[1]))
    return strip


def layer(image: Image.Image, corner: tuple[int, int] = (0, 0)) -> Layer:
    """A picture of sRGB and its opacity, with even sides, as planes."""
    rgba = np.asarray(image)
    layers, alpha = to_layers(rgba[..., :3]), rgba[..., 3]
    # 255 is all there is in a picture, and `WHOLE` among weights.
    opacity = alpha + (alpha >> np.uint8(7)).astype(np.uint16)
    four = _fours(opacity.astype(np.uint32))
    planes = (
        np.ascontiguousarray(layers[..., 0]),
        _colour(layers[..., 1], opacity, four),
        _colour(layers[..., 2], opacity, four),
    )
    faint = ((four + 2) // 4).astype(np.uint16)
    return Layer(planes, (opacity, faint), corner, solid=bool(alpha.min() == 255))  # noqa: PLR2004 - all there is


def _colour(plane: Plane, opacity: Opacity, four: NDArray[np.uint32]) -> Plane:
    """One sample for four; what is clear among them does not count."""
    weighted = _fours(opacity.astype(np.uint32) * plane)
    mean: Plane = ((weighted + four // 2) // np.maximum(four, 1)).astype(np.uint8)
    return mean


def _fours(plane: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The sums of four neighbours each."""
    pairs: NDArray[np.uint32] = plane[::2] + plane[1::2]
    return pairs[:, ::2] + pairs[:, 1::2]


def rolled(way: int, frame: int, length: int) -> int:
    """By how many rows a roll has moved on a frame of its time.

    Where it can, it moves by the same whole number of rows each time, which looks
    smoothest, comes to its end a little early, and stands there.
    """
    steps = length - 1
    if way <= 0 or not steps:
        return 0
    pace = -(-way // steps)
    if Fraction(way, pace) >= _MOVING * steps:
        return min(frame * pace, way)
    return half_up(Fraction(way * frame, steps))
