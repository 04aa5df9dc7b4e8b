"""Sets that people built and stand outside of: streets, rooftops."""

from storyboard.panels.colour import Colour
from storyboard.panels.geometry import Bounds, Point, trace
from storyboard.panels.sets.land import bush
from storyboard.panels.sets.stage import REACH, Stage, floor, sky

_VANISH = 0.04
"""Where a street's lines meet, in set lengths from the middle."""


def street(stage: Stage) -> None:
    """A street in perspective, its houses closing on a bright end."""
    scheme, back = stage.scheme, stage.back
    narrow = stage.says("alley", "lane", "passage", "courtyard", "backstreet")
    sky(stage, sun=None)
    back.glow(
        stage.at(_VANISH, -0.05),
        0.75 * stage.near,
        scheme.horizon.mix(scheme.lamp, 0.3),
        0.6,
    )
    skyline(stage, scheme.far, 0.26, "far")
    _road(stage)
    mouth = 0.42 if narrow else 0.66
    for side in (-1, 1):
        _row(stage, side, mouth)
    lamps = stage.mood.dark or stage.mood.key == "low"
    if not narrow:
        for x, y in trace("-.3 .085, .33 .1, -.62 .21"):
            _lamp_post(stage, (x, y), 0.9 + y * 4.2, lit=lamps)
    if stage.says("tree", "plane trees", "leafy", "park", "garden"):
        for index, (x, y) in enumerate(
            trace("-.62 .16, .6 .15, -.4 .085, .42 .08, -1.15 .29, 1.12 .28")
        ):
            bush(stage, (x, y), 0.30 + y * 1.5, index)
    if stage.mood.weather == "fog" or lamps:
        haze = stage.box(-REACH, -0.3, REACH, 0.05)
        back.veil(haze, scheme.horizon, 0.0, 0.25)


def skyline(stage: Stage, tone: Colour, high: float, key: str) -> None:
    """A row of roofs and towers with lit windows by night."""
    rng, back = stage.chance("skyline", key), stage.back

    x = -REACH
    while x < REACH:
        wide = rng.uniform(0.07, 0.2)
        tall = high * rng.uniform(0.35, 1.0)
        body = stage.box(x, -tall, x + wide, 0.08)
        shaded = tone.lighter(rng.uniform(-0.025, 0.025))
        back.bar(body, shaded)
        if rng.random() < 0.3:
            hut = x + wide * rng.uniform(0.2, 0.6)
            back.bar(stage.box(hut, -tall - 0.03, hut + 0.03, -tall), shaded)
            back.bar(stage.box(hut + 0.013, -tall - 0.08, hut + 0.016, -tall), shaded)
        _windows(stage, (x, -tall, x + wide), shaded, key)
        x += wide + rng.choice((0.0, 0.0, 0.012))


def _windows(
    stage: Stage, roof: tuple[float, float, float], wall: Colour, key: str
) -> None:
    left, top, right = roof
    rng = stage.chance("windows", key, round(left, 3))
    share = 0.42 if stage.mood.dark else 0.75
    tone = stage.scheme.lamp.mix(wall, 0.25) if stage.mood.dark else wall.lighter(-0.05)
    step = 0.021
    y = top + 0.02
    while y < -0.012:
        x = left + 0.014
        while x < right - 0.018:
            if rng.random() < share:
                stage.back.bar(
                    stage.box(x, y, x + 0.008, y + 0.011), tone, rng.uniform(0.5, 0.99)
                )
            x += step
        y += step * 1.25


def _road(stage: Stage) -> None:
    scheme, middle = stage.scheme, stage.middle
    wet = stage.mood.wet
    far = scheme.ground.mix(scheme.horizon, 0.35 if wet else 0.1)
    floor(stage, far, scheme.foot.lighter(-0.03))
    walk = scheme.ground.lighter(0.05)
    for side in (-1, 1):
        path = [
            (_VANISH, 0.003),
            (0.28 * side, 0.065),
            (1.9 * side, 0.42),
            (3.4 * side, 0.5),
            (2.6 * side, 0.1),
        ]
        middle.shape(stage.path(path), walk.muted(0.8))
        kerb = [
            (_VANISH, 0.003),
            (0.28 * side, 0.065),
            (1.9 * side, 0.42),
            (1.86 * side, 0.44),
            (0.262 * side, 0.07),
        ]
        middle.shape(stage.path(kerb), scheme.shade, 0.7)
    for index in range(5):
        y, v = 0.03 * 1.9**index, 0.042 * 1.9**index
        mark = [
            (_VANISH + y * 0.10 - y * 0.028, y),
            (_VANISH + y * 0.10 + y * 0.028, y),
            (_VANISH + v * 0.10 + v * 0.028, v),
            (_VANISH + v * 0.10 - v * 0.028, v),
        ]
        middle.shape(stage.path(mark), scheme.horizon, 0.35)
    if wet:
        _wet(stage)


