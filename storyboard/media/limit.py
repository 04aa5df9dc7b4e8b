"""Peaks between the samples, and the limiter that keeps them under a ceiling.

What the limiter does at a moment follows from the sound near it alone: from `BEFORE`
samples earlier to `AFTER` samples later. Sound can so be limited in pieces that fit.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from storyboard.media.read import SAMPLE_RATE, Samples

EDITION = 1
"""Counts up when the same sound is limited differently."""
_ATTACK = SAMPLE_RATE // 200
"""Samples before a peak in which the sound steps back."""
_RELEASE = SAMPLE_RATE * 2 // 5
"""Samples in which it would come back from silence; from −6 dB it takes half."""
BEFORE = _RELEASE + 2 * _ATTACK
"""Samples before a moment that the limiter may heed."""
AFTER = 2 * _ATTACK
"""Samples after it that the limiter may heed."""
_TAPS = 24
"""Samples that a point between two samples is reckoned from."""
_EARLY = _TAPS // 2 - 1
"""How many of them lie before the sample behind which the point lies."""
_ROW = 32
"""Samples whose points between are reckoned at once, as a product of matrices."""
_ROWS = 48
"""Rows in one product: more would wake the threads of the matrix library, which stand
in one another's way where all cores are at work already."""
_FLAT = 1e-6
"""Below −120 dB there is nothing to tell."""


def decibels(value: float) -> float:
    """An amplitude in dB; −120 for silence."""
    return 20 * float(np.log10(max(value, _FLAT)))


def amplitude(level: float) -> float:
    """The amplitude of a level in dB."""
    return float(10 ** (level / 20))


def true_peak(samples: Samples) -> float:
    """The largest amplitude of some sound at four times its rate (ITU-R BS.1770-5)."""
    plain = float(np.abs(samples).max(initial=0.0))
    return float(peaks(samples, plain).max(initial=0.0))


def limited(samples: Samples, ceiling: float) -> Samples:
    """Sound whose true peak is `ceiling` dB at most; the same where it is below.

    Both sides are turned down alike. The array may be the one that was given.
    """
    limit = amplitude(ceiling)
    found = peaks(samples, limit)
    if found.max(initial=0.0) <= limit:
        return samples
    return samples * reduction(found, limit, 1)[:, None]


def reduction(
    found: NDArray[np.float32], limit: float, step: int
) -> NDArray[np.float32]:
    """What the limiter multiplies with, from peaks at each `step` samples.

    It has stepped back when a peak comes, comes back steadily behind it, and turns no
    corner; it is never more than what brings a peak under the limit, an amplitude.
    """
    attack, release = _ATTACK // step, _RELEASE / step
    wanted = 1 - limit / np.maximum(found, limit).astype(np.float64)
    held = _held(_ahead(wanted, 2 * attack), release)
    return (1 - _eased(held, attack)).astype(np.float32)


def peaks(samples: Samples, above: float) -> NDArray[np.float32]:
    """The largest amplitude from each sample to the next, of both sides, shape (n,).

    Between the samples it is only looked for where it could be more than `above`.
    """
    count = len(samples)
    rows = -(-count // _ROW)
    if not count:
        return np.zeros(0, np.float32)
    # Cut off in the middle, sound would seem to jump there.
    behind = rows * _ROW + _TAPS - 1 - _EARLY - count
    padded = np.pad(samples.T, ((0, 0), (_EARLY, behind)), "edge")
    found: NDArray[np.float32] = np.abs(padded[:, _EARLY:][:, : rows * _ROW]).max(
        axis=0
    )
    table = found.reshape(rows, _ROW)
    loud = np.pad(table.max(axis=1, initial=0.0), 1)
    # Points between samples are rarely more than 3 dB above those around them.
    near = np.maximum(np.maximum(loud[:-2], loud[2:]), loud[1:-1]) >= above / 2
    if not above or not near.any():
        return found[:count]
    for side in padded:
        windows = sliding_window_view(side, _ROW + _TAPS - 1)[::_ROW]
        for first in range(0, rows, _ROWS):
            if near[first : first + _ROWS].any():
                some = table[first : first + _ROWS]
                between = np.abs(windows[first : first + _ROWS] @ _BETWEEN)
                for quarter in np.split(between, 3, axis=1):
                    np.maximum(some, quarter, out=some)
    return found[:count]


def _between() -> NDArray[np.float32]:
    """What makes the three points behind each sample of a row from those around it.

    Shape (row + taps − 1, 3 · row): a windowed sinc for each point (Kaiser, β = 6).
    """
    table = np.zeros((_ROW + _TAPS - 1, 3, _ROW))
    places = np.arange(_TAPS) - _EARLY
    for quarter in range(3):
        away = (quarter + 1) / 4 - places
        window = np.i0(6 * np.sqrt(np.maximum(1 - (away / (_TAPS / 2)) ** 2, 0)))
        taps = np.sinc(away) * window
        for place in range(_ROW):
            table[place : place + _TAPS, quarter, place] = taps / taps.sum()
    return table.reshape(_ROW + _TAPS - 1, 3 * _ROW).astype(np.float32)


_BETWEEN = _between()


def _ahead(wanted: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The largest of each value and the `count` that follow it."""
    found = np.concatenate([wanted, np.zeros(count)])
    reach = 1
    while reach <= count:
        step = min(reach, count + 1 - reach)
        found[:-step] = np.maximum(found[:-step], found[step:])
        reach += step
    return found[: len(wanted)]


def _held(wanted: NDArray[np.float64], release: float) -> NDArray[np.float64]:
    """Values that fall no faster than the release lets them."""
    slope = np.arange(len(wanted)) / release
    return np.maximum(np.maximum.accumulate(wanted + slope) - slope, 0)


def _eased(held: NDArray[np.float64], attack: int) -> NDArray[np.float64]:
    """The mean of the values in the attack before, twice: no corner is left."""
    for _ in range(2):
        sums = np.cumsum(np.concatenate([np.full(attack + 1, held[0]), held]))
        held = (sums[attack + 1 :] - sums[: -attack - 1]) / (attack + 1)
    return held
