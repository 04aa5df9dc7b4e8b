"""The lab: segments are drawn and coded here, several at once, and kept."""

import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

from storyboard.assembly.kept import Head, clear_litter, head_of, keep, part, place_of
from storyboard.assembly.segments import Segment
from storyboard.errors import MediaError
from storyboard.media.film import Part
from storyboard.media.pictures import Frame, Reels
from storyboard.media.recipe import Recipe

_LOOK_EVERY = 0.1
"""Seconds between two reports of how far the segments are."""
_RUNS_EACH = 4
"""Runs for each thread, at least: so that all have something to do until the end."""
_LONGEST_RUN = 8
"""Segments."""


class Closed(Exception):  # noqa: N818 - it ends the work of a lab, nothing went wrong
    """The lab was closed while a segment was being made."""


class Lab:
    """Makes the segments of one recipe; used as a context manager.

    Threads, not processes: decoding, scaling and coding let go of Python, and nothing
    has to be started or sent. Each segment is coded by one thread, so that its bytes
    do not depend on how many there are. Left by an error, the lab drops what it was
    doing.
    """

    def __init__(self, cache: Path, recipe: Recipe, workers: int | None = None) -> None:
        self._cache = cache
        self._recipe = recipe
        self._closed = threading.Event()
        self._workers = workers or cores()
        self._drawn = self._made = 0
        self._count = threading.Lock()
        self.pool = ThreadPoolExecutor(self._workers, "lab")

    def __enter__(self) -> Self:
        clear_litter(self._cache)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drop what waits, stop what is being made, and wait until it has stopped."""
        self._closed.set()
        self.pool.shutdown(cancel_futures=True)

    def order(self, wanted: Sequence[Segment]) -> list[Future[list[Head]]]:
        """Have segments made that are not kept: in runs, each on one thread.

        Segments of a run follow one another, and what they show is decoded once.
        """
        most = len(wanted) // (self._workers * _RUNS_EACH)
        runs = _runs(wanted, min(max(most, 1), _LONGEST_RUN))
        return [self.pool.submit(self._run, run) for run in runs]

    def made(
        self, wanted: Sequence[Segment], on_progress: Callable[[int, int], None]
    ) -> list[tuple[Head, bool]]:
        """Every segment's head, and whether it had to be made.

        `on_progress` hears how many frames and segments are done. MediaError names the
        shots of a segment that could not be made.
        """
        heads = [self._kept(segment) for segment in wanted]
        missing = [s for s, head in zip(wanted, heads, strict=True) if head is None]
        frames = sum(s.length for s in wanted) - sum(s.length for s in missing)
        kept = len(wanted) - len(missing)
        on_progress(frames, kept)
        orders = self.order(missing)
        waiting = set(orders)
        while waiting:
            ended, waiting = wait(waiting, _LOOK_EVERY, FIRST_COMPLETED)
            for each in ended:
                each.result()
            on_progress(frames + self._drawn, kept + self._made)
        # What is seen twice was drawn once.
        on_progress(sum(s.length for s in wanted), len(wanted))
        new = iter([head for order in orders for head in order.result()])
        return [(head or next(new), head is None) for head in heads]

    def _run(self, segments: Sequence[Segment]) -> list[Head]:
        heads = []
        with Reels() as reels:
            for segment in segments:
                try:
                    heads.append(self.make(segment, reels))
                except MediaError as error:
                    raise _named(error, segment) from error
                with self._count:
                    self._made += 1
        return heads

    def _kept(self, segment: Segment) -> Head | None:
        return head_of(place_of(segment, self._recipe, self._cache), segment)

    def make(self, segment: Segment, reels: Reels | None = None) -> Head:
        """Make and keep a segment, unless it is kept; MediaError."""
        place = place_of(segment, self._recipe, self._cache)
        if head := head_of(place, segment):
            return head
        with closing(drawn(segment, self._recipe, reels)) as frames:
            keep(place, self._watched(frames), self._recipe, segment)
        if head := head_of(place, segment):
            return head
        raise MediaError(
            f"{place} came out with other than the {segment.length} frames it should "
            "have"
        )

    def part(self, segment: Segment, head: Head) -> Part:
        """A segment, to be joined; made anew where what is kept is damaged."""
        place = place_of(segment, self._recipe, self._cache)
        try:
            return part(place, head)
        except MediaError:
            with suppress(OSError):
                place.unlink(missing_ok=True)
            return part(place, self.make(segment))

    def _watched(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        for frame in frames:
            if self._closed.is_set():
                raise Closed
            yield frame
            with self._count:
                self._drawn += 1


def cores() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _runs(wanted: Sequence[Segment], most: int) -> Iterator[Sequence[Segment]]:
    """Segments that start with the same shot, together; at most so many."""
    for _, alike in groupby(wanted, lambda segment: segment.strips[0].edit):
        run = list(alike)
        for first in range(0, len(run), most):
            yield run[first : first + most]


def drawn(
    segment: Segment, recipe: Recipe, reels: Reels | None = None
) -> Generator[Frame]:
    """A segment's frames; see `Strip.frames` and `composed`."""
    if segment.straight:
        return segment.strips[0].frames(reels)
    # MoviePy takes half a second to load, and most segments do without it.
    from storyboard.assembly.compose import composed  # noqa: PLC0415

    return composed(segment, recipe.size, recipe.rate, reels)


def _named(error: MediaError, segment: Segment) -> MediaError:
    shots = " and ".join(segment.shots)
    return MediaError(f"shot {shots}: {error}")
