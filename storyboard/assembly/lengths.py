"""Where every shot lies in the film, in whole frames, and how it passes into the next.

Seconds are added up exactly and only then rounded, so that the film is as long as its
board says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from storyboard.errors import BoardError, Problem
from storyboard.model.breakdown import Sheet
from storyboard.model.parts import OwnSound, Transition
from storyboard.model.time import to_frames
from storyboard.model.timeline import Passage, Source
from storyboard.model.value import ShotId, exact, half_up

Measure = Callable[[Path], float]
"""The seconds of a file."""


@dataclass(frozen=True)
class Part:
    """What is used of a source, in seconds from the shot's start in it."""

    sheet: Sheet
    source: Source
    first: Fraction
    """Where it starts."""
    last: Fraction
    """Where it ends."""
    whole: Fraction | None
    """How much there is; None: without end, as of a still."""

    @property
    def spare(self) -> tuple[Fraction | None, Fraction | None]:
        """The handles: what there is before it and after it; None: without end."""
        if self.whole is None:
            return None, None
        return self.first, self.whole - self.last


@dataclass(frozen=True)
class Lie:
    """Where a shot lies, in frames."""

    start: int
    """The first frame used of the source."""
    length: int
    """Frames, with the handles that are drawn upon."""
    at: int
    """The frame of the film on which it starts."""
    trimmed: int
    """The frame of the film on which its trim starts, after any handle."""
    enter: Passage | None
    """How it comes in."""
    leave: Passage | None
    """How the film's last shot goes out."""
    leads: float
    """Seconds that its sound starts before its picture."""
    lags: float
    """Seconds that its sound goes on after its picture."""


def laid(
    sheets: Sequence[Sheet],
    sources: Mapping[ShotId, Source],
    rate: Fraction,
    seconds: Measure,
) -> tuple[Lie, ...]:
    """Where every shot lies; BoardError where the film cannot be cut like this."""
    parts = [_part(sheet, sources[sheet.shot.id], seconds) for sheet in sheets]
    spans = tuple(_spans(parts))
    starts = [
        _start(part, at, rate) for part, (at, _) in zip(parts, spans, strict=True)
    ]
    reaches = tuple(_reaches(parts, spans, starts, rate))
    lies = tuple(
        Lie(
            start=max(starts[i] - reaches[i].before, 0),
            length=half_up(end * rate)
            + reaches[i + 1].after
            - (half_up(at * rate) - reaches[i].before),
            at=half_up(at * rate) - reaches[i].before,
            trimmed=half_up(at * rate),
            enter=reaches[i].passage,
            leave=reaches[-1].passage if parts[i] is parts[-1] else None,
            leads=_heard(parts[i]).leads if i else 0.0,
            lags=_heard(parts[i]).lags if parts[i] is not parts[-1] else 0.0,
        )
        for i, (at, end) in enumerate(spans)
    )
    problems = (
        *_too_few_handles(parts),
        *_too_little_sound(parts, lies),
        *_too_short(parts, lies),
    )
    if problems:
        raise BoardError("the film cannot be cut like this", problems)
    return lies


def _part(sheet: Sheet, source: Source, seconds: Measure) -> Part:
    first, last = (exact(moment) for moment in sheet.used)
    shot = sheet.shot
    if source.kind != "clip":
        return Part(sheet, source, first, last, None)
    whole = exact(sheet.seconds)
    if shot.footage is not None and shot.seconds is None:
        whole = exact(seconds(Path(source.file)))
        if shot.trim is None or shot.trim.to is None:
            last = min(last, whole)
    return Part(sheet, source, first, last, whole)


def _spans(parts: Sequence[Part]) -> Iterator[tuple[Fraction, Fraction]]:
    """The seconds of the film on which each trim starts and ends."""
    end = Fraction(0)
    for index, part in enumerate(parts):
        enter = part.sheet.enter
        overlaps = index and enter.over == "overlap"
        at = end - exact(enter.seconds or 0) if overlaps else end
        end = at + part.last - part.first
        yield at, end


class _Reach(NamedTuple):
    """How a transition lies around a cut, or at an end of the film."""

    passage: Passage | None
    before: int = 0
    """Frames of the handle of the shot that comes in."""
    after: int = 0
    """Frames of the handle of the one that goes."""


