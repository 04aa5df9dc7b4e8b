"""Loudness over time: gains, fades, crossfades and ducking, as factors per sample."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storyboard.media.read import SAMPLE_RATE
from storyboard.model.timeline import Speech

Factors = NDArray[np.float32]
DECLICK = SAMPLE_RATE // 200
"""5 ms: a cut's sound comes in and goes out over so many samples."""
ATTACK = 0.3
"""Seconds in which music steps back, so that it has when someone starts to speak."""
RELEASE = 0.6
"""Seconds in which it comes back afterwards."""
_STEP = SAMPLE_RATE // 100
"""Ducking is worked out every 10 ms and drawn straight in between."""


def factor(decibels: float) -> float:
    """The factor of a gain."""
    return float(10 ** (decibels / 20))


def faded(first: int, count: int, length: int, fade_in: int, fade_out: int) -> Factors:
    """The fades of a sound of `length` samples, for `count` samples from `first` on.

    Sine shaped: where one sound fades out as another fades in, their powers add up
    to 1 throughout.
    """
    index = np.arange(first, first + count, dtype=np.float32) + 0.5
    factors = np.ones(count, np.float32)
    for reached, fade in ((index, fade_in), (length - index, fade_out)):
        if fade:
            factors *= np.sin(np.clip(reached / fade, 0, 1) * (np.pi / 2))
    return factors


def ducked(first: int, count: int, speech: Sequence[Speech], depth: float) -> Factors:
    """How a sound steps back under speech by `depth` decibels.

    `first` is the film's sample from which `count` factors are wanted.
    """
    steps = np.arange(first, first + count + _STEP, _STEP) / SAMPLE_RATE
    back = np.zeros(len(steps))
    for stretch in speech:
        if steps[0] - RELEASE < stretch.end and stretch.at < steps[-1] + ATTACK:
            rising = (steps - stretch.at) / ATTACK + 1
            falling = (stretch.end - steps) / RELEASE + 1
            back = np.maximum(back, np.clip(np.minimum(rising, falling), 0, 1))
    decibels = np.interp(np.arange(count), np.arange(len(steps)) * _STEP, -depth * back)
    return np.power(10, decibels / 20).astype(np.float32)
