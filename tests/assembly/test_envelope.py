import numpy as np
import pytest

from storyboard.assembly.envelope import ATTACK, RELEASE, ducked, factor, faded
from storyboard.media.read import SAMPLE_RATE
from storyboard.model.timeline import Speech


def test_gains_are_factors() -> None:
    assert (factor(0), round(factor(-6), 3), round(factor(20), 3)) == (1, 0.501, 10)


def test_crossing_fades_keep_the_power() -> None:
    leaving = faded(60, 40, 100, 0, 40)
    coming = faded(0, 40, 100, 40, 0)
    assert np.allclose(leaving**2 + coming**2, 1, atol=1e-5)


def test_a_sound_in_blocks_fades_as_in_one_piece() -> None:
    whole = faded(0, 100, 100, 30, 20)
    parts = [faded(first, 25, 100, 30, 20) for first in range(0, 100, 25)]
    assert np.allclose(np.concatenate(parts), whole)
    assert whole[40:70] == pytest.approx(1)


def decibels_at(moment: float, speech: tuple[Speech, ...], depth: float) -> float:
    first = round(moment * SAMPLE_RATE)
    return float(20 * np.log10(ducked(first, 10, speech, depth)[0]))


def test_music_has_stepped_back_when_someone_speaks_and_comes_back_after() -> None:
    speech = (Speech(at=2, end=4),)
    assert decibels_at(2 - ATTACK - 0.02, speech, 9) == pytest.approx(0, abs=0.01)
    assert decibels_at(2 - ATTACK / 2, speech, 9) == pytest.approx(-4.5, abs=0.2)
    assert decibels_at(2, speech, 9) == pytest.approx(-9, abs=0.05)
    assert decibels_at(4, speech, 9) == pytest.approx(-9, abs=0.05)
    assert decibels_at(4 + RELEASE / 3, speech, 9) == pytest.approx(-6, abs=0.2)
    assert decibels_at(4 + RELEASE + 0.02, speech, 9) == pytest.approx(0, abs=0.01)


def test_two_speakers_at_once_duck_no_deeper_than_one() -> None:
    speech = (Speech(at=1, end=3), Speech(at=2, end=4))
    assert decibels_at(2.5, speech, 12) == pytest.approx(-12, abs=0.05)


def test_ducking_has_no_seams_between_blocks() -> None:
    speech = (Speech(at=0.9, end=1.1),)
    whole = ducked(0, 2 * SAMPLE_RATE, speech, 9)
    halves = [ducked(first, SAMPLE_RATE, speech, 9) for first in (0, SAMPLE_RATE)]
    assert np.allclose(np.concatenate(halves), whole, atol=1e-4)
