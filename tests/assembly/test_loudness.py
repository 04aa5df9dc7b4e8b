from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from storyboard.assembly.chunks import GRID, chunks
from storyboard.assembly.loudness import (
    Outline,
    Setting,
    blocks,
    integrated,
    levelled,
    outlines,
    settled_gain,
)
from storyboard.media.level import powers
from storyboard.media.read import SAMPLE_RATE
from tests.assembly.footage import tone
from tests.assembly.soundtrack import ArrayMix, noise, peaky
from tests.media.test_level import momentary


@pytest.fixture
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def outline(mix: ArrayMix, cache: Path, pool: Executor, size: int = GRID) -> Outline:
    found = list(outlines(mix, chunks(mix.length, size), None, cache, pool))
    return Outline(
        np.concatenate([each.power for each in found]),
        np.concatenate([each.peak for each in found]),
    )


def test_chunks_put_together_are_as_loud_as_the_whole_by_the_other_meter(
    tmp_path: Path, pool: Executor
) -> None:
    mix = ArrayMix(noise(5.1) + tone(5.1, 40, 0.3))
    found = blocks(outline(mix, tmp_path, pool).power)
    assert found == pytest.approx(momentary(mix.sound), abs=0.05)


@pytest.mark.parametrize("gain", [0.0, 6.0, 14.0])
def test_loudness_behind_the_limiter_is_foretold(
    tmp_path: Path, pool: Executor, gain: float
) -> None:
    mix = ArrayMix(noise(5, 0.2))
    setting = Setting(gain, -2.0)
    told = outline(mix, tmp_path, pool).loudness(setting)
    whole = levelled(mix, chunks(mix.length)[0], setting)
    assert told == pytest.approx(integrated(blocks(powers(whole))), abs=0.05)


def test_a_long_film_is_limited_in_stretches_that_fit() -> None:
    random = np.random.default_rng(2)
    film = Outline(
        np.full(1_300_000, 0.01, np.float32),
        random.uniform(0, 0.5, 1_300_000).astype(np.float32),
    )
    part = Outline(film.power[:590_000], film.peak[:590_000])
    setting = Setting(6.0, -2.0)
    told, again = film.loudness(setting), part.loudness(setting)
    assert told is not None
    assert told == pytest.approx(again, abs=0.01)
    assert told < (film.loudness() or 0) + 5.9


def test_what_was_measured_is_kept_and_damage_is_measured_again(
    tmp_path: Path, pool: Executor
) -> None:
    mix = ArrayMix(noise(4))
    first = outline(mix, tmp_path, pool)
    kept = sorted(tmp_path.glob("*.level"))
    assert len(kept) == 3
    mix.asked.clear()
    again = outline(mix, tmp_path, pool)
    assert mix.asked == []
    assert np.array_equal(first.power, again.power)
    assert np.array_equal(first.peak, again.peak)
    kept[1].write_bytes(kept[1].read_bytes()[:-9])
    assert np.array_equal(outline(mix, tmp_path, pool).power, first.power)
    assert len(mix.asked) == 1


def test_only_the_chunk_that_changed_is_measured_again(
    tmp_path: Path, pool: Executor
) -> None:
    mix = ArrayMix(noise(8))
    outline(mix, tmp_path, pool)
    mix.sound[GRID + 20_000 : GRID + 30_000] = 0
    mix.asked.clear()
    outline(mix, tmp_path, pool)
    assert [last for _, last in mix.asked] == [2 * GRID]


def test_loudness_is_gated_twice() -> None:
    loud, soft, silent = np.full(50, -20.0), np.full(50, -34.0), np.full(99, -71.0)
    assert integrated(loud) == pytest.approx(-20)
    assert integrated(np.concatenate([loud, soft, silent])) == pytest.approx(-20)
    both = integrated(np.concatenate([loud, soft + 8]))
    assert both == pytest.approx(-22.04, abs=0.01)
    assert integrated(silent) is None
    assert integrated(np.zeros(0)) is None


def test_sound_shorter_than_a_block_has_no_loudness() -> None:
    assert integrated(blocks(powers(tone(0.39)))) is None
    assert integrated(blocks(powers(tone(0.41)))) is not None


def test_a_gain_is_the_nearest_step() -> None:
    assert settled_gain(-16, -22.4, lambda gain: -22.4 + gain) == 6.5
    assert settled_gain(-16, -9.1, lambda gain: -9.1 + gain) == -7
    assert settled_gain(-16, None, lambda _gain: None) == 0


def test_what_limiting_takes_away_is_made_up_for() -> None:
    def squeezed(gain: float) -> float:
        return -22 + gain - max(gain - 3, 0) * 0.6

    gain = settled_gain(-16, -22, squeezed)
    assert squeezed(gain) == pytest.approx(-16, abs=0.125)


def test_sound_that_cannot_reach_its_loudness_is_left_as_near_as_it_comes() -> None:
    def flat(gain: float) -> float:
        return min(-30 + gain, -20.0)

    assert flat(settled_gain(-16, -30, flat)) == -20


def test_hard_peaks_cost_loudness_that_is_found_again(
    tmp_path: Path, pool: Executor
) -> None:
    film = outline(ArrayMix(peaky(5)), tmp_path, pool)

    def reached(gain: float) -> float | None:
        return film.loudness(Setting(gain, -2.0))

    gain = settled_gain(-16, film.loudness(), reached)
    assert gain > -16 - (film.loudness() or 0)
    assert reached(gain) == pytest.approx(-16, abs=0.2)


def test_a_setting_says_all_that_its_sound_follows_from() -> None:
    assert Setting(1.0).facts != Setting(2.0).facts
    assert Setting(1.0).facts != Setting(1.0, -3.0).facts


def test_an_outline_has_a_value_for_each_full_millisecond(
    tmp_path: Path, pool: Executor
) -> None:
    mix = ArrayMix(tone(2.0009))
    found = outline(mix, tmp_path, pool)
    assert len(found.power) == len(found.peak) == 2 * SAMPLE_RATE // 48
    assert found.peak[100] == pytest.approx(0.25, abs=0.002)
