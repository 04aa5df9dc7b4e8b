from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.assembly.mix import film_samples, mixed, voices
from storyboard.assembly.rolls import rolls
from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.model.timeline import Edit, SoundCue, Source, Speech, Timeline
from tests.assembly.footage import (
    Sound,
    click_times,
    clicks,
    cut_of,
    loudness_at,
    numbered,
    source,
    tone,
)

TONE = 0.25 / 2**0.5
"""Root mean square of a test tone."""


@pytest.fixture
def loud(tmp_path: Path) -> Source:
    return source(numbered(tmp_path / "loud.mp4", 48))


@pytest.fixture
def mute(tmp_path: Path) -> Source:
    return source(numbered(tmp_path / "mute.mp4", 48, heard=None))


@pytest.fixture
def song(tmp_path: Path, loud: Source) -> Path:
    path = tmp_path / "song.wav"
    run([*media_input(Path(loud.file)), "-vn", "-t", "3", media_output(path)])
    return path


def mix(timeline: Timeline, cache: Path) -> Sound:
    ready = rolls(timeline, cache, lambda _done: None)
    blocks = mixed(voices(timeline, ready), timeline.speech, film_samples(timeline))
    return np.concatenate(list(blocks))


def with_edits(timeline: Timeline, **update: object) -> Timeline:
    edits: tuple[Edit, ...] = tuple(
        edit.model_copy(update=update) for edit in timeline.edits
    )
    return timeline.model_copy(update={"edits": edits})


def with_cue(timeline: Timeline, file: Path, **rest: Any) -> Timeline:  # noqa: ANN401
    cue = {"role": "music", "file": str(file), "digest": "d", "at": 0.0} | rest
    return timeline.model_copy(update={"cues": (SoundCue.model_validate(cue),)})


def test_the_sound_is_as_long_as_the_picture(tmp_path: Path, loud: Source) -> None:
    samples = mix(cut_of((loud, 0, 7), (loud, 3, 6)), tmp_path)
    assert len(samples) == round(13 / 12 * 48_000)


def test_a_clip_is_heard_at_its_level_from_its_trim_on(tmp_path: Path) -> None:
    clip = source(numbered(tmp_path / "clicks.mp4", 48, heard=clicks))
    samples = mix(cut_of((clip, 3, 24), (clip, 21, 24)), tmp_path)
    expected = [0.25, 1.25, 2.75, 3.75]
    assert click_times(samples) == pytest.approx(expected, abs=0.002)


@pytest.mark.parametrize(
    ("edit", "film", "expected"),
    [
        (0.0, 0.0, 1.0),
        (-6.0, 0.0, 0.5),
        (-6.0, -6.0, 0.25),
        (None, 0.0, 0.0),
        (0.0, None, 0.0),
    ],
)
def test_gains_add_up_and_mute_is_silence(
    tmp_path: Path,
    loud: Source,
    edit: float | None,
    film: float | None,
    expected: float,
) -> None:
    timeline = with_edits(cut_of((loud, 0, 24)), gain=edit)
    samples = mix(timeline.model_copy(update={"clips_gain": film}), tmp_path)
    assert loudness_at(samples, 1.0) == pytest.approx(TONE * expected, rel=0.02)


def test_a_cut_does_not_click(tmp_path: Path, loud: Source) -> None:
    samples = mix(cut_of((loud, 0, 11), (loud, 5, 13)), tmp_path)
    # A 440 Hz tone of a quarter moves less than this from sample to sample.
    assert np.abs(np.diff(samples[:, 0])).max() < 0.025
    at = round(11 / 12 * 48_000)
    assert np.abs(samples[at - 4 : at + 4]).max() < 0.02


def test_a_dissolve_crosses_the_sounds(
    tmp_path: Path, loud: Source, mute: Source
) -> None:
    samples = mix(cut_of((loud, 0, 24), (mute, 0, 24, 12)), tmp_path)
    assert loudness_at(samples, 0.9) == pytest.approx(TONE, rel=0.05)
    assert loudness_at(samples, 1.5) == pytest.approx(TONE * 0.5**0.5, rel=0.05)
    assert loudness_at(samples, 2.2) == 0


