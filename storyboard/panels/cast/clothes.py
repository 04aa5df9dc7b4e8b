"""Clothes: the outline of a garment on a pose, and the few lines that make it one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storyboard.panels.cast.design import Design
from storyboard.panels.cast.pose import Pose
from storyboard.panels.colour import Colour
from storyboard.panels.geometry import Point, around, oval, trace
from storyboard.panels.scheme import Scheme

_HEMS = {
    "coat": 0.27,
    "dress": 0.20,
    "robe": 0.05,
    "jacket": 0.45,
    "shirt": 0.468,
    "suit": 0.43,
}
_FLARES = {"coat": 0.045, "dress": 0.075, "robe": 0.05}


@dataclass(frozen=True)
class Cut:
    """The tones that a garment is painted in."""

    cloth: Colour
    dark: Colour
    scheme: Scheme


@dataclass(frozen=True)
class Part:
    """A detail: a flat shape, or a line where it is given a width."""

    points: Sequence[Point]
    tone: Colour
    thick: float = 0.0


def _hem(design: Design, pose: Pose) -> float:
    return pose.hips[1] - 0.035 if pose.sitting else _HEMS[design.garment]


def outline(design: Design, pose: Pose) -> list[Point]:
    """A garment from the neck to its hem, which follows the feet."""
    (hx, hy), (nx, ny) = pose.hips, pose.neck
    broad = 0.104 * design.broad
    hem, waist, middle = _hem(design, pose), hy + 0.115, (hx + nx) / 2
    feet = (0.0, 0.0) if pose.sitting else (pose.foot[0], pose.far_foot[0])
    ahead, behind = max(feet) * 0.55, min(feet) * 0.55
    low = 0.085 + _FLARES.get(design.garment, 0.004)
    slim = (0.070 if design.garment in {"dress", "coat"} else 0.080) * design.broad
    hip = 0.088 * design.broad
    return [
        (nx - 0.034, ny + 0.004),
        (nx - broad * 0.80, ny - 0.022),
        (nx - broad * 1.06, ny - 0.085),
        (middle - slim, waist),
        (hx - hip, hy + 0.01),
        (hx + behind - low, hem),
        (hx + (ahead + behind) / 2, hem - 0.012),
        (hx + ahead + low, hem),
        (hx + hip, hy + 0.01),
        (middle + slim, waist),
        (nx + broad * 1.06, ny - 0.085),
        (nx + broad * 0.80, ny - 0.022),
        (nx + 0.034, ny + 0.004),
    ]


def details(design: Design, pose: Pose, cut: Cut) -> Iterator[Part]:
    """Collar, lapels, opening, belt, folds; a seam for one who turns away."""
    (hx, hy), neck = pose.hips, pose.neck
    waist, hem = ((hx + neck[0]) / 2, hy + 0.115), _hem(design, pose)
    if pose.away:
        seam = [(neck[0], neck[1] - 0.06), waist, (hx, hem + 0.02)]
        yield Part(seam, cut.dark, 0.005)
        return
    if design.garment == "suit":
        yield from _shirt_front(neck, waist, cut)
    if design.garment in {"coat", "suit", "jacket", "robe"}:
        yield from _opening(neck, waist, (hx, hem), cut)
    if design.garment in {"coat", "dress", "robe"}:
        belt = trace("-.073 -.006, .073 -.002, .074 -.026, -.074 -.03")
        yield Part(around(waist, belt), cut.dark)
    if design.garment == "shirt":
        collar = around(neck, trace("-.02 .004, .02 -.028, .054 .004"))
        yield Part(collar, cut.cloth.lighter(0.10), 0.012)
    fold = [(neck[0] - 0.045, neck[1] - 0.13), (waist[0] - 0.03, waist[1])]
    yield Part([*fold, (hx - 0.05, hem + 0.03)], cut.cloth.mix(cut.dark, 0.4), 0.007)


def _shirt_front(neck: Point, waist: Point, cut: Cut) -> Iterator[Part]:
    shirt = around(neck, [(-0.014, 0.002), (0.052, 0.002)])
    white = cut.scheme.local(Colour(0.90, 0.0, 0.015))
    yield Part([*shirt, (neck[0] + 0.03, waist[1] + 0.03)], white)
    tie = around(neck, [(0.016, -0.008), (0.032, -0.008)])
    tip = [(neck[0] + 0.034, waist[1] + 0.06), (neck[0] + 0.026, waist[1] + 0.04)]
    yield Part([*tie, *tip], cut.scheme.local(cut.scheme.accent))


def _opening(neck: Point, waist: Point, hem: Point, cut: Cut) -> Iterator[Part]:
    """Lapel and collar down to where the coat closes, and its buttons."""
    closes = (waist[0] + 0.034, waist[1] + 0.02)
    lapel = around(neck, trace("-.02 -.11, -.052 -.028, -.03 .012, .018 -.02"))
    yield Part([*lapel, closes], cut.cloth.mix(cut.dark, 0.55))
    collar = around(neck, trace(".02 -.018, .056 .012, .07 -.03, .046 -.1"))
    yield Part([*collar, closes], cut.cloth.mix(cut.dark, 0.35))
    line = [closes, (hem[0] + 0.030, (waist[1] + hem[1]) / 2), (hem[0] + 0.034, hem[1])]
    yield Part(line, cut.dark, 0.006)
    for share in (0.25, 0.6):
        y = waist[1] - (waist[1] - hem[1]) * share
        yield Part(oval((hem[0] + 0.016, y), 0.006, 0.006), cut.dark)
