from datetime import date
from decimal import Decimal

import pytest

from storyboard.model.capabilities import named
from storyboard.model.media import FileFacts
from storyboard.model.price import price_of
from storyboard.model.request import ClipRequest, MediaInput
from storyboard.providers.models.evolink import MODELS
from tests.providers.asked import asked, medium

NEWEST, PAGE = date(2026, 10, 10), date(2026, 6, 1)


def walk(seconds: float | None) -> MediaInput:
    facts = FileFacts(bytes=1000, suffix=".mp4", seconds=seconds)
    video = medium("reference", "walk", "video")
    return video.model_copy(update={"facts": facts})


def price(day: date, request: ClipRequest) -> tuple[Decimal, Decimal] | None:
    """Credits, and US dollars to the cent."""
    row = named(MODELS, request.model)
    assert row is not None
    edition = next(each for each in row.prices if each.read == day)
    found = edition.of(request)
    if found is None:
        return None
    assert found.unit == "credits@evolink"
    usd = edition.in_usd(found)
    assert usd is not None
    return found.amount, usd.amount


@pytest.mark.parametrize(
    ("model", "resolution", "video", "credits_", "usd"),
    [
        ("seedance-2.0", "480p", False, "6.251", "0.0919"),
        ("seedance-2.0", "720p", False, "13.50", "0.1985"),
        ("seedance-2.0-fast", "480p", False, "5.063", "0.0745"),
        ("seedance-2.0-fast", "720p", False, "10.935", "0.1608"),
        ("seedance-2.0", "480p", True, "3.807", "0.0560"),
        ("seedance-2.0", "720p", True, "8.222", "0.1209"),
        ("seedance-2.0-fast", "480p", True, "3.012", "0.0443"),
        ("seedance-2.0-fast", "720p", True, "6.506", "0.0957"),
    ],
)
def test_the_page_s_prices_for_a_second_come_out(
    model: str,
    resolution: str,
    video: bool,  # noqa: FBT001
    credits_: str,
    usd: str,
) -> None:
    media = (walk(2.0),) if video else ()
    request = asked("evolink", model, resolution=resolution, media=media)
    found = price(PAGE, request)
    assert found is not None
    # As much input as output is counted with a reference video.
    seconds = 10 if video else 5
    assert found[0] == Decimal(credits_) * seconds
    assert (found[1] / seconds).quantize(Decimal("0.0001")) == Decimal(usd)


@pytest.mark.parametrize(
    ("model", "usd"), [("seedance-2.0", "2.42"), ("seedance-2.0-fast", "1.91")]
)
def test_the_page_s_examples_come_out(model: str, usd: str) -> None:
    request = asked("evolink", model, seconds=10.0, media=(walk(5.0),))
    found = price(PAGE, request)
    assert found is not None
    assert found[1].quantize(Decimal("0.01")) == Decimal(usd)


@pytest.mark.parametrize(
    ("model", "resolution", "plain", "with_video"),
    [
        ("seedance-2.0", "480p", "6.2775", "3.834"),
        ("seedance-2.0", "720p", "13.5", "8.2215"),
        ("seedance-2.0", "1080p", "33.75", "20.52"),
        ("seedance-2.0-fast", "480p", "3.8136045", "2.2717601"),
        ("seedance-2.0-fast", "720p", "8.2013", "4.8797735"),
        ("seedance-2.0-mini", "480p", "1.2555", "0.7668"),
        ("seedance-2.0-mini", "720p", "2.7", "1.6443"),
    ],
)
def test_the_price_rules_are_the_list_to_go_by(
    model: str, resolution: str, plain: str, with_video: str
) -> None:
    row = named(MODELS, model)
    assert row is not None
    for media, amount in (
        ((), Decimal(plain) * 5),
        ((walk(2.0),), Decimal(with_video) * 10),
        ((walk(9.0),), Decimal(with_video) * 14),
    ):
        request = asked("evolink", model, resolution=resolution, media=media)
        found, edition = price_of(row.prices, request)
        assert found is not None
        assert found.amount == amount
        assert edition is not None
        assert edition.read == NEWEST


@pytest.mark.parametrize("model", [row.model for row in MODELS])
def test_each_wire_name_costs_what_its_model_does(model: str) -> None:
    tier = model.removesuffix("-to-video").rsplit("-", 1)[0]
    request = asked("evolink", model)
    plain = asked("evolink", tier if "-to-video" in model else model)
    assert price(NEWEST, request) == price(NEWEST, plain)


def test_the_page_knows_neither_1080p_nor_mini() -> None:
    assert price(PAGE, asked("evolink", resolution="1080p")) is None
    mini = named(MODELS, "seedance-2.0-mini")
    assert mini is not None
    assert [edition.read for edition in mini.prices] == [NEWEST]


def test_a_video_of_unknown_length_has_no_price() -> None:
    assert price(NEWEST, asked("evolink", media=(walk(None),))) is None


def test_a_search_costs_four_hundredths_where_there_is_one() -> None:
    plain = price(NEWEST, asked("evolink"))
    searched = price(NEWEST, asked("evolink", web_search=True))
    assert plain is not None
    assert searched is not None
    assert searched[0] - plain[0] == Decimal("0.04")
    for model in ("seedance-2.0-mini", "seedance-2.0-image-to-video"):
        without = price(NEWEST, asked("evolink", model))
        assert price(NEWEST, asked("evolink", model, web_search=True)) == without


def test_a_relaxed_filter_costs_a_tenth_more() -> None:
    found = price(NEWEST, asked("evolink", extra={"content_filter": False}))
    assert found is not None
    assert found[0] == Decimal("74.25")
    found = price(NEWEST, asked("evolink", extra={"content_filter": True}))
    assert found is not None
    assert found[0] == Decimal("67.5")


def test_sound_costs_nothing() -> None:
    silent = asked("evolink", audio=False)
    assert price(NEWEST, silent) == price(NEWEST, asked("evolink", audio=True))


def test_lists_stand_newest_first() -> None:
    for row in MODELS:
        days = [edition.read for edition in row.prices]
        assert days == sorted(days, key=str, reverse=True)
