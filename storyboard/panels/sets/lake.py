"""Still water: lakes, rivers, marshes."""

from storyboard.panels.colour import Colour
from storyboard.panels.sets.land import GREEN
from storyboard.panels.sets.stage import (
    REACH,
    Stage,
    profile,
    ridge,
    sky,
    strokes,
    tufts,
)


def lake(stage: Stage) -> None:
    """Still water that holds the far shore upside down."""
    scheme, back = stage.scheme, stage.back
    sky(stage, sun=stage.chance("sun").uniform(-0.5, 0.5))
    far = profile(stage.chance("far"), 0.20, 1.0, 0.03)
    near = profile(stage.chance("near"), 0.075, 0.8, 0.015)
    water = scheme.horizon.mix(scheme.sky, 0.5).lighter(-0.05)
    box = stage.box(-REACH, 0.0, REACH, 2.4)
    ridge(back, stage, far, scheme.far, 0.0)
    ridge(back, stage, near, scheme.middle, 0.0)
    back.fade(
        box, [(0, water.lighter(0.06)), (0.3, water), (1, water.mix(scheme.shade, 0.6))]
    )
    for points, tone, share in ((far, scheme.far, 0.42), (near, scheme.middle, 0.5)):
        mirrored = [(x, -y * 0.9) for x, y in points]
        back.shape(
            stage.path([*mirrored, (REACH, 0), (-REACH, 0)]),
            tone.mix(water, 0.3),
            share,
        )
    rng = stage.chance("ripples")
    for _ in range(60):
        depth = rng.random() ** 1.7
        x, y, long = rng.uniform(-1.6, 1.6), 0.01 + depth * 0.5, 0.05 + depth * 0.25
        thin = 0.001 + depth * 0.004
        back.shape(
            stage.path([(x - long, y), (x, y - thin), (x + long, y), (x, y + thin)]),
            scheme.light,
            rng.uniform(0.1, 0.3),
        )
    bank = [
        (-REACH, 0.22),
        (-1.0, 0.15),
        (-0.4, 0.2),
        (0.2, 0.175),
        (0.9, 0.2),
        (REACH, 0.17),
        (REACH, 2.6),
        (-REACH, 2.6),
    ]
    green = scheme.foot.mix(scheme.local(GREEN).at(scheme.foot.light), 0.35)
    stage.middle.shape(stage.path(bank), green)
    strokes(stage, green, far=0.24, count=60)
    if stage.says("reed", "marsh", "swamp", "wetland", "delta", "grass", "creek"):
        _reeds(stage, green)
    tufts(stage)


def _reeds(stage: Stage, tone: Colour) -> None:
    """Stands of reed along the bank, seed heads against the water."""
    rng, middle = stage.chance("reeds"), stage.middle
    for clump in (-1.25, -0.85, 0.72, 1.1, 1.45):
        for _ in range(16):
            x = clump + rng.gauss(0, 0.09)
            high, lean = rng.uniform(0.10, 0.26), rng.uniform(-0.03, 0.06)
            foot = 0.215
            stem = [(x - 0.003, foot), (x + lean, foot - high), (x + 0.003, foot)]
            shade = tone.lighter(rng.uniform(-0.10, 0.0))
            middle.shape(stage.path(stem), shade)
            if rng.random() < 0.35:
                u, v = x + lean * 0.93, foot - high * 0.93
                head = [(u - 0.005, v + 0.02), (u, v - 0.03), (u + 0.006, v + 0.018)]
                middle.blob(stage.path(head), shade.lighter(-0.04))