def _wet(stage: Stage) -> None:
    """Light that stands on its head in the wet ground."""
    rng, scheme = stage.chance("wet"), stage.scheme
    for index in range(26):
        x = rng.gauss(_VANISH, 0.32)
        y = 0.02 + rng.random() * 0.12
        long, thick = rng.uniform(0.08, 0.34), rng.uniform(0.006, 0.022)
        tone = (scheme.lamp, scheme.accent, scheme.horizon)[index % 3]
        streak = [
            (x - thick, y),
            (x + thick, y),
            (x * 1.15 + thick * 1.6, y + long),
            (x * 1.15 - thick * 1.6, y + long),
        ]
        stage.middle.haze(stage.path(streak), tone, rng.uniform(0.12, 0.34), 0.012)
    for _ in range(9):
        x, y = rng.uniform(-1.0, 1.0), rng.uniform(0.08, 0.42)
        wide, flat = rng.uniform(0.08, 0.24) * (0.5 + y), rng.uniform(0.006, 0.016)
        pool = [(x - wide, y), (x, y - flat), (x + wide, y), (x + wide * 0.2, y + flat)]
        stage.middle.blob(stage.path(pool), scheme.horizon, 0.28)


def _row(stage: Stage, side: int, mouth: float) -> None:
    """One side of the street: houses as slabs that shrink towards the end."""
    rng, scheme = stage.chance("row", side), stage.scheme
    houses = 5
    edges = [mouth * 4.6 * 0.52**step for step in range(houses + 1)]
    for index in range(houses - 1, -1, -1):
        near, far = edges[index], edges[index + 1]
        share = 1 - index / houses
        tone = scheme.far.mix(scheme.near, 0.25 + 0.75 * share).lighter(
            rng.uniform(-0.03, 0.03)
        )
        tall = rng.uniform(0.85, 1.35)
        _house(stage, side, span=(near, far), tall=tall, tone=tone, key=index)


def _house(
    stage: Stage,
    side: int,
    *,
    span: tuple[float, float],
    tall: float,
    tone: Colour,
    key: int,
) -> None:
    near, far = span
    scheme, back = stage.scheme, stage.back

    def spot(depth: float, height: float) -> Point:
        x = near + (far - near) * depth
        return _VANISH + x * side, 0.235 * x - height * x * 1.05

    face = [spot(0, 0), spot(0, tall), spot(1, tall), spot(1, 0)]
    back.shape(stage.path(face), tone)
    cornice = [
        spot(0, tall),
        spot(0, tall + 0.04),
        spot(1.0, tall + 0.04),
        spot(1.0, tall),
    ]
    back.shape(stage.path(cornice), tone.lighter(0.05))
    rng = stage.chance("house", side, key)
    floors, bays = 4, 4
    for level in range(floors):
        for bay in range(bays):
            low = tall * (0.32 + level * 0.165)
            high = low + tall * 0.095
            left, right = (bay + 0.28) / bays, (bay + 0.68) / bays
            lit = stage.mood.dark and rng.random() < 0.3
            pane = scheme.lamp.mix(tone, 0.12) if lit else tone.lighter(-0.055)
            quad = [
                spot(left, low),
                spot(left, high),
                spot(right, high),
                spot(right, low),
            ]
            back.shape(stage.path(quad), pane)
    shop = [
        spot(0.1, 0.04),
        spot(0.1, tall * 0.21),
        spot(0.9, tall * 0.21),
        spot(0.9, 0.04),
    ]
    glass = scheme.lamp.mix(tone, 0.30) if stage.mood.dark else tone.lighter(-0.09)
    open_late = key in {1, 3} or not stage.mood.dark
    back.shape(stage.path(shop), glass if open_late else tone.lighter(-0.05))
    awning = [
        spot(0.06, tall * 0.22),
        spot(0.06, tall * 0.26),
        spot(0.94, tall * 0.26),
        spot(0.94, tall * 0.22),
    ]
    back.shape(stage.path(awning), scheme.local(scheme.accent).mix(tone, 0.35))
    if stage.mood.neon and key in {1, 2}:
        _sign(stage, (spot(0.35, tall * 0.34), spot(0.35, tall * 0.72)), key)


