"""Words for times of a film, as the frames that they stand for. Pure."""

import re
from fractions import Fraction
from typing import Literal

from storyboard.errors import PlanError, offer
from storyboard.model.time import timecode, to_frames
from storyboard.model.timeline import Edit, Timeline
from storyboard.model.value import half_up

_SECONDS = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)")
_TIMECODE = re.compile(r"(\d+):(\d{1,2}):(\d{1,2}):(\d{1,3})")
_SIXTY = 60


def frames_between(
    timeline: Timeline, start: str | None, end: str | None
) -> tuple[int, int]:
    """The frames that two words stand for, None being the film's own start and end.

    A word is a shot, from its first frame or to its last, or a time of the film: 12.5,
    1:05, 0:01:05.5, or the time code 00:01:05:12. PlanError where it is neither, where
    the film ends before it, or where nothing lies between the two.
    """
    first = 0 if start is None else _frame(timeline, start, "from")
    last = timeline.length if end is None else _frame(timeline, end, "to")
    if first >= last:
        said = f"--from {start} --to {end}" if start and end else "--to 0"
        raise PlanError(
            f"{said} leaves nothing: that is {_code(timeline, first)} to "
            f"{_code(timeline, last)}; let --to be later"
        )
    return first, last


def _frame(timeline: Timeline, word: str, side: Literal["from", "to"]) -> int:
    shots: dict[str, Edit] = {edit.slate.shot: edit for edit in timeline.edits}
    if word in shots:
        edit = shots[word]
        return edit.at if side == "from" else edit.end
    frame = _time(word, Fraction(timeline.rate))
    if frame is None:
        raise PlanError(
            f'"{word}" is no time of the film and no shot; write 12.5, 1:05, '
            f"00:01:05:12 or a shot ({offer(word, list(shots))})"
        )
    if frame > timeline.length or (side == "from" and frame == timeline.length):
        raise PlanError(
            f"--{side} {word} lies outside the film, which ends at "
            f"{_code(timeline, timeline.length)} "
            f"({float(timeline.length / Fraction(timeline.rate)):.2f} s)"
        )
    return frame


def _time(word: str, rate: Fraction) -> int | None:
    """The frame of a time; None where the word is no time."""
    if found := _TIMECODE.fullmatch(word):
        hours, minutes, seconds, frames = map(int, found.groups())
        base = half_up(rate)
        if minutes < _SIXTY and seconds < _SIXTY and frames < base:
            return ((hours * _SIXTY + minutes) * _SIXTY + seconds) * base + frames
        return None
    if found := _SECONDS.fullmatch(word):
        hours, minutes = int(found[1] or 0), int(found[2] or 0)
        rest = Fraction(found[3])
        if ":" in word and rest >= _SIXTY:
            return None
        return to_frames((hours * _SIXTY + minutes) * _SIXTY + rest, rate)
    return None


def _code(timeline: Timeline, frame: int) -> str:
    return timecode(frame, Fraction(timeline.rate))
