"""Sound that leads or lags its picture, against the clip that it comes from."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from storyboard.dsl.checks.timing import overlap, said, spare, used_seconds
from storyboard.dsl.checks.transitions import half_of, trimmed
from storyboard.dsl.text import in_quotes
from storyboard.errors import Problem, Where
from storyboard.model.breakdown import Sheet
from storyboard.model.parts import OwnSound
from storyboard.model.value import exact

Shots = Sequence[tuple[Where, Sheet]]


def leading_problems(
    placed: Mapping[Where, Sheet], default: OwnSound
) -> Iterator[Problem]:
    """J- and L-cuts; `default` is what the board says of all clips' own sound."""
    shots = tuple(placed.items())
    yield from _muted(default, ("defaults", "own_sound"))
    for index, (where, sheet) in enumerate(shots):
        own = sheet.shot.own_sound
        if own is not None:
            yield from _muted(own, (*where, "own_sound"))
            yield from _alone(shots, index, own)
    for side in _sides(shots):
        yield from _missing(side)


def _muted(own: OwnSound, where: Where) -> Iterator[Problem]:
    if own.muted and (own.leads or own.lags):
        word = "lead" if own.leads else "lag behind"
        message = f"a muted sound cannot {word} its picture"
        hint = "leave `leads` and `lags` out, or give the sound a gain"
        yield Problem("own-sound", message, where, hint)


def _alone(shots: Shots, index: int, own: OwnSound) -> Iterator[Problem]:
    """Wishes of a shot's own that nothing can come of; a default may have them."""
    where, sheet = shots[index]
    place = (*where, "own_sound")
    if (own.leads or own.lags) and spare(sheet)[0] is None:
        message = "a still has no sound that could lead or lag"
        yield Problem("own-sound", message, place, "leave `leads` and `lags` out")
        return
    if own.leads and index == 0:
        message = "nothing comes before the film's first shot that its sound could lead"
        yield Problem("own-sound", message, place, "leave `leads` out")
    if own.lags and index == len(shots) - 1:
        message = "nothing comes after the film's last shot that its sound could lag"
        yield Problem("own-sound", message, place, "leave `lags` out")


class _Side(NamedTuple):
    """The sound of a shot at one of its ends."""

    sheet: Sheet
    place: Where
    word: str
    """`leads` or `lags`."""
    wanted: Fraction
    """By how many seconds."""
    there: Fraction | None
    """Seconds of the clip beyond what is seen of it; None: unknown, or without end."""
    handle: Fraction
    """Seconds of handles that are seen."""
    film: Fraction | None
    """Seconds of the film beyond the shot; None: unknown."""


def _sides(shots: Shots) -> Iterator[_Side]:
    """Where sound is heard beyond its picture."""
    spans = _spans([sheet for _, sheet in shots])
    for index, (where, sheet) in enumerate(shots):
        own, (head, tail) = sheet.own_sound, spare(sheet)
        if own.muted or head is None:
            continue
        place = (*where, "own_sound") if sheet.shot.own_sound is not None else where
        start, end = spans[index]
        if own.leads and index:
            half = half_of(sheet.enter)
            before = None if start is None else start - half
            leads = exact(own.leads)
            yield _Side(sheet, place, "leads", leads, head - half, half, before)
        if own.lags and index < len(shots) - 1:
            half = half_of(shots[index + 1][1].enter)
            last = spans[-1][1]
            after = None if last is None or end is None else last - end - half
            there = None if tail is None else tail - half
            yield _Side(sheet, place, "lags", exact(own.lags), there, half, after)


def _missing(side: _Side) -> Iterator[Problem]:
    """More sound than the clip has, or than the film has room for."""
    id_ = in_quotes(side.sheet.shot.id)
    leads = side.word == "leads"
    told = f"the sound of shot {id_} {side.word} by {said(side.wanted)}, but"
    if side.there is not None and side.there < side.wanted:
        there, where = (
            said(max(side.there, Fraction(0))),
            "before" if leads else "after",
        )
        message = f"{told} its clip has {there} {where} what is seen of it"
        hint = trimmed(
            side.sheet, side.wanted + side.handle, "start" if leads else "end"
        )
        yield Problem("own-sound", message, side.place, hint)
    elif side.film is not None and side.film < side.wanted:
        where = "before" if leads else "after"
        message = f"{told} the film has {said(side.film)} {where} it"
        hint = f"let it {side.word.removesuffix('s')} by less"
        yield Problem("own-sound", message, side.place, hint)


def _spans(sheets: Sequence[Sheet]) -> list[tuple[Fraction | None, Fraction | None]]:
    """The seconds of the film on which shots start and end; None from where unknown."""
    spans: list[tuple[Fraction | None, Fraction | None]] = []
    end: Fraction | None = Fraction(0)
    for index, sheet in enumerate(sheets):
        length = used_seconds(sheet)
        start = end
        if start is not None and index:
            start -= overlap(sheet.enter)
        end = None if start is None or length is None else start + length
        spans.append((start, end))
    return spans
