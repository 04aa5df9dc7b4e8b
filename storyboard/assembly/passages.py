"""The pictures of passages: of two frames, or of one and a colour, comes a third.

Planes are blended in whole numbers: the same frames give the same picture anywhere.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

from storyboard.assembly.framing import Size
from storyboard.media.colour import to_planes
from storyboard.media.read import Plane, Planes
from storyboard.model.timeline import Passage
from storyboard.model.value import half_up
from storyboard.model.words import Direction

WHOLE = 256
"""The weight of a picture that is seen alone."""
_AT_ONCE = 80_000
"""Samples that are blended at once: as many as stay near the processor."""
_SOFT = 16
"""The edge of a wipe is soft over this part of its way."""
_SHADOW = 32
"""What slides over a picture throws a shadow over this part of its way."""
_DARK = 96
"""The weight of that shadow where it is darkest."""
_FINE = 1 << 14
"""Into so many parts the way of a wipe is divided."""
_BLACK = {2: 16, 1: 128}
"""By the samples that lie between two of colour: two of brightness."""

Weights = NDArray[np.uint16]
"""From 0 to `WHOLE`, for each column of a plane, or for each of its samples."""


def passed(
    passage: Passage, before: Planes | None, after: Planes | None, step: int, size: Size
) -> Planes:
    """Frame `step` of a passage, counted from 0; not to be written to.

    One of the two may be None: the film then starts as the passage's colour alone, or
    ends as it.
    """
    ground = _ground(passage.colour, size)
    if passage.kind in ("fade", "dip"):
        return _through(passage, before, after, step, ground)
    share = _share(passage.frames, step, before, after)
    old, new = before or ground, after or ground
    if passage.kind == "dissolve":
        return blended(old, new, share)
    drawn = {"wipe": _wiped, "slide": _slid, "push": _pushed}[passage.kind]
    way = _WAYS[passage.direction]
    out = _blank(size)
    for unit, under, one, other in zip((2, 1, 1), out, old, new, strict=True):
        drawn(way(under), way(one), way(other), share, unit)
    return out


def blended(old: Planes, new: Planes, share: Fraction) -> Planes:
    """Both pictures at once, `share` of the new one; not to be written to."""
    weight = half_up(share * WHOLE)
    if weight in (0, WHOLE):
        return new if weight else old
    out = _blank((old[0].shape[1], old[0].shape[0]))
    for under, one, other in zip(out, old, new, strict=True):
        mix(under, one, other, np.full(one.shape[1], weight, np.uint16))
    return out


def _share(
    frames: int, step: int, before: Planes | None, after: Planes | None
) -> Fraction:
    """How much of what comes is seen."""
    if before is None:
        return Fraction(step, frames)
    if after is None:
        return Fraction(step + 1, frames)
    return Fraction(step + 1, frames + 1)


def _through(
    passage: Passage,
    before: Planes | None,
    after: Planes | None,
    step: int,
    ground: Planes,
) -> Planes:
    """A fade or a dip: a picture under more and more of a colour, or less and less.

    The colour stands alone for a frame or two of a fade, and for a third of a dip.
    """
    frames, dips = passage.frames, passage.kind == "dip"
    near, far = step + 1, frames - step
    if before is None or after is None:
        seen, left = (after, far) if before is None else (before, near)
        slope = frames - frames // 3 if dips else frames
    else:
        seen, left = (before, near) if near <= far else (after, far)
        slope = frames // 3 + 1 if dips else (frames + 1) // 2
    return blended(seen or ground, ground, min(Fraction(left, slope), Fraction(1)))


def _wiped(out: Plane, old: Plane, new: Plane, share: Fraction, _: int) -> None:
    """A soft edge goes to the left and leaves the new picture behind."""
    weights = _edge(out.shape[1], share)
    first, last = (int(place) for place in np.searchsorted(weights, (1, WHOLE)))
    out[:, :first] = old[:, :first]
    out[:, last:] = new[:, last:]
    mix(out[:, first:last], old[:, first:last], new[:, first:last], weights[first:last])


def _edge(length: int, share: Fraction) -> Weights:
    """How much of the new picture is seen in each column: more to the right."""
    # Parts of the way, not samples: brightness and colour meet the same edge.
    soft = _FINE // _SOFT
    middles = (2 * np.arange(length, dtype=np.int64) + 1) * _FINE // (2 * length)
    past = half_up(share * (_FINE + soft)) - (_FINE - middles)
    risen = np.clip(past, 0, soft)
    # Without a corner where it starts and ends.
    weights = risen * risen * (3 * soft - 2 * risen) * WHOLE // soft**3
    return weights.astype(np.uint16)


def _slid(out: Plane, old: Plane, new: Plane, share: Fraction, unit: int) -> None:
    """The new picture comes over the old one from the right."""
    length = out.shape[1]
    seen = _moved(length, share, unit)
    edge = length - seen
    out[:, edge:] = new[:, :seen]
    out[:, :edge] = old[:, :edge]
    full = length // _SHADOW
    reach = min(full, edge)
    if not reach:
        return
    rise = np.arange(full - reach + 1, full + 1, dtype=np.int64) ** 2
    # It grows as the picture comes in, and does not leap at the first frame.
    weights = rise * _DARK * min(seen, full) // full**3
    shade = out[:, edge - reach : edge]
    black = np.full(shade.shape, _BLACK[unit], np.uint8)
    mix(shade, shade, black, weights.astype(np.uint16))


def _pushed(out: Plane, old: Plane, new: Plane, share: Fraction, unit: int) -> None:
    """The new picture comes from the right and takes the old one's place."""
    seen = _moved(out.shape[1], share, unit)
    edge = out.shape[1] - seen
    out[:, :edge] = old[:, seen:]
    out[:, edge:] = new[:, :seen]


