"""The timeline in segments: each is drawn and coded by itself, and kept by content.

A film changes in few places at a time. What a segment shows does not depend on where
in the film it stands, so that the others pass as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from storyboard.assembly.conform import spec_of
from storyboard.assembly.strips import Strip
from storyboard.media.recipe import KEY_SECONDS, Recipe
from storyboard.model.request import digest_of
from storyboard.model.time import timecode
from storyboard.model.timeline import Passage, Timeline, TitleCue
from storyboard.model.value import ShotId

EDITION = 1
"""Counts up when the same segment is drawn differently; kept ones are then remade."""
LONGEST = KEY_SECONDS
"""Seconds of a segment, at most: no more key frames than there are anyway, and cores
share one clip. It is divided on its own grid, so that a trim leaves all but its outer
segments as they are."""


@dataclass(frozen=True)
class Passing:
    """A passage of which a segment shows a part, or all."""

    passage: Passage
    first: int
    """How many of its frames are past when the segment starts."""
    side: Literal["between", "in", "out"] = "between"
    """Between two shots; into the film's first; out of its last."""


@dataclass(frozen=True)
class Standing:
    """A title that stands over a segment."""

    cue: TitleCue
    first: int
    """How many of its frames are past when the segment starts."""


@dataclass(frozen=True)
class Stamp:
    """What a draft has written into its picture."""

    shot: str
    """The number of the shot that comes in, or stands."""
    at: int
    """The frame of the whole film on which the segment starts."""


@dataclass(frozen=True)
class Segment:
    """A stretch of the film in which nothing comes in or goes out."""

    at: int
    """The frame of the film on which it starts."""
    length: int
    """Frames."""
    strips: tuple[Strip, ...]
    """What is seen: one shot, or two that pass into one another, as they come in."""
    passing: Passing | None = None
    """How they pass."""
    titles: tuple[Standing, ...] = ()
    """The titles that stand over them, the first lowest."""
    stamp: Stamp | None = None
    """What a draft writes over it all."""

    @property
    def straight(self) -> bool:
        """Whether the frames of one shot pass as they are."""
        return not (self.passing or self.titles or self.stamp)

    def key(self, recipe: Recipe) -> str:
        """Its fingerprint: everything that its packets follow from."""
        return digest_of(
            [
                EDITION,
                recipe.facts,
                self.length,
                [_seen(strip) for strip in self.strips],
                self.passing
                and [
                    self.passing.passage.model_dump(mode="json"),
                    self.passing.first,
                    self.passing.side,
                ],
                [_written(standing) for standing in self.titles],
                self.stamp
                and [
                    self.stamp.shot,
                    timecode(self.stamp.at, recipe.rate),
                ],
            ]
        )

    @property
    def shots(self) -> tuple[ShotId, ...]:
        """The numbers of the shots that are seen."""
        return tuple(strip.edit.slate.shot for strip in self.strips)


def _seen(strip: Strip) -> list[object]:
    """What a strip's frames follow from."""
    edit, source = strip.edit, strip.edit.source
    if source.kind == "clip":
        place: list[object] = [edit.start + strip.first]
    elif source.kind == "still":
        place = []
    else:
        place = [edit.slate.model_dump(mode="json"), source.reason, source.palette]
    return [source.kind, source.digest, edit.fit, list(edit.focus), strip.count, place]


def _written(standing: Standing) -> list[object]:
    cue = standing.cue.model_dump(mode="json", exclude={"at": True, "face": {"font"}})
    return [cue, standing.first]


def segments(timeline: Timeline) -> tuple[Segment, ...]:
    """The whole film, in order and without a gap."""
    return tuple(_segments(timeline))


def _segments(timeline: Timeline) -> Iterator[Segment]:
    longest = max(round(Fraction(timeline.rate) * LONGEST), 1)
    first = 0
    for at, end in pairwise(_marks(timeline)):
        while timeline.edits[first].end <= at:
            first += 1
        for start, stop in _divided(timeline, first, at, end, longest):
            yield _segment(timeline, first, start, stop)


def _marks(timeline: Timeline) -> list[int]:
    """Every frame of the film on which something comes in or goes out."""
    edits = timeline.edits
    found = {0, timeline.length}
    for edit in edits:
        found |= {edit.at, edit.end}
    found.add(_opening(timeline))
    found.add(_closing(timeline))
    for cue in timeline.titles:
        found |= {cue.at, cue.at + cue.length}
    return sorted(mark for mark in found if 0 <= mark <= timeline.length)


def _opening(timeline: Timeline) -> int:
    """The frame on which the film has come in."""
    first = timeline.edits[0]
    return first.at + first.enter.frames if first.enter else 0


def _closing(timeline: Timeline) -> int:
    """The frame on which the film starts to go out."""
    last = timeline.edits[-1]
    return last.end - last.leave.frames if last.leave else timeline.length


def _divided(
    timeline: Timeline, index: int, at: int, end: int, longest: int
) -> Iterator[tuple[int, int]]:
    """A stretch in parts that are not too long, on the grid of the clip beneath."""
    edit = timeline.edits[index]
    zero = edit.at - edit.start
    cuts = range((at - zero) // longest * longest + longest + zero, end, longest)
    yield from pairwise((at, *cuts, end))


def _segment(timeline: Timeline, index: int, at: int, end: int) -> Segment:
    edits = timeline.edits
    seen: Sequence[int] = (index,)
    if index + 1 < len(edits) and edits[index + 1].at <= at:
        seen = (index, index + 1)
    strips = tuple(
        Strip(
            edits[i],
            spec_of(timeline, edits[i]),
            at - edits[i].at,
            end - at,
        )
        for i in seen
    )
    return Segment(
        at=at,
        length=end - at,
        strips=strips,
        passing=_passing(timeline, seen, at),
        titles=tuple(
            Standing(cue, at - cue.at)
            for cue in timeline.titles
            if cue.at <= at < cue.at + cue.length
        ),
        stamp=_stamp(timeline, edits[seen[-1]].slate.shot, at),
    )


def _stamp(timeline: Timeline, shot: str, at: int) -> Stamp | None:
    return Stamp(shot, timeline.zero + at) if timeline.draft else None


def _passing(timeline: Timeline, seen: Sequence[int], at: int) -> Passing | None:
    edit = timeline.edits[seen[-1]]
    if len(seen) > 1 and edit.enter is not None:
        return Passing(edit.enter, at - edit.at)
    if seen[0] == 0 and edit.enter is not None and at < _opening(timeline):
        return Passing(edit.enter, at - edit.at, "in")
    out = _closing(timeline)
    if edit.leave is not None and at >= out:
        return Passing(edit.leave, at - out, "out")
    return None
