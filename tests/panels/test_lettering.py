import numpy as np
from PIL import Image

from storyboard.panels.lettering import (
    ELLIPSIS,
    Type,
    fitted,
    font,
    width,
    wrapped,
    write,
)

KIND = Type(24)


def drawn(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = Image.new("L", (200, 40))
    write(image, (4, 30), text, KIND, 255)
    return np.asarray(image)


def test_a_heavier_weight_is_wider() -> None:
    assert font(40, 800).getlength("Shot") > font(40, 300).getlength("Shot")


def test_text_that_fits_is_left_alone() -> None:
    assert fitted("Not tonight.", KIND, 1000) == "Not tonight."


def test_text_that_does_not_fit_ends_in_an_ellipsis_inside_its_room() -> None:
    short = fitted("a long line of dialogue that goes on and on", KIND, 120)
    assert short.endswith(ELLIPSIS)
    assert width(short, KIND) <= 120


def test_a_room_too_small_for_anything_stays_empty() -> None:
    assert fitted("word", KIND, 3) == ""


def test_wrapping_keeps_the_texts_own_breaks_and_its_room() -> None:
    lines = wrapped("one two three four\nfive", KIND, 100)
    assert lines[-1] == "five"
    assert len(lines) > 2
    assert all(width(line, KIND) <= 100 for line in lines)


def test_tracking_makes_a_line_wider_but_not_after_its_end() -> None:
    plain, wide = width("AB", KIND), width("AB", Type(24, tracking=0.5))
    assert abs(wide - plain - 12) < 3


def test_a_character_that_no_font_has_becomes_a_question_mark() -> None:
    assert (drawn("\U000fff00x") == drawn("x")).all()  # private use: no shape at all
    assert (drawn("\U00013000") != 0).any()


def test_control_characters_are_left_out() -> None:
    assert (drawn("a\x07b\u200bc") == drawn("abc")).all()


def test_accents_cyrillic_and_greek_are_set_from_the_font_itself() -> None:
    blank = drawn("")
    assert all((drawn(letter) != blank).any() for letter in "éßЖλŁ")
    assert (drawn("é") != drawn("e")).any()
