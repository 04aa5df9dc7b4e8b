import numpy as np
import pytest

from storyboard.media.colour import to_layers, to_planes


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


def test_a_sample_of_colour_is_the_mean_of_four() -> None:
    picture = np.zeros((2, 2, 3), np.uint8)
    picture[0, 0] = (0, 0, 255)
    four = to_layers(picture)[..., 1].astype(int)
    _, cb, _ = to_planes(picture)
    assert cb.tolist() == [[(four.sum() + 2) // 4]]