def _moved(length: int, share: Fraction, unit: int) -> int:
    """How far a picture has come: slowly at first and at last; brightness by twos."""
    return half_up(share * share * (3 - 2 * share) * (length // unit)) * unit


def mix(out: Plane, old: Plane, new: Plane, weights: Weights) -> None:
    """Write a blend of two planes into a third, which may be one of them."""
    rows, columns = out.shape
    if not columns:
        return
    by_old = np.broadcast_to(np.uint16(WHOLE) - weights, out.shape)
    by_new = np.broadcast_to(weights, out.shape)
    at_once = max(_AT_ONCE // columns, 1)
    one, other = np.empty((2, min(at_once, rows), columns), np.uint16)
    for top in range(0, rows, at_once):
        part = np.s_[top : top + at_once]
        count = len(out[part])
        a, b = one[:count], other[:count]
        a[...] = old[part]
        b[...] = new[part]
        a *= by_old[part]
        b *= by_new[part]
        a += b
        a += np.uint16(WHOLE // 2)
        a >>= np.uint16(8)
        out[part] = a


def _blank(size: Size) -> Planes:
    width, height = size
    half = (height // 2, width // 2)
    return (
        np.empty((height, width), np.uint8),
        np.empty(half, np.uint8),
        np.empty(half, np.uint8),
    )


@cache
def _ground(colour: str, size: Size) -> Planes:
    """A frame of one colour."""
    dot = np.full((2, 2, 3), tuple(bytes.fromhex(colour[1:])), np.uint8)
    width, height = size
    y, cb, cr = (int(plane[0, 0]) for plane in to_planes(dot))
    half = (height // 2, width // 2)
    return (
        np.broadcast_to(np.uint8(y), (height, width)),
        np.broadcast_to(np.uint8(cb), half),
        np.broadcast_to(np.uint8(cr), half),
    )


_WAYS: dict[Direction, Callable[[Plane], Plane]] = {
    "left": lambda plane: plane,
    "right": lambda plane: plane[:, ::-1],
    "up": lambda plane: plane.T,
    "down": lambda plane: plane[::-1].T,
}
"""How a plane is turned so that a passage goes to the left in it."""
