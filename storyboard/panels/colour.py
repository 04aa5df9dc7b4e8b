"""Colours that mix like paint: OKLab values, from and to sRGB.

OKLab is Björn Ottosson's perceptual space (2020); equal steps look equal, so a tint
keeps its hue and a value step is the same step everywhere in a picture.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property

Rgb = tuple[int, int, int]


def _linear(channel: float) -> float:
    c = channel / 255
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _gamma(light: float) -> int:
    light = min(max(light, 0.0), 1.0)
    c = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(c * 255)


@dataclass(frozen=True)
class Colour:
    """A colour; `light` from 0 (black) to 1 (white)."""

    light: float
    """Perceived lightness."""
    a: float = 0.0
    """Green to red."""
    b: float = 0.0
    """Blue to yellow."""

    @property
    def chroma(self) -> float:
        """How far from grey: about 0.05 is muted, 0.2 vivid."""
        return math.hypot(self.a, self.b)

    @property
    def hue(self) -> float:
        """The direction from grey, in degrees."""
        return math.degrees(math.atan2(self.b, self.a)) % 360

    @cached_property
    def rgb(self) -> Rgb:
        """As sRGB, 0 to 255."""
        long = (self.light + 0.3963377774 * self.a + 0.2158037573 * self.b) ** 3
        middle = (self.light - 0.1055613458 * self.a - 0.0638541728 * self.b) ** 3
        short = (self.light - 0.0894841775 * self.a - 1.2914855480 * self.b) ** 3
        return (
            _gamma(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
            _gamma(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
            _gamma(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
        )

    def mix(self, other: "Colour", share: float) -> "Colour":
        """This colour with a share of another, 0 to 1."""
        return Colour(
            self.light + (other.light - self.light) * share,
            self.a + (other.a - self.a) * share,
            self.b + (other.b - self.b) * share,
        )

    def at(self, light: float) -> "Colour":
        """The same hue at another lightness."""
        return replace(self, light=min(max(light, 0.02), 0.99))

    def lighter(self, by: float) -> "Colour":
        """The same hue, a step up (or down, below 0) in lightness."""
        return self.at(self.light + by)

    def muted(self, share: float) -> "Colour":
        """Only so much of its chroma."""
        return Colour(self.light, self.a * share, self.b * share)

    def vivid(self, chroma: float) -> "Colour":
        """The same hue with at least so much chroma."""
        if self.chroma >= chroma or self.chroma < 0.004:
            return self
        return self.muted(chroma / self.chroma)


def from_rgb(red: int, green: int, blue: int) -> Colour:
    """A colour from sRGB, 0 to 255."""
    r, g, b = _linear(red), _linear(green), _linear(blue)
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return Colour(
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def from_hex(text: str) -> Colour:
    """A colour from `#rrggbb`."""
    return from_rgb(*(int(text[i : i + 2], 16) for i in (1, 3, 5)))


def from_hue(light: float, chroma: float, hue: float) -> Colour:
    """A colour from lightness, chroma and hue in degrees."""
    angle = math.radians(hue)
    return Colour(light, chroma * math.cos(angle), chroma * math.sin(angle))
