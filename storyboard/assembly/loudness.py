"""How loud a film is as a whole, and by how much its mix is raised or lowered.

Each chunk's sound is told in outline, a power and a peak for each millisecond. From
them follows how loud the film is, and how loud it would be at any gain.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storyboard.assembly.chunks import Chunk, Mix, in_order
from storyboard.assembly.kept_packets import keep_packets, packets_in
from storyboard.errors import MediaError
from storyboard.media.level import SILENT, STEP, loudness, meter_facts, powers
from storyboard.media.limit import AFTER, BEFORE, amplitude, limited, peaks, reduction
from storyboard.media.limit import EDITION as LIMITER
from storyboard.media.read import Samples
from storyboard.model.request import digest_of
from storyboard.store.caches import touch

GAIN_STEP = 0.25
"""Decibels: the film is raised in whole steps, so that a small change in one place
mostly leaves the rest of it as it was."""
_EDITION = 1
"""Counts up when the same sound comes out in another outline."""
_ROUNDS = 10
"""How often a gain is tried, at most."""
_RELATIVE = -10.0
"""LU below the mean of what is no silence: what is softer does not count."""
_LEAST_SLOPE = 0.25
"""A decibel of gain is taken to bring at least so many LU."""
_EARLIER = 200 * STEP
"""Samples before a chunk from which on it is measured: the filters find their way."""
_TICK = 100
"""Steps from one block of loudness to the next."""
_TICKS = 4
"""Ticks that a block lasts: 400 ms, so that neighbours share three quarters."""
_STRETCH = 600_000
"""Steps that are limited at a time, ten minutes: it takes memory."""
_AHEAD = 16
"""Chunks that wait to be measured while others are."""

Steps = NDArray[np.float32]
"""A value for each millisecond."""


@dataclass(frozen=True)
class Setting:
    """What is done to a mix to bring it to its level."""

    gain: float = 0.0
    """Decibels."""
    ceiling: float = -1.5
    """The true peak, in dB, that nothing is to pass."""

    @property
    def facts(self) -> list[object]:
        """What settles how samples come out of it, as JSON."""
        return [LIMITER, self.gain, self.ceiling]


def raised(mix: Mix, chunk: Chunk, gain: float) -> Samples:
    """A chunk's window as mixed, with a gain in dB."""
    samples = mix.samples(chunk.start, chunk.stop)
    return samples * np.float32(amplitude(gain)) if gain else samples


def levelled(mix: Mix, chunk: Chunk, setting: Setting) -> Samples:
    """A chunk's window, raised and limited.

    What is limited shortly behind the window's start may have been limited sooner.
    """
    return limited(raised(mix, chunk, setting.gain), setting.ceiling)


@dataclass(frozen=True)
class Outline:
    """Sound, told for each full millisecond."""

    power: Steps
    """K-weighted, both sides added."""
    peak: Steps
    """The true peak; below half of a chunk's highest that of the samples."""

    def loudness(self, setting: Setting | None = None) -> float | None:
        """Integrated, in LUFS, as it is or as a setting leaves it; see `integrated`."""
        power = self.power
        if setting is not None:
            factor = amplitude(setting.gain)
            limit = amplitude(setting.ceiling) / factor
            power = power * np.float32(factor**2)
            if self.peak.max(initial=0.0) > limit:
                turned = np.concatenate(list(_reductions(self.peak, limit)))
                power *= np.square(turned)
        return integrated(blocks(power))


