from decimal import Decimal

import pytest

from storyboard.model.capabilities import named
from storyboard.model.price import price_of
from storyboard.model.request import ClipRequest
from storyboard.providers.models.seedanceapi import MODELS
from tests.providers.asked import asked, medium

DOOR = medium("first_frame", "door")
WALK = medium("reference", "walk", "video")
VOICE = medium("voice", "voice", "audio")


def credits_(request: ClipRequest) -> int:
    row = named(MODELS, request.model)
    assert row is not None
    price, edition = price_of(row.prices, request)
    assert price is not None
    assert edition is not None
    assert price.unit == "credits@seedanceapi"
    usd = edition.in_usd(price)
    assert usd is not None
    assert usd.amount == price.amount / Decimal(100)
    assert price.amount == int(price.amount)
    return int(price.amount)


@pytest.mark.parametrize(
    ("model", "totals"),
    [
        ("seedance-2.0", {5: 240, 10: 480, 15: 720}),
        ("seedance-2.0-fast", {5: 160, 10: 320, 15: 480}),
    ],
)
def test_the_totals_that_the_source_prints_come_out(
    model: str, totals: dict[int, int]
) -> None:
    for seconds, total in totals.items():
        for media in ((), (DOOR,)):
            request = asked("seedanceapi", model, seconds=float(seconds), media=media)
            assert credits_(request) == total


@pytest.mark.parametrize(
    ("resolution", "video", "totals"),
    [
        ("480p", (), {5: 72, 10: 143, 15: 214, 4: 57}),
        ("480p", (DOOR,), {5: 72, 10: 143, 15: 214}),
        ("480p", (VOICE,), {5: 72}),
        ("480p", (WALK,), {5: 45, 10: 90, 15: 135}),
        ("720p", (), {5: 154, 10: 308, 15: 462, 8: 246}),
        ("720p", (WALK,), {5: 94, 10: 188, 15: 282}),
        ("720p", (WALK, VOICE), {4: 75}),
    ],
)
def test_mini_is_rounded_up_and_cheaper_with_a_video(
    resolution: str, video: tuple[object, ...], totals: dict[int, int]
) -> None:
    for seconds, total in totals.items():
        request = asked(
            "seedanceapi",
            "seedance-2-mini",
            seconds=float(seconds),
            resolution=resolution,
            media=video,
        )
        assert credits_(request) == total
