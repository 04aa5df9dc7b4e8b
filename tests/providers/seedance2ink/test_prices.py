import pytest

from storyboard.model.price import price_of
from storyboard.model.request import MediaInput
from storyboard.providers.models.seedance2ink import MODELS
from tests.providers.asked import asked, medium

DOOR = medium("first_frame", "door")
WALK = medium("reference", "walk", "video")


@pytest.mark.parametrize(
    ("media", "total"), [((), "40 credits@seedance2ink"), ((DOOR,), "64 credits@")]
)
def test_the_two_totals_that_are_known_come_out(
    media: tuple[MediaInput, ...], total: str
) -> None:
    price, _ = price_of(MODELS[0].prices, asked("seedance2ink", media=media))
    assert str(price).startswith(total)


@pytest.mark.parametrize(
    "changes",
    [
        {"seconds": 6.0},
        {"resolution": "480p"},
        {"resolution": "1080p"},
        {"media": (DOOR, DOOR)},
        {"media": (WALK,)},
        {"media": (DOOR, WALK)},
        {"media": (medium("voice", "v", "audio"),)},
    ],
)
def test_every_other_price_is_unknown(changes: dict[str, object]) -> None:
    request = asked("seedance2ink", **changes)  # type: ignore[arg-type]
    assert price_of(MODELS[0].prices, request) == (None, None)


def test_other_models_have_no_price_at_all() -> None:
    assert [row.prices for row in MODELS[1:]] == [(), ()]


def test_nobody_says_what_a_credit_is_worth() -> None:
    assert {edition.usd for row in MODELS for edition in row.prices} == {None}