def _reaches(
    parts: Sequence[Part],
    spans: Sequence[tuple[Fraction, Fraction]],
    starts: Sequence[int],
    rate: Fraction,
) -> Iterator[_Reach]:
    """Into the first shot, from each to the next, and out of the last.

    Both ends of a passage are rounded as all moments of the film are: what does not
    overlap in seconds does not in frames.
    """
    # A default says how shots follow each other, not how the film starts.
    enter, leave = (
        parts[0].sheet.shot.enter or Transition(),
        parts[-1].sheet.shot.leave or Transition(),
    )
    yield _Reach(_passage(enter, half_up(exact(enter.seconds or 0) * rate)))
    for i, part in enumerate(parts[1:], start=1):
        enter, (at, _), end = part.sheet.enter, spans[i], spans[i - 1][1]
        if enter.over == "overlap":
            yield _Reach(_passage(enter, half_up(end * rate) - half_up(at * rate)))
            continue
        half, cut = _half(enter), half_up(at * rate)
        before = cut - half_up((at - half) * rate)
        if part.whole is not None:
            before = min(before, starts[i])
        after = half_up((at + half) * rate) - cut
        yield _Reach(_passage(enter, before + after), before, after)
    end = spans[-1][1]
    last = half_up(end * rate) - half_up((end - exact(leave.seconds or 0)) * rate)
    yield _Reach(_passage(leave, last))


def _passage(transition: Transition, frames: int) -> Passage | None:
    if transition.kind == "cut" or frames <= 0:
        return None
    return Passage(
        kind=transition.kind,
        frames=frames,
        colour=transition.colour or "#000000",
        direction=transition.direction or "left",
    )


def _start(part: Part, at: Fraction, rate: Fraction) -> int:
    """The first frame used of a source without handles; `at` is its second of the film.

    Shots of one job share a clip. A later one is counted from the frame of the film on
    which the clip would have begun, so that shots that follow each other in the film
    as in the clip leave out no frame at the cut, and show none twice.
    """
    if not part.source.offset:
        return to_frames(part.first, rate)
    into = exact(part.source.offset) + part.first
    return half_up(at * rate) - half_up((at - into) * rate)


def _heard(part: Part) -> OwnSound:
    """What becomes of the sound that a source brings along."""
    own = part.sheet.own_sound
    return OwnSound() if part.whole is None or own.muted else own


def _half(enter: Transition) -> Fraction:
    """The seconds of handles that a transition needs on either side."""
    return exact(enter.seconds or 0) / 2 if enter.over == "handles" else Fraction(0)


def _too_few_handles(parts: Sequence[Part]) -> Iterator[Problem]:
    for before, part in pairwise(parts):
        enter = part.sheet.enter
        needed = _half(enter)
        for held, spare, side in (
            (before, before.spare[1], "end"),
            (part, part.spare[0], "start"),
        ):
            if spare is not None and spare < needed:
                yield Problem(
                    "handles",
                    f"the {enter.kind} needs {_said(needed)} to spare at the {side} "
                    f'of shot "{held.sheet.shot.id}", which has {_said(spare)}',
                    (*part.sheet.where, "enter"),
                    "trim the shot there, or leave `over: handles` out",
                )


def _too_little_sound(parts: Sequence[Part], lies: Sequence[Lie]) -> Iterator[Problem]:
    following = [*(_half(part.sheet.enter) for part in parts[1:]), Fraction(0)]
    for part, lie, taken in zip(parts, lies, following, strict=True):
        head, tail = part.spare
        if head is None or tail is None:
            continue
        own = _half(part.sheet.enter) if lie.at else Fraction(0)
        for word, wanted, spare, side in (
            ("lead", lie.leads, head - own, "before"),
            ("lag", lie.lags, tail - taken, "after"),
        ):
            if wanted and exact(wanted) > spare:
                yield Problem(
                    "own-sound",
                    f'the sound of shot "{part.sheet.shot.id}" is to {word} by '
                    f"{_said(exact(wanted))}, but its clip has "
                    f"{_said(max(spare, Fraction(0)))} {side} what is seen of it",
                    (*part.sheet.where, "own_sound"),
                    f"trim the shot there, or let it {word} by less",
                )


def _too_short(parts: Sequence[Part], lies: Sequence[Lie]) -> Iterator[Problem]:
    following = [*(lie.enter for lie in lies[1:]), lies[-1].leave]
    for part, lie, after in zip(parts, lies, following, strict=True):
        taken = sum(each.frames for each in (lie.enter, after) if each)
        if lie.length < max(taken, 1):
            room = f"the {taken} of the passages at its ends" if taken else "one"
            yield Problem(
                "shot-too-short",
                f"shot {part.sheet.shot.id} has {lie.length} frames in the film, fewer "
                f"than {room}",
                part.sheet.where,
                "lengthen the shot or shorten the passages",
            )


def _said(seconds: Fraction) -> str:
    return f"{round(float(seconds), 2):g} s"
