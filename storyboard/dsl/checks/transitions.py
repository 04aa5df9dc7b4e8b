"""How shots come in and go out, against the seconds that there are."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from storyboard.dsl.checks.timing import said, spare, used_seconds
from storyboard.dsl.text import in_quotes
from storyboard.errors import Problem, Where
from storyboard.model.breakdown import Sheet
from storyboard.model.parts import Transition
from storyboard.model.value import exact

COLOURED = ("fade", "dip")
"""The transitions that go through a colour."""
DIRECTED = ("wipe", "slide", "push")
"""The transitions that go some way."""

Shots = Sequence[tuple[Where, Sheet]]


def transition_problems(
    placed: Mapping[Where, Sheet], default: Transition
) -> Iterator[Problem]:
    """Everything about passages; `default` is how the board says that shots come in."""
    shots = tuple(placed.items())
    yield from _words(default, ("defaults", "enter"))
    for where, sheet in shots:
        if sheet.shot.enter is not None:
            yield from _words(sheet.shot.enter, (*where, "enter"))
        if sheet.shot.leave is not None:
            yield from _words(sheet.shot.leave, (*where, "leave"))
    if shots:
        yield from _ends(shots)
        yield from _between(shots)


def half_of(enter: Transition) -> Fraction:
    """The seconds of handles that a transition draws on at either side of a cut."""
    drawn = enter.kind != "cut" and enter.over == "handles"
    return exact(enter.seconds or 0.0) / 2 if drawn else Fraction(0)


def _words(enter: Transition, where: Where) -> Iterator[Problem]:
    """What is said of a transition that it does not have."""
    if enter.colour is not None and enter.kind not in COLOURED:
        message = f"a {enter.kind} has no colour"
        hint = f"leave it out, or write fade through {enter.colour} 1"
        yield Problem("transition", message, where, hint)
    if enter.direction is not None and enter.kind not in DIRECTED:
        message = f"a {enter.kind} has no direction"
        hint = f"leave it out, or write wipe {enter.direction} 1"
        yield Problem("transition", message, where, hint)
    if enter.kind == "cut" and enter.over == "handles":
        message = "a cut needs no handles"
        yield Problem("transition", message, where, "leave `over` out")


def _ends(shots: Shots) -> Iterator[Problem]:
    """How the film comes in and goes out; a default says nothing about that."""
    (first, opening), (last, closing) = shots[0], shots[-1]
    if opening.shot.enter is not None:
        yield from _end(opening, opening.shot.enter, (*first, "enter"))
    if closing.shot.leave is not None:
        yield from _end(closing, closing.shot.leave, (*last, "leave"))
    for (where, sheet), (_, after) in pairwise(shots):
        if sheet.shot.leave is not None:
            message = "only the film's last shot goes out by itself"
            hint = f"say in `enter` of shot {in_quotes(after.shot.id)} how it comes in"
            yield Problem("transition", message, (*where, "leave"), hint)


def _end(sheet: Sheet, passage: Transition, where: Where) -> Iterator[Problem]:
    if passage.kind == "cut":
        return
    if passage.over == "handles":
        message = f"at the film's end a {passage.kind} has no handles to draw on"
        if where[-1] == "enter":
            message = f"before the film's first shot a {passage.kind} finds no handles"
        yield Problem("handles", message, where, "leave `over` out")
        return
    length = used_seconds(sheet)
    if length is not None and exact(passage.seconds or 0.0) > length:
        yield _too_long(passage, sheet, length, where)


def _too_long(
    passage: Transition, sheet: Sheet, length: Fraction, where: Where
) -> Problem:
    takes = f"takes {said(passage.seconds or 0.0)}"
    if passage.over == "handles":
        takes += ", one half on either side of the cut"
    message = (
        f"the {passage.kind} {takes}, but shot {in_quotes(sheet.shot.id)} has only "
        f"{said(length)}"
    )
    hint = f"write {passage.kind} {float(length) / 2:g} or less"
    return Problem("transition", message, where, hint)


def _enter_place(where: Where, sheet: Sheet) -> Where:
    """The shot's own `enter`; the shot itself where the default is in force."""
    return (*where, "enter") if sheet.shot.enter is not None else where


def _share(enter: Transition | None) -> Fraction:
    """How many of the used seconds of either shot a transition takes."""
    if enter is None or enter.kind == "cut":
        return Fraction(0)
    return exact(enter.seconds or 0.0) - half_of(enter)


def _between(shots: Shots) -> Iterator[Problem]:
    accused: set[Where] = set()
    for (_, before), (where, sheet) in pairwise(shots):
        problem = _overlong(where, before, sheet) or _handles(where, before, sheet)
        if problem is not None:
            accused.add(where)
            yield problem
    enters = [shots[0][1].shot.enter, *(sheet.enter for _, sheet in shots[1:])]
    leaves = [*enters[1:], shots[-1][1].shot.leave]
    followers = [*shots[1:], shots[-1]]
    for (where, sheet), into, out, (place, after) in zip(
        shots, enters, leaves, followers, strict=True
    ):
        if {where, place} & accused:
            continue
        length, both = used_seconds(sheet), _share(into) + _share(out)
        alone = length is not None and max(_share(into), _share(out)) > length
        if length is None or both <= length or alone:
            continue
        message = (
            f"the transitions into and out of shot {in_quotes(sheet.shot.id)} take "
            f"{said(both)} together, but it has only {said(length)}"
        )
        hint = "shorten one of them, or make the shot longer"
        at = (*place, "leave") if place == where else _enter_place(place, after)
        yield Problem("transition", message, at, hint)


def _overlong(where: Where, before: Sheet, sheet: Sheet) -> Problem | None:
    for held in (before, sheet):
        length = used_seconds(held)
        if length is not None and _share(sheet.enter) > length:
            return _too_long(sheet.enter, held, length, _enter_place(where, sheet))
    return None


def _handles(where: Where, before: Sheet, sheet: Sheet) -> Problem | None:
    """Whether half the transition can be drawn from spare frames on either side."""
    enter, half = sheet.enter, half_of(sheet.enter)
    sides = (before, spare(before)[1], "end"), (sheet, spare(sheet)[0], "start")
    for held, there, side in sides:
        # Less than nothing is a trim outside its shot, of which that is said already.
        if there is not None and 0 <= there < half:
            message = (
                f"the {enter.kind} needs {said(half)} to spare at the {side} of shot "
                f"{in_quotes(held.shot.id)}, which has {said(there)}"
            )
            hint = trimmed(held, half, side) + ", or leave `over: handles` out"
            return Problem("handles", message, _enter_place(where, sheet), hint)
    return None


def trimmed(sheet: Sheet, wanted: Fraction, side: str) -> str:
    """What to do so that a shot has seconds to spare at its `start` or `end`."""
    (first, last), end = sheet.used, exact(sheet.seconds) - wanted
    if side == "start" and wanted < exact(last):
        return f"let its trim start at {said(wanted)} or later"
    if side == "end" and end > exact(first):
        return f"let its trim end at {said(end)} or earlier"
    return "ask for more `seconds` and trim it"
