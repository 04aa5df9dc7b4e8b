"""What Ark's models cost by the million tokens, and what a number of tokens costs.

Figures: sheet ark.md, Pricing, read 2026-11-21.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from storyboard.model.money import Money
from storyboard.model.price import (
    MILLION,
    TOKEN_FPS,
    TOKEN_PIXELS,
    Edition,
    Rate,
    Surcharge,
)
from storyboard.model.request import ClipRequest, MediaInput, SlateText, Staging
from storyboard.model.value import SceneId, ShotId
from storyboard.providers.models.sizes import PIXELS, PIXELS_OF_1_0, Pixels

_HALF_FOR_FLEX = Surcharge(
    amount=Decimal("-0.5"), per="price", field="service_tier", value="flex"
)
_AS_COUNTED = "tokens counted by the sheet's formula; real ones were 0.8 % above it"


def _tokens(
    source: str,
    unit: str,
    *rates: Rate,
    day: date = date(2026, 11, 21),
    pixels: Pixels = PIXELS,
    flex: bool = False,
) -> tuple[Edition, ...]:
    """A list for a million tokens (sheet, Pricing)."""
    edition = Edition(
        read=day,
        source=f"{source}; {_AS_COUNTED}",
        unit=unit,
        per="million tokens",
        input_seconds="added",
        rates=rates,
        surcharges=(_HALF_FOR_FLEX,) if flex else (),
        pixels=pixels,
    )
    return (edition,)


def _rate(
    amount: str, *, videos: bool | None = None, audio: bool | None = None
) -> Rate:
    return Rate(amount=Decimal(amount), videos=videos, audio=audio)


_COPY = "a copy of BytePlus' price page, bears no date"
_THIRD = "a third party's copy of BytePlus' prices, bears no date"


def _of_1_0(amount: str) -> tuple[Edition, ...]:
    return _tokens(_COPY, "usd", _rate(amount), pixels=PIXELS_OF_1_0, flex=True)


VOLCENGINE: Mapping[str, tuple[Edition, ...]] = {
    "seedance-2.0": _tokens(
        "a third party's copy of Volcengine's prices",
        "cny",
        _rate("46", videos=False),
        _rate("28", videos=True),
        day=date(2026, 9, 19),
    ),
}
"""What is known of Volcengine's prices, by model."""
BYTEPLUS: Mapping[str, tuple[Edition, ...]] = {
    "seedance-2.0": _tokens(_THIRD, "usd", _rate("7.0", videos=False)),
    "seedance-2.0-fast": _tokens(_THIRD, "usd", _rate("5.6", videos=False)),
    "seedance-1.5-pro": _tokens(
        _COPY, "usd", _rate("2.4", audio=True), _rate("1.2", audio=False), flex=True
    ),
    "seedance-1.0-pro": _of_1_0("2.5"),
    "seedance-1.0-lite": _of_1_0("1.8"),
}
"""What is known of BytePlus' prices, by model."""

_SOME_VIDEO = MediaInput(role="reference", kind="video", file="", digest="")


def the_clip(
    *, seconds: float, aspect: str, resolution: str, audio: bool | None, tier: str
) -> ClipRequest:
    """A finished clip as price lists look at it; it has no files."""
    return ClipRequest(
        provider="ark",
        model=None,
        prompt="",
        seconds=seconds,
        aspect=aspect,
        resolution=resolution,
        fps=str(TOKEN_FPS),
        seed=None,
        audio=audio,
        extra={"service_tier": tier},
        staging=Staging(),
        slate=SlateText(film="", scene=SceneId(""), shot=ShotId("")),
    )


def cost_of(tokens: int, edition: Edition, clip: ClipRequest) -> Money | None:
    """What a clip's tokens cost by a list; None where the list does not say.

    Whether reference videos went along is not said by Ark, but they are counted: each
    has two seconds or more, so tokens for over a second more than the clip's own mean
    that there were some.
    """
    size = edition.pixels.get(f"{clip.resolution} {clip.aspect}")
    if size is None:
        return None
    a_second = Decimal(size[0] * size[1] * TOKEN_FPS) / TOKEN_PIXELS
    if tokens > (Decimal(str(clip.seconds)) + 1) * a_second:
        clip = clip.model_copy(update={"media": (_SOME_VIDEO,)})
    rate = next((rate for rate in edition.rates if rate.fits(clip)), None)
    if rate is None or (rate.audio is not None and clip.audio is None):
        return None
    shares = (s.amount for s in edition.surcharges if s.per == "price" and s.due(clip))
    amount = rate.amount * tokens / MILLION * (1 + sum(shares, Decimal(0)))
    return Money(amount=amount, unit=edition.unit)