def outlines(
    mix: Mix, wanted: Sequence[Chunk], band: int | None, cache: Path, pool: Executor
) -> Iterator[Outline]:
    """Each chunk in outline; kept in `cache`. For `band` see `media.level.powers`."""

    def outline(chunk: Chunk) -> Outline:
        start = max(chunk.first - _EARLIER, 0)
        facts = [_EDITION, LIMITER, meter_facts(band), chunk.first - start]
        name = digest_of([*facts, mix.key(start, chunk.last)])
        place = cache / f"{name}.level"
        try:
            return _read(place, (chunk.last - chunk.first) // STEP)
        except (MediaError, ValueError):
            samples = mix.samples(start, chunk.last)
            found = _outline(samples, chunk.first - start, band)
            keep_packets(place, [found.power.tobytes(), found.peak.tobytes()])
            return found

    return in_order(pool, outline, wanted, _AHEAD)


def _read(place: Path, steps: int) -> Outline:
    power, peak = (np.frombuffer(data, np.float32) for data in packets_in(place))
    if len(power) != steps or len(peak) != steps:
        raise MediaError(f"{place}: is of another length")
    touch(place)
    return Outline(power, peak)


def _outline(samples: Samples, early: int, band: int | None) -> Outline:
    """The outline of samples behind the first `early`."""
    own = samples[early:]
    steps = len(own) // STEP
    found = peaks(own, float(np.abs(own).max(initial=0.0)))
    highest = found[: steps * STEP].reshape(-1, STEP).max(axis=1, initial=0.0)
    return Outline(powers(samples, band)[early // STEP :], highest)


def _reductions(peak: Steps, limit: float) -> Iterator[Steps]:
    before, after = -(-BEFORE // STEP), -(-AFTER // STEP)
    for first in range(0, len(peak), _STRETCH):
        start = max(first - before, 0)
        found = reduction(peak[start : first + _STRETCH + after], limit, STEP)
        yield found[first - start :][:_STRETCH]


def settle(
    mix: Mix,
    wanted: Sequence[Chunk],
    target: float,
    *,
    ceiling: float,
    band: int | None,
    cache: Path,
    pool: Executor,
    on_chunk: Callable[[Chunk], None],
) -> Setting:
    """What brings a film nearest to `target` in LUFS; see `settled_gain`.

    Nothing in it follows from what is kept. `on_chunk` hears of each that is measured.
    """
    found = []
    for chunk, outline in zip(
        wanted, outlines(mix, wanted, band, cache, pool), strict=True
    ):
        found.append(outline)
        on_chunk(chunk)
    film = Outline(
        np.concatenate([np.zeros(0, np.float32), *(each.power for each in found)]),
        np.concatenate([np.zeros(0, np.float32), *(each.peak for each in found)]),
    )
    gain = settled_gain(
        target, film.loudness(), lambda gain: film.loudness(Setting(gain, ceiling))
    )
    return Setting(gain, ceiling)


def blocks(power: Steps) -> NDArray[np.float64]:
    """The loudness of each 400 ms, every 100 ms, in LUFS."""
    ticks = power[: len(power) // _TICK * _TICK].reshape(-1, _TICK)
    means = ticks.mean(axis=1, dtype=np.float64)
    if len(means) < _TICKS:
        return np.zeros(0)
    return loudness(np.convolve(means, np.full(_TICKS, 1 / _TICKS), "valid"))


def integrated(every: NDArray[np.float64]) -> float | None:
    """The loudness of a film in LUFS from that of its blocks.

    Two gates (ITU-R BS.1770-5, annex 1): −70 LUFS, then −10 LU below the mean of what
    is louder. None for silence, and for what is shorter than a block.
    """
    heard = every[every > SILENT]
    if not len(heard):
        return None
    return _mean(heard[heard > _mean(heard) + _RELATIVE])


def _mean(blocks: NDArray[np.float64]) -> float:
    return float(10 * np.log10(np.mean(10 ** (blocks / 10))))


def settled_gain(
    target: float, plain: float | None, reached: Callable[[float], float | None]
) -> float:
    """The gain in dB, in steps, that brings a film nearest to `target` in LUFS.

    `plain` is the loudness of its mix; `reached` tells what comes of a gain, for
    limiting takes something away, and what it takes is made up for. Sound that is
    almost only peaks stays as near as a few tries bring it; silence stays as it is.
    """
    if plain is None:
        return 0.0
    gain = _in_steps(target - plain)
    tried: dict[float, float] = {}
    last = (0.0, plain)
    while gain not in tried and len(tried) < _ROUNDS:
        loudness = reached(gain)
        if loudness is None:
            break
        short = target - loudness
        tried[gain] = abs(short)
        if abs(short) <= GAIN_STEP / 2:
            break
        slope = 1.0
        if gain != last[0]:
            slope = (loudness - last[1]) / (gain - last[0])
        last = (gain, loudness)
        gain = _in_steps(gain + short / min(max(slope, _LEAST_SLOPE), 1.0))
    return min(tried, key=lambda each: (tried[each], each), default=0.0)


def _in_steps(gain: float) -> float:
    return round(gain / GAIN_STEP) * GAIN_STEP
