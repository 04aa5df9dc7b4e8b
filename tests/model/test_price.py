from decimal import Decimal

import pytest

from storyboard.model.media import FileFacts
from storyboard.model.money import Money
from storyboard.model.price import Edition, Rate, Surcharge, price_of
from storyboard.model.request import ClipRequest, MediaInput
from tests.scheduler.stage import request

CREDITS = "credits@there"


def asked(seconds: float = 5, **fields: object) -> ClipRequest:
    return request("010").model_copy(update={"seconds": seconds, **fields})


def video(seconds: float | None) -> MediaInput:
    facts = FileFacts(bytes=1, suffix=".mp4", seconds=seconds) if seconds else None
    return MediaInput(
        role="reference", kind="video", file="walk.mp4", digest="a", facts=facts
    )


def edition(*rates: Rate, **fields: object) -> Edition:
    return Edition.model_validate(
        {"source": "a test", "unit": CREDITS, "rates": rates, **fields}
    )


def amount(edition: Edition, request: ClipRequest) -> str | None:
    price = edition.of(request)
    return str(price.amount) if price else None


def test_the_first_line_that_fits_counts() -> None:
    rates = (
        Rate(amount=Decimal(9), resolution="480p", videos=True),
        Rate(amount=Decimal("14.25"), resolution="480p"),
        Rate(amount=Decimal(30), resolution="720p", audio=False),
    )
    small = asked(resolution="480p")
    assert amount(edition(*rates), small) == "71.25"
    assert amount(edition(*rates, round_up=True), small) == "72"
    with_video = small.model_copy(update={"media": (video(3),)})
    assert amount(edition(*rates), with_video) == "45"
    assert amount(edition(*rates), asked(audio=False)) == "150"
    assert amount(edition(*rates), asked()) is None


@pytest.mark.parametrize(
    ("rule", "given", "charged"),
    [
        ("free", (3.0,), "5"),
        ("added", (3.0, 4.0), "12"),
        ("at least the clip's", (3.0,), "10"),
        ("at least the clip's", (3.0, 4.0), "12"),
        ("at least the clip's", (), "5"),
    ],
)
def test_reference_videos_are_charged_as_the_list_says(
    rule: str, given: tuple[float, ...], charged: str
) -> None:
    shot = asked(media=tuple(video(each) for each in given))
    found = edition(Rate(amount=Decimal(1)), input_seconds=rule)
    assert amount(found, shot) == charged


def test_a_video_that_nobody_measured_leaves_the_price_unknown() -> None:
    found = edition(Rate(amount=Decimal(1)), input_seconds="added")
    assert found.of(asked(media=(video(None),))) is None


def test_tokens_are_counted_in_pixels() -> None:
    found = edition(
        Rate(amount=Decimal(7)),
        per="million tokens",
        unit="usd",
        pixels={"720p 16:9": (1280, 720)},
    )
    assert amount(found, asked()) == "0.756"
    assert found.of(asked(aspect="1:1")) is None


def test_switches_add_their_own() -> None:
    found = edition(
        Rate(amount=Decimal(40)),
        surcharges=(
            Surcharge(amount=Decimal(28), per="second", field="upscale", value="4k"),
            Surcharge(amount=Decimal("0.04"), per="job", field="web_search"),
        ),
    )
    assert amount(found, asked()) == "200"
    assert amount(found, asked(extra={"upscale": "4k"})) == "340"
    assert amount(found, asked(web_search=True)) == "200.04"
    assert amount(found, asked(extra={"upscale": "2k"}, web_search=False)) == "200"


def test_the_first_list_that_knows_a_price_gives_it() -> None:
    new = edition(Rate(amount=Decimal(3), resolution="1080p"))
    old = edition(Rate(amount=Decimal(2)), usd="0.01")
    price, by = price_of([new, old], asked())
    assert price == Money(amount=Decimal(10), unit=CREDITS)
    assert by == old
    assert price is not None
    assert old.in_usd(price) == Money(amount=Decimal("0.1"), unit="usd")
    assert new.in_usd(price) is None
    assert price_of([], asked()) == (None, None)


def test_large_amounts_are_written_out() -> None:
    price = edition(Rate(amount=Decimal(2000))).of(asked(10))
    assert str(price) == "20000 credits@there"
