"""Reading pictures and sound in order, exact to the frame and to the sample."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Discard
from numpy.typing import NDArray

from storyboard.errors import MediaError
from storyboard.media.container import opened
from storyboard.media.probe import first_sound, moving_picture
from storyboard.model.value import half_up

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]
"""Y, Cb and Cr of a yuv420p frame: shapes (h, w), (h/2, w/2), (h/2, w/2)."""
Samples = NDArray[np.float32]
"""Stereo sound, shape (samples, 2), full scale from -1 to 1."""
Sides = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Left and right."""
SAMPLE_RATE = 48_000
LATEST = 3_600
"""Seconds between the starts of picture and sound, or of silence in the sound; more of
them are damage."""
STATION = 60
"""A file's sound is entered at multiples of so many seconds."""
_RUN_UP = 1
"""Seconds that are decoded before the first that is used: some coders need a moment
until they are where they would have been."""
_GAP = Fraction(1, 25)
"""Seconds by which a packet's time may be off before it says that something is
missing."""
_KEPT = 4
"""Seconds of a file's sound that are held."""
_EXACT = frozenset(("mov", "wav", "aiff", "flac", "ogg"))
"""The formats that say to the sample where a packet lies, wherever they are entered. An
mp3 guesses, Matroska counts in milliseconds."""
_NOTHING: Samples = np.zeros((0, 2), np.float32)


def frames(path: Path, rate: Fraction, start: int = 0) -> Generator[Planes]:
    """The frames of a yuv420p clip of that rate, from frame `start` to the last.

    MediaError where a frame is missing or doubled: the frame's own time says which
    one it is. The planes may be views; they are not to be written to.
    """
    with opened(path) as container:
        stream = moving_picture(container)
        if stream is None or stream.time_base is None:
            raise MediaError(f"{path.name} has no picture")
        stream.thread_type = "AUTO"
        first = stream.start_time or 0
        if start:
            container.seek(first + int(start / rate / stream.time_base), stream=stream)
        expected = start
        for frame in container.decode(stream):
            index = half_up(((frame.pts or 0) - first) * stream.time_base * rate)
            if index < start:
                continue
            if index != expected:
                raise MediaError(
                    f"{path.name}: frame {index} comes where frame {expected} should be"
                )
            expected += 1
            yield planes_of(frame)


def planes_of(frame: av.VideoFrame) -> Planes:
    """The planes of a frame of yuv420p: views, not to be written to."""
    y, cb, cr = (
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
            : plane.height, : plane.width
        ]
        for plane in frame.planes
    )
    return y, cb, cr


def sound(path: Path, start: float = 0.0) -> Generator[Samples]:
    """The sound of a file from `start` seconds on, at 48 kHz in stereo.

    Blocks of any length, not to be written to. Time 0 is the first frame of the
    picture, or the first sample where there is no picture; a file without sound gives
    nothing.
    """
    second, skip = divmod(half_up(Fraction(start) * SAMPLE_RATE), SAMPLE_RATE)
    with closing(SoundReader(path)) as reader:
        while len(block := reader.second(second)):
            if skip < len(block):
                yield block[skip:]
            second, skip = second + 1, 0


