"""What a set is painted on, and the elements that many sets share."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from storyboard.panels.canvas import Canvas
from storyboard.panels.colour import Colour
from storyboard.panels.frame import Framing
from storyboard.panels.geometry import Bounds, Point, curve, trace
from storyboard.panels.mood import Mood
from storyboard.panels.scheme import Scheme
from storyboard.panels.words import chance, mentions

REACH = 3.0
"""Sets are designed this far to either side, in set lengths."""


@dataclass(frozen=True)
class Stage:
    """Canvases and light for a set.

    A set is designed once, as it looks in a wide shot: lengths in picture heights, x
    from the middle, y from the horizon downwards. `at` brings a place of the set into
    the picture of the shot at hand, so that one place stays one place in all shots.
    """

    back: Canvas
    """Sky and what is far; opaque."""
    middle: Canvas
    """The ground and what stands near; clear above it."""
    front: Canvas
    """Dark shapes between camera and subject; clear."""
    framing: Framing
    scheme: Scheme
    mood: Mood
    words: str
    """The place's name and sheet."""
    seed: str
    """What the set's variety comes from: the same for all shots in the place."""
    clutter: bool = True
    """Whether there may be shapes in front."""

    def at(self, x: float, y: float) -> Point:
        """A place of the set in the picture."""
        near = self.framing.closeness
        return x * near, self.framing.horizon + y * near

    def path(self, points: Sequence[Point]) -> list[Point]:
        """Places of the set in the picture."""
        return [self.at(x, y) for x, y in points]

    def box(self, left: float, top: float, right: float, bottom: float) -> Bounds:
        """A box of the set in the picture."""
        (x, y), (u, v) = self.at(left, top), self.at(right, bottom)
        return Bounds(x, y, u, v)

    @property
    def near(self) -> float:
        """A set length in picture heights."""
        return self.framing.closeness

    def chance(self, *key: object) -> random.Random:
        """Randomness for one element of the set."""
        return chance(self.seed, *key)

    def says(self, *words: str) -> bool:
        """Whether the place is described with one of the words."""
        return mentions(self.words, words)


def profile(
    rng: random.Random, height: float, roughness: float, step: float
) -> list[Point]:
    """A skyline from left to right, y below 0 upwards, out of a few random waves."""
    waves = [
        (
            rng.uniform(0.5, 1.0) / order**roughness,
            order * rng.uniform(0.7, 1.3),
            rng.uniform(0, math.tau),
        )
        for order in (1, 2, 4, 8, 16, 31)
    ]
    total = sum(size for size, _, _ in waves)
    count = int(2 * REACH / step)
    points = []
    for index in range(count + 1):
        x = -REACH + 2 * REACH * index / count
        lift = sum(size * math.sin(x * pace * 1.3 + turn) for size, pace, turn in waves)
        points.append((x, -height * (0.55 + 0.45 * lift / total)))
    return points


def peaks(rng: random.Random, height: float) -> list[Point]:
    """A skyline of pointed summits: straight flanks broken by smaller ones."""
    summits: list[Point] = []
    x = -REACH
    while x < REACH:
        tall = height * rng.uniform(0.45, 1.0)
        wide = tall * rng.uniform(0.75, 1.25)
        summits.append((x, -tall * 0.22 * rng.random()))
        for share, lift in trace(".28 .42, .36 .4, .62 .8, .7 .79"):
            nudge = rng.uniform(-0.05, 0.05)
            summits.append((x + wide * share, -tall * (lift + nudge)))
        summits.append((x + wide, -tall))
        for share, lift in trace(".22 .72, .3 .7, .55 .38, .64 .36"):
            nudge = rng.uniform(-0.05, 0.05)
            summits.append((x + wide * (1 + share), -tall * (lift + nudge)))
        x += wide * rng.uniform(1.5, 1.85)
    return [(max(min(u, REACH), -REACH), v) for u, v in summits]


def sky(stage: Stage, *, sun: float | None = 0.55) -> None:
    """A sky down to the horizon, with sun or moon at x and clouds as the mood asks."""
    scheme, back = stage.scheme, stage.back
    whole = back.bounds
    horizon = min(max(stage.framing.horizon, whole.top + 0.02), whole.bottom)
    above = Bounds(whole.left, whole.top, whole.right, max(horizon, whole.top + 0.05))
    middle = scheme.sky.mix(scheme.horizon, 0.38)
    back.fade(above, [(0, scheme.sky), (0.55, middle), (1, scheme.horizon)])
    if horizon < whole.bottom:
        below = Bounds(whole.left, horizon, whole.right, whole.bottom)
        back.fade(below, [(0, scheme.ground), (1, scheme.foot)])
    if stage.mood.hour == "night" and stage.mood.weather == "clear":
        _stars(stage)
    if sun is not None and stage.mood.weather in {"clear", "snow"}:
        _sun(stage, sun)
    _clouds(stage)


def _stars(stage: Stage) -> None:
    rng = stage.chance("stars")
    for _ in range(90):
        at = stage.at(rng.uniform(-1.6, 1.6), -rng.uniform(0.12, 1.1))
        size = rng.choice((0.0012, 0.0016, 0.0024))
        stage.back.disc(at, size, stage.scheme.light, rng.uniform(0.35, 0.9))


