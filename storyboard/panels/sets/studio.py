"""No real place: the studio's sweep, and nowhere in particular."""

from storyboard.panels.geometry import Bounds, oval
from storyboard.panels.sets.stage import Stage


def studio(stage: Stage) -> None:
    """A seamless sweep with a pool of light: for things that are to be looked at."""
    scheme, back = stage.scheme, stage.back
    whole = back.bounds
    light = stage.mood.key == "high" or not (stage.mood.dark or stage.mood.key == "low")
    base = scheme.middle.lighter(0.1) if light else scheme.near
    back.fade(
        whole,
        [
            (0, base.lighter(-0.12)),
            (0.55, base),
            (0.72, base.lighter(0.03)),
            (1, base.lighter(-0.13)),
        ],
    )
    pool = scheme.horizon.mix(scheme.light, 0.4)
    back.glow((0.0, 0.47), 0.95, pool, 0.62)
    arc = oval((0.36, 0.34), 0.34, 0.34)
    back.shape(arc, scheme.accent.mix(base, 0.35), 0.75)
    table = scheme.foot.mix(scheme.second, 0.25).lighter(0.02 if light else -0.02)
    edge = 0.735
    middle = stage.middle
    box = Bounds(whole.left, edge, whole.right, whole.bottom)
    middle.fade(
        box,
        [
            (0, table.lighter(0.10)),
            (0.35, table.lighter(0.02)),
            (1, table.lighter(-0.10)),
        ],
    )
    middle.glow((0.0, edge + 0.09), 0.75, pool, 0.55, 0.20)


def nowhere(stage: Stage) -> None:
    """No place is named: a graded ground and two large quiet shapes."""
    scheme, back = stage.scheme, stage.back
    whole = back.bounds
    horizon = stage.framing.horizon + 0.1
    back.fade(whole, [(0, scheme.sky), (1, scheme.horizon)])
    if stage.says("space", "void", "orbit", "galaxy", "cosmos"):
        rng = stage.chance("stars")
        for _ in range(140):
            at = (
                rng.uniform(whole.left, whole.right),
                rng.uniform(whole.top, whole.bottom),
            )
            back.disc(
                at,
                rng.choice((0.0012, 0.002, 0.003)),
                scheme.light,
                rng.uniform(0.3, 0.9),
            )
        back.disc((0.42, 0.95), 0.55, scheme.middle)
        back.disc((0.37, 0.99), 0.52, scheme.near)
        return
    back.glow((0.1, horizon - 0.1), 1.0, scheme.horizon.lighter(0.05), 0.6)
    back.disc(
        (-0.38, 0.36), 0.27 * stage.near, scheme.accent.mix(scheme.horizon, 0.45), 0.5
    )
    floor_box = Bounds(
        whole.left,
        min(max(horizon, whole.top), whole.bottom),
        whole.right,
        whole.bottom,
    )
    if floor_box.height > 0:
        stage.middle.fade(floor_box, [(0, scheme.ground), (1, scheme.foot)])
