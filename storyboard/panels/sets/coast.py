"""The coast: sea to the horizon, with a cliff, a beach or a pier to stand on."""

import math
from itertools import pairwise

from storyboard.panels.colour import Colour
from storyboard.panels.geometry import Bounds, Point, curve
from storyboard.panels.sets.land import GREEN
from storyboard.panels.sets.stage import (
    REACH,
    Stage,
    profile,
    ridge,
    sky,
    tufts,
)


def coast(stage: Stage) -> None:
    """Sea to the horizon and a cliff from one side; a lighthouse where one is named."""
    scheme, back = stage.scheme, stage.back
    side = stage.chance("side").choice((-1, 1))
    sky(stage, sun=-0.35 * side)
    headland = profile(stage.chance("headland"), 0.07, 0.9, 0.05)
    land = [(x, y * max(0.0, 0.4 - x * side * 0.55)) for x, y in headland]
    ridge(back, stage, land, scheme.far.mix(scheme.horizon, 0.25), 0.003)
    _sea(stage, -0.35 * side)
    rock = scheme.near.muted(0.8)
    if stage.says("trawler", "boat", "ship", "fishing", "harbour", "harbor"):
        _boats(stage)
    if stage.says("pier", "jetty", "plank", "boardwalk"):
        _deck(stage)
    elif stage.says("beach", "sand", "shore", "dune"):
        _beach(stage)
    else:
        _cliff(stage, side, rock)
    if stage.says("lighthouse", "lantern room", "beacon", "light tower"):
        _lighthouse(stage, side)
    tufts(stage)


def _sea(stage: Stage, sun: float) -> None:
    scheme, whole = stage.scheme, stage.back.bounds
    top = stage.framing.horizon
    if top >= whole.bottom:
        return
    deep = scheme.sky.mix(scheme.shade, 0.45)
    far = scheme.horizon.mix(scheme.sky, 0.55).lighter(-0.04)
    box = Bounds(whole.left, top, whole.right, whole.bottom)
    stage.back.fade(box, [(0, far), (0.35, far.mix(deep, 0.7)), (1, deep)])
    rng = stage.chance("waves")
    for index in range(110):
        depth = rng.random() ** 1.8
        y = 0.006 + depth * 0.5
        lit = rng.random() < 0.5
        spread = 0.14 + depth * 0.5 if lit and index % 2 else 2.0
        x = (sun if index % 2 else 0.0) + rng.gauss(0, spread * 0.6)
        long, thick = 0.03 + depth * 0.16, 0.0016 + depth * 0.008
        tone = scheme.light if lit else scheme.shade
        wave = [(x - long, y), (x, y - thick), (x + long, y), (x, y + thick * 0.6)]
        share = rng.uniform(0.15, 0.5) if lit else rng.uniform(0.08, 0.2)
        stage.back.shape(stage.path(wave), tone, share)


def _cliff(stage: Stage, side: int, rock: Colour) -> None:
    """The cliff's top is the ground; its broken edge falls to the sea."""
    rng, scheme, middle = stage.chance("cliff"), stage.scheme, stage.middle
    edge: list[Point] = []
    x, y = 0.95, 0.115
    while x > -0.62:
        edge.append((x * side, y))
        x -= rng.uniform(0.05, 0.13)
        y += rng.uniform(-0.004, 0.024)
    edge.append((-0.66 * side, y + 0.02))
    face = [*edge]
    while y < 1.6:
        y += rng.uniform(0.06, 0.16)
        x -= rng.uniform(-0.05, 0.09)
        face.append((x * side, y))
    outer = REACH * side
    outline = [(outer, 0.10), *face, (outer, y)]
    middle.shape(stage.path(outline), rock)
    for index in range(26):
        u = rng.uniform(-0.8, 1.6)
        v = 0.2 + index * 0.03
        plate = [
            (u, v),
            (u + rng.uniform(0.1, 0.3), v + rng.uniform(-0.01, 0.03)),
            (u + rng.uniform(0.05, 0.2), v + rng.uniform(0.02, 0.06)),
        ]
        tone = scheme.shade if index % 2 else rock.lighter(0.06)
        middle.shape(stage.path([(a * side, b) for a, b in plate]), tone, 0.35)
    turf = [(outer, 0.098), *edge]
    lower = [(a, b + 0.016 + 0.012 * math.sin(a * 31)) for a, b in reversed(edge)]
    grass = scheme.ground.mix(scheme.local(GREEN).at(scheme.ground.light), 0.45)
    middle.shape(stage.path([*turf, *lower, (outer, 0.15)]), grass.lighter(-0.03))


