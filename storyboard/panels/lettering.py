"""Set type: the fonts, and text that fits its room and never shows empty boxes.

The lettering is Source Sans 3 (OFL), or a font file that is named. Characters it lacks
are set from Source Sans 3, then from a font of the system that has them, else without
their accents, else as a question mark.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import fontpkg
from PIL import Image, ImageDraw, ImageFont

from storyboard.panels.fonts import coverage, heavier, stand_in
from storyboard.panels.script import (
    cleaned,
    in_sight,
    levels,
    needs_shaping,
    pieces,
    shapes,
)

Ink = tuple[int, int, int] | tuple[int, int, int, int] | int
Anchor = Literal["left", "centre", "right"]

ELLIPSIS = "…"
_WORD_SPACE = 0.07
_BOLD = 550
"""From this weight on, a stand-in is bold where there is a bold one."""


@cache
def font(
    size: int,
    weight: int = 400,
    italic: bool = False,  # noqa: FBT001, FBT002 - a font's own words
    file: str = "",
) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels: Source Sans 3, or a file's; OSError without it.

    Weight (from 100 to 900) and slant take effect where the font can vary.
    """
    face = ImageFont.truetype(file or _comes_along(weight, italic), max(size, 1))
    _vary(face, weight, italic=italic)
    return face


def _comes_along(weight: int = 400, italic: bool = False) -> str:  # noqa: FBT001, FBT002
    style = "italic" if italic else "normal"
    return str(fontpkg.path("Source Sans 3", min(max(weight, 200), 900), style))


def _vary(face: ImageFont.FreeTypeFont, weight: int, *, italic: bool) -> None:
    """Set the axes of a font that has some; leave others as they are."""
    try:
        axes = face.get_variation_axes()
    except OSError:
        return
    values = []
    for axis in axes:
        least, most = axis["minimum"] or 0, axis["maximum"] or 0
        value = axis["default"] or 0
        # The library's own type hint leaves out that an axis may have no name.
        name = bytes(axis["name"] or b"").decode("utf-8", "replace").lower()
        if name == "weight":
            value = min(max(weight, least), most)
        elif italic and name == "italic":
            value = most
        elif italic and name == "slant":
            value = least
        values.append(float(value))
    face.set_variation_by_axes(values)


@dataclass(frozen=True)
class Type:
    """How a text is set."""

    size: int
    """Pixels."""
    weight: int = 400
    """From 200 to 900."""
    italic: bool = False
    """Whether it slants."""
    tracking: float = 0.0
    """Extra space after each character, in parts of the size."""
    file: str = ""
    """The font's file; empty: Source Sans 3."""

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        """The face at this size and weight."""
        return font(self.size, self.weight, self.italic, self.file)

    @property
    def line(self) -> int:
        """From one base line to the next, in pixels."""
        return round(self.size * 1.25)

    @property
    def capital(self) -> float:
        """The height of a capital letter, in pixels."""
        return _capital(self.font) if self.file else self.size * 0.66


@cache
def _capital(face: ImageFont.FreeTypeFont) -> float:
    return float(-face.getbbox("H", anchor="ls")[1])


@cache
def _holder(character: str, file: str) -> Path | None:
    """The font file that has a character; None: there is none.

    A named one is asked first, then the one that comes along, then the system's.
    """
    for each in filter(None, (file, _comes_along())):
        if character in coverage(Path(each)):
            return Path(each)
    # What a private character means is known to its own font only.
    private = unicodedata.category(character) == "Co"
    return None if private else stand_in(character)


def _settable(character: str, kind: Type) -> tuple[str, ImageFont.FreeTypeFont]:
    """The character as it can be set, and the font that has it."""
    found = _holder(character, kind.file)
    if found is not None:
        return character, _face(found, kind)
    if unicodedata.category(character) == "Co":
        return "", kind.font
    plain = unicodedata.normalize("NFKD", character)[0]
    found = _holder(plain, kind.file)
    if found is not None:
        return plain, _face(found, kind)
    return "?", font(kind.size, kind.weight, kind.italic)


def _face(file: Path, kind: Type) -> ImageFont.FreeTypeFont:
    if str(file) == _comes_along():
        return font(kind.size, kind.weight, kind.italic)
    if str(file) != kind.file and kind.weight >= _BOLD:
        file = heavier(file)
    return font(kind.size, kind.weight, kind.italic, str(file))


def can_set(text: str) -> bool:
    """Whether some font here has every character of a text; OSError without any."""
    return all(_holder(character, "") is not None for character in text)


def font_fault(file: Path) -> str | None:
    """What keeps a file from being a font, to follow its name; None: nothing."""
    try:
        coverage(file)
    except OSError as error:
        return str(error).removeprefix(f"{file.name} ")
    try:
        font(24, file=str(file)).getlength("A")
    except OSError as error:
        return f"cannot be opened as a font: {error}"
    return None


