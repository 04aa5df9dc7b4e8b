"""Furniture: what a room is known by."""

from storyboard.panels.colour import Colour, from_hue
from storyboard.panels.sets.stage import REACH, Stage


def boxes(stage: Stage, side: int) -> None:
    """Packing boxes, stacked and taped."""
    card = stage.scheme.local(from_hue(0.66, 0.07, 70))
    for x, y, wide, tall in (
        (0.86, 0.34, 0.14, 0.17),
        (0.80, 0.17, 0.11, 0.13),
        (1.08, 0.36, 0.10, 0.12),
    ):
        u = x * side
        stage.middle.bar(stage.box(u - wide, y - tall, u + wide, y), card)
        dark = stage.box(u + wide * 0.45, y - tall, u + wide, y)
        stage.middle.bar(dark, card.mix(stage.scheme.shade, 0.2))
        stage.middle.bar(
            stage.box(u - wide, y - tall, u + wide, y - tall * 0.94), card.lighter(0.08)
        )
        stage.middle.bar(
            stage.box(u - 0.012, y - tall, u + 0.012, y - tall * 0.6),
            card.lighter(0.13),
        )


def table(stage: Stage, side: int) -> None:
    """A table with a lamp and a vase."""
    scheme, middle = stage.scheme, stage.middle
    wood = scheme.near.mix(
        scheme.local(from_hue(0.5, 0.06, 60)).at(scheme.near.light), 0.5
    )
    x = 0.52 * side
    top = [(x - 0.25, 0.115), (x + 0.22, 0.115), (x + 0.29, 0.165), (x - 0.29, 0.165)]
    for leg in (-0.24, 0.24, -0.19, 0.18):
        middle.bar(
            stage.box(x + leg - 0.009, 0.14, x + leg + 0.009, 0.42), wood.lighter(-0.08)
        )
    middle.shape(stage.path(top), wood.lighter(0.09))
    middle.bar(stage.box(x - 0.29, 0.165, x + 0.29, 0.19), wood)
    lamp = x + 0.12 * side
    if stage.mood.dark or stage.mood.key == "low":
        stage.back.glow(stage.at(lamp, -0.02), 0.42 * stage.near, scheme.lamp, 0.55)
    middle.bar(stage.box(lamp - 0.005, 0.0, lamp + 0.005, 0.13), scheme.shade)
    shade = [
        (lamp - 0.028, -0.055),
        (lamp + 0.028, -0.055),
        (lamp + 0.055, 0.015),
        (lamp - 0.055, 0.015),
    ]
    middle.shape(stage.path(shade), scheme.lamp)
    vase = x - 0.10 * side
    middle.blob(
        stage.path(
            [
                (vase - 0.02, 0.13),
                (vase - 0.03, 0.09),
                (vase - 0.01, 0.05),
                (vase + 0.01, 0.05),
                (vase + 0.03, 0.09),
                (vase + 0.02, 0.13),
            ]
        ),
        scheme.local(scheme.accent),
    )


def plant(stage: Stage, side: int) -> None:
    """A house plant."""
    scheme, middle = stage.scheme, stage.middle
    green = scheme.local(from_hue(0.48, 0.08, 145)).mix(scheme.near, 0.35)
    x = 0.84 * side
    pot = [(x - 0.05, 0.22), (x + 0.05, 0.22), (x + 0.036, 0.34), (x - 0.036, 0.34)]
    rng = stage.chance("plant")
    for index in range(9):
        turn = (index - 4) * 0.09
        tip = (x + turn * 1.4, -0.02 - rng.uniform(0, 0.16) + abs(turn) * 0.35)
        bend = (x + turn * 0.5, 0.04)
        leaf = [
            (x, 0.22),
            (bend[0] - 0.028, bend[1]),
            tip,
            (bend[0] + 0.028, bend[1] + 0.02),
        ]
        middle.blob(stage.path(leaf), green.lighter(rng.uniform(-0.06, 0.06)))
    middle.shape(stage.path(pot), scheme.local(scheme.accent).mix(scheme.near, 0.3))


