"""The frames of a clip as a film wants them: its rate, its size, its colours."""

import contextlib
from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.container import InputContainer
from av.filter.context import FilterContext

from storyboard.errors import MediaError
from storyboard.media.container import media_errors, opened
from storyboard.media.moments import Moments
from storyboard.media.probe import moving_picture
from storyboard.model.value import half_up

Frame = av.VideoFrame
"""A frame as the library holds it."""
Chain = tuple[tuple[str, str], ...]
"""Filters of ffmpeg, one after the other, each with its arguments."""
_OPEN = 3
"""Clips that stay open at most: two that pass into one another, and the next."""
_NEAR = 120
"""Frames that are rather decoded than sought across."""


@dataclass(frozen=True)
class Treatment:
    """What is done to a clip's frames, in ffmpeg's filters."""

    front: Chain
    """From the frame as stored to what is seen."""
    back: Chain = ()
    """From the same frame to what lies behind that, where something does."""
    place: str = ""
    """Where the front lies on the back, as `overlay` takes it."""
    finish: Chain = ()
    """What becomes of it all."""
    around: int = 0
    """So many frames before and after a frame are looked at to treat it."""


class Reels:
    """Clips that stay open between two calls of `pictures`; for one thread.

    Whoever goes on where the last call ended has nothing decoded twice. Used as a
    context manager.
    """

    def __init__(self) -> None:
        self._reels: dict[Path, _Reel] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._keep(0)

    @contextlib.contextmanager
    def reel(self, path: Path, seen: Moments, first: int) -> "Iterator[_Reel]":
        """A clip that is not past its frame `first`; nobody else is given it."""
        reel = self._reels.pop(path, None)
        if reel is None or not reel.serves(first):
            if reel is not None:
                reel.close()
            reel = _Reel(path, seen, first)
        try:
            yield reel
        except BaseException:
            reel.close()
            raise
        self._keep(_OPEN - 1, but=path)
        self._reels[path] = reel

    def _keep(self, count: int, but: Path | None = None) -> None:
        """Let go of all but the `count` that were used last, and of `but`."""
        if but in self._reels:
            self._reels.pop(but).close()
        while len(self._reels) > count:
            self._reels.pop(next(iter(self._reels))).close()


class _Reel:
    """A clip while its frames are decoded, in order."""

    def __init__(self, path: Path, seen: Moments, first: int) -> None:
        self._path = path
        self._file = contextlib.ExitStack()
        container = self._file.enter_context(opened(path))
        self._frames = _from(container, seen, first)
        self._first = first
        self._last: tuple[int, av.VideoFrame] | None = None

    def serves(self, first: int) -> bool:
        """Whether frame `first` is still to come, or was the last."""
        at = self._last[0] if self._last else self._first
        # Further on, a new start from a key frame is quicker than what lies between.
        return at <= first <= at + _NEAR

    def frames(self) -> Iterator[tuple[int, av.VideoFrame]]:
        """The last frame once more, and those behind it."""
        if self._last is not None:
            yield self._last
        with media_errors(self._path):
            for numbered in self._frames:
                self._last = numbered
                yield numbered

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def pictures(
    path: Path,
    seen: Moments,
    wanted: Iterable[int],
    treatment: Treatment | None,
    reels: Reels | None = None,
) -> Generator[av.VideoFrame]:
    """Frames of a clip by their numbers in it, which never go back; some may repeat.

    `seen` are the clip's own moments. Without a treatment they come as stored.
    MediaError where one of them is missing, or damaged.
    """
    if reels is None:
        with Reels() as own:
            yield from pictures(path, seen, wanted, treatment, own)
        return
    queue = list(wanted)
    if not queue:
        return
    around = treatment.around if treatment else 0
    span = range(max(queue[0] - around, 0), queue[-1] + around + 1)
    needed = set(span) if around else set(queue)
    place = 0
    with reels.reel(path, seen, span.start) as reel:
        for index, frame in _treated(_decoded(reel, span, needed), seen, treatment):
            while place < len(queue) and queue[place] == index:
                yield frame
                place += 1
            if place == len(queue):
                return
            if queue[place] < index:
                break
        raise MediaError(f"{path.name}: frame {queue[place]} cannot be decoded")


def _decoded(
    reel: _Reel, span: range, needed: set[int]
) -> Iterator[tuple[int, av.VideoFrame]]:
    """The needed frames of a stretch, each with its number."""
    for index, frame in reel.frames():
        if index in needed:
            yield index, frame
        if index >= span.stop - 1:
            return


def _from(
    container: InputContainer, seen: Moments, first: int
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Numbered frames from before `first` on, or from the very start."""
    stream = moving_picture(container)
    if stream is None:
        raise MediaError(f"{Path(container.name).name} has no picture")
    stream.codec_context.thread_count = 1
    if first:
        container.seek(seen.zero + seen.times[first], stream=stream)
    frames = container.decode(stream)
    head = next(frames, None)
    if head is None or (first and (_number(head, seen) or 0) > first):
        container.seek(seen.zero, stream=stream)
        frames = container.decode(stream)
        head = next(frames, None)
    if head is None:
        return
    for frame in chain((head,), frames):
        number = _number(frame, seen)
        if number is not None:
            yield number, frame


def _number(frame: av.VideoFrame, seen: Moments) -> int | None:
    """Which frame of the clip this is; None where it is none that is shown."""
    at = frame.pts or 0
    if frame.time_base not in (seen.base, None):
        # Filters that may make two frames of one count in halves.
        at = half_up(at * frame.time_base / seen.base)
    time = at - seen.zero
    place = bisect_left(seen.times, time)
    there = place < len(seen.times) and seen.times[place] == time
    return place if there else None


def _treated(
    frames: Iterator[tuple[int, av.VideoFrame]],
    seen: Moments,
    treatment: Treatment | None,
) -> Iterator[tuple[int, av.VideoFrame]]:
    if treatment is None:
        yield from frames
        return
    graph: av.filter.Graph | None = None
    for _, frame in frames:
        if graph is None:
            graph = _graph(frame, seen, treatment)
        graph.push(frame)
        yield from _pulled(graph, seen)
    if graph is not None:
        graph.push(None)
        yield from _pulled(graph, seen)


def _pulled(
    graph: av.filter.Graph, seen: Moments
) -> Iterator[tuple[int, av.VideoFrame]]:
    while True:
        try:
            frame = graph.vpull()
        except (av.BlockingIOError, av.EOFError):
            return
        number = _number(frame, seen)
        if number is not None:
            yield number, frame


def _graph(
    frame: av.VideoFrame, seen: Moments, treatment: Treatment
) -> av.filter.Graph:
    graph = av.filter.Graph()
    graph.threads = 1
    source = graph.add_buffer(
        width=frame.width,
        height=frame.height,
        format=frame.format,
        time_base=seen.base,
    )
    if treatment.back:
        fork = graph.add("split")
        source.link_to(fork)
        front = _linked(graph, fork, treatment.front, 1)
        both = graph.add("overlay", treatment.place)
        _linked(graph, fork, treatment.back).link_to(both, 0, 0)
        front.link_to(both, 0, 1)
        last = _linked(graph, both, treatment.finish)
    else:
        last = _linked(graph, source, treatment.front + treatment.finish)
    last.link_to(graph.add("buffersink"))
    graph.configure()
    return graph


def _linked(
    graph: av.filter.Graph, source: FilterContext, filters: Chain, output: int = 0
) -> FilterContext:
    """The last of some filters that follow one of the source's outputs."""
    last = source
    for name, told in filters:
        following = graph.add(name, told)
        last.link_to(following, output)
        last, output = following, 0
    return last