def test_music_comes_in_goes_out_and_ends_where_it_should(
    tmp_path: Path, mute: Source, song: Path
) -> None:
    timeline = with_cue(
        cut_of((mute, 0, 48)), song, at=0.5, end=3, fade_in=1, fade_out=1, gain=-6
    )
    samples = mix(timeline, tmp_path)
    full = TONE / 2
    assert loudness_at(samples, 0.4) == 0
    assert loudness_at(samples, 1.0) == pytest.approx(full * 0.5**0.5, rel=0.05)
    assert loudness_at(samples, 1.75) == pytest.approx(full, rel=0.02)
    assert loudness_at(samples, 2.5) == pytest.approx(full * 0.5**0.5, rel=0.05)
    assert loudness_at(samples, 3.2) == 0


def test_music_fades_out_with_its_file(
    tmp_path: Path, mute: Source, song: Path
) -> None:
    timeline = with_cue(cut_of((mute, 0, 48)), song, start=1, fade_out=1)
    samples = mix(timeline, tmp_path)
    assert loudness_at(samples, 0.5) == pytest.approx(TONE, rel=0.02)
    assert loudness_at(samples, 1.5) == pytest.approx(TONE * 0.5**0.5, rel=0.05)
    assert loudness_at(samples, 2.2) == 0


def test_music_that_loops_lasts_to_the_end(
    tmp_path: Path, mute: Source, song: Path
) -> None:
    timeline = with_cue(cut_of((mute, 0, 48)), song, start=2, loop=True)
    samples = mix(timeline, tmp_path)
    for moment in (0.5, 1.5, 2.5, 3.5):
        assert loudness_at(samples, moment) == pytest.approx(TONE, rel=0.05)


def test_music_steps_back_under_speech(
    tmp_path: Path, mute: Source, song: Path
) -> None:
    timeline = with_cue(cut_of((mute, 0, 36)), song, duck=12).model_copy(
        update={"speech": (Speech(at=1.2, end=1.8),)}
    )
    samples = mix(timeline, tmp_path)
    assert loudness_at(samples, 0.5) == pytest.approx(TONE, rel=0.02)
    assert loudness_at(samples, 1.5) == pytest.approx(TONE * 10 ** (-12 / 20), rel=0.03)
    assert loudness_at(samples, 2.6) == pytest.approx(TONE, rel=0.02)


def test_an_effect_starts_on_its_sample(tmp_path: Path, mute: Source) -> None:
    clicking = numbered(tmp_path / "clicks.mp4", 12, heard=clicks)
    timeline = with_cue(cut_of((mute, 0, 36)), clicking, role="effect", at=1.37)
    assert click_times(mix(timeline, tmp_path)) == pytest.approx([1.87], abs=0.001)


def test_a_cue_after_the_films_end_is_not_heard(
    tmp_path: Path, mute: Source, song: Path
) -> None:
    assert not mix(with_cue(cut_of((mute, 0, 12)), song, at=9), tmp_path).any()


def test_a_cue_past_the_end_of_its_file_is_refused(
    tmp_path: Path, mute: Source, song: Path
) -> None:
    with pytest.raises(MediaError, match=r"song\.wav lasts 3\.0 s; .* from 5 s on"):
        mix(with_cue(cut_of((mute, 0, 12)), song, start=5), tmp_path)


def test_a_cue_without_sound_is_refused(tmp_path: Path, mute: Source) -> None:
    with pytest.raises(MediaError, match=r"mute\.mp4 has no sound"):
        mix(with_cue(cut_of((mute, 0, 12)), Path(mute.file)), tmp_path)


def test_slates_and_stills_are_silent(tmp_path: Path) -> None:
    assert not mix(cut_of((Source(kind="slate"), 0, 12)), tmp_path).any()


def test_tones_of_the_test_are_what_they_claim() -> None:
    assert loudness_at(tone(1), 0.5) == pytest.approx(TONE, rel=0.01)
