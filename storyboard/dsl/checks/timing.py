"""Trims, transitions and lines against the seconds that there are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

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

Shots = Sequence[tuple[Where, Sheet]]


def used_seconds(sheet: Sheet) -> Fraction | None:
    """How long a shot stands in the cut.

    None for own material of unknown length, and where the trim leaves nothing.
    """
    trim, shot = sheet.shot.trim, sheet.shot
    end = trim.to if trim else None
    if end is None:
        if shot.footage is not None and shot.seconds is None:
            return None
        end = sheet.seconds
    length = exact(end) - exact(trim.from_ if trim else 0.0)
    return length if length > 0 else None


def overlap(enter: Transition) -> Fraction:
    """By how much a transition shortens the film."""
    shortens = enter.kind != "cut" and enter.over == "overlap"
    return exact(enter.seconds or 0.0) if shortens else Fraction(0)


def said(seconds: Fraction | float) -> str:
    """Seconds as a message says them."""
    return f"{round(float(seconds), 2):g} s"


def timing_problems(placed: Mapping[Where, Sheet], rate: Fraction) -> Iterator[Problem]:
    """Everything about time inside shots and between neighbours; `rate` in frames."""
    shots = tuple(placed.items())
    for where, sheet in shots:
        yield from _trim(where, sheet)
        yield from _frames(where, sheet, rate)
        yield from _lines(where, sheet)
    yield from _transitions(shots)


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
            yield from _line(place, line, length)
    for index, (one, other) in enumerate(pairwise(lines), start=1):
        if other.at == one.at:
            yield Problem(
                "lines-at-once",
                f"this line starts at {said(other.at)}, as the one before it does",
                (*where, "dialogue", index),
                "say in `at` when it starts, unless both speak at once",
                "warning",
            )


def _line(where: Where, line: Line, length: Fraction) -> Iterator[Problem]:
    at = exact(line.at)
    if at >= length:
        message = f"the line starts at {said(at)}, but the shot lasts only "
        hint = "`at` counts from the shot's trimmed start"
        yield Problem("late-line", message + said(length), (*where, "at"), hint)
        return
    needed, left = speech_seconds(line.line), length - at
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


def _enter_place(where: Where, sheet: Sheet) -> Where:
    """The shot's own `enter`; the shot itself where the default is in force."""
    return (*where, "enter") if sheet.shot.enter is not None else where


def _transitions(shots: Shots) -> Iterator[Problem]:
    if shots:
        yield from _opening(*shots[0])
    fitting: set[Where] = set()
    for (_, before), (where, sheet) in pairwise(shots):
        if sheet.enter.kind == "cut":
            continue
        problem = (
            _overlap(where, before, sheet)
            if sheet.enter.over == "overlap"
            else _handles(where, before, sheet)
        )
        if problem is not None:
            yield problem
        else:
            fitting.add(where)
    for (where, sheet), (next_where, after) in pairwise(shots[1:]):
        if {where, next_where} <= fitting:
            yield from _eaten(sheet, next_where, after)


def _opening(where: Where, sheet: Sheet) -> Iterator[Problem]:
    enter = sheet.shot.enter
    if enter is None or enter.kind == "cut":
        return
    place = (*where, "enter")
    length = used_seconds(sheet)
    if enter.kind != "fade":
        message = f"the first shot has nothing to {enter.kind} from"
        yield Problem("transition", message, place, "write fade 0.5, or leave it out")
    elif length is not None and exact(enter.seconds or 0.0) > length:
        message = f"the fade takes {said(enter.seconds or 0.0)}, but the shot has only "
        yield Problem("transition", message + said(length), place)


def _overlap(where: Where, before: Sheet, sheet: Sheet) -> Problem | None:
    seconds = exact(sheet.enter.seconds or 0.0)
    for held in (before, sheet):
        length = used_seconds(held)
        if length is not None and seconds > length:
            message = (
                f"the {sheet.enter.kind} takes {said(seconds)}, but shot "
                f"{in_quotes(held.shot.id)} has only {said(length)}"
            )
            hint = f"write {sheet.enter.kind} {float(length) / 2:g} or less"
            return Problem("transition", message, _enter_place(where, sheet), hint)
    return None


def _handles(where: Where, before: Sheet, sheet: Sheet) -> Problem | None:
    """Whether half the transition can be drawn from spare frames on either side."""
    half = exact(sheet.enter.seconds or 0.0) / 2
    _, before_end = before.used
    tail = exact(before.seconds) - exact(before_end)
    head = exact(sheet.used[0])
    for held, spare, side in ((before, tail, "end"), (sheet, head, "start")):
        if held.shot.footage is None and spare < half:
            message = (
                f"the {sheet.enter.kind} needs {said(half)} to spare at the {side} of "
                f"shot {in_quotes(held.shot.id)}, which has {said(spare)}"
            )
            hint = "trim the shot there, or leave `over: handles` out"
            return Problem("handles", message, _enter_place(where, sheet), hint)
    return None


def _eaten(sheet: Sheet, next_where: Where, after: Sheet) -> Iterator[Problem]:
    length = used_seconds(sheet)
    both = overlap(sheet.enter) + overlap(after.enter)
    if length is not None and both > length:
        message = (
            f"the transitions into and out of shot {in_quotes(sheet.shot.id)} take "
            f"{said(both)} together, but it has only {said(length)}"
        )
        hint = "shorten one of them, or make the shot longer"
        yield Problem("transition", message, _enter_place(next_where, after), hint)
