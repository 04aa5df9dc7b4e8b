from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard.panels.lettering import (
    ELLIPSIS,
    Type,
    balanced,
    fitted,
    font,
    unsettable,
    width,
    wrapped,
    write,
)
from storyboard.panels.script import shapes
from tests.panels.cut_font import font_with

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


def test_a_named_font_sets_what_it_has_and_leaves_the_rest(folder: Path) -> None:
    file = str(font_with("B\ue123", folder / "own.ttf"))
    own, plain = Type(24, file=file), Type(24)
    assert width("B", own) != width("B", plain)
    assert width("C", own) == width("C", plain)
    # A private character is known to its own font alone.
    assert abs(width("\ue123", own) - width("B", own)) < 0.1
    assert width("\ue123", plain) == 0


def test_what_no_font_has_is_named_once_and_in_order(folder: Path) -> None:
    assert unsettable("Grüße,\tЖ \u200b–\n\u3000") == ()
    assert unsettable("a\ue124\ue123\ue124") == ("\ue124", "\ue123")
    own = str(font_with("\ue123", folder / "own.ttf"))
    assert unsettable("a\ue124\ue123", own) == ("\ue124",)


def test_a_font_that_is_none_cannot_be_asked(folder: Path) -> None:
    (folder / "own.ttf").write_bytes(b"none")
    with pytest.raises(OSError, match="no font"):
        unsettable("a", str(folder / "own.ttf"))


def test_a_slanted_font_leans() -> None:
    def lean(kind: Type) -> float:
        image = Image.new("L", (80, 80))
        write(image, (20, 60), "l", kind, 255)
        rows = [np.flatnonzero(row).mean() for row in np.asarray(image) if row.any()]
        return float(rows[0] - rows[-1])

    assert abs(lean(Type(60))) < 4
    assert lean(Type(60, italic=True)) > 5


def test_pairs_of_tracked_letters_keep_their_closeness() -> None:
    apart = sum(width(each, Type(200)) for each in "AVA")
    assert width("AVA", Type(200, tracking=0.01)) < apart


def test_balanced_lines_are_as_many_as_wrapped_ones_and_of_like_width() -> None:
    text = "one two three four five six seven"
    greedy, even = wrapped(text, KIND, 200), balanced(text, KIND, 200)
    assert len(greedy) == len(even) == 2
    assert " ".join(even) == text

    def spread(lines: list[str]) -> float:
        return abs(width(lines[0], KIND) - width(lines[1], KIND))

    assert spread(even) < spread(greedy)


def test_words_that_read_to_the_left_stand_from_right_to_left() -> None:
    if not shapes():
        pytest.skip("no library that shapes letters")
    # The Latin word comes second and so stands to the left of the first.
    image = Image.new("L", (300, 40))
    write(image, (4, 30), "אאאא ....", KIND, 255)
    ink = np.asarray(image) > 60
    columns = np.flatnonzero(ink.any(axis=0))
    tall = np.flatnonzero(ink[:24].any(axis=0))
    assert tall.min() > columns.min() + 5
