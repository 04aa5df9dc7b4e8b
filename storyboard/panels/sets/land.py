"""Open land: hills and mountains, meadows, the desert."""

import math

from storyboard.panels.colour import from_hue
from storyboard.panels.geometry import Point, curve, trace
from storyboard.panels.sets.stage import (
    REACH,
    Stage,
    floor,
    peaks,
    profile,
    ridge,
    sky,
    strokes,
    tufts,
)

GREEN = from_hue(0.5, 0.07, 140)


def hills(stage: Stage) -> None:
    """Ridges behind ridges into the air, then a meadow; peaks where they are named."""
    scheme = stage.scheme
    high = stage.says("mountain", "peak", "alp", "summit", "glacier", "fjord", "ridge")
    sky(stage, sun=stage.chance("sun").uniform(-0.7, 0.7))
    count = 4
    for index in range(count):
        share = index / (count - 1)
        tone = scheme.far.mix(scheme.horizon, 0.45).mix(scheme.middle, share)
        tall = (0.56 if high else 0.20) * (1 - share * 0.66)
        rng = stage.chance("ridge", index)
        points = (
            peaks(rng, tall) if high and index < 3 else profile(rng, tall, 1.4, 0.02)
        )
        ridge(stage.back, stage, points, tone, 0.25)
        if high and index == 0:
            snow = [
                (x, min(max(y, -tall * (0.60 + 0.05 * math.sin(x * 40))), 0.0))
                for x, y in points
            ]
            cap = [*points, *reversed(snow)]
            stage.back.shape(stage.path(cap), scheme.horizon.lighter(0.04), 0.85)
        mist = stage.box(-REACH, -tall * 0.25, REACH, 0.02)
        stage.back.veil(mist, scheme.horizon, 0.0, 0.30)
    _meadow(stage)


def _meadow(stage: Stage) -> None:
    scheme, rng = stage.scheme, stage.chance("meadow")
    green = scheme.local(GREEN)
    wheat = stage.says("wheat", "corn", "hay", "barley", "harvest")
    base = scheme.local(from_hue(0.72, 0.1, 85)) if wheat else green
    bare = stage.mood.weather == "snow"
    far = (
        scheme.ground if bare else scheme.ground.mix(base.at(scheme.ground.light), 0.55)
    )
    near = scheme.foot if bare else scheme.foot.mix(base.at(scheme.foot.light), 0.5)
    floor(stage, far, near)
    for index in range(5):
        y = 0.03 + index * index * 0.022
        swell = curve(
            [
                (-REACH + k * 0.75, y + rng.uniform(-0.4, 0.4) * (0.02 + y * 0.25))
                for k in range(9)
            ],
            closed=False,
        )
        tone = far.mix(near, min(index / 4 + 0.12, 1)).lighter(
            0.02 if index % 2 else -0.02
        )
        stage.middle.shape(stage.path([*swell, (REACH, 2.6), (-REACH, 2.6)]), tone)
    strokes(stage, far.mix(near, 0.5))
    if stage.says("road", "path", "track", "lane", "trail", "highway"):
        way = trace(".02 .012, .035 .012, .1 .14, .55 1.3, -.42 1.3, 0 .14")
        stage.middle.blob(stage.path(way), far.lighter(0.10).muted(0.6))
    if stage.says(
        "tree", "oak", "orchard", "farm", "field", "meadow", "valley", "hill"
    ):
        for index in range(5):
            x = rng.uniform(-1.5, 1.5)
            bush(
                stage, (x, 0.035 + rng.uniform(0, 0.03)), rng.uniform(0.05, 0.12), index
            )
    tufts(stage)


def bush(stage: Stage, foot: Point, high: float, key: int) -> None:
    """A broad tree as a cloud of leaves on a trunk."""
    rng, scheme = stage.chance("bush", key), stage.scheme
    x, y = foot
    dark = scheme.near.mix(scheme.local(GREEN).at(scheme.near.light), 0.4)
    trunk = stage.box(x - high * 0.04, y - high * 0.4, x + high * 0.04, y)
    stage.middle.bar(trunk, scheme.shade)
    crown = [
        (
            x + math.cos(turn) * high * rng.uniform(0.34, 0.46),
            y - high * 0.66 + math.sin(turn) * high * rng.uniform(0.26, 0.36),
        )
        for turn in (step * math.tau / 9 for step in range(9))
    ]
    stage.middle.blob(stage.path(crown), dark)
    lit = [
        (
            x + (u - x) * 0.62 - high * 0.06,
            v - high * 0.09 + (y - high * 0.66 - v) * 0.4,
        )
        for u, v in crown
    ]
    stage.middle.blob(stage.path(lit), dark.mix(scheme.light, 0.16), 0.8)


def desert(stage: Stage) -> None:
    """Dunes with a lit and a shaded side, one behind the other."""
    scheme = stage.scheme
    sky(stage, sun=stage.chance("sun").uniform(-0.6, 0.6))
    sand = scheme.ground.mix(
        scheme.local(from_hue(0.76, 0.085, 70)).at(scheme.ground.light), 0.6
    )
    mesa = profile(stage.chance("mesa"), 0.10, 0.9, 0.04)
    flat = [(x, -0.02 - 0.05 * round(-y * 18) / 1.8) for x, y in mesa]
    ridge(stage.back, stage, flat, scheme.far.mix(sand, 0.25), 0.05)
    floor(stage, sand, sand.lighter(-0.14))
    rng = stage.chance("dunes")
    for index in range(5):
        y = 0.02 + index * index * 0.035
        peak = rng.uniform(-1.1, 1.1)
        rise = 0.05 + index * 0.03
        crest = curve(
            [
                (-REACH, y + rise),
                (peak - 1.0, y + rise * 0.5),
                (peak - 0.3, y - rise * 0.3),
                (peak, y - rise * 0.55),
                (peak + 0.5, y),
                (REACH, y + rise * 0.8),
            ],
            closed=False,
        )
        lit = sand.mix(scheme.light, 0.14).lighter(-0.03 * index)
        stage.middle.shape(stage.path([*crest, (REACH, 2.6), (-REACH, 2.6)]), lit)
        shaded = curve(
            [
                (peak, y - rise * 0.55),
                (peak + 0.5, y),
                (REACH, y + rise * 0.8),
                (REACH, 2.4),
                (peak + 0.4, y + rise * 3),
                (peak + 0.12, y + rise),
            ],
        )
        stage.middle.shape(stage.path(shaded), scheme.near.mix(sand, 0.6), 0.55)
