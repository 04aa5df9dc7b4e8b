"""Sound files of any kind, and a sound in which every moment sounds different."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

Sound = NDArray[np.float32]
SAMPLES = 48_000


def sweep(seconds: float, rate: int = SAMPLES, level: float = 0.3) -> Sound:
    """A tone that rises: no moment of it is like another."""
    time = np.arange(round(seconds * rate)) / rate
    wave = level * np.sin(2 * np.pi * (200 * time + 20 * time * time))
    return np.stack([wave, wave], axis=1).astype(np.float32)


def words(seconds: float, *spoken: tuple[float, float], level: float = 0.3) -> Sound:
    """A room's noise with buzzing "words" in it, from second to second."""
    count = round(seconds * SAMPLES)
    noise = np.random.default_rng(7).standard_normal(count) * 0.001
    time = np.arange(count) / SAMPLES
    buzz = level * np.sign(np.sin(2 * np.pi * 120 * time)) * np.sin(2700 * time)
    there = np.zeros(count)
    for at, end in spoken:
        there[round(at * SAMPLES) : round(end * SAMPLES)] = 1
    wave = noise + buzz * there
    return np.stack([wave, wave], axis=1).astype(np.float32)


def recorded(
    path: Path,
    samples: Sound,
    codec: str = "pcm_s16le",
    form: str = "wav",
    *,
    rate: int = SAMPLES,
    layout: str = "stereo",
) -> Path:
    """Samples as a file of some kind; in mono, the left side; in 5.1, all alike."""
    with av.open(str(path), "w", format=form) as file:
        stream = file.add_stream(codec, rate=rate)
        assert isinstance(stream, AudioStream)
        stream.layout = layout
        if codec == "aac":
            # Noise would come out anew each time it is decoded.
            stream.options = {"aac_pns": "0"}
        if codec == "vorbis":
            stream.codec_context.options = {"strict": "-2"}
        count = {"mono": 1, "stereo": 2}.get(layout, 6)
        sides = [samples[:, side % 2] for side in range(count)]
        planes = np.stack(sides).astype(np.float32)
        for at in range(0, planes.shape[1], rate):
            part = np.ascontiguousarray(planes[:, at : at + rate])
            frame = av.AudioFrame.from_ndarray(part, "fltp", layout)
            frame.sample_rate = rate
            frame.pts = at
            frame.time_base = Fraction(1, rate)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path