def _beach(stage: Stage) -> None:
    scheme = stage.scheme
    sand = scheme.ground.mix(Colour(scheme.ground.light, 0.01, 0.05), 0.5)
    shore = curve(
        [
            (-REACH, 0.16),
            (-1.4, 0.15),
            (-0.5, 0.19),
            (0.4, 0.16),
            (1.3, 0.21),
            (REACH, 0.17),
        ],
        closed=False,
    )
    foam = [(x, y - 0.02) for x, y in shore]
    below = [(REACH, 2.5), (-REACH, 2.5)]
    stage.middle.shape(stage.path([*foam, *below]), scheme.horizon.lighter(0.04), 0.9)
    wet = sand.mix(scheme.sky, 0.35).lighter(-0.06)
    stage.middle.shape(stage.path([*shore, *below]), wet)
    dry = [(x, y + 0.07 + 0.02 * math.sin(x * 2)) for x, y in shore]
    stage.middle.shape(stage.path([*dry, *below]), sand)


def _lighthouse(stage: Stage, side: int) -> None:
    scheme, middle = stage.scheme, stage.middle
    x, foot, top = 0.72 * side, 0.12, -0.46
    lamp = (x, top + 0.028)
    tower = scheme.local(Colour(0.88, 0.005, 0.015))
    if stage.mood.dark or stage.mood.weather in {"fog", "rain"}:
        for reach, turn in ((-2.6 * side, -0.02), (1.8 * side, 0.06)):
            beam = [
                lamp,
                (x + reach, top - 0.13 + turn),
                (x + reach, top + 0.24 + turn),
            ]
            stage.back.haze(stage.path(beam), scheme.lamp, 0.24, 0.012)
        stage.back.glow(stage.at(*lamp), 0.30 * stage.near, scheme.lamp, 0.75)
    body = [
        (x - 0.062, foot),
        (x - 0.036, top + 0.07),
        (x + 0.036, top + 0.07),
        (x + 0.062, foot),
    ]
    middle.shape(stage.path(body), tower)
    for low, high in ((-0.02, -0.13), (-0.24, -0.34)):
        a, b = _taper(low), _taper(high)
        band = [(x - a, low), (x - b, high), (x + b, high), (x + a, low)]
        middle.shape(stage.path(band), scheme.local(scheme.accent))
    shadow = [
        (x, foot),
        (x, top + 0.07),
        (x + 0.036 * side, top + 0.07),
        (x + 0.062 * side, foot),
    ]
    middle.shape(stage.path(shadow), scheme.shade, 0.4)
    middle.bar(stage.box(x - 0.052, top + 0.06, x + 0.052, top + 0.074), scheme.shade)
    middle.bar(stage.box(x - 0.03, top, x + 0.03, top + 0.06), scheme.lamp)
    for u in (-0.03, -0.004, 0.022):
        middle.bar(stage.box(x + u, top, x + u + 0.008, top + 0.06), scheme.shade)
    roof = [(x - 0.042, top), (x, top - 0.052), (x + 0.042, top)]
    middle.shape(stage.path(roof), scheme.shade)
    house = [
        (x + 0.05 * side, foot),
        (x + 0.05 * side, 0.02),
        (x + 0.13 * side, -0.045),
        (x + 0.21 * side, 0.02),
        (x + 0.21 * side, foot),
    ]
    middle.shape(stage.path(house), scheme.near.lighter(-0.06))
    window = sorted((x + 0.10 * side, x + 0.125 * side))
    middle.bar(stage.box(window[0], 0.035, window[1], 0.07), scheme.lamp)


