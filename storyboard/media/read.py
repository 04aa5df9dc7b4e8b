"""Reading pictures and sound in order, exact to the frame and to the sample."""

from collections.abc import Generator, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
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
SAMPLE_RATE = 48_000
LATEST = 3_600
"""Seconds between the starts of picture and sound; more of them are damage."""


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
            yield _planes(frame)


def _planes(frame: av.VideoFrame) -> Planes:
    y, cb, cr = (
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
            : plane.height, : plane.width
        ]
        for plane in frame.planes
    )
    return y, cb, cr


def sound(path: Path, start: float = 0.0) -> Generator[Samples]:
    """The sound of a file from `start` seconds on, at 48 kHz in stereo.

    Blocks of any length. Time 0 is the first frame of the picture, or the first
    sample where there is no picture; a file without sound gives nothing.
    """
    with opened(path) as container:
        skip = half_up(Fraction(start) * SAMPLE_RATE)
        for block in _decoded(container):
            if skip < len(block):
                yield block[skip:]
            skip = max(skip - len(block), 0)


def _decoded(container: InputContainer) -> Iterator[Samples]:
    stream = first_sound(container)
    if stream is None:
        return
    # Mono goes to both sides in full; the library would turn it down by 3 dB.
    layout = "mono" if stream.channels == 1 else "stereo"
    resampler = av.AudioResampler(format="flt", layout=layout, rate=SAMPLE_RATE)
    late: int | None = None
    for frame in container.decode(stream):
        if late is None:
            late = _late(container, frame)
            yield from _silence(max(late, 0))
        for block in map(_samples, resampler.resample(frame)):
            early = min(max(-late, 0), len(block))
            late += early
            yield block[early:]
    yield from map(_samples, resampler.resample(None))


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


def _samples(frame: av.AudioFrame) -> Samples:
    samples = np.asarray(frame.to_ndarray(), np.float32)
    channels = samples.reshape(-1, len(frame.layout.channels))
    return np.broadcast_to(channels, (len(channels), 2))