class SoundReader:
    """A file's sound, read from any sample on; time is counted as in `sound`.

    Whatever is read in which order, a sample has the same value. A decoder's noise and
    a resampler's phase depend on where they set out, so all set out from the file's
    start or from a multiple of STATION; from the start alone in formats that do not
    say to the sample where a packet lies. Reading on is cheap, and what lies up to
    three seconds back is still there. For one thread at a time; to be closed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._facts: _Facts | None = None
        self._blocks: Generator[Samples] | None = None
        self._station = 0
        self._next = 0
        self._left: list[Samples] = []
        self._kept: dict[int, Samples] = {}
        self._end: int | None = None

    def read(self, first: int, count: int) -> Samples:
        """Samples [first, first + count): shape (count, 2); silence where none are."""
        found = np.zeros((2, count), np.float32).T
        last = first + count
        for number in range(max(first, 0) // SAMPLE_RATE, -(-last // SAMPLE_RATE)):
            at = number * SAMPLE_RATE
            skip = max(first - at, 0)
            block = self.second(number)[skip : last - at]
            start = at + skip - first
            found[start : start + len(block)] = block
        return found

    def second(self, number: int) -> Samples:
        """The samples of a second of the file; fewer, or none, at its end.

        They are not to be written to.
        """
        if self._end is not None and number * SAMPLE_RATE >= self._end:
            return _NOTHING
        if number not in self._kept:
            station = self._station_of(number)
            if self._blocks is None or station != self._station or number < self._next:
                self._go_to(station)
            while self._next <= number:
                self._kept[self._next] = self._taken()
                if len(self._kept) > _KEPT:
                    del self._kept[next(iter(self._kept))]
                self._next += 1
        return self._kept[number]

    def length(self) -> int:
        """Samples up to the sound's end; decodes from the last station."""
        for station in range(self._station_of(self._known().seconds), -1, -1):
            self._go_to(station)
            while len(block := self._taken()) == SAMPLE_RATE:
                self._next += 1
            end = self._next * SAMPLE_RATE + len(block)
            self.close()
            if end > station * STATION * SAMPLE_RATE:
                return end
        return 0

    def close(self) -> None:
        """Let go of the file; reading again opens it again."""
        if self._blocks is not None:
            self._blocks.close()
            self._blocks = None

    def _known(self) -> "_Facts":
        if self._facts is None:
            self._facts = _facts(self._path)
        return self._facts

    def _station_of(self, second: int) -> int:
        """From which station a second is read."""
        if second < STATION or not self._known().exact:
            return 0
        return second // STATION

    def _go_to(self, station: int) -> None:
        self.close()
        self._blocks = _from_station(self._path, station)
        self._station, self._next = station, station * STATION
        self._left = []

    def _taken(self) -> Samples:
        """The next second; shorter where the sound ends."""
        there = sum(map(len, self._left))
        while there < SAMPLE_RATE and self._blocks is not None:
            block = next(self._blocks, None)
            if block is None:
                self._end = self._next * SAMPLE_RATE + there
                break
            self._left.append(block)
            there += len(block)
        if not there:
            return _NOTHING
        joined = np.concatenate([block.T for block in self._left], axis=1).T
        self._left = [joined[SAMPLE_RATE:]]
        return joined[:SAMPLE_RATE]


@dataclass(frozen=True)
class _Facts:
    """What a file says of its sound."""

    rate: int
    """Samples per second."""
    base: Fraction
    """Seconds of a unit of its times."""
    zero: int
    """The time of its first sample."""
    late: int
    """How many samples at 48 kHz after time 0 it starts; negative: before."""
    exact: bool
    """Whether it can be entered anywhere, exact to the sample."""
    seconds: int
    """About how long it is."""


def _facts(path: Path) -> _Facts:
    with opened(path) as container:
        stream = first_sound(container)
        frame = next(container.decode(stream), None) if stream else None
        if stream is None or frame is None:
            return _Facts(SAMPLE_RATE, Fraction(1), 0, 0, exact=False, seconds=0)
        return _facts_of(container, stream, frame)


def _facts_of(
    container: InputContainer, stream: AudioStream, first: av.AudioFrame
) -> _Facts:
    base = first.time_base or Fraction(1, first.sample_rate)
    tick = base * first.sample_rate
    lasts = (stream.duration or 0) * (stream.time_base or 0)
    return _Facts(
        rate=first.sample_rate,
        base=base,
        zero=first.pts or 0,
        late=_late(container, first),
        exact=not _EXACT.isdisjoint(container.format.name.split(","))
        and (tick <= 1 or tick.denominator == 1),
        seconds=int(lasts or Fraction(container.duration or 0, av.time_base)),
    )