def _taper(y: float) -> float:
    """Half the tower's width at a height."""
    return 0.036 + (y + 0.39) / 0.51 * 0.026


def _boats(stage: Stage) -> None:
    """Boats at anchor, small on the water, each with its light by night."""
    rng, scheme = stage.chance("boats"), stage.scheme
    for index in range(4):
        x, y = rng.uniform(-0.85, 0.85), 0.012 + index * 0.016
        long = 0.05 + index * 0.018
        hull = [
            (x - long, y - long * 0.30),
            (x + long, y - long * 0.36),
            (x + long * 0.78, y),
            (x - long * 0.8, y),
        ]
        stage.back.shape(stage.path(hull), scheme.near)
        house = stage.box(
            x - long * 0.45, y - long * 0.72, x + long * 0.05, y - long * 0.3
        )
        stage.back.bar(house, scheme.middle)
        stage.back.bar(
            stage.box(x + long * 0.30, y - long * 1.5, x + long * 0.34, y - long * 0.3),
            scheme.near,
        )
        dim = [
            (x - long * 0.8, y),
            (x + long * 0.78, y),
            (x + long * 0.6, y + long * 0.3),
            (x - long * 0.6, y + long * 0.3),
        ]
        stage.back.shape(stage.path(dim), scheme.shade, 0.35)
        if stage.mood.dark or stage.mood.key == "low":
            lamp = stage.at(x + long * 0.32, y - long * 1.5)
            stage.back.glow(lamp, 0.05 * stage.near, scheme.lamp, 0.7)
            stage.back.disc(lamp, 0.004 * stage.near, scheme.lamp)


def _deck(stage: Stage) -> None:
    """Planks out to a lamp at the pier's end."""
    scheme, middle = stage.scheme, stage.middle
    end, half = 0.055, 0.055
    wood = scheme.near.mix(scheme.ground, 0.45)

    def edge(y: float) -> float:
        return half + (y - end) * 1.15

    for side in (-1, 1):
        for index in range(7):
            y = end * 1.35**index * 1.15
            x = edge(y) * side
            thick = 0.004 + y * 0.03
            middle.bar(
                stage.box(x - thick, y, x + thick, y + 0.05 + y * 0.9), scheme.shade
            )
    rows = [end * 1.17**index for index in range(26)]
    for index, (far, near) in enumerate(pairwise(rows)):
        tone = wood.lighter((-0.025, 0.02, 0.0, 0.035)[index % 4])
        plank = [
            (-edge(far), far),
            (edge(far), far),
            (edge(near), near),
            (-edge(near), near),
        ]
        middle.shape(stage.path(plank), tone)
        gap = near - (near - far) * 0.12
        seam = [
            (-edge(gap), gap),
            (edge(gap), gap),
            (edge(near), near),
            (-edge(near), near),
        ]
        middle.shape(stage.path(seam), scheme.shade, 0.6)
    if stage.mood.wet:
        shine = [(-0.02, end), (0.02, end), (0.16, 0.5), (-0.16, 0.5)]
        middle.haze(stage.path(shine), scheme.lamp.mix(scheme.horizon, 0.4), 0.5, 0.03)
    for side in (-1, 1):
        rail = [(edge(y) * side, y - 0.02 - y * 0.62) for y in (end, 0.12, 0.3, 0.8)]
        middle.stroke(
            stage.path(rail), scheme.shade, (0.004 * stage.near, 0.024 * stage.near)
        )
        for y in (end, 0.085, 0.14, 0.24, 0.42, 0.75):
            x = edge(y) * side
            thick = 0.002 + y * 0.016
            middle.bar(
                stage.box(x - thick, y - 0.02 - y * 0.62, x + thick, y), scheme.shade
            )
    lamp = (half * 0.6, end - 0.20)
    middle.bar(stage.box(lamp[0] - 0.004, lamp[1], lamp[0] + 0.004, end), scheme.shade)
    stage.back.glow(stage.at(*lamp), 0.34 * stage.near, scheme.lamp, 0.75)
    middle.disc(stage.at(*lamp), 0.013 * stage.near, scheme.lamp.lighter(0.05))
