import numpy as np
import pytest
from PIL import Image

from storyboard.model.request import SlateText
from storyboard.model.timeline import TitleCue
from storyboard.model.value import SceneId, ShotId
from storyboard.panels.slate import slate
from storyboard.panels.title import title

SIZES = [(320, 180), (180, 320), (240, 240), (420, 180), (1280, 720)]
LONG = "A title that goes on and on because nobody stopped it in time " * 3


def text(film: str = "Low Tide") -> SlateText:
    return SlateText(film=film, scene=SceneId("harbour"), shot=ShotId("010"))


def cue(words: str, kind: str = "title", **more: str) -> TitleCue:
    return TitleCue.model_validate(
        {"text": words, "kind": kind, "at": 0, "length": 24, "fade": 6} | more
    )


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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["title", "card", "lower third"])
def test_titles_of_every_kind_stay_inside_every_size(
    size: tuple[int, int], kind: str
) -> None:
    image = title(cue(LONG, kind), size)
    assert (image.size, image.mode) == (size, "RGBA")
    assert max(edge(image)) == 0
    assert np.asarray(image)[..., :3].any()


def test_a_title_is_clear_and_a_card_is_opaque() -> None:
    over, card = (
        title(cue("Hello"), (320, 180)),
        title(cue("Hello", "card"), (320, 180)),
    )
    assert over.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert card.getchannel("A").getextrema() == (255, 255)


def test_positions_move_a_title() -> None:
    def height(position: str) -> float:
        mask = title(cue("Hello", position=position), (320, 180)).getchannel("A")
        rows = np.asarray(mask, np.float64).sum(axis=1)
        return float((rows * np.arange(180)).sum() / rows.sum())

    assert height("top") < 70 < height("centre") < 110 < height("bottom")


def test_a_cards_colours_are_the_cues() -> None:
    card = title(cue("MMM", "card", colour="#e8b04a", background="#0b1d2a"), (320, 180))
    assert card.getpixel((0, 0)) == (0x0B, 0x1D, 0x2A, 255)
    brightest = np.asarray(card).reshape(-1, 4).astype(int)
    brightest = brightest[brightest.sum(axis=1).argmax()]
    assert np.abs(brightest - (0xE8, 0xB0, 0x4A, 255)).max() < 30
