"""Font files: which characters they have, and where a system keeps its own.

The tables are read here and not by the library that draws, which cannot tell a missing
character from one that is drawn as a box. Table layouts: the OpenType specification,
"Organization of an OpenType Font", "cmap" and "COLR".
"""

import os
import struct
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
"""How a font's file may end."""
_COLLECTION = b"ttcf"
_UNICODE = {*((0, kind) for kind in range(7)), (3, 1), (3, 10)}
"""Platform and encoding of the maps from Unicode that are read."""
_MOST_STEPS = 200_000
"""More than any real font needs; a damaged one must not keep anybody busy."""
_IN_COLOUR_ONLY = {b"sbix", b"CBDT"}
"""Tables of fonts whose characters are small pictures, such as emoji."""
_NO_LETTERS = ("lastresort", "blank", "fallback")
"""Fonts that have a box, or nothing, for every character there is."""
_FIRST = (
    "notosans-", "notosans[", "notosanscjk", "dejavusans", "liberationsans", "arial",
    "helvetica", "segoeui", "hiragino", "pingfang", "msyh", "yugoth", "malgun",
    "notosans", "noto", "sourcehan", "wqy", "ipa", "nanum", "lohit", "unifont",
)  # fmt: skip
"""Families whose plain look goes with the lettering, the best first."""
_PLAIN = ("regular", "book", "normal", "roman", "medium", "w3", "w4")
_ODD = (
    "italic", "oblique", "bold", "light", "thin", "black", "heavy", "mono", "cond",
    "serif", "script", "ui-", "extra", "semi", "display", "w6", "w9", "math",
)  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """The characters that a font has, as ranges of code points."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        place = bisect_right(self.starts, code) - 1
        return place >= 0 and code <= self.ends[place]


@cache
def coverage(file: Path) -> Coverage:
    """What a font file has; of a collection, its first font.

    OSError where it cannot be read, is no font, or has no letters in one colour.
    """
    try:
        with file.open("rb") as opened:
            tables = _tables(opened)
            coloured = _only_in_colour(opened, tables)
            at, size = tables[b"cmap"]
            opened.seek(at)
            ranges = sorted(_ranges(memoryview(opened.read(size))))
    except (struct.error, KeyError) as error:
        raise OSError(f"{file.name} is no font, or a damaged one") from error
    if coloured or not ranges:
        lack = "coloured characters only" if coloured else "no map of Unicode"
        raise OSError(f"{file.name} has {lack}")
    return Coverage(tuple(a for a, _ in ranges), tuple(b for _, b in ranges))


def _tables(file: BinaryIO) -> Mapping[bytes, tuple[int, int]]:
    """Where each table starts, and its bytes. Large fonts are never read whole."""
    start = 0
    if file.read(4) == _COLLECTION:
        file.seek(12)
        (start,) = struct.unpack(">L", file.read(4))
    file.seek(start + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    rows = struct.iter_unpack(">4sLLL", file.read(16 * count))
    return {tag: (at, size) for tag, _, at, size in rows}


def _only_in_colour(file: BinaryIO, tables: Mapping[bytes, tuple[int, int]]) -> bool:
    if not _IN_COLOUR_ONLY.isdisjoint(tables):
        return True
    if b"COLR" not in tables:
        return False
    file.seek(tables[b"COLR"][0])
    # From version 1 on, layers of colour take the place of plain outlines.
    (version,) = struct.unpack(">H", file.read(2))
    return bool(version)


def _ranges(cmap: memoryview) -> Iterator[tuple[int, int]]:
    """First and last code point of every stretch of characters; the fullest map."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    places: dict[int, int] = {}
    for number in range(count):
        platform, encoding, at = struct.unpack_from(">HHL", cmap, 4 + 8 * number)
        if (platform, encoding) in _UNICODE:
            places[struct.unpack_from(">H", cmap, at)[0]] = at
    if 12 in places:
        yield from _long_map(cmap[places[12] :])
    elif 4 in places:
        yield from _short_map(cmap[places[4] :])


def _long_map(table: memoryview) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">L", table, 12)
    for number in range(min(count, _MOST_STEPS)):
        first, last, _ = struct.unpack_from(">LLL", table, 16 + 12 * number)
        yield first, last


def _short_map(table: memoryview) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", table, 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", table, 14)
    firsts = struct.unpack_from(f">{count}H", table, 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 4 * count)
    offsets_at = 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", table, offsets_at)
    steps = 0
    rows = zip(firsts, lasts, deltas, offsets, strict=True)
    for number, (first, last, _, offset) in enumerate(rows):
        if not offset:
            if first != 0xFFFF:
                yield first, last
            continue
        for code in range(first, last + 1):
            steps += 1
            if steps > _MOST_STEPS:
                return
            at = offsets_at + 2 * number + offset + 2 * (code - first)
            if struct.unpack_from(">H", table, at)[0]:
                yield code, code


def font_folders(platform: str, home: Path, windows: Path) -> tuple[Path, ...]:
    """Where a system keeps fonts, its own before its user's."""
    if platform == "darwin":
        return (
            Path("/System/Library/Fonts"),
            Path("/Library/Fonts"),
            home / "Library" / "Fonts",
        )
    if platform == "win32":
        local = home / "AppData" / "Local" / "Microsoft" / "Windows" / "Fonts"
        return windows / "Fonts", local
    shared = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return *shared, home / ".local" / "share" / "fonts", home / ".fonts"


def fonts_in(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Every font file in some folders and those below them.

    They come in the order in which they are asked for a character: by their names
    alone, so always the same.
    """
    found = {
        Path(folder, name)
        for top in folders
        for folder, _, names in os.walk(top)
        for name in names
        if name.lower().endswith(SUFFIXES)
    }
    good = (
        file
        for file in found
        if not any(word in file.name.lower() for word in _NO_LETTERS)
    )
    return tuple(sorted(good, key=_rank))


def _rank(file: Path) -> tuple[int, int, str, str]:
    name = file.stem.lower().replace(" ", "")
    style = sum(word in name for word in _ODD) * 2
    style -= any(word in name for word in _PLAIN)
    family = next(
        (place for place, first in enumerate(_FIRST) if name.startswith(first)),
        len(_FIRST),
    )
    return style, family, name, str(file)


def first_with(character: str, files: Iterable[Path]) -> Path | None:
    """The first of the font files that has a character; None: none has."""
    return next((file for file in files if character in _coverage_or_none(file)), None)


@cache
def _coverage_or_none(file: Path) -> Coverage:
    try:
        return coverage(file)
    except OSError:
        # Somebody else's damaged font is no reason to stop.
        return Coverage((), ())


@cache
def system_fonts() -> tuple[Path, ...]:
    """This system's fonts; looked for once, and only when a character is missing."""
    windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
    # Unlike `Path.home`, this has an answer for everybody.
    home = Path(os.path.expanduser("~"))  # noqa: PTH111
    return fonts_in(font_folders(sys.platform, home, windows))


@cache
def stand_in(character: str) -> Path | None:
    """The system's font for a character; None: it has none."""
    return first_with(character, system_fonts())


def heavier(file: Path) -> Path:
    """The bold font beside a plain one, if there is one; else the same."""
    stem = file.stem.removesuffix("-Regular").removesuffix("-Book")
    beside = (
        file.with_name(f"{stem}{bold}{file.suffix}") for bold in ("-Bold", "Bold", "bd")
    )
    return next((bold for bold in beside if bold.is_file()), file)
