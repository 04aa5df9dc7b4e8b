"""Grounds from straight above, for the overhead angle."""

import math
import random

from storyboard.panels.colour import Colour, from_hue
from storyboard.panels.geometry import Bounds, Point, curve, oval, ribbon
from storyboard.panels.sets.stage import Stage

_GREEN = from_hue(0.5, 0.07, 140)


def from_above(kind: str, stage: Stage) -> None:
    """The ground of a set of a kind, as it is seen from above."""
    painters = {
        "street": _paving,
        "rooftop": _paving,
        "corridor": _paving,
        "room": _boards,
        "studio": _sweep,
        "nowhere": _sweep,
        "lake": _creeks,
        "coast": _planks if stage.says("pier", "jetty", "plank") else _shore,
    }
    painters.get(kind, _grass)(stage)


def _ground(stage: Stage, tone: Colour) -> None:
    whole = stage.back.bounds
    stage.back.fade(whole, [(0, tone.lighter(0.03)), (1, tone.lighter(-0.05))])
    middle = (0.08, 0.42)
    stage.back.glow(middle, 0.9, tone.mix(stage.scheme.light, 0.3), 0.4)


def _patches(stage: Stage, tone: Colour, count: int, size: float) -> None:
    """Uneven ground: flat blots a step lighter or darker."""
    rng = stage.chance("patches")
    for _ in range(count):
        at = (rng.uniform(-1.2, 1.2), rng.uniform(-0.1, 1.1))
        blot = _blot(rng, at, size * rng.uniform(0.3, 1.0) * stage.near)
        stage.back.shape(blot, tone.lighter(rng.choice((-0.03, 0.025))), 0.6)


def _blot(rng: random.Random, at: Point, size: float) -> list[Point]:
    corners = []
    for step in range(9):
        turn = step * math.tau / 9
        reach = size * rng.uniform(0.65, 1.15)
        corners.append(
            (at[0] + math.cos(turn) * reach, at[1] + math.sin(turn) * reach * 0.8)
        )
    return curve(corners)


def _grass(stage: Stage) -> None:
    scheme = stage.scheme
    tone = scheme.ground.mix(scheme.local(_GREEN).at(scheme.ground.light), 0.5)
    _ground(stage, tone)
    _patches(stage, tone, 40, 0.16)
    rng = stage.chance("crowns")
    if stage.says("tree", "forest", "wood", "grove", "pine", "park"):
        for index in range(22):
            x = rng.uniform(-1.3, 1.3)
            y = rng.uniform(-0.1, 1.1)
            if abs(x) < 0.35:
                continue
            size = rng.uniform(0.08, 0.17)
            shade = scheme.near.mix(scheme.local(_GREEN).at(scheme.near.light), 0.45)
            for grow, lift in ((1.0, -0.04), (0.8, 0.0), (0.5, 0.05)):
                nudge = size * 0.18 * (1 - grow)
                blot = _blot(rng, (x - nudge, y - nudge), size * grow)
                stage.back.shape(blot, shade.lighter(lift + 0.01 * (index % 3)))


def _paving(stage: Stage) -> None:
    scheme, back = stage.scheme, stage.back
    tone = scheme.ground.muted(0.7)
    _ground(stage, tone)
    step = 0.12 * stage.near
    for row in range(-2, int(1.4 / step) + 2):
        y = row * step
        back.bar(Bounds(-2.2, y, 2.2, y + step * 0.03), tone.lighter(-0.06))
        for column in range(-20, 20):
            x = (column + 0.5 * (row % 2)) * step * 1.6
            back.bar(Bounds(x, y, x + step * 0.03, y + step), tone.lighter(-0.06))
    _patches(stage, tone, 14, 0.12)
    if stage.says("street", "road", "crossing", "avenue", "lane"):
        kerb = [(-2.4, 0.62), (2.4, 0.40), (2.4, 1.8), (-2.4, 1.8)]
        back.shape(kerb, tone.lighter(-0.16))
        back.stroke(kerb[:2], scheme.horizon.muted(0.5), (0.02, 0.02))
        for index in range(-6, 7):
            x, y = index * 0.34, 0.86 - index * 0.034
            mark = [(x, y), (x + 0.17, y - 0.016), (x + 0.17, y + 0.004), (x, y + 0.02)]
            back.shape(mark, scheme.horizon, 0.6)


def _boards(stage: Stage) -> None:
    scheme, back = stage.scheme, stage.back
    wood = scheme.foot.mix(scheme.local(from_hue(0.55, 0.06, 62)), 0.45)
    _ground(stage, wood)
    rng, step = stage.chance("boards"), 0.11 * stage.near
    for row in range(-2, int(1.4 / step) + 2):
        y = row * step
        tone = wood.lighter(rng.uniform(-0.03, 0.03))
        back.bar(Bounds(-2.2, y, 2.2, y + step * 0.96), tone, 0.7)
        back.bar(Bounds(-2.2, y + step * 0.96, 2.2, y + step), wood.lighter(-0.1))
        for _ in range(3):
            x = rng.uniform(-1.2, 1.2)
            back.bar(Bounds(x, y, x + 0.004, y + step), wood.lighter(-0.1))
    rug = [(-0.42, 0.18), (0.50, 0.12), (0.58, 0.86), (-0.36, 0.92)]
    back.shape(rug, scheme.local(scheme.second).mix(wood, 0.35))
    inner = [(x * 0.86 + 0.01, 0.52 + (y - 0.52) * 0.84) for x, y in rug]
    back.shape(inner, scheme.local(scheme.accent).mix(wood, 0.5), 0.8)
    beam = [(-1.3, -0.1), (-0.7, -0.1), (0.5, 1.1), (-0.1, 1.1)]
    back.haze(beam, scheme.light, 0.16, 0.02)


