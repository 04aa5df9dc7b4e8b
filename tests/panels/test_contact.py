from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from storyboard.model.money import Money
from storyboard.model.take import Flaw, Take
from storyboard.model.value import ShotId
from storyboard.panels.contact import ContactRow, contact_strip

RED = (200, 30, 20)
WIDE = (160, 90)


def take(number: object = 1, **more: object) -> Take:
    base: dict[str, object] = {
        "shot": ShotId("010"),
        "number": number,
        "origin": "paid",
        "provider": "evolink",
        "model": "seedance-2.0",
        "fingerprint": "f",
        "parts": {},
        "clip": "c",
        "seconds": 5.0,
        "made": datetime(2026, 11, 21, tzinfo=UTC),
    }
    return Take.model_validate(base | more)


def frames(count: int = 4, size: tuple[int, int] = WIDE) -> tuple[Image.Image, ...]:
    return (Image.new("RGB", size, RED),) * count


def reds(image: Image.Image) -> NDArray[np.bool_]:
    apart = np.abs(np.asarray(image, np.int16) - np.array(RED, np.int16))
    found: NDArray[np.bool_] = apart.max(axis=2) < 3
    return found


def runs(line: NDArray[np.bool_]) -> list[int]:
    """How long each stretch of True is."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]])))
    return [int(end - start) for start, end in edges.reshape(-1, 2)]


def strip(*takes: Take, across: int = 800) -> Image.Image:
    return contact_strip([ContactRow(t, frames()) for t in takes], across=across)


def test_each_take_has_a_row_of_its_frames_side_by_side() -> None:
    found = reds(strip(take(1), take(2), take(3)))
    columns, rows = runs(found.max(axis=0)), runs(found.max(axis=1))
    assert (len(columns), len(rows)) == (4, 3)
    assert columns[0] / rows[0] == pytest.approx(16 / 9, rel=0.02)


@pytest.mark.parametrize("across", [300, 800, 1600])
@pytest.mark.parametrize("size", [(160, 90), (90, 160), (240, 100), (1, 1)])
def test_frames_of_any_shape_keep_it_and_stay_inside(
    across: int, size: tuple[int, int]
) -> None:
    row = ContactRow(take(picked=True, note="x" * 300), frames(6, size))
    image = contact_strip([row, row], across=across)
    found = reds(image)
    wide, high = runs(found.max(axis=0)), runs(found.max(axis=1))
    assert (image.width, len(wide), len(high)) == (across, 6, 2)
    assert abs(wide[0] - high[0] * size[0] / size[1]) < 2
    edges = np.asarray(image)[:, [0, 1, -2, -1]]
    assert (edges == edges[0, 0]).all()


def test_arrays_do_as_well_as_images() -> None:
    arrays = tuple(np.asarray(frame) for frame in frames())
    both = [contact_strip([ContactRow(take(), each)]) for each in (frames(), arrays)]
    assert both[0].tobytes() == both[1].tobytes()


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"provider": "fal"},
        {"model": "other"},
        {"seconds": 6.0},
        {"price": Money(amount=Decimal("0.5"), unit="usd")},
        {"picked": True},
        {"rating": 1},
        {"rating": 5},
        {"note": "the look over her shoulder"},
        {"instead_of": "ark: refused"},
        {"flaws": (Flaw(kind="cut", said="a sudden cut at 2.1 s"),)},
        {"shot": ShotId("020")},
    ],
)
def test_everything_that_tells_takes_apart_is_shown(change: dict[str, object]) -> None:
    assert strip(take()).tobytes() != strip(take(**change)).tobytes()


def test_each_star_of_a_rating_shows() -> None:
    assert len({strip(take(rating=stars)).tobytes() for stars in range(1, 6)}) == 5


def test_a_flaw_is_written_in_a_warm_colour_under_the_frames() -> None:
    flaw = Flaw(kind="black", said="black from 1.0 to 2.0 s")
    image = strip(take(flaws=(flaw,)), across=1600)
    below = np.flatnonzero(reds(image).max(axis=1))[-1] + 1
    under = np.asarray(image, np.int16)[below:]
    assert ((under[..., 0] - under[..., 2]) > 60).sum() > 100


def test_a_take_without_frames_still_has_its_row() -> None:
    image = contact_strip([ContactRow(take(1), frames()), ContactRow(take(2), ())])
    alone = contact_strip([ContactRow(take(1), frames())])
    assert image.height > alone.height
    assert contact_strip([ContactRow(take(1), ())]).height > 50


def test_words_of_any_kind_fit() -> None:
    long = take(
        provider="p" * 200,
        model="漢字 שלום 🙂 " * 30,
        note="W" * 400,
        flaws=(Flaw(kind="cut", said="a sudden cut " * 40),),
        shot=ShotId("s" * 200),
    )
    image = strip(long)
    cells = np.asarray(image)
    assert (cells[:, -8:] == cells[0, 0]).all()
    assert image.height == strip(take(note="x")).height


def test_the_same_takes_give_the_same_strip() -> None:
    assert strip(take(), take(2)).tobytes() == strip(take(), take(2)).tobytes()


def test_a_strip_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one take"):
        contact_strip([])
