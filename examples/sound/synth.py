"""Raw material: times, notes, decaying partials, noise and filters.

A sound here is a mono array of floats at RATE; full scale is ±1.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Mono = NDArray[np.float64]
Curve = Callable[[Mono], Mono]
"""A filter: the gain at each frequency in hertz."""

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def clock(seconds: float) -> Mono:
    """The time of each sample, in seconds."""
    return np.arange(round(seconds * RATE)) / RATE


def hertz(note: str) -> float:
    """The pitch of `Eb4` or `F#2` in equal temperament, A4 = 440 Hz."""
    match = re.fullmatch(r"([A-G])([b#]?)(\d)", note)
    if match is None:
        raise ValueError(f'"{note}" is no note such as C4, Eb3 or F#5')
    step = SEMITONES[match[1]] + {"b": -1, "": 0, "#": 1}[match[2]]
    return float(440 * 2 ** ((step + 12 * int(match[3]) - 57) / 12))


def level(decibels: float) -> float:
    """The factor of a gain."""
    return float(10 ** (decibels / 20))


def swell(seconds: float, rise: float, fall: float) -> Mono:
    """An envelope that rises and falls on half cosines and holds 1 between."""
    t = clock(seconds)
    up = np.clip(t / max(rise, 1e-6), 0, 1)
    down = np.clip((seconds - t) / max(fall, 1e-6), 0, 1)
    return np.asarray(
        (0.5 - 0.5 * np.cos(np.pi * up)) * np.sin(0.5 * np.pi * down) ** 2
    )


def fade(seconds: float, half_life: float, rise: float = 0.002) -> Mono:
    """An envelope that starts within `rise` and halves every `half_life` seconds."""
    t = clock(seconds)
    end = np.clip((seconds - t) / 0.02, 0, 1)
    return np.asarray(np.clip(t / rise, 0, 1) * 0.5 ** (t / half_life) * end)


def ringing(hz: float, half_life: float, seconds: float) -> Mono:
    """A sine that starts at 0 and halves every `half_life` seconds."""
    step = 2j * np.pi * hz / RATE - np.log(2) / (half_life * RATE)
    fine = np.exp(step * np.arange(512))
    count = round(seconds * RATE)
    coarse = np.exp(step * np.arange(0, count, 512))
    turns = np.outer(coarse, fine)  # far cheaper than a sine for every sample
    return np.asarray(turns.imag.ravel()[:count])


def partials(
    frequencies: Sequence[float],
    levels: Sequence[float],
    half_lives: Sequence[float],
    seconds: float,
) -> Mono:
    """Sines that each die away at their own speed; none above the audible."""
    total = np.zeros(round(seconds * RATE))
    for hz, loud, half_life in zip(frequencies, levels, half_lives, strict=True):
        if hz < 0.42 * RATE:
            total += loud * ringing(hz, half_life, seconds)
    t = clock(seconds)
    return total * np.clip(t / 0.002, 0, 1) * np.clip((seconds - t) / 0.02, 0, 1)


def glide(pitch: Mono, overtones: Sequence[float]) -> Mono:
    """A tone whose pitch in hertz is given for each sample."""
    turn = np.exp(2j * np.pi * np.cumsum(pitch) / RATE)
    wave = np.zeros_like(turn)
    for loud in reversed(overtones):  # a polynomial in the turn holds every overtone
        wave = (wave + loud) * turn
    return np.asarray(wave.imag)


def noise(seconds: float, seed: int) -> Mono:
    """White noise; the same for the same seed."""
    return np.random.default_rng(seed).uniform(-1, 1, round(seconds * RATE))


def drift(seconds: float, period: float, seed: int) -> Mono:
    """A slow wandering between 0 and 1, about one turn per `period`."""
    knots = np.random.default_rng(seed).uniform(0, 1, int(seconds / period) + 4)
    at = clock(seconds) / period + 1
    base = at.astype(int)
    blend = 0.5 - 0.5 * np.cos(np.pi * (at - base))
    return np.asarray(knots[base] * (1 - blend) + knots[base + 1] * blend)


def low(cutoff: float, order: int = 2) -> Curve:
    """Everything above the cutoff falls by 6 dB per octave and order."""
    return lambda hz: 1 / np.sqrt(1 + (hz / cutoff) ** (2 * order))


def high(cutoff: float, order: int = 2) -> Curve:
    """Everything below the cutoff falls by 6 dB per octave and order."""
    return lambda hz: 1 / np.sqrt(1 + (cutoff / np.maximum(hz, 1e-3)) ** (2 * order))


def band(centre: float, octaves: float = 1.0) -> Curve:
    """A hill around the centre, an octave wide unless told."""
    return lambda hz: np.exp(
        -((np.log2(np.maximum(hz, 1e-3) / centre) / (octaves / 2)) ** 2) * np.log(2) / 2
    )


def through(sound: Mono, *curves: Curve) -> Mono:
    """The sound filtered, without delay."""
    room = len(sound) + RATE // 4  # for the filters' ringing, or it wraps around
    size = 1 << room.bit_length()
    spectrum = np.fft.rfft(sound, size)
    hz: Mono = np.fft.rfftfreq(size, 1 / RATE).astype(np.float64)
    for curve in curves:
        spectrum = spectrum * curve(hz)
    return np.asarray(np.fft.irfft(spectrum, size)[: len(sound)])
