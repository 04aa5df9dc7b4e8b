from decimal import Decimal

import pytest

from storyboard.model.capabilities import named
from storyboard.model.price import price_of
from storyboard.providers.kinovi import provider
from storyboard.providers.models.kinovi import MODELS, MODELS_OF_THE_SOURCE
from tests.providers.answers import a_workplace
from tests.providers.asked import asked, medium

WALK = medium("reference", "walk", "video")


@pytest.mark.parametrize(
    ("model", "resolution", "amount", "usd"),
    [
        ("seedance-20", "720p", 200, "1"),
        ("seedance2-fast", "720p", 140, "0.7"),
        ("seedance-20", "480p", 100, "0.5"),
        ("seedance2-fast", "480p", 70, "0.35"),
    ],
)
def test_the_totals_that_the_source_prints_come_out(
    model: str, resolution: str, amount: int, usd: str
) -> None:
    request = asked("kinovi", model, resolution=resolution)
    for rows in (MODELS, MODELS_OF_THE_SOURCE):
        row = named(rows, model)
        assert row is not None
        edition = row.prices[-1]
        price = edition.of(request)
        assert price is not None
        assert price.amount == amount
        assert price.unit == "credits@kinovi"
        worth = edition.in_usd(price)
        assert worth is not None
        assert worth.amount == Decimal(usd)


@pytest.mark.parametrize(
    ("model", "resolution", "plain", "with_video"),
    [
        ("seedance-20", "480p", 15, 19),
        ("seedance-20", "720p", 40, 48),
        ("seedance-20", "1080p", 90, 108),
        ("seedance-20", "4k", 200, 240),
        ("seedance2-fast", "480p", 14, 18),
        ("seedance2-fast", "720p", 28, 34),
    ],
)
def test_the_readme_is_the_list_to_go_by(
    model: str, resolution: str, plain: int, with_video: int
) -> None:
    row = named(MODELS, model)
    assert row is not None
    for media, amount in (((), plain), ((WALK,), with_video)):
        request = asked("kinovi", model, resolution=resolution, media=media)
        price, edition = price_of(row.prices, request)
        assert price is not None
        assert price.amount == amount * 5
        assert edition == row.prices[0]


@pytest.mark.parametrize(
    ("model", "resolution", "amount"),
    [
        ("seedance-20", "480p", 15),
        ("seedance-20", "720p", None),
        ("seedance-20", "1080p", 83),
        ("seedance2-fast", "480p", 10),
        ("seedance2-fast", "720p", None),
    ],
)
def test_the_list_of_summer_knows_what_it_knows(
    model: str, resolution: str, amount: int | None
) -> None:
    row = named(MODELS, model)
    assert row is not None
    price = row.prices[1].of(asked("kinovi", model, resolution=resolution))
    assert (price.amount if price else None) == (amount and amount * 5)


def test_lists_stand_newest_first() -> None:
    for row in MODELS:
        days = [edition.read for edition in row.prices]
        assert len(days) == 3
        assert days == sorted(days, key=str, reverse=True)


@pytest.mark.parametrize(
    ("model", "resolution", "extra", "amount"),
    [
        ("seedance-20", "4k", {}, 68),
        ("seedance-20", "4k", {"upscaleResolution": "4k"}, 68),
        ("seedance-20", "720p", {"upscaleResolution": "4k"}, 68),
        ("seedance-20", "480p", {"upscaleResolution": "4k"}, 48),
        ("seedance2-fast", "4k", {}, 56),
        ("seedance2-fast", "480p", {"upscaleResolution": "4k"}, 42),
    ],
)
def test_enlarging_adds_28_credits_a_second(
    model: str, resolution: str, extra: dict[str, str], amount: int
) -> None:
    request = asked("kinovi", model, resolution=resolution, extra=extra)
    row = named(MODELS_OF_THE_SOURCE, model)
    assert row is not None
    price, _ = price_of(row.prices, request)
    assert price is not None
    assert price.amount == amount * 5


def test_old_lists_do_not_know_what_a_reference_video_costs() -> None:
    request = asked("kinovi", media=(WALK,))
    for edition in MODELS[0].prices[1:]:
        assert edition.of(request) is None


def test_a_setting_follows_the_source_and_its_prices() -> None:
    row = provider(a_workplace(settings={"docs": "source"})).capabilities(None)
    assert row is not None
    assert row.prompt_limit == 4000
    assert row.resolutions == ("480p", "720p", "4k")
    assert not row.seed
    assert not row.audio_switch
    price, _ = price_of(row.prices, asked("kinovi", resolution="480p"))
    assert price is not None
    assert price.amount == 100
