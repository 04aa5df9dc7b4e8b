"""The frames of a clip as a film wants them: its rate, its size, its colours."""

from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av
from av.container import InputContainer
from av.filter.context import FilterContext

from storyboard.errors import MediaError
from storyboard.media.container import opened
from storyboard.media.probe import Moments, moving_picture
from storyboard.model.value import half_up

Frame = av.VideoFrame
"""A frame as the library holds it."""
Chain = tuple[tuple[str, str], ...]
"""Filters of ffmpeg, one after the other, each with its arguments."""


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


def pictures(
    path: Path, seen: Moments, wanted: Iterable[int], treatment: Treatment | None
) -> Generator[av.VideoFrame]:
    """Frames of a clip by their numbers in it, which never go back; some may repeat.

    `seen` are the clip's own moments. Without a treatment they come as stored.
    MediaError where one of them is missing, or damaged.
    """
    queue = list(wanted)
    if not queue:
        return
    around = treatment.around if treatment else 0
    span = range(max(queue[0] - around, 0), queue[-1] + around + 1)
    needed = set(span) if around else set(queue)
    place = 0
    for index, frame in _treated(_decoded(path, seen, span, needed), seen, treatment):
        while place < len(queue) and queue[place] == index:
            yield frame
            place += 1
        if place == len(queue):
            return
        if queue[place] < index:
            break
    raise MediaError(f"{path.name}: frame {queue[place]} cannot be decoded")


def _decoded(
    path: Path, seen: Moments, span: range, needed: set[int]
) -> Iterator[tuple[int, av.VideoFrame]]:
    """The needed frames of a stretch, each with its number."""
    with opened(path) as container:
        for index, frame in _from(container, seen, span.start):
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