def unsettable(text: str, file: str = "") -> tuple[str, ...]:
    """Every character of a text that no font has, once and in order.

    Asked are the font `file` if one is named, the one that comes along, and the
    system's. OSError where the file is no font.
    """
    coverage(Path(file or _comes_along()))
    shown = "".join(cleaned(line) for line in text.splitlines())
    return tuple(
        character
        for character in dict.fromkeys(shown)
        if not character.isspace() and _holder(character, file) is None
    )


class _Run(NamedTuple):
    """A part of a line in one font and one direction."""

    text: str
    face: ImageFont.FreeTypeFont
    level: int
    carries: float = 0.0
    """How far, in pixels."""


@cache
def _runs(text: str, kind: Type) -> tuple[_Run, ...]:
    """A line's parts as they are seen from left to right."""
    line = cleaned(text)
    apart = bool(kind.tracking) and not needs_shaping(line)
    runs: list[_Run] = []
    for character, level in zip(line, levels(line), strict=True):
        shown, face = _settable(character, kind)
        mark = unicodedata.category(character)[0] == "M" or character in "\u200c\u200d"
        last = runs[-1] if runs else None
        if last and (mark or (not apart and (face, level) == (last.face, last.level))):
            runs[-1] = last._replace(text=last.text + shown)
        else:
            runs.append(_Run(shown, face, level))
    seen = [runs[place] for place in in_sight([run.level for run in runs])]
    following = [*seen[1:], None][: len(seen)]
    return tuple(
        run._replace(carries=_advance(run, kind, after, apart=apart))
        for run, after in zip(seen, following, strict=True)
    )


def _advance(run: _Run, kind: Type, after: _Run | None, *, apart: bool) -> float:
    """How far a run carries; tracked words need more air between them than letters."""
    carries = run.face.getlength(run.text)
    if not apart:
        return carries
    if after is not None and after.face == run.face:
        # Pairs such as AV stand closer than their letters alone would.
        pair = run.face.getlength(run.text + after.text)
        carries = pair - run.face.getlength(after.text)
    air = _WORD_SPACE if run.text == " " else 0.0
    return carries + (kind.tracking + air) * kind.size


def width(text: str, kind: Type) -> float:
    """How wide a line is, in pixels."""
    runs = _runs(text, kind)
    apart = kind.tracking * kind.size if runs and not needs_shaping(text) else 0.0
    return sum(run.carries for run in runs) - apart


def fitted(text: str, kind: Type, room: float) -> str:
    """The text, or as much of it as fits into `room` pixels, with an ellipsis."""
    text = " ".join(text.split())
    if width(text, kind) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        shown = text[:middle].rstrip(" ,;:–-") + ELLIPSIS
        low, high = (middle, high) if width(shown, kind) <= room else (low, middle - 1)
    return text[:low].rstrip(" ,;:–-") + ELLIPSIS if low else ""


def wrapped(text: str, kind: Type, room: float) -> list[str]:
    """Lines no wider than `room` pixels, keeping the text's own line breaks."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for space, piece in pieces(paragraph):
            longer = f"{line}{space}{piece}" if line else piece
            if line and width(longer, kind) > room:
                lines.append(line)
                longer = piece
            line = longer
        lines.append(line)
    return [fitted(line, kind, room) for line in lines]


def balanced(text: str, kind: Type, room: float) -> list[str]:
    """As `wrapped`, in as many lines, but each paragraph's of like width."""
    return [
        line
        for paragraph in text.splitlines() or [""]
        for line in _even(paragraph, kind, room)
    ]


def _even(paragraph: str, kind: Type, room: float) -> list[str]:
    lines = wrapped(paragraph, kind, room)
    most = len(lines)
    widest = max((width(piece, kind) for _, piece in pieces(paragraph)), default=0.0)
    if most == 1 or widest > room:
        return lines
    low, high = widest, room
    while high - low > max(kind.size * 0.2, 1):
        middle = (low + high) / 2
        if len(wrapped(paragraph, kind, middle)) > most:
            low = middle
        else:
            high = middle
    return wrapped(paragraph, kind, high)


def write(
    image: Image.Image,
    at: tuple[float, float],
    text: str,
    kind: Type,
    ink: Ink,
    *,
    anchor: Anchor = "left",
) -> None:
    """Set one line; `at` is its end or middle on the base line."""
    x, y = at
    x -= {"left": 0.0, "centre": 0.5, "right": 1.0}[anchor] * width(text, kind)
    draw = ImageDraw.Draw(image)
    for run in _runs(text, kind):
        shown, way = run.text, None
        if run.level % 2:
            # Without the shaping library, letters at least stand in order.
            shown, way = (shown, "rtl") if shapes() else (shown[::-1], None)
        draw.text((x, y), shown, font=run.face, fill=ink, anchor="ls", direction=way)
        x += run.carries
