import numpy as np
import pytest

from storyboard.media.limit import (
    AFTER,
    BEFORE,
    amplitude,
    decibels,
    limited,
    peaks,
    reduction,
    true_peak,
)
from storyboard.media.read import SAMPLE_RATE, Samples
from tests.assembly.footage import tone
from tests.assembly.soundtrack import noise


def between(hertz: float) -> Samples:
    """A tone of full scale whose samples lie as far beside its peaks as they can."""
    wave = np.sin(2 * np.pi * hertz * (np.arange(9_600) + 0.5) / SAMPLE_RATE)
    return np.stack([wave, wave], axis=1).astype(np.float32)


@pytest.mark.parametrize("hertz", [SAMPLE_RATE / 4, SAMPLE_RATE / 6, 997.0])
def test_the_peaks_between_samples_are_found(hertz: float) -> None:
    inner = float(peaks(between(hertz), 0.5)[100:-100].max())
    assert decibels(inner) == pytest.approx(0, abs=0.2)


def test_a_peak_between_samples_stands_at_the_sample_before_it() -> None:
    samples = np.zeros((200, 2), np.float32)
    samples[100:102, 1] = 0.5
    found = peaks(samples, 0.5)
    assert int(np.argmax(found)) == 100
    assert found[100] > 0.6
    assert found[60] == 0


@pytest.mark.parametrize("gain", [1.0, 3.0, 20.0])
@pytest.mark.parametrize("ceiling", [-1.5, -6.0])
def test_limited_sound_keeps_to_its_ceiling(gain: float, ceiling: float) -> None:
    loud = noise(2, 0.4) * np.float32(gain)
    assert decibels(true_peak(loud)) > ceiling
    assert decibels(true_peak(limited(loud, ceiling))) <= ceiling + 0.02


def test_sound_below_the_ceiling_is_left_alone() -> None:
    samples = tone(0.5, level=0.8)
    assert limited(samples, -1.5) is samples
    assert limited(samples[:0], -1.5) is not None


def test_the_limiter_neither_moves_nor_shortens_the_sound() -> None:
    samples = tone(1.5, level=0.05)
    samples[30_000:30_040] = 1.4
    after = limited(samples, -1.5)
    assert after.shape == samples.shape
    assert 30_000 <= int(np.argmax(np.abs(after[:, 0]))) < 30_040
    assert np.array_equal(after[: 30_000 - AFTER - 1], samples[: 30_000 - AFTER - 1])
    assert np.array_equal(after[30_040 + BEFORE :], samples[30_040 + BEFORE :])


def test_a_piece_is_limited_as_it_is_within_the_whole() -> None:
    loud = noise(4, 0.8)
    first, last = 70_001, 120_003
    piece = limited(loud[first - BEFORE : last + AFTER], -1.5)[BEFORE:-AFTER]
    assert np.abs(limited(loud, -1.5)[first:last] - piece).max() < 1e-5


def test_the_limiter_steps_back_before_a_peak_and_comes_back_without_a_corner() -> None:
    found = np.full(60_000, 0.1, np.float32)
    found[20_000] = 2.0
    turned = reduction(found, 0.5, 1)
    assert turned[20_000] <= 0.25
    assert np.abs(np.diff(turned, 2)).max() < 1e-4
    assert turned[20_000 - AFTER - 1] == 1
    assert turned[20_000 + BEFORE + 1] == 1
    assert 0.25 < turned[28_000] < 1


def test_both_sides_are_turned_down_alike() -> None:
    samples = noise(1, 0.6)
    after = limited(samples, -3)
    assert np.allclose(after[:, 1], after[:, 0] * 0.8, atol=1e-6)


def test_decibels_and_amplitudes_are_the_same_thing() -> None:
    assert decibels(amplitude(-17.5)) == pytest.approx(-17.5)
    assert decibels(0) == -120
