import numpy as np
import pytest

from storyboard.assembly.envelope import (
    ATTACK,
    RELEASE,
    Factors,
    Span,
    duck,
    factor,
    fade,
    near,
    spans,
)
from storyboard.media.read import SAMPLE_RATE
from storyboard.model.timeline import Speech


def fades(first: int, count: int, length: int, fade_in: int, fade_out: int) -> Factors:
    samples = np.ones((count, 2), np.float32)
    fade(samples, first, length, fade_in, fade_out)
    return samples[:, 0]


def test_gains_are_factors() -> None:
    assert (factor(0), round(factor(-6), 3), round(factor(20), 3)) == (1, 0.501, 10)


def test_crossing_fades_keep_the_power() -> None:
    leaving = fades(60, 40, 100, 0, 40)
    coming = fades(0, 40, 100, 40, 0)
    assert np.allclose(leaving**2 + coming**2, 1, atol=1e-5)


def test_a_sound_in_blocks_fades_as_in_one_piece() -> None:
    whole = fades(0, 100, 100, 30, 20)
    parts = [fades(first, 7, 100, 30, 20) for first in range(0, 98, 7)]
    assert np.array_equal(np.concatenate(parts), whole[:98])
    assert whole[40:70] == pytest.approx(1)


def spoken(*stretches: tuple[float, float]) -> tuple[Span, ...]:
    return spans([Speech(at=at, end=end) for at, end in stretches])


def decibels_at(moment: float, speech: tuple[Span, ...], depth: float) -> float:
    found = ducked(round(moment * SAMPLE_RATE), 10, speech, depth)
    return float(20 * np.log10(found[0]))


def ducked(first: int, count: int, speech: tuple[Span, ...], depth: float) -> Factors:
    samples = np.ones((count, 2), np.float32)
    duck(samples, first, speech, depth)
    return samples[:, 1]


def test_music_has_stepped_back_when_someone_speaks_and_comes_back_after() -> None:
    speech = spoken((2, 4))
    assert decibels_at(2 - ATTACK - 0.02, speech, 9) == 0
    assert decibels_at(2 - ATTACK / 2, speech, 9) == pytest.approx(-4.5, abs=0.2)
    assert decibels_at(2, speech, 9) == pytest.approx(-9, abs=0.05)
    assert decibels_at(4, speech, 9) == pytest.approx(-9, abs=0.05)
    assert decibels_at(4 + RELEASE / 3, speech, 9) == pytest.approx(-6, abs=0.2)
    assert decibels_at(4 + RELEASE + 0.02, speech, 9) == 0


def test_two_speakers_at_once_duck_no_deeper_than_one() -> None:
    assert decibels_at(2.5, spoken((1, 3), (2, 4)), 12) == pytest.approx(-12, abs=0.05)


def test_ducking_has_no_seams_between_blocks() -> None:
    speech = spoken((0.9, 1.1))
    whole = ducked(0, 2 * SAMPLE_RATE, speech, 9)
    parts = [ducked(first, 777, speech, 9) for first in range(30_000, 80_000, 777)]
    joined = np.concatenate(parts)
    assert np.allclose(joined, whole[30_000 : 30_000 + len(joined)], atol=1e-6)


def test_only_speech_near_a_window_makes_music_step_back_in_it() -> None:
    speech = spoken((1, 2), (5, 6), (9, 10))
    first = round((6 + RELEASE) * SAMPLE_RATE)
    last = round((9 - ATTACK) * SAMPLE_RATE)
    assert near(first, last, speech) == []
    assert near(first - 1, last + 1, speech) == list(speech[1:])
    assert np.all(ducked(first, last - first, speech, 9) == 1)
