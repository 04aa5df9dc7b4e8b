"""The lab: segments are drawn and coded here, several at once, and kept."""

import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from storyboard.assembly.kept import Head, clear_litter, head_of, keep, part, place_of
from storyboard.assembly.segments import Segment
from storyboard.errors import MediaError
from storyboard.media.film import Part
from storyboard.media.pictures import Frame
from storyboard.media.recipe import Recipe

_LOOK_EVERY = 0.1
"""Seconds between two reports of how far the segments are."""


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
        self._drawn = 0
        self._count = threading.Lock()
        self.pool = ThreadPoolExecutor(workers or cores(), "lab")

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

    def order(self, segment: Segment) -> Future[Head]:
        """Have a segment made, if it is not kept."""
        return self.pool.submit(self.make, segment)

    def made(
        self, wanted: Sequence[Segment], on_progress: Callable[[int, int], None]
    ) -> list[tuple[Head, bool]]:
        """Every segment's head, and whether it had to be made.

        `on_progress` hears how many frames and segments are done. MediaError names the
        shots of a segment that could not be made.
        """
        heads = [self._kept(segment) for segment in wanted]
        missing = [i for i, head in enumerate(heads) if head is None]
        frames = sum(s.length for s, head in zip(wanted, heads, strict=True) if head)
        on_progress(frames, len(wanted) - len(missing))
        orders = {self.order(wanted[i]): i for i in missing}
        done = len(wanted) - len(missing)
        for each in self._finished(orders):
            if each is None:
                on_progress(frames + self._drawn, done)
                continue
            segment = wanted[orders[each]]
            try:
                heads[orders[each]] = each.result()
            except MediaError as error:
                raise _named(error, segment) from error
            done += 1
            on_progress(frames + self._drawn, done)
        anew = set(missing)
        return [(head, i in anew) for i, head in enumerate(heads) if head is not None]

    def _finished(
        self, orders: Iterable[Future[Head]]
    ) -> Iterator[Future[Head] | None]:
        """Orders as they end; None now and then, so that progress can be told."""
        waiting = set(orders)
        while waiting:
            ended, waiting = wait(waiting, _LOOK_EVERY, FIRST_COMPLETED)
            yield from ended or (None,)

    def _kept(self, segment: Segment) -> Head | None:
        return head_of(place_of(segment, self._recipe, self._cache), segment)

    def make(self, segment: Segment) -> Head:
        """Make and keep a segment, unless it is kept; MediaError."""
        place = place_of(segment, self._recipe, self._cache)
        if head := head_of(place, segment):
            return head
        with closing(_frames(segment, self._recipe)) as frames:
            keep(place, self._watched(frames), self._recipe, segment)
        if head := head_of(place, segment):
            return head
        raise MediaError(
            f"{place} came out with other than the {segment.length} frames it should "
            "have"
        )

    def part(self, segment: Segment) -> Part:
        """A segment, to be joined; made anew where what is kept is damaged."""
        place = place_of(segment, self._recipe, self._cache)
        try:
            return part(place, self.make(segment))
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


def _frames(segment: Segment, recipe: Recipe) -> Generator[Frame]:
    if segment.straight:
        return segment.strips[0].frames()
    # MoviePy takes half a second to load, and most segments do without it.
    from storyboard.assembly.compose import composed  # noqa: PLC0415

    return composed(segment, recipe.size, recipe.rate)


def _named(error: MediaError, segment: Segment) -> MediaError:
    shots = " and ".join(segment.shots)
    return MediaError(f"shot {shots}: {error}")
