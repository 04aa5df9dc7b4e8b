"""What the world's scripts ask of a line: its direction, its shapes, where it breaks.

Levels follow the Unicode Bidirectional Algorithm (UAX #9) as far as titles need it:
words of two directions and numbers, without embedding marks.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from PIL import features

_JOINERS = "\u200c\u200d"
_SHAPED = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0e00-\u0eff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff"
    "\ufe70-\ufefc]"
)
"""Scripts whose letters change with their neighbours: Arabic and its kin, the Indic
ones, Thai and Lao, Tibetan, Burmese, Khmer, Mongolian."""
_TURNED = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SIGN = "\u2e80-\u30ff\u3130-\u318f\u31a0-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef"
_SIGN += "\U00020000-\U0003ffff"
_CLOSING = (
    "、。，．！？：；）］｝」』】〉》〕…‥・ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"  # noqa: RUF001
)
_OPENING = "（［｛「『【〈《〔"  # noqa: RUF001
_PIECE = re.compile(rf"[{_OPENING}]*[{_SIGN}][{_CLOSING}]*|[^\s{_SIGN}]+[{_CLOSING}]*")
_KOREAN = re.compile("[\uac00-\ud7a3]")
_RIGHT_TO_LEFT = {"R", "AL"}
_NUMBERS = {"EN", "AN"}


@cache
def shapes() -> bool:
    """Whether the library that draws has what it takes to shape letters (Raqm)."""
    return bool(features.check("raqm"))


def needs_shaping(text: str) -> bool:
    """Whether a text has letters that take their shape, or place, from neighbours."""
    return bool(_SHAPED.search(text) or _TURNED.search(text))


def cleaned(text: str) -> str:
    """One line without characters that have no shape of their own.

    Joiners stay where letters are shaped by them.
    """
    kept = _JOINERS if shapes() and _SHAPED.search(text) else ""
    shown = (
        character
        for character in text
        if character in kept
        or not (
            unicodedata.category(character) in {"Cc", "Cf", "Cs"}
            or "\ufe00" <= character <= "\ufe0f"
            or "\U000e0100" <= character <= "\U000e01ef"
        )
    )
    return unicodedata.normalize("NFC", "".join(shown))


def levels(line: str) -> list[int]:
    """How deep each character lies: even ones read to the right, odd to the left."""
    if not _TURNED.search(line):
        return [0] * len(line)
    kinds = [unicodedata.bidirectional(character) for character in line]
    strong = [kind for kind in kinds if kind == "L" or kind in _RIGHT_TO_LEFT]
    base = int(strong[0] in _RIGHT_TO_LEFT) if strong else 0
    found: list[int | None] = []
    around = base
    for kind in kinds:
        if kind == "L":
            around = 0
        elif kind in _RIGHT_TO_LEFT:
            around = 1
        if kind in _NUMBERS:
            found.append(2 if around or base else 0)
        elif kind == "NSM" and found:
            found.append(found[-1])
        elif kind == "L" or kind in _RIGHT_TO_LEFT:
            found.append(around or 2 * base)
        else:
            found.append(None)
    return _neutral(found, base)


def _neutral(found: Sequence[int | None], base: int) -> list[int]:
    """Spaces and signs take the level of both neighbours, else the line's own."""
    after: list[int] = []
    following = base
    for level in reversed(found):
        following = following if level is None else level
        after.append(following)
    settled: list[int] = []
    before = base
    for level, following in zip(found, reversed(after), strict=True):
        if level is None:
            settled.append(before if before == following else base)
        else:
            settled.append(level)
            before = level
    return settled


def in_sight(deep: Sequence[int]) -> list[int]:
    """The places of runs as they are seen from left to right, by their levels."""
    order = list(range(len(deep)))
    for least in range(max(deep, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and deep[order[end]] >= least:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order


def pieces(paragraph: str) -> list[tuple[str, str]]:
    """What a line may break between: each with the space before it, if there is one.

    Words; and the signs of Chinese and Japanese one by one, though no line starts with
    a closing sign or ends with an opening one. Korean breaks at its spaces.
    """
    found: list[tuple[str, str]] = []
    for word in paragraph.split():
        parts = [word] if _KOREAN.search(word) else _PIECE.findall(word) or [word]
        spaces = [" " if found else "", *[""] * (len(parts) - 1)]
        found += zip(spaces, parts, strict=True)
    return found


def wide(text: str) -> float:
    """A text's length in letters; the broad signs of East Asia count for more."""
    broad = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + 1.4 * broad
