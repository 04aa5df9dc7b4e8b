from pathlib import Path

import av
import numpy as np
import pytest

from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_output, run
from storyboard.media.hear import framed_sound
from storyboard.media.level import Level, loudness, measured, meter_facts, powers
from storyboard.media.read import SAMPLE_RATE, Samples
from tests.assembly.footage import clip, flat, tone
from tests.assembly.soundtrack import noise, peaky


def wav(path: Path, samples: Samples) -> Path:
    raw = path.with_suffix(".f32")
    raw.write_bytes(samples.astype("<f4").tobytes())
    opened = ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", f"file:{raw}"]
    run([*opened, "-c:a", "pcm_f32le", media_output(path)])
    return path


def momentary(samples: Samples) -> list[float]:
    """The loudness of 400 ms, every 100 ms, by ffmpeg's own meter."""
    graph = av.filter.Graph()
    graph.link_nodes(
        graph.add_abuffer(sample_rate=SAMPLE_RATE, format="flt", layout="stereo"),
        graph.add("ebur128", "metadata=1:framelog=quiet"),
        graph.add("abuffersink"),
    ).configure()
    graph.push(framed_sound(samples))
    graph.push(None)
    found: list[float] = []
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return found[3 : len(samples) // 4800]
        if "lavfi.r128.M" in frame.metadata:
            found.append(float(frame.metadata["lavfi.r128.M"]))


def test_a_tone_of_full_scale_on_one_side_is_measured_as_the_standard_says(
    tmp_path: Path,
) -> None:
    # ITU-R BS.1770-5: a sine of 997 Hz and 0 dBFS on one side reads −3.01 LKFS.
    samples = tone(2, 997, 1.0)
    samples[:, 1] = 0
    told = measured(wav(tmp_path / "tone.wav", samples))
    assert told == Level(-3.0, 0.0)
    assert float(loudness(powers(samples)[500:].mean())) == pytest.approx(
        -3.01, abs=0.01
    )


def test_silence_is_measured_as_silence(tmp_path: Path) -> None:
    quiet = wav(tmp_path / "none.wav", np.zeros((SAMPLE_RATE, 2), np.float32))
    assert measured(quiet).loudness == -70


def test_a_file_without_sound_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        measured(clip(tmp_path / "mute.mp4", [flat(9)]))


@pytest.mark.parametrize("samples", [noise(3), peaky(3), tone(2.05, 60)])
def test_power_gives_the_same_loudness_as_the_other_meter(samples: Samples) -> None:
    found = powers(samples)
    ticks = found[: len(found) // 100 * 100].reshape(-1, 100).mean(axis=1)
    mine = loudness(np.convolve(ticks, np.full(4, 0.25), "valid"))
    assert mine == pytest.approx(momentary(samples), abs=0.01)


def test_power_is_told_for_full_milliseconds_alone() -> None:
    assert len(powers(tone(0.0209))) == 20
    assert len(powers(np.zeros((47, 2), np.float32))) == 0
    assert len(powers(np.zeros((0, 2), np.float32))) == 0


def test_what_lies_above_the_band_does_not_count() -> None:
    low, high = tone(1, 1_000), tone(1, 21_000)
    assert powers(low, 18_000)[500] == pytest.approx(powers(low)[500], rel=0.02)
    assert powers(high, 18_000)[500] < powers(high)[500] / 8
    assert meter_facts(18_000) != meter_facts(None)
