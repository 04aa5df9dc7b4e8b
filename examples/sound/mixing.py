"""Placing sounds in a stereo picture, the room around them, and the last level."""

import numpy as np
from numpy.typing import NDArray

from sound.synth import RATE, Mono, clock, high, level, low, noise, through

Stereo = NDArray[np.float64]
"""Two rows of samples: left and right."""


def silence(seconds: float) -> Stereo:
    """An empty mix."""
    return np.zeros((2, round(seconds * RATE)))


def add(mix: Stereo, sound: Mono, at: float, gain: float = 0, pan: float = 0) -> None:
    """Lay a sound into a mix at a second; `pan` goes from -1 (left) to 1 (right).

    What reaches over the mix's end is cut off there.
    """
    start = round(at * RATE)
    length = min(len(sound), mix.shape[1] - start)
    if length > 0:
        angle = (pan + 1) * np.pi / 4
        sides = np.array([[np.cos(angle)], [np.sin(angle)]])
        mix[:, start : start + length] += level(gain) * sides * sound[:length]


def wide(left: Mono, right: Mono) -> Stereo:
    """Two sides as one stereo sound."""
    return np.stack([left, right])


def tail(seconds: float, dark: float, seed: int) -> Mono:
    """A room's answer: noise whose highs die first; `dark` is its cutoff in hertz."""
    t = clock(seconds)
    raw = noise(seconds, seed)
    bright = through(raw, high(dark)) * 10 ** (-3 * t / (0.45 * seconds))
    warm = through(raw, low(dark), high(120)) * 10 ** (-3 * t / seconds)
    return np.asarray((0.6 * bright + warm) * np.clip((t - 0.012) / 0.02, 0, 1))


def convolve(sound: Mono, answer: Mono) -> Mono:
    """The sound heard through an answer, as long as the sound."""
    size = 1 << (len(sound) + len(answer)).bit_length()
    product = np.fft.rfft(sound, size) * np.fft.rfft(answer, size)
    return np.asarray(np.fft.irfft(product, size)[: len(sound)])


def room(mix: Stereo, seconds: float, wet: float, dark: float, seed: int) -> Stereo:
    """The mix in a room of that decay (to -60 dB); `wet` in decibels against it."""
    answers = [tail(seconds, dark, seed + side) for side in (0, 1)]
    scale = [level(wet) / np.sqrt(np.sum(answer**2)) for answer in answers]
    heard = [
        convolve(side, answer * by)
        for side, answer, by in zip(mix, answers, scale, strict=True)
    ]
    return mix + np.stack(heard)


def finish(mix: Stereo, peak: float = -3.0, drive: float = 0.0) -> Stereo:
    """Free of rumble, its peaks rounded off by `drive` dB, at a peak in dBFS.

    -3 dBFS leaves lossy coding its overshoot.
    """
    clean = np.stack([through(side, high(28)) for side in mix])
    loud = clean / np.max(np.abs(clean)) * level(drive)
    rounded = np.tanh(loud) if drive else loud
    return np.asarray(rounded / np.max(np.abs(rounded)) * level(peak))


def closing(mix: Stereo, seconds: float) -> Stereo:
    """The mix, its last seconds faded to nothing."""
    left = np.arange(mix.shape[1])[::-1] / RATE
    return np.asarray(mix * np.sin(0.5 * np.pi * np.clip(left / seconds, 0, 1)) ** 2)
