"""A film's sound in chunks, each with some of its neighbours' sound around it."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

from storyboard.media.hear import FRAME
from storyboard.media.read import Samples

GRID = 75 * FRAME
"""Samples, 1.6 s: whole packets of AAC and whole steps of the meter."""
CHUNK = 10 * GRID
"""Samples of a chunk, 16 s: what threads work on at a time takes memory, and a change
costs whole chunks."""
REACH = 24
"""Packets on either side of a seam among which it may be shifted."""
LEAD = (2 * REACH) * FRAME
"""Samples before a chunk that are coded and thrown away, about a second: the limiter
and the coder have found their way before the first place where a seam may come."""
TRAIL = (REACH + 8) * FRAME
"""Samples behind it: coder and limiter look ahead."""

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Mix(Protocol):
    """A film's sound as it is mixed; may be asked from several threads at once."""

    @property
    def length(self) -> int:
        """Samples at 48 kHz."""
        ...

    def samples(self, first: int, last: int) -> Samples:
        """Samples [first, last); the same values whatever window they are part of."""
        ...

    def key(self, first: int, last: int) -> object:
        """All that they follow from, as JSON."""
        ...


@dataclass(frozen=True)
class Chunk:
    """A part of a film's sound; places in samples of the film."""

    first: int
    """Where it starts, on the grid."""
    last: int
    """Where it ends: where the next one starts."""
    length: int
    """That of the film."""

    @property
    def start(self) -> int:
        """Where what is needed before it starts."""
        return max(self.first - LEAD, 0)

    @property
    def stop(self) -> int:
        """Where what is needed behind it ends."""
        return min(self.last + TRAIL, self.length)

    @property
    def place(self) -> list[int]:
        """How it lies in its window, as JSON."""
        return [self.first - self.start, self.last - self.start, self.stop - self.start]


def chunks(length: int, size: int = CHUNK) -> tuple[Chunk, ...]:
    """A film of `length` samples in chunks of `size`, a multiple of `GRID`."""
    return tuple(
        Chunk(first, min(first + size, length), length)
        for first in range(0, length, size)
    )


def in_order(
    pool: Executor, work: Callable[[_In], _Out], items: Iterable[_In], ahead: int
) -> Generator[_Out]:
    """What a function makes of each item, in their order.

    At most `ahead` of them are made before they are asked for. What is still waiting
    when this ends early is not begun.
    """
    waiting: list[Future[_Out]] = []
    rest = iter(items)
    try:
        waiting.extend(pool.submit(work, each) for each in islice(rest, ahead))
        while waiting:
            made = waiting.pop(0).result()
            waiting.extend(pool.submit(work, each) for each in islice(rest, 1))
            yield made
    finally:
        for future in waiting:
            future.cancel()


def joined(
    parts: Iterable[Sequence[bytes]],
    wanted: Sequence[Chunk],
    seam: Callable[[Sequence[bytes], Sequence[bytes], int], int],
) -> Iterator[bytes]:
    """The packets of the whole film from those of its chunks, two of them at a time.

    `parts` are the packets of each chunk's window, the one before the sound among
    them; `seam` says where, in packets of the same stretch of two chunks, the second
    takes over, and where that would best be.
    """
    before: Sequence[bytes] = ()
    # Packets of the film: where the window of `before` starts, and what is given.
    start = given = 0
    for chunk, part in zip(wanted, parts, strict=True):
        following = chunk.start // FRAME
        cut = given
        if before:
            best = chunk.first // FRAME + 1
            low, high = best - REACH, min(best + REACH, start + len(before))
            old = before[low - start : high - start]
            new = part[low - following : high - following]
            cut = low + seam(old, new, best - low)
        yield from before[given - start : cut - start]
        before, start, given = part, following, cut
    yield from before[given - start :]
