"""Text for subtitles: divided where one pauses, and broken into two even lines."""

import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from storyboard.panels.script import pieces, wide

LINE = 42
"""Letters in a line of subtitles; of the broad signs of East Asia, 17."""
LINES = 2
"""Lines of a subtitle."""
_SENTENCE = tuple(".!?…。！？؟।")  # noqa: RUF001 - other scripts' own signs
_CLAUSE = tuple(",;:–—،؛、，；：")  # noqa: RUF001
_CLOSING = "\"'’”»」』)）"  # noqa: RUF001
_Costs = tuple[float, float, float]
"""What it costs to divide after a sentence, after a clause, and anywhere else; to cost
1 is as bad as to leave one side empty."""
_PARTS: _Costs = 0.0, 0.3, 0.6
_LINES: _Costs = 0.0, 0.1, 0.2
_OVER = 2.0
"""What it costs that a line is longer than it should be."""
_HEAD_HEAVY = 0.04
"""What it costs that the upper line is the longer one."""


def length(text: str) -> float:
    """How long a text is to read, in letters."""
    return wide(text)


def divided(text: str) -> list[str]:
    """A text in parts that fit into a subtitle of two lines."""
    text = flowing(text)
    parts = pieces(text)
    if length(text) <= LINES * LINE or not parts[1:]:
        return [text]
    place = _place(parts, _PARTS)
    return [
        part
        for half in (parts[:place], parts[place:])
        for part in divided(_joined(half))
    ]


def broken(text: str) -> str:
    """A text on one line, or on two of about the same length."""
    text = flowing(text)
    parts = pieces(text)
    if length(text) <= LINE or not parts[1:]:
        return text
    place = _place(parts, _LINES, most=LINE)
    return f"{_joined(parts[:place])}\n{_joined(parts[place:])}"


def flowing(text: str, start: str = "") -> str:
    """A text without its line breaks, but for those before lines that start so."""
    whole = ""
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        if whole and start and line.startswith(start):
            whole += "\n"
        elif whole and not (_sign(whole[-1]) and _sign(line[0])):
            whole += " "
        whole += line
    return whole


def _sign(letter: str) -> bool:
    """Whether it is one of those that stand without spaces."""
    broad = unicodedata.east_asian_width(letter) in "WF"
    return broad and not "\uac00" <= letter <= "\ud7a3"


def _joined(parts: Sequence[tuple[str, str]]) -> str:
    return "".join(space + part for space, part in parts).strip()


def _place(
    parts: Sequence[tuple[str, str]], costs: _Costs, *, most: float | None = None
) -> int:
    """The best place to divide: a number of parts that come before it."""
    *lengths, whole = accumulate(length(space + part) for space, part in parts)

    def cost(place: int) -> float:
        left = lengths[place - 1]
        right = whole - left
        ending = parts[place - 1][1].rstrip(_CLOSING)
        found = abs(left - right) / whole
        found += costs[_pause(ending)]
        if most is not None:
            found += _OVER * (max(left, right) > most + 1)
            found += _HEAD_HEAVY * (left > right)
        return found

    return min(range(1, len(parts)), key=cost)


def _pause(ending: str) -> int:
    if ending.endswith(_SENTENCE):
        return 0
    return 1 if ending.endswith(_CLAUSE) else 2
