"""Loudness over time: gains, fades, crossfades and ducking, as factors per sample.

All follows from a sample's distance to a fade or a speech, never from where a window
starts: however a film is divided into windows, its samples are the same.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storyboard.media.read import SAMPLE_RATE, Samples
from storyboard.model.timeline import Speech

Factors = NDArray[np.float32]
Span = tuple[int, int]
"""From one sample of the film to before another."""
DECLICK = SAMPLE_RATE // 200
"""5 ms: a cut's sound comes in and goes out over so many samples."""
ATTACK = 0.3
"""Seconds in which music steps back, so that it has when someone starts to speak."""
RELEASE = 0.6
"""Seconds in which it comes back afterwards."""
_ATTACK = round(ATTACK * SAMPLE_RATE)
_RELEASE = round(RELEASE * SAMPLE_RATE)


def factor(decibels: float) -> float:
    """The factor of a gain."""
    return float(10 ** (decibels / 20))


def fade(
    samples: Samples, first: int, length: int, fade_in: int, fade_out: int
) -> None:
    """Fade what is heard, in place, of a sound of `length` samples from `first` on.

    Sine shaped: where one sound fades out as another fades in, their powers add up
    to 1 throughout.
    """
    count = min(fade_in - first, len(samples))
    if count > 0:
        samples[:count] *= _rising(np.arange(first, first + count), fade_in)
    start = max(length - fade_out - first, 0)
    if start < len(samples):
        left = length - 1 - np.arange(first + start, first + len(samples))
        samples[start:] *= _rising(left, fade_out)


def _rising(index: NDArray[np.int64], fade: int) -> Factors:
    """From 0 to 1, halfway into each sample, so that both directions mirror."""
    reached = np.clip((index + 0.5) / fade, 0, 1)
    return np.sin(reached * (np.pi / 2)).astype(np.float32)[:, None]


def spans(speech: Sequence[Speech]) -> tuple[Span, ...]:
    """When someone speaks, in samples."""
    return tuple(
        (round(each.at * SAMPLE_RATE), round(each.end * SAMPLE_RATE)) for each in speech
    )


def near(first: int, last: int, speech: Sequence[Span]) -> list[Span]:
    """The speech under which music steps back somewhere in a window."""
    return [
        (at, end)
        for at, end in speech
        if at - _ATTACK < last and first < end + _RELEASE
    ]


def duck(samples: Samples, first: int, speech: Sequence[Span], depth: float) -> None:
    """Let what is heard step back under speech by `depth` decibels, in place.

    `first` is the film's sample with which it starts.
    """
    back = np.zeros(len(samples))
    for at, end in near(first, first + len(samples), speech):
        start = max(at - _ATTACK - first, 0)
        stop = min(end + _RELEASE - first, len(samples))
        into = np.arange(start + first - at, stop + first - at)
        reached = np.minimum(into / _ATTACK, (end - at - into) / _RELEASE) + 1
        np.maximum(back[start:stop], np.minimum(reached, 1), out=back[start:stop])
    if back.any():
        # Most of it is either up or down.
        factors = np.where(back < 1, 1, np.float32(factor(-depth)))
        moving = np.flatnonzero((back > 0) & (back < 1))
        factors[moving] = np.power(10, back[moving] * (-depth / 20))
        samples *= factors.astype(np.float32)[:, None]
