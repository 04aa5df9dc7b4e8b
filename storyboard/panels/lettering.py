"""Set type: the fonts, and text that fits its room and never shows empty boxes.

The lettering is Source Sans 3 (OFL). Characters it lacks are set from a font of the
system that has them, else without their accents, else as a question mark.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

import fontpkg
from PIL import Image, ImageDraw, ImageFont

Ink = tuple[int, int, int] | tuple[int, int, int, int] | int
Anchor = Literal["left", "centre", "right"]

ELLIPSIS = "…"
_STAND_INS = (
    "NotoSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "DejaVuSans.ttf",
    "Arial Unicode.ttf",
    "Hiragino Sans GB.ttc",
    "msyh.ttc",
    "segoeui.ttf",
)
_WORD_SPACE = 0.07
_NO_CHARACTER = "\U0010ffff"


@cache
def font(size: int, weight: int = 400, italic: bool = False) -> ImageFont.FreeTypeFont:  # noqa: FBT001, FBT002 - a font's own three words
    """Source Sans 3 at a size in pixels and a weight from 200 to 900."""
    style = "italic" if italic else "normal"
    file = fontpkg.path("Source Sans 3", weight, style)
    face = ImageFont.truetype(str(file), max(size, 1))
    face.set_variation_by_axes([weight])
    return face


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

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        """The face at this size and weight."""
        return font(self.size, self.weight, self.italic)

    @property
    def line(self) -> int:
        """From one base line to the next, in pixels."""
        return round(self.size * 1.25)

    @property
    def capital(self) -> float:
        """The height of a capital letter, in pixels."""
        return self.size * 0.66


@cache
def _stand_ins(size: int) -> tuple[ImageFont.FreeTypeFont, ...]:
    found = []
    for name in _STAND_INS:
        try:
            found.append(ImageFont.truetype(name, size))
        except OSError:
            continue
    return tuple(found)


@cache
def _empty_box(face: ImageFont.FreeTypeFont) -> bytes:
    return bytes(face.getmask(_NO_CHARACTER))


@cache
def _has(face: ImageFont.FreeTypeFont, character: str) -> bool:
    return bytes(face.getmask(character)) != _empty_box(face)


def _settable(character: str, kind: Type) -> tuple[str, ImageFont.FreeTypeFont]:
    """The character as it can be set, and the font that has it."""
    if _has(kind.font, character):
        return character, kind.font
    for face in _stand_ins(kind.size):
        if _has(face, character):
            return character, face
    plain = unicodedata.normalize("NFKD", character)[0]
    return (plain if _has(kind.font, plain) else "?"), kind.font


def can_set(text: str) -> bool:
    """Whether some font here has every character of a text; OSError without any."""
    kind = Type(24)
    return all(_settable(character, kind)[0] == character for character in text)


def _cleaned(text: str) -> str:
    """One line without characters that have no shape of their own."""
    shown = (c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    return unicodedata.normalize("NFC", "".join(shown))


@cache
def _runs(text: str, kind: Type) -> tuple[tuple[str, ImageFont.FreeTypeFont], ...]:
    pairs = [_settable(character, kind) for character in _cleaned(text)]
    if kind.tracking:
        return tuple(pairs)
    return tuple(
        ("".join(character for character, _ in run), face)
        for face, run in groupby(pairs, key=lambda pair: pair[1])
    )


def width(text: str, kind: Type) -> float:
    """How wide a line is, in pixels."""
    runs = _runs(text, kind)
    wide = sum(_advance(run, face, kind) for run, face in runs)
    return wide - kind.tracking * kind.size * bool(runs)


def _advance(run: str, face: ImageFont.FreeTypeFont, kind: Type) -> float:
    """How far a run carries; tracked words need more air between them than letters."""
    space = kind.tracking * kind.size
    air = _WORD_SPACE * kind.size if kind.tracking and run == " " else 0.0
    return face.getlength(run) + space + air


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
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and width(longer, kind) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return [fitted(line, kind, room) for line in lines]


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
    for run, face in _runs(text, kind):
        draw.text((x, y), run, font=face, fill=ink, anchor="ls")
        x += _advance(run, face, kind)
