from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.read import frames, sound
from tests.assembly.footage import (
    RATE,
    click_times,
    clicks,
    heard,
    number_of,
    numbered,
    tone,
)


@pytest.mark.parametrize("start", [0, 1, 11, 23, 24, 25, 47])
def test_frames_come_from_the_one_that_was_asked_for(
    tmp_path: Path, start: int
) -> None:
    clip = numbered(tmp_path / "clip.mp4", 48)
    found = [number_of(y) for y, _, _ in frames(clip, RATE, start)]
    assert found == list(range(start, 48))


def test_frames_past_the_end_are_none(tmp_path: Path) -> None:
    assert not list(frames(numbered(tmp_path / "clip.mp4", 5), RATE, 5))


def test_b_frames_come_in_the_order_in_which_they_are_shown(tmp_path: Path) -> None:
    clip = numbered(tmp_path / "clip.mp4", 40)
    out = tmp_path / "b.mp4"
    run([*media_input(clip), "-bf", "3", "-g", "20", media_output(out)])
    assert [number_of(y) for y, _, _ in frames(out, RATE, 13)] == list(range(13, 40))


def test_a_missing_frame_is_an_error_and_no_guess(tmp_path: Path) -> None:
    clip, gap = numbered(tmp_path / "clip.mp4", 10), tmp_path / "gap.mp4"
    drop = ("-vf", "select='not(eq(n,4))'", "-fps_mode", "vfr")
    run([*media_input(clip), *drop, media_output(gap)])
    with pytest.raises(MediaError, match="frame 5 comes where frame 4 should be"):
        list(frames(gap, RATE))


def test_planes_are_luma_and_two_of_colour_at_half_size(tmp_path: Path) -> None:
    clip = numbered(tmp_path / "clip.mp4", 1, size=(50, 38))
    y, cb, cr = next(frames(clip, RATE))
    assert (y.shape, cb.shape, cr.shape) == ((38, 50), (19, 25), (19, 25))


def test_mono_at_another_rate_is_heard_on_both_sides(tmp_path: Path) -> None:
    clip, mono = numbered(tmp_path / "clip.mp4", 24), tmp_path / "mono.wav"
    run([*media_input(clip), "-vn", "-ac", "1", "-ar", "44100", media_output(mono)])
    samples = heard(mono)
    assert len(samples) == pytest.approx(96_000, abs=1500)
    assert np.allclose(samples[:, 0], samples[:, 1])
    middle = samples[20_000:70_000]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.25 / np.sqrt(2), rel=0.03)


def test_sound_starts_where_it_was_asked_to(tmp_path: Path) -> None:
    clip = numbered(tmp_path / "clip.mp4", 48, heard=clicks)
    samples = np.concatenate(list(sound(clip, 1.25)))
    assert click_times(samples)[:2] == pytest.approx([0.25, 1.25], abs=0.001)


def test_sound_that_starts_after_the_picture_keeps_its_place(tmp_path: Path) -> None:
    clip, late = numbered(tmp_path / "clip.mp4", 36, heard=clicks), tmp_path / "l.mp4"
    run(
        [
            *media_input(clip),
            *("-itsoffset", "0.25"),
            *media_input(clip),
            *("-map", "0:v", "-map", "1:a", "-c", "copy", media_output(late)),
        ]
    )
    assert click_times(heard(late))[0] == pytest.approx(0.75, abs=0.001)


def test_a_clip_without_sound_gives_none(tmp_path: Path) -> None:
    assert not list(sound(numbered(tmp_path / "mute.mp4", 3, heard=None)))


def test_blocks_of_sound_are_stereo_floats(tmp_path: Path) -> None:
    clip = numbered(tmp_path / "clip.mp4", 12, rate=Fraction(24), heard=tone)
    block = next(islice(sound(clip), 3, None))
    assert block.dtype == np.float32
    assert block.shape[1] == 2
