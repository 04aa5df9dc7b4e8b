"""Woods: trunks in four depths, lighter the farther."""

import math

from storyboard.panels.colour import Colour
from storyboard.panels.geometry import Point
from storyboard.panels.sets.land import GREEN
from storyboard.panels.sets.stage import (
    REACH,
    Stage,
    floor,
    profile,
    ridge,
    sky,
    strokes,
    tufts,
)


def woods(stage: Stage) -> None:
    """Trunks in four depths, lighter the farther, and leaves overhead."""
    scheme, back = stage.scheme, stage.back
    sky(stage, sun=None)
    green = scheme.local(GREEN)
    back.glow(
        stage.at(0.15, -0.22), 0.9 * stage.near, scheme.horizon.lighter(0.05), 0.65
    )
    pine = (
        stage.says("pine", "fir", "spruce", "conifer", "taiga")
        or stage.mood.weather == "snow"
    )
    for depth in range(4):
        share = depth / 3
        rng = stage.chance("trunks", depth)
        tone = scheme.far.mix(scheme.horizon, 0.3).mix(scheme.near, share)
        tone = tone.mix(green.at(tone.light), 0.4)
        canvas = back if depth < 3 else stage.middle
        if depth == 3:
            earth = scheme.ground.mix(green.at(scheme.ground.light), 0.35)
            floor(stage, earth, scheme.foot.mix(green.at(scheme.foot.light), 0.4))
            strokes(stage, earth.lighter(-0.04), count=130)
        else:
            wave = profile(stage.chance("under", depth), 0.05 + share * 0.02, 1.0, 0.03)
            ridge(back, stage, wave, tone, 0.3)
        count, thick = (34, 22, 14, 6)[depth], (0.008, 0.015, 0.028, 0.06)[depth]
        for index in range(count):
            x = -1.7 + 3.4 * (index + rng.uniform(0.1, 0.9)) / count
            if depth == 3 and abs(x) < 0.42:
                continue
            wide = thick * rng.uniform(0.7, 1.3)
            root = 0.012 + share * share * 0.11
            if pine and depth < 3:
                _pine(
                    stage, (x, root), rng.uniform(0.28, 0.42) * (1 + share * 0.9), tone
                )
                continue
            lean = rng.uniform(-0.03, 0.03)
            trunk = [
                (x - wide * 0.7, root),
                (x - wide / 2 + lean, -1.6),
                (x + wide / 2 + lean, -1.6),
                (x + wide * 0.7, root),
            ]
            canvas.shape(stage.path(trunk), tone)
        if depth < 3:
            back.veil(stage.box(-REACH, -0.5, REACH, 0.06), scheme.horizon, 0.0, 0.28)
    if not stage.mood.dark and stage.mood.weather == "clear":
        for index, x in enumerate((-0.5, -0.1, 0.35)):
            beam = [
                (x, -1.3),
                (x + 0.12, -1.3),
                (x - 0.30 + index * 0.02, 0.12),
                (x - 0.52, 0.12),
            ]
            back.haze(stage.path(beam), scheme.light, 0.20, 0.02)
    _leaves(stage, scheme.near.mix(green.at(scheme.near.light), 0.4))
    tufts(stage)


def _pine(stage: Stage, foot: Point, high: float, tone: Colour) -> None:
    x, y = foot
    stage.back.bar(stage.box(x - high * 0.02, y - high * 0.2, x + high * 0.02, y), tone)
    for tier in range(4):
        low = y - high * (0.10 + tier * 0.2)
        wide = high * (0.24 - tier * 0.045)
        tip = low - high * 0.38
        stage.back.shape(
            stage.path(
                [(x - wide, low), (x, tip), (x + wide, low), (x, low - high * 0.03)]
            ),
            tone,
        )


def _leaves(stage: Stage, tone: Colour) -> None:
    rng = stage.chance("leaves")
    for index in range(14):
        x = -1.5 + 3.0 * index / 13
        y = -0.62 - rng.uniform(0, 0.14) - 0.12 * math.cos(x * 1.4)
        size = rng.uniform(0.10, 0.2)
        crown = [
            (
                x + math.cos(t) * size * rng.uniform(0.8, 1.25),
                y - 0.05 + math.sin(t) * size * 0.5 * rng.uniform(0.7, 1.2),
            )
            for t in (k * math.tau / 9 for k in range(9))
        ]
        stage.middle.blob(
            stage.path(crown), tone.lighter(rng.uniform(-0.03, 0.02)), 0.92
        )
