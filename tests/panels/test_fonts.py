from pathlib import Path

import fontpkg
import pytest

from storyboard.panels.fonts import (
    coverage,
    first_with,
    font_folders,
    fonts_in,
    heavier,
)
from storyboard.panels.lettering import font_fault
from tests.panels.cut_font import font_with


@pytest.mark.parametrize("short", [False, True])
def test_a_font_has_the_characters_of_its_map_and_no_others(
    folder: Path, *, short: bool
) -> None:
    covered = coverage(font_with("A灯ب", folder / "a.ttf", short=short))
    assert [each in covered for each in "A灯بB燈\U0001f600"] == [True] * 3 + [False] * 3
    assert font_fault(folder / "a.ttf") is None


def test_a_whole_font_is_known_by_its_characters() -> None:
    covered = coverage(Path(fontpkg.path("Source Sans 3", 400, "normal")))
    assert all(each in covered for each in "AzéßΩЖ–…€")
    assert not any(each in covered for each in "灯ب\ue123")


@pytest.mark.parametrize(
    "data", [b"", b"no font at all", b"\0\1\0\0\0\x09", b"ttcf" + b"\0" * 20]
)
def test_what_is_no_font_is_told_of(folder: Path, data: bytes) -> None:
    file = folder / "x.ttf"
    file.write_bytes(data)
    with pytest.raises(OSError, match=r"x\.ttf is no font"):
        coverage(file)
    assert font_fault(file) == "is no font, or a damaged one"


def test_a_font_cut_short_is_damaged(folder: Path) -> None:
    file = font_with("A", folder / "x.ttf")
    file.write_bytes(file.read_bytes()[:300])
    assert font_fault(file) == "is no font, or a damaged one"


def test_a_font_that_cannot_be_drawn_is_told_of(folder: Path) -> None:
    # Its characters are known, but not the measures of their shapes.
    file = font_with("A", folder / "x.ttf", without=b"head")
    fault = font_fault(file)
    assert fault is not None
    assert fault.startswith("cannot be opened as a font: ")


def test_a_font_of_small_pictures_is_no_font_for_letters(folder: Path) -> None:
    file = font_with("\U0001f600", folder / "emoji.ttf", extra=b"CBDT")
    assert font_fault(file) == "has coloured characters only"


def test_a_font_that_knows_no_unicode_is_none_for_letters(folder: Path) -> None:
    file = font_with("", folder / "dingbats.ttf")
    assert font_fault(file) == "has no map of Unicode"


def test_fonts_are_asked_in_the_same_order_and_plain_ones_first(folder: Path) -> None:
    for name in (
        "x/NotoSans-Bold.ttf",
        "x/y/DejaVuSans.ttf",
        "NotoSans-Regular.ttf",
        "Zebra.otf",
        "LastResort.otf",
        "notes.txt",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    assert [
        file.name for file in fonts_in([folder, folder / "x", folder / "none"])
    ] == [
        "NotoSans-Regular.ttf",
        "DejaVuSans.ttf",
        "Zebra.otf",
        "NotoSans-Bold.ttf",
    ]


def test_the_first_font_that_has_a_character_sets_it(folder: Path) -> None:
    damaged = folder / "a.ttf"
    damaged.write_bytes(b"damaged")
    latin = font_with("AB", folder / "b.ttf")
    east = font_with("A灯", folder / "c.ttf")
    assert first_with("灯", (damaged, latin, east)) == east
    assert first_with("A", (damaged, latin, east)) == latin
    assert first_with("Ж", (damaged, latin, east)) is None


def test_a_bold_font_stands_beside_its_plain_one(folder: Path) -> None:
    for name in ("Sans-Regular.ttf", "Sans-Bold.ttf", "Other.ttf"):
        (folder / name).touch()
    assert heavier(folder / "Sans-Regular.ttf") == folder / "Sans-Bold.ttf"
    assert heavier(folder / "Other.ttf") == folder / "Other.ttf"


def test_every_platform_has_its_folders(folder: Path) -> None:
    windows = folder / "Windows"
    linux = font_folders("linux", folder, windows)
    assert linux[0] == Path("/usr/share/fonts")
    assert folder / ".local" / "share" / "fonts" in linux
    assert folder / "Library" / "Fonts" in font_folders("darwin", folder, windows)
    assert windows / "Fonts" in font_folders("win32", folder, windows)
