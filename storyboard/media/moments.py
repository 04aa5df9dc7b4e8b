"""When the frames of a clip are shown, and which of them a film shows when."""

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from storyboard.errors import MediaError
from storyboard.media.container import opened
from storyboard.media.probe import MediaFacts, counted, facts_of, moving_picture
from storyboard.model.value import half_up


@dataclass(frozen=True)
class Moments:
    """When the frames of a clip are shown."""

    facts: MediaFacts
    """The rest of what is known of it."""
    zero: int
    """The first frame's time, in `base`; seconds count from there."""
    times: tuple[int, ...]
    """Of each frame that is shown, after the first, in order."""
    end: int
    """Of the end of the last."""
    base: Fraction
    """Seconds of a unit."""

    def length(self, rate: Fraction) -> int:
        """How many frames of a film of that rate it lasts; at least one."""
        return max(half_up(self.end * self.base * rate), 1)

    def picks(self, rate: Fraction, start: int, stop: int) -> tuple[int, ...]:
        """For frames [start, stop) of a film of that rate: which frame is shown.

        It is the last whose time, to the nearest frame of the film, has come. There
        are fewer where the clip ends before.
        """
        unit = 2 * self.base * rate
        # The first time that is too late for a frame, rounded up to the clip's units.
        late = (
            -(-(2 * frame + 1) * unit.denominator // unit.numerator)
            for frame in range(start, min(stop, self.length(rate)))
        )
        return tuple(max(bisect_left(self.times, time) - 1, 0) for time in late)


def moments(path: Path) -> Moments:
    """When each frame of a video is shown; MediaError as `probe`, or where it is none.

    What was read last is remembered, as long as the file does not change.
    """
    if not path.is_file():
        raise MediaError(f"there is no file {path}")
    facts = path.stat()
    return _moments(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=32)
def _moments(path: Path, _changed: int, _size: int) -> Moments:
    with opened(path) as container:
        counts = counted(container)
        facts = facts_of(path, container, counts)
        stream = moving_picture(container)
        if stream is None or facts.rate is None:
            raise MediaError(f"{path.name} has no moving picture")
        base = stream.time_base or Fraction(1)
        zero, *_ = times = counts[stream.index].times
        last = max(counts[stream.index].last, half_up(1 / facts.rate / base), 1)
        end = times[-1] - zero + last
        return Moments(facts, zero, tuple(t - zero for t in times), end, base)
