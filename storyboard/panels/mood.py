"""Time, weather and light, read from the board's own words."""

import re
from collections.abc import Mapping
from typing import Literal

from storyboard.model.request import Staging
from storyboard.model.value import Value
from storyboard.panels.words import earliest, listed, mentions

Hour = Literal["night", "dawn", "day", "golden", "dusk"]
Weather = Literal["clear", "overcast", "rain", "storm", "snow", "fog"]
Key = Literal["low", "even", "high"]

_HOURS: Mapping[Hour, tuple[str, ...]] = {
    "night": listed("night, midnight, moonlit, moonlight, moon, nocturnal, dark"),
    "dawn": listed("dawn, sunrise, daybreak, early morning, first light"),
    "golden": listed("golden hour, golden, late afternoon, low sun, magic hour"),
    "dusk": listed("dusk, sunset, twilight, evening, blue hour, nightfall"),
    "day": listed("day, daylight, morning, noon, midday, afternoon, sun, sunny"),
}
_WEATHER: Mapping[Weather, tuple[str, ...]] = {
    "storm": listed("storm, thunder, tempest, gale, squall, lightning, stormy"),
    "rain": listed("rain, rainy, drizzle, downpour, shower, wet street"),
    "snow": listed("snow, snowy, blizzard, snowfall"),
    "fog": listed("fog, foggy, mist, misty, haze, hazy, smoke"),
    "overcast": listed("overcast, cloudy, grey sky, clouds, grey, gray"),
}
_GEAR = re.compile(
    r"\b(?:storm|rain|snow|fog|thunder|lightning)[ -](?:lantern|lamp|light|coat|jacket|"
    r"cape|hat|boot|shoe|door|window|cellar|drain|barrel|gauge|horn|bell|globe|rod)s?\b",
    re.IGNORECASE,
)
"""Things that are named after a weather and do not make it."""
_LOW = listed(
    "low-key, low key, noir, moody, chiaroscuro, shadows, "
    "hard light, candle, candlelight, lamplight, dim"
)
_HIGH = listed("high-key, high key, bright, airy, white, clean, studio light")
_NEON = listed("neon, cyberpunk, sodium, signs")
_WET = listed("wet, rain, puddle, reflections, glistening")
_SOFT = listed("soft, diffuse, gentle, overcast, window light, pastel")


class Mood(Value):
    """The light that a shot plays in."""

    hour: Hour | None = None
    """The time of day, where it is said."""
    weather: Weather = "clear"
    """The weather."""
    key: Key = "even"
    """Low-key, even or high-key light."""
    neon: bool = False
    """Whether coloured signs light the scene."""
    wet: bool = False
    """Whether the ground shines."""
    soft: bool = False
    """Whether shadows have no edges."""

    @property
    def dark(self) -> bool:
        """Whether lamps are what lights the scene."""
        return self.hour in {"night", "dusk"} or self.weather == "storm"


def mood_of(staging: Staging) -> Mood:
    """The mood that time, light, place and action ask for, the nearest word first."""
    light = " ".join(filter(None, (staging.light, staging.medium)))
    sheet = staging.place.sheet if staging.place else ""
    time = staging.time or ""
    hour = earliest(time, _HOURS) or earliest(f"{sheet} {light}", _HOURS)
    weather = (
        _weather(time)
        or _weather(staging.action, but="overcast")
        or _weather(f"{sheet} {light}")
    )
    return Mood(
        hour=hour,
        weather=weather or "clear",
        key="low"
        if mentions(light, _LOW)
        else "high"
        if mentions(light, _HIGH)
        else "even",
        neon=mentions(f"{light} {sheet} {time}", _NEON),
        wet=mentions(f"{light} {sheet} {time}", _WET) or weather in {"rain", "storm"},
        soft=mentions(light, _SOFT) or weather in {"fog", "overcast", "snow"},
    )


def _weather(text: str, but: str = "") -> Weather | None:
    kinds = {kind: words for kind, words in _WEATHER.items() if kind != but}
    return earliest(_GEAR.sub("", text), kinds)
