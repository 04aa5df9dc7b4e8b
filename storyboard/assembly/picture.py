"""The film's picture: straight frames pass as they are, others are composed."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from storyboard.assembly.compose import Lettering, Reel, composed, lettering
from storyboard.assembly.rolls import Roll
from storyboard.assembly.segments import segments
from storyboard.media.read import Planes
from storyboard.media.write import ClipWriter
from storyboard.model.timeline import Edit, Timeline

_THREADS = 6
"""Threads of the encoder: a fixed number, for its bytes depend on it."""


def picture(timeline: Timeline, rolls: Sequence[Roll]) -> Iterator[Planes]:
    """Every frame of the film, in order; only what is on screen is held in memory."""
    size, rate = (timeline.width, timeline.height), Fraction(timeline.rate)
    shots: dict[int, tuple[Edit, Reel]] = {}
    titles: dict[int, Lettering] = {}
    try:
        for segment in segments(timeline):
            for index in segment.edits:
                if index not in shots:
                    shots[index] = timeline.edits[index], Reel(rolls[index].planes())
            titles = {
                index: titles.get(index) or lettering(timeline.titles[index], size)
                for index in segment.titles
            }
            if segment.straight:
                edit, reel = shots[segment.edits[0]]
                for frame in range(segment.at, segment.end):
                    yield reel.at(frame - edit.at)
            else:
                yield from composed(segment, shots, titles, size, rate)
            for index in segment.edits:
                if timeline.edits[index].end <= segment.end:
                    shots.pop(index)[1].close()
    finally:
        for _, reel in shots.values():
            reel.close()


def write_picture(
    timeline: Timeline,
    rolls: Sequence[Roll],
    out: Path,
    on_frame: Callable[[int], None],
) -> None:
    """Encode the film's picture; `on_frame` hears how many frames are done."""
    writer = ClipWriter(
        out,
        (timeline.width, timeline.height),
        Fraction(timeline.rate),
        quality=18,
        effort="veryfast",
        sound=False,
        threads=_THREADS,
    )
    with writer:
        for done, planes in enumerate(picture(timeline, rolls), start=1):
            writer.planes(planes)
            on_frame(done)
