"""The stamp of a draft: even, legible, and as wide at every time."""

import numpy as np
import pytest
from PIL import Image

from storyboard.panels.stamp import figure, plate

SIZES = [(1280, 720), (720, 1280), (640, 360), (192, 108)]


@pytest.mark.parametrize("size", SIZES)
def test_a_stamp_lies_on_even_places_inside_the_frame(size: tuple[int, int]) -> None:
    image, corner, code = plate("020", 8, 3, size)
    cells = [figure(each, size) for each in "00:01:02:03"]
    assert all(length % 2 == 0 for length in (*image.size, *corner, code))
    assert all(cell.width % 2 == 0 and cell.height == image.height for cell in cells)
    assert code + sum(cell.width for cell in cells) < image.width
    assert corner[0] + image.width < size[0] * 0.75


def test_figures_stand_still_while_they_run() -> None:
    widths = {figure(each, (1280, 720)).width for each in "0123456789"}
    assert len(widths) == 1
    assert figure(":", (1280, 720)).width < widths.pop()


def test_figures_are_light_on_a_dark_plate() -> None:
    image, _, code = plate("020", 8, 3, (1280, 720))
    middle = image.getpixel((code + 4, image.height // 2))
    assert isinstance(middle, tuple)
    assert max(middle[:3]) < 40
    assert middle[3] > 128
    cell = np.asarray(figure("8", (1280, 720)))
    assert cell[cell[..., 3] > 250][:, :3].min() > 220


def test_a_long_number_of_a_shot_is_shortened_to_its_frame() -> None:
    image, corner, _ = plate("the very long name of a shot " * 3, 8, 3, (360, 640))
    assert isinstance(image, Image.Image)
    assert 2 * corner[0] + image.width <= 362
