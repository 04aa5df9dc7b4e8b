"""What models cost, as price lists that were read on a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from storyboard.model.money import Money
from storyboard.model.request import ClipRequest
from storyboard.model.value import Text, Value

MILLION = Decimal(1_000_000)
TOKEN_FPS = 24
"""Frames a second by which a service that counts tokens counts them."""
TOKEN_PIXELS = 1024


class Rate(Value):
    """One line of a price list; None in a condition: it does not matter."""

    amount: Decimal
    """What one unit of `Edition.per` costs."""
    resolution: str | None = None
    """Only at this resolution."""
    videos: bool | None = None
    """Only with, or only without, reference videos."""
    images: bool | None = None
    """Only with, or only without, images of any role."""
    audio: bool | None = None
    """Only with, or only without, sound."""
    seconds: float | None = None
    """Only at this length."""
    files: int | None = None
    """Only with so many files of all kinds."""

    def fits(self, request: ClipRequest) -> bool:
        """Whether this is the line for a request."""
        kinds = {medium.kind for medium in request.media}
        return (
            self.resolution in {None, request.resolution}
            and self.videos in {None, "video" in kinds}
            and self.images in {None, "image" in kinds}
            and self.audio in {None, request.audio is not False}
            and self.seconds in {None, request.seconds}
            and self.files in {None, len(request.media)}
        )


class Surcharge(Value):
    """What is added where a switch is on."""

    amount: Decimal
    """For each second of clip, for each job, or as a share of the price."""
    per: Literal["second", "job", "price"]
    """What it is counted by; `price`: what the rate alone comes to."""
    field: str
    """`web_search`, or a field of the service's own (`extra`)."""
    value: str | bool = True
    """The value at which it falls due."""
    resolutions: tuple[str, ...] = ()
    """Only at these resolutions; empty: at any."""

    def due(self, request: ClipRequest) -> bool:
        """Whether a request has to pay it."""
        if self.resolutions and request.resolution not in self.resolutions:
            return False
        own = {**request.extra, "web_search": bool(request.web_search)}
        return bool(own.get(self.field) == self.value)


class Edition(Value):
    """A price list as it was read on a day."""

    read: date | None = None
    """The day it stood so; None: the user's own list."""
    source: Text
    """Where it was read, in words."""
    unit: Text
    """`usd`, `cny` or `credits@PROVIDER`."""
    rates: tuple[Rate, ...]
    """The first line that fits a request counts."""
    per: Literal["second", "million tokens"] = "second"
    """What a rate is for; tokens are seconds × pixels × 24 / 1024."""
    input_seconds: Literal["free", "added", "at least the clip's"] = "free"
    """How the seconds of reference videos are charged with those of the clip."""
    round_up: bool = False
    """Whether a fraction counts as a whole unit."""
    surcharges: tuple[Surcharge, ...] = ()
    """What switches add."""
    usd: Decimal | None = None
    """What one unit is worth in US dollars, where the source says so."""
    pixels: Mapping[str, tuple[int, int]] = {}
    """The clip's width and height by `RESOLUTION ASPECT`, for counting tokens."""

    def of(self, request: ClipRequest) -> Money | None:
        """The price of a request; None where this list cannot tell."""
        rate = next((rate for rate in self.rates if rate.fits(request)), None)
        counted = self._counted(request)
        if rate is None or counted is None:
            return None
        amount = rate.amount * counted
        by = {"second": _decimal(request.seconds), "job": Decimal(1), "price": amount}
        for surcharge in self.surcharges:
            if surcharge.due(request):
                amount += surcharge.amount * by[surcharge.per]
        if self.round_up:
            amount = amount.to_integral_value(ROUND_CEILING)
        return Money(amount=_plain(amount), unit=self.unit)

    def in_usd(self, price: Money) -> Money | None:
        """A price of this list in US dollars, where that is known."""
        if price.unit == "usd":
            return price
        if self.usd is None:
            return None
        return Money(amount=_plain(price.amount * self.usd), unit="usd")

    def _counted(self, request: ClipRequest) -> Decimal | None:
        """The units that are charged: seconds, or millions of tokens."""
        seconds = _decimal(request.seconds)
        if self.input_seconds != "free":
            videos = [medium for medium in request.media if medium.kind == "video"]
            known = [v.facts.seconds for v in videos if v.facts and v.facts.seconds]
            if len(known) != len(videos):
                return None
            given = sum((_decimal(each) for each in known), Decimal(0))
            if videos and self.input_seconds == "at least the clip's":
                given = max(given, seconds)
            seconds += given
        if self.per == "second":
            return seconds
        size = self.pixels.get(f"{request.resolution} {request.aspect}")
        if size is None:
            return None
        tokens = seconds * size[0] * size[1] * TOKEN_FPS / TOKEN_PIXELS
        return tokens / MILLION


FREE = Edition(
    read=date(2026, 11, 21),
    source="made on this machine",
    unit="usd",
    rates=(Rate(amount=Decimal(0)),),
)


def price_of(
    editions: Iterable[Edition], request: ClipRequest
) -> tuple[Money | None, Edition | None]:
    """The price by the first list that knows it, and that list."""
    for edition in editions:
        price = edition.of(request)
        if price is not None:
            return price, edition
    return None, None


def _decimal(seconds: float) -> Decimal:
    return Decimal(str(seconds))


def _plain(amount: Decimal) -> Decimal:
    """Without trailing zeros, and never in exponents."""
    return Decimal(f"{amount.normalize():f}")
