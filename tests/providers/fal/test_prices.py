from decimal import Decimal

import pytest

from storyboard.model.capabilities import named
from storyboard.model.price import price_of
from storyboard.providers.models.fal import MODELS
from tests.providers.asked import asked, medium

DOOR = medium("first_frame", "door")
MARA = medium("reference", "mara")
VOICE = medium("voice", "voice", "audio")
WALK = medium("reference", "walk", "video")


def dollars(model: str, **changes: object) -> Decimal | None:
    row = named(MODELS, model)
    assert row is not None
    price, _ = price_of(row.prices, asked("fal", model, **changes))
    assert price is None or price.unit == "usd"
    return price.amount if price else None


@pytest.mark.parametrize(
    ("model", "second"), [("seedance-2.0", "0.3034"), ("seedance-2.0-fast", "0.2419")]
)
@pytest.mark.parametrize("seconds", range(4, 16))
def test_a_second_at_720p_costs_what_the_page_prints(
    model: str, second: str, seconds: int
) -> None:
    for media in ((), (DOOR,), (MARA, VOICE)):
        for aspect in ("16:9", "1:1", "21:9"):
            found = dollars(model, seconds=float(seconds), media=media, aspect=aspect)
            assert found == Decimal(second) * seconds


@pytest.mark.parametrize(
    ("model", "resolution", "aspect", "size", "thousand"),
    [
        ("seedance-2.0", "480p", "16:9", (864, 496), "0.014"),
        ("seedance-2.0", "480p", "1:1", (640, 640), "0.014"),
        ("seedance-2.0", "1080p", "16:9", (1920, 1080), "0.014"),
        ("seedance-2.0", "1080p", "9:16", (1080, 1920), "0.014"),
        ("seedance-2.0-fast", "480p", "16:9", (864, 496), "0.0112"),
        ("seedance-2.0-fast", "480p", "21:9", (992, 432), "0.0112"),
    ],
)
def test_other_resolutions_cost_their_tokens(
    model: str, resolution: str, aspect: str, size: tuple[int, int], thousand: str
) -> None:
    tokens = Decimal(size[0]) * size[1] * 5 * 24 / 1024
    found = dollars(model, resolution=resolution, aspect=aspect)
    assert found == tokens / 1000 * Decimal(thousand)


def test_no_two_lists_know_one_price() -> None:
    """The plan would offer them as a choice, by days that are one."""
    for row in MODELS:
        for resolution in row.resolutions:
            request = asked("fal", row.model, resolution=resolution)
            known = [edition.of(request) is not None for edition in row.prices]
            assert sum(known) == 1


@pytest.mark.parametrize("model", ["seedance-2.0", "seedance-2.0-fast"])
@pytest.mark.parametrize("resolution", ["480p", "720p"])
def test_with_reference_videos_the_price_is_unknown(
    model: str, resolution: str
) -> None:
    assert dollars(model, resolution=resolution, media=(WALK,)) is None
    assert dollars(model, resolution=resolution, media=(WALK, MARA)) is None