def _sweep(stage: Stage) -> None:
    scheme = stage.scheme
    base = scheme.middle.lighter(0.08)
    _ground(stage, base)
    stage.back.disc((0.34, 0.42), 0.36, scheme.accent.mix(base, 0.4), 0.6)
    stage.back.glow((0.0, 0.5), 0.85, scheme.horizon, 0.55)


def _shore(stage: Stage) -> None:
    """Water on one side, sand or rock on the other, foam where they meet."""
    scheme, back = stage.scheme, stage.back
    deep = scheme.sky.mix(scheme.shade, 0.4)
    _ground(stage, deep)
    _ripples(stage, scheme.light)
    edge = curve(
        [(0.10, -0.4), (-0.02, 0.1), (0.12, 0.45), (-0.05, 0.8), (0.08, 1.4)],
        closed=False,
    )
    for shift, tone, share in (
        (0.10, scheme.horizon, 0.35),
        (0.04, scheme.horizon.lighter(0.05), 0.9),
        (0.0, scheme.ground.lighter(-0.08), 1.0),
        (-0.09, scheme.ground, 1.0),
    ):
        land = [(x + shift, y) for x, y in edge]
        back.shape([*land, (-2.4, 1.4), (-2.4, -0.4)], tone, share)


def _ripples(stage: Stage, tone: Colour) -> None:
    rng = stage.chance("ripples")
    for _ in range(90):
        x, y = rng.uniform(-1.3, 1.3), rng.uniform(-0.1, 1.1)
        long, thin = rng.uniform(0.03, 0.12), rng.uniform(0.001, 0.004)
        bow = rng.uniform(-0.01, 0.01)
        wave = [(x - long, y), (x, y - thin + bow), (x + long, y), (x, y + thin + bow)]
        stage.back.shape(wave, tone, rng.uniform(0.08, 0.3))
    centre = (0.12, 0.52)
    for index in range(4):
        size = 0.08 + index * 0.09
        ring = oval(centre, size, size * 0.92)
        line = ribbon([*ring, ring[0]], (0.006 - index * 0.001,) * 2)
        stage.back.shape(line, tone, 0.42 - index * 0.09)


def _creeks(stage: Stage) -> None:
    """Water that branches through land like a tree of light; rings where it is near."""
    scheme, back = stage.scheme, stage.back
    if stage.framing.tight:
        _ground(stage, scheme.horizon.mix(scheme.sky, 0.65).lighter(-0.08))
        _ripples(stage, scheme.light)
        return
    land = scheme.foot.mix(scheme.local(_GREEN).at(scheme.foot.light), 0.4)
    _ground(stage, land)
    _patches(stage, land, 60, 0.13)
    water = scheme.horizon.mix(scheme.sky, 0.2)
    courses = _branches(stage.chance("creeks"), (-0.1, 1.25), -1.55, 0.11, 5)
    for grow, tone in ((1.35, land.lighter(-0.07)), (1.0, water)):
        for line, widths in courses:
            thick = (widths[0] * grow + 0.012 * (grow - 1), widths[1] * grow)
            back.shape(ribbon(curve(line, closed=False), thick), tone)


def _branches(
    rng: random.Random, start: Point, heading: float, width: float, depth: int
) -> list[tuple[list[Point], tuple[float, float]]]:
    """A watercourse and those that run into it: lines with their widths."""
    line, turn = [start], heading
    for _ in range(5):
        turn += rng.uniform(-0.5, 0.5)
        x, y = line[-1]
        reach = 0.10 + width * 0.9
        line.append((x + math.cos(turn) * reach, y + math.sin(turn) * reach))
    found = [(line, (width, width * 0.55))]
    if depth:
        for spread in (-0.55, 0.6):
            share = rng.uniform(0.45, 0.62)
            found += _branches(rng, line[-1], turn + spread, width * share, depth - 1)
        found += _branches(rng, line[2], turn - 1.1, width * 0.35, max(depth - 2, 0))
    return found


def _planks(stage: Stage) -> None:
    scheme, back = stage.scheme, stage.back
    _ground(stage, scheme.sky.mix(scheme.shade, 0.55))
    _ripples(stage, scheme.light)
    wood = scheme.near.mix(scheme.ground, 0.5)
    rng, step = stage.chance("planks"), 0.09 * stage.near
    for row in range(-2, int(1.4 / step) + 2):
        y = row * step
        tone = wood.lighter(rng.uniform(-0.035, 0.035))
        back.bar(Bounds(-0.62, y, 0.62, y + step * 0.9), tone)
        for x in (-0.55, 0.55):
            back.disc((x, y + step * 0.45), 0.006 * stage.near, scheme.shade)
    if stage.mood.wet:
        back.glow((0.1, 0.4), 0.5, scheme.lamp.mix(scheme.horizon, 0.5), 0.35)
