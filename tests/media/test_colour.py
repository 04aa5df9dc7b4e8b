import numpy as np
import pytest

from storyboard.media.colour import folded, to_layers, to_planes, unfolded


def test_a_frame_comes_back_from_unfolding_as_it_was() -> None:
    random = np.random.default_rng(3)
    y, cb, cr = (
        random.integers(16, 236, shape, dtype=np.uint8)
        for shape in ((36, 64), (18, 32), (18, 32))
    )
    back = folded(unfolded((y, cb, cr)))
    assert all(np.array_equal(a, b) for a, b in zip(back, (y, cb, cr), strict=True))


@pytest.mark.parametrize(
    ("rgb", "ycc"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_are_those_of_bt_709(
    rgb: tuple[int, int, int], ycc: tuple[int, int, int]
) -> None:
    picture = np.full((6, 10, 3), rgb, np.uint8)
    assert np.abs(to_layers(picture)[3, 5].astype(int) - ycc).max() <= 1
    y, cb, cr = to_planes(picture)
    assert (y.shape, cb.shape, cr.shape) == ((6, 10), (3, 5), (3, 5))
