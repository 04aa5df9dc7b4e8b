"""Rooms: a back wall, a window and its light, furniture by keyword."""

from storyboard.panels.colour import Colour
from storyboard.panels.geometry import Bounds, oval, trace
from storyboard.panels.sets.furniture import (
    bar,
    bed,
    boxes,
    kitchen,
    plant,
    shelves,
    table,
)
from storyboard.panels.sets.stage import REACH, Stage

_SKIRTING = 0.20


def room(stage: Stage) -> None:
    """A back wall with a window, its light on the floor, and furniture by keyword."""
    scheme = stage.scheme
    dark = stage.mood.dark or stage.mood.key == "low"
    wall = scheme.middle.mix(scheme.second, 0.18).at(
        min(max(scheme.middle.light, 0.24), 0.80)
    )
    if not dark:
        wall = wall.lighter(0.12)
    _walls(stage, wall)
    side = stage.chance("window").choice((-1, 1))
    _window(stage, side, wall, dark=dark)
    if stage.says("emptied", "empty", "bare", "abandoned", "derelict"):
        _pale_squares(stage, -side, wall)
        boxes(stage, side)
    else:
        _frames(stage, -side, wall)
        _furniture(stage, side, wall)
    if dark:
        _pendant(stage, -0.18 * side)


def _furniture(stage: Stage, side: int, wall: Colour) -> None:
    if stage.says("bar", "pub", "saloon", "tavern", "club"):
        bar(stage, wall)
    elif stage.says(
        "kitchen", "diner", "cafe", "café", "restaurant", "canteen", "bakery"
    ):
        kitchen(stage, wall)
    elif stage.says("library", "archive", "bookshop", "study", "office"):
        shelves(stage, -side, wall)
        table(stage, -side)
    elif stage.says("bedroom", "bed", "hospital", "dormitory", "ward"):
        bed(stage, -side)
    else:
        table(stage, -side)
        plant(stage, side)


def _walls(stage: Stage, wall: Colour) -> None:
    scheme, back, whole = stage.scheme, stage.back, stage.back.bounds
    foot = stage.at(0, _SKIRTING)[1]
    floor_tone = scheme.foot.mix(scheme.second, 0.25)
    back.fade(whole, [(0, wall.lighter(-0.10)), (0.5, wall), (1, wall.lighter(-0.04))])
    if foot < whole.bottom:
        below = Bounds(whole.left, max(foot, whole.top), whole.right, whole.bottom)
        back.fade(
            below, [(0, floor_tone.lighter(0.04)), (1, floor_tone.lighter(-0.08))]
        )
        for index in range(-14, 15):
            x = index * 0.16
            board = stage.path([(x, _SKIRTING), (x * 3.2, 1.6)])
            back.stroke(board, floor_tone.lighter(-0.05), (0.002, 0.006), 0.7)
    back.bar(stage.box(-REACH, _SKIRTING - 0.03, REACH, _SKIRTING), wall.lighter(-0.13))
    for side in (-1, 1):
        corner = [
            (1.12 * side, -1.6),
            (1.12 * side, _SKIRTING),
            (3.4 * side, 1.1),
            (3.4 * side, -1.6),
        ]
        back.shape(stage.path(corner), wall.lighter(-0.07))
        slope = [
            (1.12 * side, _SKIRTING - 0.03),
            (1.12 * side, _SKIRTING),
            (3.4 * side, 1.1),
            (3.4 * side, 1.0),
        ]
        back.shape(stage.path(slope), wall.lighter(-0.15))


