"""Places and outlines on the picture's plane, in picture heights."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

Point = tuple[float, float]


@dataclass(frozen=True)
class Bounds:
    """A part of the picture's plane, in picture heights."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def grown(self, by: float) -> "Bounds":
        """These bounds with a margin all round."""
        return Bounds(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def within(self, other: "Bounds") -> "Bounds":
        """The part of these bounds that lies inside others (may be empty)."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Bounds(
            left,
            top,
            max(min(self.right, other.right), left),
            max(min(self.bottom, other.bottom), top),
        )


@cache
def trace(text: str) -> tuple[Point, ...]:
    """Points written as `x y, x y, …`: an outline reads better as a row."""
    pairs = (pair.split() for pair in text.split(","))
    return tuple((float(x), float(y)) for x, y in pairs)


def around(at: Point, points: Sequence[Point]) -> list[Point]:
    """Points that are counted from a place."""
    return [(at[0] + x, at[1] + y) for x, y in points]


def curve(
    points: Sequence[Point], *, closed: bool = True, steps: int = 6
) -> list[Point]:
    """A smooth line through the points (a uniform Catmull-Rom spline)."""
    count = len(points)
    smooth: list[Point] = []
    spans = count if closed else count - 1
    for index in range(spans):
        around = [
            points[(index + step) % count]
            if closed
            else points[min(max(index + step, 0), count - 1)]
            for step in (-1, 0, 1, 2)
        ]
        smooth.extend(_span(around, step / steps) for step in range(steps))
    return smooth if closed else [*smooth, points[-1]]


def _span(around: Sequence[Point], t: float) -> Point:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = around
    square, cube = t * t, t * t * t
    wa, wb = -cube + 2 * square - t, 3 * cube - 5 * square + 2
    wc, wd = -3 * cube + 4 * square + t, cube - square
    return (
        (wa * ax + wb * bx + wc * cx + wd * dx) / 2,
        (wa * ay + wb * by + wc * cy + wd * dy) / 2,
    )


def oval(at: Point, across: float, down: float, turn: float = 0.0) -> list[Point]:
    """An ellipse as a polygon; `across` and `down` are its half axes."""
    x, y = at
    cos, sin = math.cos(turn), math.sin(turn)
    corners = []
    for step in range(36):
        angle = step * math.tau / 36
        u, v = across * math.cos(angle), down * math.sin(angle)
        corners.append((x + u * cos - v * sin, y + u * sin + v * cos))
    return corners


def ribbon(points: Sequence[Point], widths: tuple[float, float]) -> list[Point]:
    """The outline of a line whose width changes evenly along its points."""
    left: list[Point] = []
    right: list[Point] = []
    last = len(points) - 1
    for index, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(index - 1, 0)], points[min(index + 1, last)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        half = (widths[0] + (widths[1] - widths[0]) * index / max(last, 1)) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]