def bar(stage: Stage, wall: Colour) -> None:
    """Shelves of bottles in a warm light, and the counter in front of them."""
    rng, scheme, back, middle = (
        stage.chance("bar"),
        stage.scheme,
        stage.back,
        stage.middle,
    )
    niche = stage.box(-0.62, -0.47, 0.10, 0.04)
    back.bar(niche, wall.lighter(-0.10))
    back.glow(stage.at(-0.26, -0.2), 0.55 * stage.near, scheme.lamp, 0.6)
    for shelf in (-0.30, -0.13, 0.03):
        x = -0.60
        while x < 0.06:
            wide, tall = rng.uniform(0.014, 0.026), rng.uniform(0.07, 0.125)
            tone = rng.choice(
                (scheme.accent, scheme.second, scheme.near, scheme.lamp)
            ).mix(scheme.near, 0.3)
            back.bar(stage.box(x, shelf - tall * 0.65, x + wide, shelf), tone)
            neck = x + wide * 0.32
            back.bar(stage.box(neck, shelf - tall, neck + wide * 0.36, shelf), tone)
            x += wide + rng.uniform(0.006, 0.02)
        back.bar(stage.box(-0.62, shelf, 0.10, shelf + 0.01), scheme.shade)
    wood = scheme.near.lighter(-0.02)
    middle.bar(stage.box(-REACH, 0.14, REACH, 0.62), wood)
    for index in range(-12, 12):
        x = index * 0.22
        middle.bar(stage.box(x, 0.20, x + 0.18, 0.54), wood.lighter(-0.035))
    middle.bar(stage.box(-REACH, 0.115, REACH, 0.15), wood.lighter(0.10))
    middle.bar(stage.box(-REACH, 0.115, REACH, 0.122), scheme.lamp, 0.6)


def kitchen(stage: Stage, wall: Colour) -> None:
    """Tiles, a hanging rail and a counter."""
    scheme, back, middle = stage.scheme, stage.back, stage.middle
    for row in range(5):
        for column in range(-9, 10):
            x, y = column * 0.13 + (row % 2) * 0.065, -0.06 + row * 0.048
            tone = wall.lighter(0.05 if (row + column) % 3 else 0.03)
            back.bar(stage.box(x, y, x + 0.122, y + 0.042), tone, 0.8)
    back.bar(stage.box(-0.75, -0.40, -0.05, -0.393), scheme.shade)
    rng = stage.chance("pans")
    for index in range(5):
        x, size = -0.68 + index * 0.14, rng.uniform(0.026, 0.044)
        back.bar(stage.box(x - 0.003, -0.395, x + 0.003, -0.33), scheme.shade)
        tone = scheme.accent if index % 2 else scheme.near
        back.disc(stage.at(x, -0.33 + size), size * stage.near, tone.mix(wall, 0.2))
    top = scheme.near.mix(wall, 0.25)
    middle.bar(stage.box(-REACH, 0.15, REACH, 0.52), top)
    for index in range(-9, 9):
        x = index * 0.3
        middle.bar(stage.box(x, 0.205, x + 0.28, 0.49), top.lighter(-0.03))
        middle.bar(stage.box(x + 0.10, 0.225, x + 0.18, 0.232), scheme.shade)
    middle.bar(stage.box(-REACH, 0.135, REACH, 0.165), top.lighter(0.16))


def shelves(stage: Stage, side: int, wall: Colour) -> None:
    """A wall of books."""
    rng, scheme, back = stage.chance("books"), stage.scheme, stage.back
    left, right = sorted((0.14 * side, 0.86 * side))
    back.bar(stage.box(left - 0.015, -0.58, right + 0.015, 0.2), wall.lighter(-0.16))
    for level in range(5):
        shelf = -0.44 + level * 0.145
        x = left
        while x < right - 0.03:
            wide, tall = rng.uniform(0.010, 0.026), rng.uniform(0.075, 0.115)
            kind = rng.choice(
                (scheme.accent, scheme.second, scheme.near, scheme.far, scheme.middle)
            )
            tone = scheme.local(kind).mix(wall, 0.35).lighter(rng.uniform(-0.06, 0.06))
            back.bar(stage.box(x, shelf - tall, x + wide, shelf), tone)
            x += wide + (rng.uniform(0.02, 0.05) if rng.random() < 0.1 else 0.001)
        back.bar(stage.box(left, shelf, right, shelf + 0.009), wall.lighter(-0.2))


def bed(stage: Stage, side: int) -> None:
    """A made bed."""
    scheme, middle = stage.scheme, stage.middle
    x = 0.62 * side
    sheet = scheme.horizon.mix(scheme.middle, 0.3)
    middle.bar(stage.box(x - 0.40, -0.06, x - 0.37, 0.36), scheme.shade)
    middle.bar(stage.box(x - 0.38, 0.16, x + 0.45, 0.31), scheme.near)
    spread = [
        (x - 0.38, 0.17),
        (x - 0.34, 0.11),
        (x + 0.42, 0.11),
        (x + 0.47, 0.17),
        (x + 0.46, 0.27),
        (x - 0.1, 0.25),
        (x - 0.38, 0.22),
    ]
    middle.shape(stage.path(spread), scheme.local(scheme.second).mix(sheet, 0.4))
    pillow = [(x - 0.36, 0.13), (x - 0.34, 0.06), (x - 0.20, 0.055), (x - 0.17, 0.12)]
    middle.blob(stage.path(pillow), sheet.lighter(0.05))
