"""Finding what can be drawn in what was written."""

import hashlib
import random
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeVar

Kind = TypeVar("Kind", bound=str)


def chance(*key: object) -> random.Random:
    """Random numbers that depend on the key alone, the same on every machine."""
    text = "\x1f".join(str(part) for part in key)
    return random.Random(hashlib.sha256(text.encode()).digest())  # noqa: S311 - art


def listed(text: str) -> tuple[str, ...]:
    """Words written as `one, two, …`."""
    return tuple(text.split(", "))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    choice = "|".join(re.escape(word) for word in words)
    return re.compile(rf"\b(?:{choice})(?:s|es|ed|ing|ly)?\b", re.IGNORECASE)


def first(text: str, words: Iterable[str]) -> int | None:
    """Where the earliest of the words (or phrases) stands, in any simple ending."""
    match = _pattern(tuple(words)).search(text)
    return match.start() if match else None


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether a text has one of the words."""
    return first(text, words) is not None


def earliest(text: str, kinds: Mapping[Kind, Iterable[str]]) -> Kind | None:
    """The kind one of whose words comes first in the text; None: none does."""
    places = {
        kind: at
        for kind, words in kinds.items()
        if (at := first(text, words)) is not None
    }
    return min(places, key=lambda kind: places[kind]) if places else None
