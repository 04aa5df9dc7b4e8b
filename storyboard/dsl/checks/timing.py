"""Trims and lines against the seconds that there are."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import PurePosixPath

from storyboard.dsl.checks.files import SUFFIXES
from storyboard.dsl.text import in_quotes, shown
from storyboard.errors import Problem, Severity, Where
from storyboard.model.breakdown import Sheet
from storyboard.model.parts import Line, Transition
from storyboard.model.value import exact

LETTERS_PER_SECOND = 15
"""A comfortable speech in an alphabet, spaces counted."""
SIGNS_PER_SECOND = 5
"""A comfortable speech in Chinese, Japanese or Korean."""
_FASTEST = Fraction(25, 15)
"""How much faster anyone can speak at all."""

_SIGNS = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def used_seconds(sheet: Sheet) -> Fraction | None:
    """How long a shot stands in the cut.

    None for own material of unknown length, and where the trim leaves nothing.
    """
    trim, shot = sheet.shot.trim, sheet.shot
    end = trim.to if trim else None
    if end is None:
        if shot.footage is not None and shot.seconds is None and not _still(sheet):
            return None
        end = sheet.seconds
    length = exact(end) - exact(trim.from_ if trim else 0.0)
    return length if length > 0 else None


def overlap(enter: Transition) -> Fraction:
    """By how much a transition shortens the film."""
    shortens = enter.kind != "cut" and enter.over == "overlap"
    return exact(enter.seconds or 0.0) if shortens else Fraction(0)


def spare(sheet: Sheet) -> tuple[Fraction | None, Fraction | None]:
    """A shot's handles: the seconds before its trim, and after it.

    None where they are without end, as of a still, or unknown, as of own material that
    does not say its seconds.
    """
    shot, (start, end) = sheet.shot, sheet.used
    if _still(sheet):
        return None, None
    if shot.footage is not None and shot.seconds is None:
        return exact(start), None
    return exact(start), exact(sheet.seconds) - exact(end)


def _still(sheet: Sheet) -> bool:
    suffix = PurePosixPath(sheet.shot.footage or "").suffix.lower()
    return suffix in SUFFIXES["image"]


def said(seconds: Fraction | float) -> str:
    """Seconds as a message says them."""
    return f"{round(float(seconds), 2):g} s"


def timing_problems(placed: Mapping[Where, Sheet], rate: Fraction) -> Iterator[Problem]:
    """Everything about time inside shots; `rate` in frames."""
    for where, sheet in placed.items():
        yield from _trim(where, sheet)
        yield from _frames(where, sheet, rate)
        yield from _lines(where, sheet)


def _trim(where: Where, sheet: Sheet) -> Iterator[Problem]:
    trim, shot = sheet.shot.trim, sheet.shot
    if trim is None:
        return
    known = shot.footage is None or shot.seconds is not None
    place = (*where, "trim")
    if trim.to is not None and trim.from_ >= trim.to:
        message = f"the trim ends at {said(trim.to)}, before it starts"
        hint = f"it starts at {said(trim.from_)}; let `to` be later"
        yield Problem("trim", message, (*place, "to"), hint)
    elif known and trim.to is not None and trim.to > sheet.seconds:
        message = f"the trim ends at {said(trim.to)}, but the shot has only "
        hint = "end it earlier, or ask for more `seconds`"
        message += said(sheet.seconds)
        yield Problem("trim", message, (*place, "to"), hint)
    elif known and trim.from_ >= sheet.seconds:
        message = f"the trim starts at {said(trim.from_)}, but the shot has only "
        message += said(sheet.seconds)
        hint = "start it earlier, or ask for more `seconds`"
        yield Problem("trim", message, (*place, "from"), hint)


def _frames(where: Where, sheet: Sheet, rate: Fraction) -> Iterator[Problem]:
    length = used_seconds(sheet)
    if length is not None and length * rate < 1:
        message = f"the shot lasts {float(length):g} s, which is less than a frame"
        hint = f"a frame lasts {1 / rate} s"
        place = (*where, "seconds" if sheet.shot.trim is None else "trim")
        yield Problem("shot-too-short", message, place, hint)


def speech_seconds(text: str) -> Fraction:
    """How long a line takes when spoken comfortably."""
    signs = len(_SIGNS.findall(text))
    letters = len(text.strip()) - signs
    return Fraction(letters, LETTERS_PER_SECOND) + Fraction(signs, SIGNS_PER_SECOND)


def _rate(text: str) -> str:
    signs = _SIGNS.search(text) is not None
    return f"{SIGNS_PER_SECOND if signs else LETTERS_PER_SECOND} characters a second"


def _lines(where: Where, sheet: Sheet) -> Iterator[Problem]:
    length = used_seconds(sheet)
    lines = sheet.shot.dialogue
    for index, line in enumerate(lines):
        place = (*where, "dialogue", index)
        if length is not None:
            yield from _line(place, line, length, exact(sheet.own_sound.lags))
    for index, (one, other) in enumerate(pairwise(lines), start=1):
        if other.at == one.at:
            yield Problem(
                "lines-at-once",
                f"this line starts at {said(other.at)}, as the one before it does",
                (*where, "dialogue", index),
                "say in `at` when it starts, unless both speak at once",
                "warning",
            )


def _line(
    where: Where, line: Line, length: Fraction, lags: Fraction
) -> Iterator[Problem]:
    at = exact(line.at)
    if at >= length:
        message = f"the line starts at {said(at)}, but the shot lasts only "
        hint = "`at` counts from the shot's trimmed start"
        yield Problem("late-line", message + said(length), (*where, "at"), hint)
        return
    needed, left = speech_seconds(line.line), length + lags - at
    if needed <= left:
        return
    hopeless = needed > left * _FASTEST
    message = (
        f"{in_quotes(shown(line.line, 30))} takes about {said(needed)} at "
        f"{_rate(line.line)}, but only {said(left)} are left of the shot"
    )
    hint = (
        f"shorten it, start it earlier, or make the shot {said(needed - left)} longer"
    )
    severity: Severity = "error" if hopeless else "warning"
    yield Problem("long-line", message, (*where, "line"), hint, severity)
