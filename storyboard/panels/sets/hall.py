"""Halls and corridors in one-point perspective."""

from storyboard.panels.geometry import Point, trace
from storyboard.panels.sets.stage import Stage


def corridor(stage: Stage) -> None:
    """A hall in one-point perspective: columns, lights, and the far end aglow."""
    scheme, back = stage.scheme, stage.back
    wall = scheme.middle.lighter(0.02)
    near = ((-2.4, -1.7), (2.4, 1.35))
    depths = [1.0, 0.52, 0.30, 0.185, 0.12]

    def spot(x: float, y: float, depth: float) -> Point:
        return x * depth, y * depth

    (left, top), (right, low) = near
    for index, depth in enumerate(depths):
        share = index / len(depths)
        tone = wall.mix(scheme.horizon, share * 0.75)
        ring = [
            spot(left, top, depth),
            spot(right, top, depth),
            spot(right, low, depth),
            spot(left, low, depth),
        ]
        back.shape(stage.path(ring), tone)
        inner = depths[index + 1] if index + 1 < len(depths) else depth * 0.7
        ground = [
            spot(left, low, depth),
            spot(right, low, depth),
            spot(right, low, inner),
            spot(left, low, inner),
        ]
        back.shape(stage.path(ground), scheme.foot.mix(scheme.horizon, share * 0.7))
        above = [
            spot(left, top, depth),
            spot(right, top, depth),
            spot(right, top, inner),
            spot(left, top, inner),
        ]
        back.shape(stage.path(above), tone.lighter(-0.12))
        strip = [
            spot(-0.35, top, depth * 0.9),
            spot(0.35, top, depth * 0.9),
            spot(0.35, top, inner * 1.1),
            spot(-0.35, top, inner * 1.1),
        ]
        back.shape(stage.path(strip), scheme.lamp.mix(tone, 0.25))
        shine = [
            spot(-0.5, low, depth * 0.9),
            spot(0.5, low, depth * 0.9),
            spot(0.5, low, inner * 1.1),
            spot(-0.5, low, inner * 1.1),
        ]
        back.shape(stage.path(shine), scheme.lamp, 0.22)
        for side in (left, right):
            column = [
                spot(side, top, depth),
                spot(side * 0.93, top, depth),
                spot(side * 0.93, low, depth),
                spot(side, low, depth),
            ]
            back.shape(stage.path(column), tone.lighter(-0.10))
    end = stage.box(left * 0.085, top * 0.085, right * 0.085, low * 0.085)
    back.bar(end, scheme.horizon.lighter(0.04))
    back.glow(stage.at(0, -0.02), 0.7 * stage.near, scheme.horizon.lighter(0.06), 0.55)
    if stage.says("station", "platform", "train", "metro", "subway", "underground"):
        _train(stage)


def _train(stage: Stage) -> None:
    scheme, middle = stage.scheme, stage.middle
    body = scheme.local(scheme.accent).mix(scheme.near, 0.4)
    side = trace(".24 -.12, 2.6 -1.1, 2.6 .98, .24 .11")
    middle.shape(stage.path(side), body)
    band = trace(".24 .02, 2.6 .16, 2.6 .3, .24 .035")
    middle.shape(stage.path(band), scheme.horizon)
    for near, far in trace(".3 .38, .44 .62, .74 1.2, 1.45 2.5"):
        pane = [
            (near, -near * 0.36),
            (far, -far * 0.36),
            (far, -far * 0.02),
            (near, -near * 0.02),
        ]
        middle.shape(stage.path(pane), scheme.lamp.mix(body, 0.2))
    edge = trace(".2 .115, 2.6 1.05, 2.3 1.05, .18 .115")
    middle.shape(stage.path(edge), scheme.lamp, 0.55)