def _sun(stage: Stage, x: float) -> None:
    scheme, hour = stage.scheme, stage.mood.hour
    height = {"night": 0.40, "dusk": 0.05, "golden": 0.12, "dawn": 0.08}.get(
        hour or "day", 0.42
    )
    at = stage.at(x, -height)
    radius = {"night": 0.034, "day": 0.04}.get(hour or "day", 0.062) * stage.near
    warm = scheme.light if hour == "night" else scheme.lamp.mix(scheme.light, 0.5)
    stage.back.glow(at, radius * 11, warm, 0.34 if hour == "night" else 0.5)
    stage.back.glow(at, radius * 3.2, warm, 0.4)
    stage.back.disc(at, radius, warm.lighter(0.05))
    if hour == "night":
        shifted = (at[0] + radius * 0.42, at[1] - radius * 0.16)
        behind = scheme.sky.mix(warm, 0.30)
        stage.back.disc(shifted, radius * 0.86, behind)


def _clouds(stage: Stage) -> None:
    """Long flat bands, drawn as a painter's knife would."""
    rng, scheme = stage.chance("clouds"), stage.scheme
    heavy = stage.mood.weather in {"overcast", "storm", "rain", "snow"}
    count = 12 if heavy else 6
    for index in range(count):
        x, y = rng.uniform(-1.7, 1.7), -rng.uniform(0.10, 0.75) - 0.02 * index
        long, thick = rng.uniform(0.35, 1.0), rng.uniform(0.012, 0.05)
        if heavy:
            long, thick = long * 1.5, thick * 2.2
        lit = scheme.horizon if not heavy else scheme.sky.mix(scheme.shade, 0.35)
        tone = scheme.sky.mix(lit, 0.55 if not heavy else rng.uniform(0.15, 0.6))
        share = rng.uniform(0.3, 0.6)
        stage.back.shape(stage.path(_cloud(rng, x, y, long, thick)), tone, share)


def _cloud(
    rng: random.Random, x: float, y: float, long: float, thick: float
) -> list[Point]:
    """A flat-bottomed lens with a few shallow humps along its back."""
    humps = rng.randint(3, 5)
    back = [
        (
            x - long / 2 + long * (index + 0.5) / humps,
            y
            - thick * rng.uniform(0.5, 1.0) * math.sin(math.pi * (index + 0.5) / humps),
        )
        for index in range(humps)
    ]
    belly = [(x + long * 0.2, y + thick * 0.16), (x - long * 0.2, y + thick * 0.2)]
    return curve([(x - long / 2, y), *back, (x + long / 2, y), *belly])


def ridge(
    canvas: Canvas,
    stage: Stage,
    points: Sequence[Point],
    colour: Colour,
    foot: float = 0.02,
) -> None:
    """Land from a skyline down to `foot` below the horizon."""
    left, right = points[0][0], points[-1][0]
    outline = [*points, (right, foot), (left, foot)]
    canvas.shape(stage.path(outline), colour)


def floor(stage: Stage, far: Colour | None = None, near: Colour | None = None) -> None:
    """The ground, from the horizon to the picture's lower edge."""
    whole = stage.middle.bounds
    top = stage.framing.horizon
    if top >= whole.bottom:
        return
    stops = [(0.0, far or stage.scheme.ground), (1.0, near or stage.scheme.foot)]
    box = Bounds(whole.left, max(top, whole.top), whole.right, whole.bottom)
    stage.middle.fade(box, stops)


def tufts(stage: Stage, count: int = 120) -> None:
    """Grass in one lower corner, out of focus between camera and subject."""
    if not stage.clutter or stage.framing.angle in {"high", "overhead"}:
        return
    rng, front = stage.chance("tufts"), stage.front
    tone = stage.scheme.shade.mix(stage.scheme.near, 0.55)
    side = rng.choice((-1, 1))
    bottom, edge = front.bounds.bottom, stage.framing.aspect / 2 * side
    for _ in range(count):
        inward = rng.random() ** 1.6
        x = edge * 1.12 - inward * 0.85 * side
        high = (0.05 + 0.17 * (1 - inward) ** 1.5) * rng.uniform(0.5, 1.1)
        lean = rng.uniform(-0.05, 0.08) * -side
        blade = [
            (x - 0.008, bottom + 0.02),
            (x + lean * 0.35 - 0.005, bottom - high * 0.6),
            (x + lean, bottom - high),
            (x + lean * 0.35 + 0.005, bottom - high * 0.55),
            (x + 0.010, bottom + 0.02),
        ]
        front.shape(blade, tone.lighter(rng.uniform(-0.025, 0.03)))


def strokes(stage: Stage, tone: Colour, *, far: float = 0.03, count: int = 90) -> None:
    """Flat marks on the ground, larger the nearer: grass, stones, light on earth."""
    rng = stage.chance("strokes")
    for _ in range(count):
        depth = rng.random() ** 1.5
        y = far + depth * 1.1
        x = rng.uniform(-1.0, 1.0) * (0.5 + depth) * 1.7
        long, thick = 0.012 + depth * 0.12, 0.0012 + depth * 0.010
        step = rng.choice((-0.045, -0.025, 0.03, 0.05))
        mark = [
            (x - long, y),
            (x - long * 0.2, y - thick),
            (x + long, y - thick * 0.2),
            (x + long * 0.3, y + thick),
        ]
        stage.middle.shape(stage.path(mark), tone.lighter(step), rng.uniform(0.35, 0.8))
