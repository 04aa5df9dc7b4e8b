"""Letters over frames: how they blend, fade and roll."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from storyboard.assembly.letters import joined, layer, lettering, rolled
from storyboard.media.read import Planes
from storyboard.model.timeline import TitleCue

SIZE = (128, 72)
FULL = Image.new("RGBA", (8, 4), (255, 255, 255, 255))


def ground(luma: int, size: tuple[int, int] = SIZE) -> Planes:
    half = (size[1] // 2, size[0] // 2)
    return (
        np.full(size[::-1], luma, np.uint8),
        np.full(half, 90, np.uint8),
        np.full(half, 200, np.uint8),
    )


def cue(kind: str = "title", **rest: object) -> TitleCue:
    plain = {"text": "FOG", "kind": kind, "at": 0, "length": 20, "fade": 4}
    return TitleCue.model_validate(plain | rest)


def shown(told: TitleCue, frame: int, luma: int = 60) -> Planes:
    under = ground(luma)
    lettering(told, SIZE).over(under, frame)
    return under


def test_what_is_clear_leaves_the_picture_alone() -> None:
    under = ground(60, (8, 4))
    layer(Image.new("RGBA", (8, 4), (255, 0, 0, 0))).over(under)
    assert [set(plane.flat) for plane in under] == [{60}, {90}, {200}]


def test_what_is_opaque_covers_it() -> None:
    under = ground(60, (8, 4))
    layer(FULL).over(under)
    assert [set(plane.flat) for plane in under] == [{235}, {128}, {128}]


def test_what_is_a_fifth_opaque_lets_four_fifths_through() -> None:
    under = ground(35, (8, 4))
    layer(Image.new("RGBA", (8, 4), (255, 255, 255, 51))).over(under)
    assert [set(plane.flat) for plane in under] == [{75}, {98}, {186}]


def test_clear_neighbours_do_not_stain_the_colour_of_an_edge() -> None:
    image = Image.new("RGBA", (2, 2), (0, 255, 0, 0))
    image.putpixel((0, 0), (255, 0, 0, 255))
    red = layer(Image.new("RGBA", (2, 2), (255, 0, 0, 255)))
    edge = layer(image)
    assert [p[0, 0] for p in edge.planes[1:]] == [p[0, 0] for p in red.planes[1:]]
    assert edge.opacity[1][0, 0] == 64


def test_letters_lie_in_their_corner() -> None:
    under = ground(60)
    layer(FULL, (4, 2)).over(under)
    y, cb, _ = under
    assert (y[2:6, 4:12] == 235).all()
    assert (cb[1:3, 2:6] == 128).all()
    assert ((y != 60).sum(), (cb != 90).sum()) == (32, 8)


def test_layers_stand_side_by_side() -> None:
    dark = layer(Image.new("RGBA", (2, 4), (0, 0, 0, 255)))
    under = ground(60)
    joined([dark, layer(FULL), dark], (0, 0)).over(under)
    assert under[0][0, :13].tolist() == [16] * 2 + [235] * 8 + [16] * 2 + [60]


def test_a_title_fades_in_stands_and_fades_out() -> None:
    told = cue()
    brightest = [int(shown(told, n)[0].max()) for n in range(told.length)]
    assert brightest == brightest[::-1]
    assert brightest[:5] == sorted(set(brightest[:5]))
    assert set(brightest[4:16]) == {max(brightest)}
    assert brightest[0] - 60 == pytest.approx((max(brightest) - 60) / 5, abs=1)


def test_a_title_leaves_what_it_does_not_cover() -> None:
    y, cb, cr = shown(cue(position="top"), 10)
    assert (y[60:] == 60).all()
    assert (cb[30:] == 90).all()
    assert (cr[30:] == 200).all()
    assert (y[:40] != 60).any()


def test_a_card_covers_all_and_fades_like_a_picture() -> None:
    told = cue("card", text=" ", background="#ffffff")
    assert [set(plane.flat) for plane in shown(told, 10)] == [{235}, {128}, {128}]
    y, cb, _ = shown(told, 1, luma=35)
    assert (y.min(), y.max(), cb.min(), cb.max()) == (115, 115, 105, 105)


def test_the_same_words_elsewhere_are_the_same_drawing() -> None:
    assert lettering(cue(at=3), SIZE) is lettering(cue(at=40), SIZE)
    assert lettering(cue(), SIZE) is not lettering(cue(text="ICE"), SIZE)


def test_credits_roll_from_below_the_frame_to_above_it() -> None:
    told = cue("credits", text="FOG", length=60, fade=0)
    frames = [shown(told, n)[0] for n in range(60)]
    assert frames[0].max() == frames[-1].max() == 16
    tops = [int(rows[0]) for f in frames if len(rows := np.flatnonzero(f.max(1) > 60))]
    assert tops[0] > 60
    assert tops == sorted(tops, reverse=True)
    assert tops[-1] == 0


def test_credits_move_their_colours_with_their_letters() -> None:
    told = cue("credits", text="FOG", colour="#ff2020", length=200, fade=0)
    steps = [shown(told, n) for n in range(60, 66)]
    for (y, _, cr), (later, _, redder) in pairwise(steps):
        moved = _rows(y) - _rows(later)
        assert moved in (0, 1)
        assert abs((_rows(cr) - _rows(redder)) * 2 - moved) < 1


def _rows(plane: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> float:
    """The row around which a plane's letters lie."""
    weights = np.abs(plane.astype(float) - float(np.median(plane))).sum(1)
    return float((weights * np.arange(len(weights))).sum() / weights.sum())


@pytest.mark.parametrize(("way", "length"), [(1000, 72), (190, 50), (990, 100)])
def test_a_roll_moves_by_the_same_rows_each_time_and_then_stands(
    way: int, length: int
) -> None:
    rows = [rolled(way, n, length) for n in range(length)]
    steps = np.diff(rows)
    moving = steps[steps > 0]
    assert (rows[0], rows[-1]) == (0, way)
    assert len(set(moving[:-1])) == 1
    assert len(moving) >= 0.85 * (length - 1)
    assert (steps[: len(moving)] > 0).all()


@pytest.mark.parametrize(("way", "length"), [(110, 101), (30, 200), (501, 201)])
def test_a_roll_that_would_stand_for_long_moves_all_the_time(
    way: int, length: int
) -> None:
    rows = [rolled(way, n, length) for n in range(length)]
    steps = np.diff(rows)
    assert (rows[0], rows[-1]) == (0, way)
    assert steps.max() - steps.min() <= 1


def test_a_roll_of_one_frame_stands() -> None:
    assert rolled(100, 0, 1) == 0
    assert rolled(0, 5, 10) == 0
