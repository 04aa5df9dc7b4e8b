"""Prove that a long film is exact: every frame in its place, sound with its picture.

    python -m benchmarks.sync [MINUTES] [RATE]

Ten-second clips carry their frame number in the picture and a click in the middle of
each second of sound. They are cut into a film, which is decoded again, and each frame
and each click is looked for where it belongs. Prints what was found and the largest
error; ends with 1 where anything is more than a frame off.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from storyboard.assembly.film import cut
from storyboard.media.container import opened
from storyboard.media.read import sound
from storyboard.model.time import to_frames
from tests.assembly.footage import (
    BITS,
    SAMPLES,
    clicks,
    cut_of,
    number_of,
    numbered,
    source,
)

SIZE = (320, 180)
SECONDS = 10
LOUD = 0.3


def main() -> int:
    """Cut, decode, compare."""
    given = (*sys.argv[1:], *("10", "24")[len(sys.argv) - 1 :])
    minutes, rate = int(given[0]), Fraction(given[1])
    frames = to_frames(Fraction(SECONDS), rate)
    count = minutes * 60 // SECONDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clips = [
            numbered(
                folder / f"{index:04}.mp4",
                frames,
                index * frames % 2**BITS,
                size=SIZE,
                rate=rate,
                heard=clicks,
            )
            for index in range(count)
        ]
        timeline = cut_of(
            *((source(clip), 0, frames) for clip in clips), size=SIZE, rate=rate
        )
        started = time.perf_counter()
        film = folder / "film.mp4"
        cut(timeline, film, cache=folder / "cache", report=lambda _event: None)
        took = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{minutes} min at {rate}: cut in {took:.0f} s, peak {peak} MB")
        return check(film, timeline.length, frames, rate)


def check(film: Path, length: int, frames: int, rate: Fraction) -> int:
    """Compare the film with what it was cut from; 1 where it is off."""
    found = right = 0
    with opened(film) as container:
        for frame in container.decode(video=0):
            luma = frame.to_ndarray()[: frame.height].astype(np.uint8)
            right += number_of(luma) == found % 2**BITS
            found += 1
    print(f"{found} of {length} frames, {right} of them in their place")
    heard = list(clicks_of(film))
    wanted = [
        float(index // SECONDS * frames / rate) + index % SECONDS + 0.5
        for index in range(length // frames * SECONDS)
    ]
    worst = max((abs(a - b) for a, b in zip(heard, wanted, strict=False)), default=1.0)
    last = abs(heard[-1] - wanted[-1]) if heard else 1.0
    print(
        f"{len(heard)} of {len(wanted)} clicks, off by at most {worst * 1000:.2f} ms, "
        f"by {last * 1000:.2f} ms at the end (a frame is {1000 / float(rate):.1f} ms)"
    )
    exact = found == right == length and len(heard) == len(wanted)
    return 0 if exact and worst < float(1 / rate) else 1


def clicks_of(film: Path) -> Iterator[float]:
    """Where clicks start, in seconds, read block by block."""
    offset, last = 0, -SAMPLES
    for block in sound(film):
        for index in np.flatnonzero(np.abs(block[:, 0]) > LOUD):
            at = offset + int(index)
            if at - last > SAMPLES // 10:
                yield at / SAMPLES
            last = at
        offset += len(block)


if __name__ == "__main__":
    sys.exit(main())