def _from_station(path: Path, station: int) -> Generator[Samples]:
    """Blocks of the sound from a station to the end."""
    with opened(path) as container:
        stream = first_sound(container)
        first = next(container.decode(stream), None) if stream else None
        if stream is None or first is None:
            return
        for other in container.streams:
            if other.index != stream.index:
                other.discard = Discard.all
        facts = _facts_of(container, stream, first)
        due = station * STATION * SAMPLE_RATE
        # At the sound's whole seconds a sample of its own rate is one of ours as well.
        entry = max((due - facts.late) // SAMPLE_RATE - _RUN_UP, 0) if station else 0
        at = facts.late + entry * SAMPLE_RATE
        yield from _silence(max(at - due, 0))
        frames = _entered(container, stream, first, facts, entry - _RUN_UP)
        parts = _unbroken(frames, facts, entry * facts.rate, path.name)
        for block in _at_film_rate(parts, facts.rate):
            if at + len(block) > due:
                yield block[max(due - at, 0) :]
            at += len(block)


def _entered(
    container: InputContainer,
    stream: AudioStream,
    first: av.AudioFrame,
    facts: _Facts,
    second: int,
) -> Iterator[av.AudioFrame]:
    """Decoded frames from a second of the sound on, or from before it."""
    if second <= 0:
        return chain([first], container.decode(stream))
    container.seek(facts.zero + int(second / facts.base), stream=stream)
    entered = next(container.decode(stream), None)
    if entered is not None and entered.pts is not None:
        late = (entered.pts - facts.zero) * facts.base - second
        if late <= _RUN_UP:
            return chain([entered], container.decode(stream))
    container.seek(min(facts.zero, 0), stream=stream)
    return container.decode(stream)


def _unbroken(
    frames: Iterator[av.AudioFrame], facts: _Facts, start: int, name: str
) -> Iterator[Sides]:
    """The samples from number `start` on, at their own rate; what lacks is silence."""
    tuners: dict[tuple[str, str], av.AudioResampler] = {}
    # Of whole numbers, for there are 47 frames in a second.
    units, samples = 2 * facts.base.denominator, 2 * facts.base.numerator * facts.rate
    off = round(facts.rate * _GAP)
    at: int | None = None
    for frame in frames:
        if frame.sample_rate != facts.rate:
            raise MediaError(f"{name}: its sound changes its rate midway")
        index = at or 0
        if frame.pts is not None:
            index = ((frame.pts - facts.zero) * samples + units // 2) // units
        if at is None:
            at = index
        if abs(index - at) <= off:
            index = at
        if index - at > LATEST * facts.rate:
            raise MediaError(f"{name}: there is an hour of nothing in its sound")
        for gap in _silence(index - max(at, start)):
            yield gap[:, 0], gap[:, 1]
        left, right = _sides(frame, tuners)
        skip = max(start, at) - index
        yield (left[skip:], right[skip:]) if skip > 0 else (left, right)
        at = max(index + len(left), at)


def _sides(
    frame: av.AudioFrame, tuners: dict[tuple[str, str], av.AudioResampler]
) -> Sides:
    """A frame as stereo at its own rate."""
    # Mono goes to both sides in full; the library would turn it down by 3 dB.
    layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
    key = frame.format.name, frame.layout.name
    if key == ("fltp", layout):
        # Views of the frame, which costs less than copies of so little.
        found = [
            np.frombuffer(memoryview(plane), np.float32, frame.samples)
            for plane in frame.planes
        ]
        return found[0], found[-1]
    if key not in tuners:
        tuners[key] = av.AudioResampler("fltp", layout, frame.sample_rate)
    frame.pts = None
    planar = [_planar(each) for each in tuners[key].resample(frame)]
    joined = np.concatenate(planar or [np.zeros((1, 0), np.float32)], axis=1)
    return joined[0], joined[-1]


def _planar(frame: av.AudioFrame) -> Samples:
    """Shape (channels, samples)."""
    return np.asarray(frame.to_ndarray(), np.float32)


def _at_film_rate(parts: Iterator[Sides], rate: int) -> Iterator[Samples]:
    """The same at 48 kHz, starting on the same moment."""
    if rate == SAMPLE_RATE:
        yield from (planar.T for planar in _gathered(parts, rate))
        return
    resampler = av.AudioResampler("fltp", "stereo", SAMPLE_RATE)
    for planar in _gathered(parts, rate):
        frame = av.AudioFrame.from_ndarray(planar, "fltp", "stereo")
        frame.sample_rate = rate
        for each in resampler.resample(frame):
            yield _planar(each).T
    for each in resampler.resample(None):
        yield _planar(each).T


def _gathered(parts: Iterator[Sides], count: int) -> Iterator[Samples]:
    """Shape (2, samples), at least so many at a time: frames are costly when small."""
    held: list[Sides] = []
    there = 0
    for part in chain(parts, [None]):
        if part is not None:
            held.append(part)
            there += len(part[0])
        if there >= count or (part is None and held):
            planar = np.empty((2, there), np.float32)
            np.concatenate([left for left, _ in held], out=planar[0])
            np.concatenate([right for _, right in held], out=planar[1])
            if not np.isfinite(planar.sum()):
                # Damaged sound may hold what is no number at all.
                planar = np.nan_to_num(planar, nan=0, posinf=0, neginf=0)
            yield planar
            held, there = [], 0


def _late(container: InputContainer, frame: av.AudioFrame) -> int:
    """How many samples after time 0 the sound starts; negative: before."""
    picture = moving_picture(container)
    if picture is None or picture.time_base is None or frame.time_base is None:
        return 0
    zero = (picture.start_time or 0) * picture.time_base
    late = (frame.pts or 0) * frame.time_base - zero
    if abs(late) > LATEST:
        name = Path(container.name).name
        raise MediaError(
            f"{name}: its sound starts {float(late):g} s after its picture"
        )
    return half_up(late * SAMPLE_RATE)


def _silence(samples: int) -> Iterator[Samples]:
    """So many samples, in blocks of a second."""
    for start in range(0, samples, SAMPLE_RATE):
        yield np.zeros((min(SAMPLE_RATE, samples - start), 2), np.float32)
