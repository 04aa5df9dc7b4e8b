"""Fonts, and the letters that they have to have."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from storyboard.dsl.checks.files import SUFFIXES, on_disk
from storyboard.dsl.checks.subtitles import spoken
from storyboard.dsl.text import in_quotes
from storyboard.errors import Problem, Where
from storyboard.model.breakdown import Sheet
from storyboard.model.finish import Title
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import assets

_PLAIN = re.compile(r"[\s -~\u00a0-\u017e–—…‘’“”„•€™−]*")
"""What the font that comes along has in any case, so that nothing need be opened."""
_FRAME_LINES = 19
"""Lines of credits that a frame holds; a roll starts below it and ends above it."""
_TOO_FAST = 4.0
"""Lines in a second that nobody can read."""
_WELL = 2.0
"""Lines in a second that are read comfortably."""


def lettering_problems(
    board: Storyboard, roots: Mapping[str, Path]
) -> Iterator[Problem]:
    """Fonts that cannot be opened, titles that cannot be set or read."""
    yield from _fonts(board, roots)
    for index, title in enumerate(board.titles):
        where: Where = ("titles", index)
        font = title.font or board.lettering.font
        yield from _letters(title.text, font, roots, (*where, "text"), "title")
        if title.credits is not None:
            yield from _credits(title, where)


def burnt_problems(
    board: Storyboard, placed: Mapping[Where, Sheet], roots: Mapping[str, Path]
) -> Iterator[Problem]:
    """Lines that cannot be set, where subtitles are drawn into the picture.

    Those beside the film, or inside its file, are set by whoever plays it.
    """
    if board.subtitles is None or not board.subtitles.burn:
        return
    font = board.subtitles.lettering.font
    for where, said in spoken(board, placed):
        if said.line is not None:
            yield from _letters(said.line, font, roots, (*where, "line"), "subtitle")


def _fonts(board: Storyboard, roots: Mapping[str, Path]) -> Iterator[Problem]:
    for where, kind, asset in assets(board):
        file = on_disk(asset, roots)
        if kind == "font" and _may_be_font(file):
            fault = _fault(file)
            if fault is not None:
                hint = "name a TrueType or OpenType file with outlines"
                yield Problem("font", f"{in_quotes(asset)} {fault}", where, hint)


def _may_be_font(file: Path) -> bool:
    """Whether the checks of files have nothing against it."""
    named_so = file.suffix.lower() in SUFFIXES["font"]
    return named_so and file.is_file() and os.access(file, os.R_OK)


def _fault(file: Path) -> str | None:
    from storyboard.panels.lettering import font_fault  # noqa: PLC0415 - heavy

    return font_fault(file)


def _letters(
    text: str, font: str | None, roots: Mapping[str, Path], where: Where, what: str
) -> Iterator[Problem]:
    if _PLAIN.fullmatch(text):
        return
    from storyboard.panels.lettering import unsettable  # noqa: PLC0415 - heavy
    from storyboard.panels.script import needs_shaping, shapes  # noqa: PLC0415 - heavy

    file = on_disk(font, roots) if font else None
    usable = file is not None and _may_be_font(file) and _fault(file) is None
    missing = unsettable(text, str(file) if usable else "")
    if missing:
        yield _missing(missing, where, what)
    elif needs_shaping(text) and not shapes():
        yield Problem(
            "shaping",
            f"the letters of this {what} are set one by one, though their script joins "
            "them or reads to the left",
            where,
            "install the library FriBiDi (libfribidi), which Pillow's Raqm needs",
            "warning",
        )


def _missing(missing: tuple[str, ...], where: Where, what: str) -> Problem:
    named = ", ".join(f"U+{ord(each):04X} {each}" for each in missing[:3])
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""  # noqa: PLR2004 - named so many
    return Problem(
        "no-letter",
        f"no font here has {named}{more} for this {what}",
        where,
        "name a font file that has it in `font`, or install one on this system",
    )


def _credits(title: Title, where: Where) -> Iterator[Problem]:
    if title.position is not None:
        message = "credits that roll have no position"
        yield Problem("credits", message, (*where, "position"), "leave it out")
    lines = len(title.text.strip().splitlines()) + _FRAME_LINES
    if lines / title.seconds > _TOO_FAST:
        message = f"nobody can read these credits in {title.seconds:g} s"
        hint = f"give them about {lines / _WELL:.0f} s: `seconds`"
        yield Problem("credits", message, where, hint, "warning")
