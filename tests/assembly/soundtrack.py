"""Mixes that are arrays, sound packets as a file that plays, and material to code."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream

from storyboard.media.film import BIT_RATES, HeardAs, SoundPacket
from storyboard.media.read import SAMPLE_RATE, Samples

ENDINGS: dict[HeardAs, str] = {"aac": ".mp4", "libopus": ".webm", "pcm_s24le": ".mov"}


@dataclass
class ArrayMix:
    """A mix that is there already; it counts how much of it was asked for."""

    sound: Samples
    asked: list[tuple[int, int]] = field(default_factory=list)

    @property
    def length(self) -> int:
        return len(self.sound)

    def samples(self, first: int, last: int) -> Samples:
        assert 0 <= first < last <= len(self.sound)
        self.asked.append((first, last))
        return self.sound[first:last].copy()

    def key(self, first: int, last: int) -> object:
        return hashlib.sha256(self.sound[first:last].tobytes()).hexdigest()


def noise(seconds: float, level: float = 0.1, seed: int = 5) -> Samples:
    """Bursts as in speech: noise that is softer the higher it is."""
    count = round(seconds * SAMPLE_RATE)
    time = np.arange(count) / SAMPLE_RATE
    white = np.random.default_rng(seed).normal(0, 1, count)
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE), 100)
    pink = np.fft.irfft(np.fft.rfft(white) / hertz**0.7, count)
    bursts = np.maximum(np.sin(2 * np.pi * 1.1 * time), 0.05)
    wave = pink / pink.std() * bursts * level
    return np.stack([wave, wave * 0.8], axis=1).astype(np.float32)


def peaky(seconds: float, level: float = 1.0) -> Samples:
    """White bursts with hard peaks, three a second."""
    count = round(seconds * SAMPLE_RATE)
    time = np.arange(count) / SAMPLE_RATE
    bursts = np.maximum(np.sin(2 * np.pi * 0.8 * time), 0.05)
    found = np.random.default_rng(5).normal(0, 0.1, (count, 2)) * bursts[:, None]
    found[:: SAMPLE_RATE // 3] = 0.95
    return (found * level).astype(np.float32)


def written(path: Path, packets: Sequence[SoundPacket], heard_as: HeardAs) -> Path:
    """A file with nothing but that sound in it."""
    out = path.with_suffix(ENDINGS[heard_as])
    with av.open(str(out), "w") as file:
        stream = file.add_stream(heard_as, rate=SAMPLE_RATE)
        assert isinstance(stream, AudioStream)
        stream.layout = "stereo"
        if heard_as in BIT_RATES:
            stream.bit_rate = BIT_RATES[heard_as]
        file.start_encoding()
        for each in packets:
            packet = av.Packet(each.data)
            packet.stream = stream
            packet.time_base = Fraction(1, SAMPLE_RATE)
            packet.pts = packet.dts = each.at
            packet.duration = each.lasts
            file.mux(packet)
    return out
