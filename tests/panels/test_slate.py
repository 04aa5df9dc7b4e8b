import numpy as np
import pytest
from PIL import Image

from storyboard.model.request import SlateText
from storyboard.model.value import SceneId, ShotId
from storyboard.panels.slate import slate

SIZES = [(320, 180), (180, 320), (240, 240), (420, 180), (1280, 720)]
LONG = "A title that goes on and on because nobody stopped it in time " * 3


def text(film: str = "Low Tide") -> SlateText:
    return SlateText(film=film, scene=SceneId("harbour"), shot=ShotId("010"))


def edge(image: Image.Image) -> list[int]:
    """How lively the image's outermost columns are."""
    cells = np.asarray(image.convert("L"), np.int16)[image.height // 4 :]
    return [int(np.ptp(cells[:, column])) for column in (0, 1, -2, -1)]


@pytest.mark.parametrize("size", SIZES)
def test_a_slate_fits_every_size_without_touching_its_edges(
    size: tuple[int, int],
) -> None:
    image = slate(text(LONG), size, reason="x" * 300, palette=("#0b1d2a", "#e8b04a"))
    assert image.size == size
    assert image.mode == "RGB"
    assert max(edge(image)) == 0


def test_a_slate_shows_its_reason() -> None:
    plain, told = slate(text(), (320, 180)), slate(text(), (320, 180), reason="refused")
    assert plain.tobytes() != told.tobytes()


def test_a_slate_takes_the_films_ground_colour() -> None:
    image = slate(text(), (320, 180), palette=("#0b1d2a", "#e8b04a"))
    red, _, blue = image.getpixel((300, 170))  # type: ignore[misc]
    assert blue > red
