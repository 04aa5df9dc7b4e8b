"""A shot's colours by the part they play, from the style's palette and the mood."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storyboard.panels.colour import Colour, from_hex, from_hue
from storyboard.panels.mood import Hour, Mood
from storyboard.panels.words import chance

_WARM_WHITE = Colour(0.93, 0.008, 0.045)
_LAMP = Colour(0.86, 0.035, 0.115)

_STEPS: dict[Hour, tuple[float, ...]] = {
    # sky above, sky at the horizon, far, middle, near, ground far, ground near
    "night": (0.23, 0.42, 0.33, 0.27, 0.19, 0.34, 0.25),
    "dawn": (0.62, 0.88, 0.70, 0.56, 0.38, 0.68, 0.52),
    "day": (0.74, 0.92, 0.77, 0.63, 0.46, 0.74, 0.62),
    "golden": (0.68, 0.88, 0.66, 0.50, 0.33, 0.64, 0.46),
    "dusk": (0.40, 0.72, 0.49, 0.37, 0.25, 0.48, 0.34),
}
_DEFAULTS: dict[Hour, tuple[tuple[str, str, str], ...]] = {
    "night": (
        ("#142238", "#e9b872", "#5b7a8c"),
        ("#1c1f3a", "#f0a36b", "#6d6a9c"),
        ("#10282c", "#e8c67a", "#4f8078"),
    ),
    "dawn": (("#7f93a8", "#f0b79a", "#d9c9b2"), ("#8a9ba0", "#f2c6a0", "#b98f8f")),
    "day": (
        ("#8fb0b5", "#d9633f", "#e9d9b4"),
        ("#a3b59a", "#c9503c", "#f0e2c0"),
        ("#8aa6c1", "#e0903f", "#efe3cc"),
    ),
    "golden": (("#b7936a", "#e8743b", "#f4d9a0"), ("#9b8f78", "#e2623a", "#f6cf8e")),
    "dusk": (
        ("#3b4668", "#f08a5d", "#b06a86"),
        ("#2f4858", "#f2a65a", "#a5627a"),
        ("#43395f", "#ef8f6b", "#7a6ca8"),
    ),
}


@dataclass(frozen=True)
class Scheme:
    """Colours by role; air is what distance fades into."""

    sky: Colour
    horizon: Colour
    far: Colour
    middle: Colour
    near: Colour
    ground: Colour
    foot: Colour
    """The ground at the picture's lower edge."""
    shade: Colour
    """The darkest colour, for foregrounds and shadows."""
    light: Colour
    """What lights the scene: rims and beams."""
    lamp: Colour
    """Windows and lamps."""
    accent: Colour
    """The palette's strongest colour, for small things."""
    second: Colour
    """The palette's other colour."""
    tint: float = 0.25
    """How far things take on the scene's own colour."""
    dim: float = 0.0
    """How much darker than by day things are."""

    def local(self, colour: Colour) -> Colour:
        """A thing's own colour as it looks in this light."""
        lit = colour.mix(self.middle.at(colour.light), self.tint)
        return lit.at(0.10 + (lit.light - 0.10) * (1 - self.dim))

    def flesh(self, colour: Colour) -> Colour:
        """A skin as it looks in this light: faces are lit a little better."""
        lit = colour.mix(self.light.at(colour.light), self.tint * 0.45)
        return lit.at(0.10 + (lit.light - 0.10) * (1 - self.dim * 0.45))


def scheme_for(palette: tuple[str, ...], mood: Mood, *seed: object) -> Scheme:
    """The colours of a scene; without a palette, a default one chosen by the seed."""
    named = [from_hex(text) for text in palette]
    hour = mood.hour or _hour_of(named)
    if not named:
        named = [from_hex(t) for t in chance(*seed, "palette").choice(_DEFAULTS[hour])]
    ground = named[0]
    accent = max(named[1:], key=lambda c: c.chroma, default=_answer(ground))
    rest = [c for c in named[1:] if c is not accent]
    second = rest[0] if rest else ground.mix(accent, 0.5)
    steps = _key(_STEPS[hour], mood, ground)
    scheme = _by_role(named, accent, second, steps, hour)
    return _weathered(scheme, mood)


def _hour_of(palette: list[Colour]) -> Hour:
    """Where no time is said, the ground colour's value says how light it is."""
    if not palette:
        return "day"
    light = palette[0].light
    if light < 0.36:
        return "dusk"
    return "golden" if light < 0.55 else "day"