def _window(stage: Stage, side: int, wall: Colour, *, dark: bool) -> None:
    """The window, the night or day in it, and what falls in."""
    scheme, back = stage.scheme, stage.back
    x, half, top, sill = 0.40 * side, 0.19, -0.50, -0.06
    frame = wall.lighter(-0.16)
    back.bar(
        stage.box(x - half - 0.018, top - 0.018, x + half + 0.018, sill + 0.018), frame
    )
    high, low = stage.at(x - half, top), stage.at(x + half, sill)
    view = Bounds(high[0], high[1], low[0], low[1])
    outside = scheme.sky.lighter(0.02), scheme.horizon.lighter(0.03)
    back.fade(view, [(0, outside[0]), (1, outside[1])])
    rng = stage.chance("outside")
    for index in range(5):
        u = x - half + 2 * half * index / 5
        roof = -0.10 - rng.uniform(0.0, 0.16)
        box = stage.box(u, roof, u + 2 * half / 5, sill)
        back.bar(box, scheme.far.mix(scheme.horizon, 0.3))
        if dark:
            for _ in range(3):
                a, b = u + rng.uniform(0.01, 0.05), roof + rng.uniform(0.02, 0.08)
                back.bar(stage.box(a, b, a + 0.009, b + 0.012), scheme.lamp)
    for u in (x - 0.004, x - half / 2 - 0.003, x + half / 2 - 0.003):
        back.bar(stage.box(u, top, u + 0.007, sill), frame)
    back.bar(stage.box(x - half, -0.29, x + half, -0.282), frame)
    back.bar(
        stage.box(x - half - 0.04, sill + 0.016, x + half + 0.04, sill + 0.036),
        wall.lighter(0.08),
    )
    cloth = scheme.local(scheme.second).mix(wall, 0.35)
    for edge in (-1, 1):
        u = x + edge * (half + 0.03)
        drape = [
            (u - 0.06, top - 0.05),
            (u + 0.06, top - 0.05),
            (u + 0.05 + 0.02 * edge, 0.12),
            (u - 0.05 + 0.02 * edge, 0.12),
        ]
        back.shape(stage.path(drape), cloth)
        for fold in (-0.03, 0.005, 0.035):
            line = [
                (u + fold, top - 0.05),
                (u + fold + 0.014, top - 0.05),
                (u + fold * 0.9 + 0.02, 0.12),
                (u + fold * 0.9 + 0.008, 0.12),
            ]
            back.shape(stage.path(line), cloth.lighter(-0.05))
    beam = [
        (x - half, top),
        (x + half, sill),
        (x + half - 0.62 * side, 0.62),
        (x - half - 0.95 * side, 0.62),
    ]
    tone = scheme.light if not dark else scheme.horizon.lighter(0.1)
    back.haze(stage.path(beam), tone, 0.13 if dark else 0.20, 0.02)
    for pane in (0, 1):
        u = x - half * (1 - pane) - 0.42 * side
        patch = [
            (u, 0.26),
            (u + half * 0.86, 0.26),
            (u + half * 0.86 - 0.2 * side, 0.46),
            (u - 0.2 * side, 0.46),
        ]
        back.haze(stage.path(patch), tone, 0.26, 0.006)


def _frames(stage: Stage, side: int, wall: Colour) -> None:
    rng, scheme = stage.chance("frames"), stage.scheme
    for index, (x, y) in enumerate(trace(".3 -.34, .52 -.4, .5 -.22")):
        wide, tall = rng.uniform(0.05, 0.085), rng.uniform(0.05, 0.09)
        left = x * side
        stage.back.bar(
            stage.box(left - wide, y - tall, left + wide, y + tall), wall.lighter(-0.17)
        )
        inner = scheme.horizon.mix(wall, 0.35)
        stage.back.bar(
            stage.box(
                left - wide + 0.008,
                y - tall + 0.008,
                left + wide - 0.008,
                y + tall - 0.008,
            ),
            inner,
        )
        hill = [
            (left - wide + 0.008, y + tall - 0.008),
            (left - wide + 0.008, y + tall * 0.3),
            (left, y - tall * (0.3 - 0.3 * index)),
            (left + wide - 0.008, y + tall * 0.2),
            (left + wide - 0.008, y + tall - 0.008),
        ]
        stage.back.shape(
            stage.path(hill),
            (scheme.accent if index == 0 else scheme.far).mix(wall, 0.3),
        )


def _pale_squares(stage: Stage, side: int, wall: Colour) -> None:
    """Where pictures hung, the wallpaper kept its colour."""
    for x, y, wide, tall in (
        (0.26, -0.36, 0.09, 0.07),
        (0.50, -0.40, 0.06, 0.09),
        (0.52, -0.20, 0.08, 0.06),
        (0.78, -0.32, 0.10, 0.12),
    ):
        box = stage.box(x * side - wide, y - tall, x * side + wide, y + tall)
        stage.back.bar(box, wall.lighter(0.035))
        nail = stage.at(x * side, y - tall + 0.008)
        stage.back.disc(nail, 0.003 * stage.near, wall.lighter(-0.2))


def _pendant(stage: Stage, x: float) -> None:
    """A lamp from the ceiling and the cone of light under it."""
    scheme, back = stage.scheme, stage.back
    cone = [(x - 0.05, -0.40), (x + 0.05, -0.40), (x + 0.52, 0.42), (x - 0.52, 0.42)]
    back.haze(stage.path(cone), scheme.lamp, 0.20, 0.03)
    back.glow(stage.at(x, -0.36), 0.36 * stage.near, scheme.lamp, 0.6)
    back.bar(stage.box(x - 0.002, -1.6, x + 0.002, -0.46), scheme.shade)
    shade = [
        (x - 0.02, -0.465),
        (x + 0.02, -0.465),
        (x + 0.075, -0.40),
        (x - 0.075, -0.40),
    ]
    back.shape(stage.path(shade), scheme.shade)
    back.shape(
        oval(stage.at(x, -0.398), 0.06 * stage.near, 0.012 * stage.near),
        scheme.lamp.lighter(0.08),
    )
