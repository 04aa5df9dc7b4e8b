"""Passages on small frames: what is seen of either picture, to the frame."""

from typing import get_args

import numpy as np
import pytest

from storyboard.assembly.passages import WHOLE, mix, passed
from storyboard.media.read import Plane, Planes
from storyboard.model.timeline import Passage
from storyboard.model.words import Direction

SIZE = (64, 32)
DIRECTIONS = get_args(Direction)
MOVING = ("wipe", "slide", "push")
BLACK, WHITE = 16, 235


def picture(luma: Plane | int, colour: int = 128) -> Planes:
    half = (SIZE[1] // 2, SIZE[0] // 2)
    return (
        np.broadcast_to(np.asarray(luma, np.uint8), SIZE[::-1]),
        np.full(half, colour, np.uint8),
        np.full(half, 255 - colour, np.uint8),
    )


def noise(seed: int) -> Planes:
    dice = np.random.default_rng(seed)
    y, cb, cr = (
        dice.integers(16, 236, shape, dtype=np.uint8)
        for shape in ((32, 64), (16, 32), (16, 32))
    )
    return y, cb, cr


def passage(kind: str, frames: int = 12, **rest: str) -> Passage:
    return Passage.model_validate({"kind": kind, "frames": frames, **rest})


def lumas(told: Passage, before: Planes | None, after: Planes | None) -> list[float]:
    """The mean brightness of each frame."""
    steps = range(told.frames)
    return [float(passed(told, before, after, n, SIZE)[0].mean()) for n in steps]


def same(one: Planes, other: Planes) -> bool:
    return all((a == b).all() for a, b in zip(one, other, strict=True))


def test_a_dissolve_weighs_both_pictures_by_the_frame() -> None:
    dark, light = picture(20), picture(220)
    found = lumas(passage("dissolve", 3), dark, light)
    assert found == [70, 120, 170]


def test_a_dissolve_blends_colours_as_it_blends_brightness() -> None:
    y, cb, cr = passed(
        passage("dissolve", 1), picture(0, 100), picture(0, 200), 0, SIZE
    )
    assert (y[0, 0], cb[0, 0], cr[0, 0]) == (0, 150, 105)


def test_a_picture_under_itself_stays_as_it_is() -> None:
    one = noise(1)
    for weight in range(WHOLE + 1):
        share = np.array(weight, np.uint16)
        out = np.empty_like(one[0])
        mix(out, one[0], one[0], share)
        assert (out == one[0]).all()


@pytest.mark.parametrize(
    ("frames", "alone"), [(1, [0]), (2, [0, 1]), (11, [5]), (12, [5, 6])]
)
def test_a_fade_goes_through_its_colour_in_the_middle(
    frames: int, alone: list[int]
) -> None:
    told = passage("fade", frames, colour="#ffffff")
    found = lumas(told, picture(50), picture(100))
    assert [n for n, luma in enumerate(found) if luma == WHITE] == alone
    assert found[: alone[0] + 1] == sorted(found[: alone[0] + 1])
    assert found[alone[-1] :] == sorted(found[alone[-1] :], reverse=True)


@pytest.mark.parametrize("frames", [3, 12, 24])
def test_the_colour_of_a_dip_stands_for_a_third(frames: int) -> None:
    found = lumas(passage("dip", frames), picture(200), picture(100))
    alone = [n for n, luma in enumerate(found) if luma == BLACK]
    assert alone == list(range(frames // 3, frames - frames // 3))
    assert found[: frames // 3] == sorted(found[: frames // 3], reverse=True)


@pytest.mark.parametrize("kind", ["dissolve", "fade", "dip", *MOVING])
def test_the_film_starts_as_its_colour_and_ends_as_it(kind: str) -> None:
    told, shot = passage(kind), picture(200)
    comes, goes = lumas(told, None, shot), lumas(told, shot, None)
    assert (comes[0], goes[-1]) == (BLACK, BLACK)
    assert comes == sorted(comes)
    assert goes == sorted(goes, reverse=True)
    assert comes[-1] > 150
    assert goes[0] > 150


def test_the_film_may_come_from_any_colour() -> None:
    told = passage("fade", colour="#ff0000")
    y, cb, cr = passed(told, None, picture(200), 0, SIZE)
    assert (int(y[0, 0]), int(cb[0, 0]), int(cr[0, 0])) == (63, 102, 240)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("kind", MOVING)
def test_what_comes_is_seen_first_where_it_comes_from(
    kind: str, direction: str
) -> None:
    told = passage(kind, direction=direction)
    middle = passed(told, picture(50), picture(200), 5, SIZE)[0].astype(float)
    left, right = middle[:, 8].mean(), middle[:, -8].mean()
    top, bottom = middle[4].mean(), middle[-4].mean()
    near, far = {
        "left": (right, left),
        "right": (left, right),
        "up": (bottom, top),
        "down": (top, bottom),
    }[direction]
    assert (near, far) == (200, 50)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_wipe_shows_every_part_in_its_place(direction: str) -> None:
    old, new = noise(1), noise(2)
    told = passage("wipe", direction=direction)
    for step in range(12):
        for out, a, b in zip(passed(told, old, new, step, SIZE), old, new, strict=True):
            least, most = np.minimum(a, b), np.maximum(a, b)
            assert ((least <= out) & (out <= most)).all()
            sharp = ((out == a) | (out == b)).mean()
            assert sharp > 0.75


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_push_moves_both_pictures_as_one(direction: str) -> None:
    old, new = noise(1), noise(2)
    told = passage("push", direction=direction)
    axis = 1 if direction in ("left", "right") else 0
    forth = direction in ("left", "up")
    moved = []
    for step in range(12):
        found = passed(told, old, new, step, SIZE)
        pair = (old, new) if forth else (new, old)
        for plane, (a, b) in enumerate(zip(*pair, strict=True)):
            band, length = np.concatenate([a, b], axis), a.shape[axis]
            windows = [
                at
                for at in range(length + 1)
                if (np.take(band, range(at, at + length), axis) == found[plane]).all()
            ]
            (at,) = windows
            moved.append(at * (2 if plane else 1) if forth else None)
    lumas_, blues, reds = moved[::3], moved[1::3], moved[2::3]
    assert lumas_ == blues == reds


def test_what_slides_lies_whole_over_what_stays() -> None:
    old, new = noise(1), noise(2)
    y = passed(passage("slide"), old, new, 6, SIZE)[0]
    edge = next(x for x in range(64) if (y[:, x:] == new[0][:, : 64 - x]).all())
    shadow = SIZE[0] // 32
    assert 0 < edge < 64
    assert edge % 2 == 0
    assert (y[:, : edge - shadow] == old[0][:, : edge - shadow]).all()
    assert (y[:, edge - shadow : edge] <= old[0][:, edge - shadow : edge]).all()


@pytest.mark.parametrize("kind", ["slide", "push"])
def test_motion_starts_and_ends_slowly(kind: str) -> None:
    found = lumas(passage(kind, 15), picture(0), picture(240))
    steps = np.diff([0, *found, 240])
    assert steps[7] == steps.max()
    assert max(steps[0], steps[-1]) < steps.max() / 3
    assert steps.min() >= 0


@pytest.mark.parametrize("kind", ["dissolve", "fade", "dip", *MOVING])
def test_frames_are_not_written_to(kind: str) -> None:
    pair = noise(1), noise(2)
    for planes in pair:
        for plane in planes:
            plane.setflags(write=False)
    found = [passed(passage(kind), *pair, step, SIZE) for step in range(12)]
    again = [passed(passage(kind), *pair, step, SIZE) for step in range(12)]
    assert all(same(one, other) for one, other in zip(found, again, strict=True))
