from datetime import date
from decimal import Decimal

import pytest

from storyboard.model.capabilities import named
from storyboard.model.media import FileFacts
from storyboard.model.price import MILLION, Rate, price_of
from storyboard.model.request import ClipRequest
from storyboard.providers.models.ark import Region, models
from tests.providers.asked import asked, medium

REGIONS: tuple[Region, ...] = ("volcengine", "byteplus")


def wish(model: str | None = None, **changes: object) -> ClipRequest:
    return asked("ark", model, **changes)


def filmed(seconds: float) -> ClipRequest:
    facts = FileFacts(bytes=1, suffix=".mp4", seconds=seconds, fps=24)
    walk = medium("reference", "walk", "video").model_copy(update={"facts": facts})
    return wish(media=(walk,))


def price(region: Region, request: ClipRequest) -> str:
    row = named(models(region), request.model)
    assert row is not None
    found, _ = price_of(row.prices, request)
    return f"{found.amount} {found.unit}" if found else "unknown"


def test_the_sheets_five_seconds_of_720p_are_108_000_tokens() -> None:
    row = models("volcengine")[0]
    edition = row.prices[0]
    a_token = edition.model_copy(update={"rates": (Rate(amount=MILLION),)})
    counted = a_token.of(wish())
    assert counted is not None
    assert counted.amount == 108_000


@pytest.mark.parametrize(
    ("region", "request_", "total"),
    [
        ("volcengine", wish(), "4.968 cny"),
        ("volcengine", filmed(5.0), "6.048 cny"),
        ("volcengine", filmed(2.0), "4.2336 cny"),
        ("volcengine", wish(resolution="1080p"), "11.178 cny"),
        ("volcengine", wish(resolution="480p", aspect="1:1"), "2.208 cny"),
        # COMPARISON.md prints about 0.76 and 0.60 dollars.
        ("byteplus", wish(), "0.756 usd"),
        ("byteplus", wish("seedance-2.0-fast"), "0.6048 usd"),
        ("byteplus", wish("seedance-1.5-pro"), "0.2592 usd"),
        ("byteplus", wish("seedance-1.5-pro", audio=False), "0.1296 usd"),
        ("byteplus", wish("seedance-1.0-pro", resolution="480p"), "0.1215 usd"),
        ("byteplus", wish("seedance-1.0-lite", resolution="1080p"), "0.44064 usd"),
    ],
)
def test_tokens_times_the_rate_of_the_sheet_is_the_price(
    region: Region, request_: ClipRequest, total: str
) -> None:
    assert price(region, request_) == total


@pytest.mark.parametrize("model", ["seedance-1.5-pro", "seedance-1.0-pro"])
def test_flex_is_half_the_price(model: str) -> None:
    full = price("byteplus", wish(model)).partition(" ")[0]
    flex = price("byteplus", wish(model, extra={"service_tier": "flex"}))
    assert Decimal(flex.partition(" ")[0]) == Decimal(full) / 2


@pytest.mark.parametrize(
    ("region", "request_"),
    [
        ("volcengine", wish("seedance-2.0-fast")),
        ("volcengine", wish("seedance-2.0-mini")),
        ("volcengine", wish("seedance-2.5")),
        ("volcengine", wish("seedance-1.5-pro")),
        ("volcengine", wish("seedance-1.0-pro")),
        ("volcengine", wish(resolution="4k")),
        ("volcengine", wish(media=(medium("reference", "w", "video"),))),
        ("byteplus", filmed(5.0)),
        ("byteplus", wish("seedance-1.5-pro-draft", resolution="480p")),
        ("byteplus", wish("seedance-1.0-pro-fast")),
    ],
)
def test_what_the_sheet_does_not_price_is_unknown(
    region: Region, request_: ClipRequest
) -> None:
    assert price(region, request_) == "unknown"


def test_price_lists_bear_the_day_on_which_they_stood() -> None:
    days = {
        (region, row.model): edition.read
        for region in REGIONS
        for row in models(region)
        for edition in row.prices
    }
    assert days == {
        ("volcengine", "seedance-2.0"): date(2026, 9, 19),
        ("byteplus", "seedance-2.0"): date(2026, 11, 21),
        ("byteplus", "seedance-2.0-fast"): date(2026, 11, 21),
        ("byteplus", "seedance-1.5-pro"): date(2026, 11, 21),
        ("byteplus", "seedance-1.0-pro"): date(2026, 11, 21),
        ("byteplus", "seedance-1.0-lite"): date(2026, 11, 21),
    }


@pytest.mark.parametrize(
    ("region", "model", "said"),
    [
        ("byteplus", "seedance-1.5-pro", True),
        ("byteplus", "seedance-1.0-pro", True),
        ("byteplus", "seedance-1.0-lite", True),
        ("byteplus", "seedance-1.0-pro-fast", False),
        ("byteplus", "seedance-2.0", False),
        ("volcengine", "seedance-1.5-pro", False),
        ("volcengine", "seedance-2.0", False),
    ],
)
def test_a_price_from_the_pixels_of_resellers_is_called_an_estimate(
    region: Region, model: str, *, said: bool
) -> None:
    row = named(models(region), model)
    assert row is not None
    assert ("estimated with the pixels that resellers print" in row.caution) is said


@pytest.mark.parametrize("region", REGIONS)
def test_what_third_parties_alone_say_of_a_model_is_told(region: Region) -> None:
    row = named(models(region), "seedance-1.0-pro-fast")
    assert row is not None
    assert "no last frame is said by third parties only" in row.caution