def _sign(stage: Stage, ends: tuple[Point, Point], key: int) -> None:
    """A vertical neon sign and what it does to the air."""
    scheme = stage.scheme
    tone = (scheme.accent if key == 1 else scheme.second).vivid(0.14).at(0.78)
    (x, low), (_, high) = ends
    wide = abs(low - high) * 0.09
    middle = stage.at(x, (low + high) / 2)
    stage.back.glow(middle, abs(low - high) * 1.5 * stage.near, tone, 0.5)
    stage.back.bar(stage.box(x - wide, high, x + wide, low), scheme.shade)
    rng = stage.chance("sign", key, x > 0)
    count = 4
    for index in range(count):
        top = high + (low - high) * (index + 0.16) / count
        foot = high + (low - high) * (index + 0.84) / count
        inner = wide * 0.55
        glyph = rng.choice(("box", "bars", "ring"))
        if glyph == "box":
            stage.back.bar(stage.box(x - inner, top, x + inner, foot), tone)
            stage.back.bar(
                stage.box(
                    x - inner * 0.4,
                    top + (foot - top) * 0.3,
                    x + inner * 0.4,
                    foot - (foot - top) * 0.3,
                ),
                scheme.shade,
            )
        elif glyph == "bars":
            for share in (0.0, 0.4, 0.8):
                at = top + (foot - top) * share
                stage.back.bar(
                    stage.box(x - inner, at, x + inner, at + (foot - top) * 0.18), tone
                )
        else:
            centre = stage.at(x, (top + foot) / 2)
            stage.back.disc(centre, inner * stage.near, tone)
            stage.back.disc(centre, inner * 0.5 * stage.near, scheme.shade)


def _lamp_post(stage: Stage, foot: Point, size: float, *, lit: bool) -> None:
    x, y = foot
    scheme, middle = stage.scheme, stage.middle
    top = y - 0.44 * size * 0.75
    reach = 0.035 * size * (1 if x < 0 else -1)
    head = (x + reach, top + 0.008)
    if lit:
        middle_pool = stage.at(x + reach, y + 0.02)
        stage.back.glow(stage.at(*head), 0.19 * size * stage.near, scheme.lamp, 0.6)
        middle.glow(middle_pool, 0.2 * size * stage.near, scheme.lamp, 0.30, 0.22)
    thick = 0.0045 * size
    middle.bar(stage.box(x - thick, top, x + thick, y), scheme.shade)
    middle.stroke(
        stage.path([(x, top), (x + reach * 0.5, top - 0.012 * size), head]),
        scheme.shade,
        (thick * 1.6 * stage.near,) * 2,
    )
    lantern = scheme.lamp.lighter(0.08) if lit else scheme.horizon
    middle.disc(stage.at(*head), 0.012 * size * stage.near, lantern)


def rooftop(stage: Stage) -> None:
    """Above the town: its skyline in three depths behind a parapet."""
    scheme = stage.scheme
    sky(stage, sun=stage.chance("sun").uniform(-0.6, 0.6))
    for index, (high, share) in enumerate(trace(".46 .1, .3 .5, .17 .95")):
        tone = scheme.far.mix(scheme.horizon, 0.25).mix(scheme.near, share)
        skyline(stage, tone, high, f"roof {index}")
        stage.back.veil(stage.box(-REACH, -0.2, REACH, 0.05), scheme.horizon, 0.0, 0.24)
    below = stage.back.bounds
    ground = scheme.foot
    floor(stage, scheme.ground.mix(ground, 0.5), ground)
    wall = scheme.near.lighter(0.03)
    stage.middle.bar(stage.box(-REACH, 0.0, REACH, 0.10), wall)
    stage.middle.bar(stage.box(-REACH, -0.012, REACH, 0.008), wall.lighter(0.07))
    side = stage.chance("tank").choice((-1, 1))
    _water_tank(stage, 0.78 * side)
    for x in (-0.72 * side, -0.86 * side):
        stage.middle.bar(
            stage.box(x - 0.035, -0.07, x + 0.035, 0.16), wall.lighter(-0.05)
        )
        stage.middle.bar(stage.box(x - 0.042, -0.085, x + 0.042, -0.068), scheme.shade)
    if below.bottom > stage.framing.horizon:
        box = Bounds(below.left, below.bottom - 0.2, below.right, below.bottom)
        stage.middle.veil(box, scheme.shade, 0.0, 0.35)


def _water_tank(stage: Stage, x: float) -> None:
    scheme, middle = stage.scheme, stage.middle
    for leg in (-0.075, -0.025, 0.03, 0.075):
        middle.bar(
            stage.box(x + leg - 0.005, -0.2, x + leg + 0.005, 0.12), scheme.shade
        )
    brace = [(x - 0.075, 0.1), (x + 0.075, -0.16)]
    middle.stroke(stage.path(brace), scheme.shade, (0.006 * stage.near,) * 2)
    barrel = [
        (x - 0.095, -0.2),
        (x - 0.088, -0.42),
        (x + 0.088, -0.42),
        (x + 0.095, -0.2),
    ]
    middle.shape(stage.path(barrel), scheme.near.lighter(-0.03))
    lit = [(x - 0.095, -0.2), (x - 0.088, -0.42), (x - 0.04, -0.42), (x - 0.044, -0.2)]
    middle.shape(stage.path(lit), scheme.near.mix(scheme.light, 0.25))
    middle.shape(
        stage.path([(x - 0.1, -0.415), (x, -0.5), (x + 0.1, -0.415)]), scheme.shade
    )
