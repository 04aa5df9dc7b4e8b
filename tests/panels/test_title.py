from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from storyboard.model.timeline import Face, TitleCue
from storyboard.panels.title import PLATE, title
from tests.panels.cut_font import font_with

SIZE = (320, 180)
SIZES = [(320, 180), (180, 320), (240, 240), (420, 180), (1280, 720)]
Cells = NDArray[np.bool_]
LONG = "A title that goes on and on because nobody stopped it in time " * 3


def cue(words: str, kind: str = "title", **more: object) -> TitleCue:
    return TitleCue.model_validate(
        {"text": words, "kind": kind, "at": 0, "length": 24, "fade": 6} | more
    )


def edge(image: Image.Image) -> list[int]:
    """How lively the image's outermost columns are."""
    cells = np.asarray(image.convert("L"), np.int16)[image.height // 4 :]
    return [int(np.ptp(cells[:, column])) for column in (0, 1, -2, -1)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["title", "card", "lower third", "subtitle"])
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


def middle_of(image: Image.Image) -> tuple[float, float]:
    """The middle of what is drawn, as shares of the frame."""
    mask = np.asarray(image.getchannel("A"), np.float64)
    down, across = np.indices(mask.shape)
    whole = mask.sum()
    return (
        float((mask * across).sum() / whole / image.width),
        float((mask * down).sum() / whole / image.height),
    )


def letters(image: Image.Image) -> Cells:
    """Where light letters stand, seen over black."""
    black = Image.new("RGBA", image.size, "black")
    black.alpha_composite(image)
    return np.asarray(black.convert("L"), np.uint8) > 150


def left_edge(image: Image.Image) -> int:
    box = image.getchannel("A").point(lambda a: 255 * (a > 200)).getbbox()
    assert box is not None
    return box[0]


@pytest.mark.parametrize("kind", ["title", "card", "lower third", "subtitle"])
def test_lines_are_set_to_the_side_that_is_asked_for(kind: str) -> None:
    def middle(align: str) -> float:
        cells = letters(title(cue("Hi", kind, align=align), SIZE))
        return float(np.flatnonzero(cells.any(axis=0)).mean() / SIZE[0])

    assert middle("left") < 0.3
    assert 0.45 < middle("centre") < 0.55
    assert middle("right") > 0.7


def test_a_lower_third_and_a_subtitle_stand_low_or_at_the_top() -> None:
    for kind in ("lower third", "subtitle"):
        low, high = (
            middle_of(title(cue("Mira Vale\nKeeper", kind, position=place), SIZE))[1]
            for place in ("bottom", "top")
        )
        assert low > 0.7
        assert high < 0.3


def test_a_plate_lies_under_all_letters_and_lets_the_picture_through() -> None:
    drawn = title(cue("Hello", background="#336699"), SIZE)
    plate = [(0x33, 0x66, 0x99, round(255 * PLATE))]
    cells = np.asarray(drawn).reshape(-1, 4)
    assert (cells == plate).all(axis=1).sum() > 500
    letters = title(cue("Hello"), SIZE).getchannel("A").point(lambda a: 255 * (a > 250))
    inside, outer = letters.getbbox(), drawn.getbbox()
    assert inside is not None
    assert outer is not None
    assert outer[0] < inside[0]
    assert outer[1] < inside[1]
    assert outer[2] > inside[2]
    assert outer[3] > inside[3]
    # Without one, nothing stands between letters and picture but a shadow.
    assert title(cue("Hello"), SIZE).getpixel((0, 0)) == (0, 0, 0, 0)


def test_a_titles_face_is_its_size_weight_and_font(folder: Path) -> None:
    def ink(**face: object) -> float:
        drawn = title(cue("HHH", face=Face.model_validate(face)), (640, 360))
        red = np.asarray(drawn)[..., 3].astype(np.float64)
        return float((red > 250).sum())

    own = str(font_with("H", folder / "own.ttf"))
    assert ink(size=0.2) > 2.5 * ink(size=0.1)
    assert ink(size=0.1, weight=900) > 1.3 * ink(size=0.1, weight=300)
    assert ink(size=0.1, font=own) != ink(size=0.1)
    assert ink(size=0.1, italic=True) != ink(size=0.1)


def test_tracking_makes_a_title_wider() -> None:
    near = left_edge(title(cue("Hello", face=Face(tracking=0)), SIZE))
    far = left_edge(title(cue("Hello", face=Face(tracking=0.5)), SIZE))
    assert far < near


def test_a_subtitle_breaks_into_lines_of_like_width() -> None:
    words = "no one saw us come across a sea so vast as ours was on a morn"
    cells = letters(title(cue(words, "subtitle", position="bottom"), SIZE))
    rows = np.flatnonzero(cells.any(axis=1))
    assert rows[0] > 0.65 * 180
    # Between two lines there is a row without any letter.
    gaps = np.flatnonzero(np.diff(rows) > 1)
    assert len(gaps) >= 1
    upper, lower = cells[: rows[gaps[-1]] + 1], cells[rows[gaps[-1]] + 1 :]
    wide = [int(np.ptp(np.flatnonzero(each.any(axis=0)))) for each in (upper, lower)]
    assert max(wide) < 1.4 * min(wide)
