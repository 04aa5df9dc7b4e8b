from pathlib import Path

import numpy as np
import pytest

from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.level import encode, encode_at, limiting, measured, raw_input
from storyboard.media.probe import probe
from storyboard.media.read import SAMPLE_RATE
from tests.assembly.footage import heard, tone


def raw(path: Path, samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Path:
    path.write_bytes(samples.astype("<f4").tobytes())
    return path


def mix(path: Path, level: float) -> Path:
    """Speech-like bursts of noise with hard peaks."""
    random = np.random.default_rng(5)
    time = np.arange(8 * SAMPLE_RATE) / SAMPLE_RATE
    bursts = np.maximum(np.sin(2 * np.pi * 0.8 * time), 0.05)
    noise = random.normal(0, 0.1, (len(time), 2)) * bursts[:, None]
    noise[:: SAMPLE_RATE // 3] = 0.95
    return raw(path, (noise * level).astype(np.float32))


@pytest.mark.parametrize("level", [0.2, 1.0, 2.5])
def test_the_finished_sound_meets_its_loudness_and_peak(
    tmp_path: Path, level: float
) -> None:
    sound, out = mix(tmp_path / "mix.f32", level), tmp_path / "out.mp4"
    told = encode_at(sound, out, -16)
    said = run([*media_input(out), "-af", "ebur128=peak=true", "-f", "null", "-"])
    summary = said.rpartition("Summary:")[2]
    loudness = float(summary.partition("I:")[2].split()[0])
    peak = float(summary.partition("Peak:")[2].split()[0])
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -1.0
    assert (told.loudness, told.peak) == (loudness, peak)


def test_a_quiet_tone_is_only_raised(tmp_path: Path) -> None:
    samples = tone(4, level=0.02)
    sound, out = raw(tmp_path / "tone.f32", samples), tmp_path / "out.mp4"
    before = measured(raw_input(sound)).loudness
    assert encode_at(sound, out, -20).loudness == pytest.approx(-20, abs=0.2)
    gain = 10 ** ((-20 - before) / 20)
    after = heard(out)[SAMPLE_RATE : 2 * SAMPLE_RATE]
    expected = samples[SAMPLE_RATE : 2 * SAMPLE_RATE] * gain
    assert np.abs(after - expected).max() < 0.02 * np.abs(expected).max() + 0.002


def test_silence_stays_silence(tmp_path: Path) -> None:
    sound = raw(tmp_path / "none.f32", np.zeros((SAMPLE_RATE, 2), np.float32))
    assert encode_at(sound, tmp_path / "out.mp4", -16).loudness == -70
    assert not heard(tmp_path / "out.mp4").any()


def test_the_limiter_neither_moves_nor_shortens_the_sound(tmp_path: Path) -> None:
    samples = tone(1.5, level=0.05)
    samples[30_000:30_040] = 1.4
    sound, out = raw(tmp_path / "s.f32", samples), tmp_path / "out.wav"
    run(
        [
            *raw_input(sound),
            *("-af", limiting(), media_output(out)),
        ]
    )
    after = heard(out)
    assert abs(len(after) - len(samples)) <= 2
    assert abs(int(np.argmax(np.abs(after[:, 0]))) - 30_020) <= 30


def test_encoded_sound_is_as_long_as_it_was(tmp_path: Path) -> None:
    sound, out = raw(tmp_path / "tone.f32", tone(1.2345)), tmp_path / "out.mp4"
    encode(sound, out)
    assert probe(out).sound_seconds == pytest.approx(1.2345, abs=0.0005)