def _answer(ground: Colour) -> Colour:
    """An accent for a lone ground colour: warm against cool, cool against warm."""
    warm = ground.b > 0.01
    return from_hue(0.72, 0.12, 225 if warm else 65)


def _key(steps: tuple[float, ...], mood: Mood, ground: Colour) -> tuple[float, ...]:
    """The hour's values, pulled towards the ground colour's and the light's key."""
    centre = sum(steps) / len(steps)
    shift = max(min((ground.light - centre) * 0.2, 0.07), -0.06)
    shift += {"low": -0.05, "even": 0.0, "high": 0.06}[mood.key]
    spread = {"low": 1.05, "even": 1.0, "high": 0.85}[mood.key]
    return tuple(
        min(max(centre + (step - centre) * spread + shift, 0.12), 0.96)
        for step in steps
    )


def _ramp(colours: Sequence[Colour], light: float) -> Colour:
    """The palette's own hue at a lightness: mixed from the colours next to it."""
    steps = sorted(colours, key=lambda c: c.light)
    below = max(
        (c for c in steps if c.light <= light), key=lambda c: c.light, default=steps[0]
    )
    above = min(
        (c for c in steps if c.light >= light), key=lambda c: c.light, default=steps[-1]
    )
    apart = above.light - below.light
    mixed = below.mix(above, (light - below.light) / apart if apart > 0 else 0.0)
    # Large areas stay quieter than the colours that were picked as patches.
    return mixed.muted(min(1.0, 0.085 / max(mixed.chroma, 0.001))).at(light)


def _by_role(
    named: Sequence[Colour],
    accent: Colour,
    second: Colour,
    steps: tuple[float, ...],
    hour: Hour,
) -> Scheme:
    large = [colour for colour in named if colour is not accent] or list(named)
    warmth = {"night": 0.12, "dawn": 0.42, "day": 0.08, "golden": 0.55, "dusk": 0.5}
    sky, horizon, far, middle, near, floor, foot = steps

    def tone(light: float, air: float = 0.0, earth: float = 0.0) -> Colour:
        mixed = _ramp(large, light).mix(accent, air * warmth[hour]).mix(second, earth)
        return mixed.at(light)

    light = accent if hour in {"golden", "dusk"} else tone(0.9).mix(_WARM_WHITE, 0.6)
    return Scheme(
        sky=tone(sky),
        horizon=tone(horizon, air=1.0),
        far=tone(far, air=0.45),
        middle=tone(middle, air=0.15),
        near=tone(near, earth=0.1),
        ground=tone(floor, air=0.3, earth=0.2),
        foot=tone(foot, earth=0.25),
        shade=tone(max(near * 0.55, 0.09)),
        light=light.at({"night": 0.72, "dusk": 0.82}.get(hour, 0.95)),
        lamp=accent.mix(_LAMP, 0.45).at(0.85),
        accent=accent.at(min(max(accent.light, 0.42), 0.8)),
        second=second,
        tint={"night": 0.42, "dusk": 0.32, "golden": 0.22}.get(hour, 0.12),
        dim={"night": 0.42, "dusk": 0.30, "dawn": 0.08, "golden": 0.08}.get(hour, 0.0),
    )


def _weathered(scheme: Scheme, mood: Mood) -> Scheme:
    if mood.weather == "clear":
        return scheme
    wash = {"fog": 0.62, "snow": 0.35, "storm": 0.25, "rain": 0.22, "overcast": 0.3}
    share = wash[mood.weather]
    grey = scheme.sky.mix(scheme.horizon, 0.5).muted(0.6)
    if mood.weather == "fog":
        grey = grey.lighter(0.06)
    if mood.weather == "snow":
        grey = grey.lighter(0.12)
    if mood.weather == "storm":
        grey = grey.lighter(-0.08)
    veiled = {
        name: getattr(scheme, name).mix(grey, share * much)
        for name, much in (
            ("sky", 1.0),
            ("horizon", 0.9),
            ("far", 1.1),
            ("middle", 0.75),
            ("near", 0.3),
            ("ground", 0.6),
            ("foot", 0.25),
        )
    }
    snowy = {}
    if mood.weather == "snow":
        white = scheme.horizon.muted(0.35)
        light = max(scheme.ground.light, scheme.horizon.light - 0.02)
        snowy = {"ground": white.at(light), "foot": white.at(light - 0.08)}
    return replace(
        scheme, **(veiled | snowy), tint=scheme.tint + 0.1, dim=scheme.dim * 0.9
    )
