import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.assembly.mix import FilmMix, Mixer, mixed, window_key
from storyboard.assembly.voices import SEAM, Voice, film_samples, voices
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.model.timeline import Edit, Passage, SoundCue, Source, Speech, Timeline
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
from tests.assembly.recordings import recorded, sweep, words

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


def mix(timeline: Timeline) -> Sound:
    return mixed(voices(timeline), timeline.speech, 0, film_samples(timeline))


def with_edits(timeline: Timeline, **update: object) -> Timeline:
    edits: tuple[Edit, ...] = tuple(
        edit.model_copy(update=update) for edit in timeline.edits
    )
    return timeline.model_copy(update={"edits": edits})


def with_cue(timeline: Timeline, file: Path, **rest: Any) -> Timeline:  # noqa: ANN401
    cue = {"role": "music", "file": str(file), "digest": "d", "at": 0.0} | rest
    return timeline.model_copy(update={"cues": (SoundCue.model_validate(cue),)})


def test_the_sound_is_as_long_as_the_picture(loud: Source) -> None:
    samples = mix(cut_of((loud, 0, 7), (loud, 3, 6)))
    assert len(samples) == round(13 / 12 * 48_000)


def test_a_clip_is_heard_at_its_level_from_its_trim_on(tmp_path: Path) -> None:
    clip = source(numbered(tmp_path / "clicks.mp4", 48, heard=clicks))
    samples = mix(cut_of((clip, 3, 24), (clip, 21, 24)))
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
    loud: Source,
    edit: float | None,
    film: float | None,
    expected: float,
) -> None:
    timeline = with_edits(cut_of((loud, 0, 24)), gain=edit)
    samples = mix(timeline.model_copy(update={"clips_gain": film}))
    assert loudness_at(samples, 1.0) == pytest.approx(TONE * expected, rel=0.02)


def test_a_cut_does_not_click(loud: Source) -> None:
    samples = mix(cut_of((loud, 0, 11), (loud, 5, 13)))
    # A 440 Hz tone of a quarter moves less than this from sample to sample.
    assert np.abs(np.diff(samples[:, 0])).max() < 0.025
    at = round(11 / 12 * 48_000)
    assert np.abs(samples[at - 4 : at + 4]).max() < 0.02


def test_a_dissolve_crosses_the_sounds(loud: Source, mute: Source) -> None:
    samples = mix(cut_of((loud, 0, 24), (mute, 0, 24, 12)))
    assert loudness_at(samples, 0.9) == pytest.approx(TONE, rel=0.05)
    assert loudness_at(samples, 1.5) == pytest.approx(TONE * 0.5**0.5, rel=0.05)
    assert loudness_at(samples, 2.2) == 0


def test_music_comes_in_goes_out_and_ends_where_it_should(
    mute: Source, song: Path
) -> None:
    timeline = with_cue(
        cut_of((mute, 0, 48)), song, at=0.5, end=3, fade_in=1, fade_out=1, gain=-6
    )
    samples = mix(timeline)
    full = TONE / 2
    assert loudness_at(samples, 0.4) == 0
    assert loudness_at(samples, 1.0) == pytest.approx(full * 0.5**0.5, rel=0.05)
    assert loudness_at(samples, 1.75) == pytest.approx(full, rel=0.02)
    assert loudness_at(samples, 2.5) == pytest.approx(full * 0.5**0.5, rel=0.05)
    assert loudness_at(samples, 3.2) == 0


def test_music_fades_out_with_its_file(mute: Source, song: Path) -> None:
    timeline = with_cue(cut_of((mute, 0, 48)), song, start=1, fade_out=1)
    samples = mix(timeline)
    assert loudness_at(samples, 0.5) == pytest.approx(TONE, rel=0.02)
    assert loudness_at(samples, 1.5) == pytest.approx(TONE * 0.5**0.5, rel=0.05)
    assert loudness_at(samples, 2.2) == 0


def test_music_that_loops_lasts_to_the_end(mute: Source, song: Path) -> None:
    timeline = with_cue(cut_of((mute, 0, 48)), song, start=2, loop=True)
    samples = mix(timeline)
    for moment in (0.5, 1.5, 2.5, 3.5):
        assert loudness_at(samples, moment) == pytest.approx(TONE, rel=0.05)


def test_music_steps_back_under_speech(mute: Source, song: Path) -> None:
    timeline = with_cue(cut_of((mute, 0, 36)), song, duck=12).model_copy(
        update={"speech": (Speech(at=1.2, end=1.8),)}
    )
    samples = mix(timeline)
    assert loudness_at(samples, 0.5) == pytest.approx(TONE, rel=0.02)
    assert loudness_at(samples, 1.5) == pytest.approx(TONE * 10 ** (-12 / 20), rel=0.03)
    assert loudness_at(samples, 2.6) == pytest.approx(TONE, rel=0.02)


def test_an_effect_starts_on_its_sample(tmp_path: Path, mute: Source) -> None:
    clicking = numbered(tmp_path / "clicks.mp4", 12, heard=clicks)
    timeline = with_cue(cut_of((mute, 0, 36)), clicking, role="effect", at=1.37)
    assert click_times(mix(timeline)) == pytest.approx([1.87], abs=0.001)


def test_slates_and_stills_are_silent() -> None:
    assert not mix(cut_of((Source(kind="slate"), 0, 12))).any()


def test_tones_of_the_test_are_what_they_claim() -> None:
    assert loudness_at(tone(1), 0.5) == pytest.approx(TONE, rel=0.01)


@pytest.fixture
def rich(tmp_path: Path) -> Timeline:
    """Clips of several kinds, passages, a loop and ducking."""
    clip = source(numbered(tmp_path / "a.mp4", 48, heard=sweep))
    mono = recorded(tmp_path / "m.wav", sweep(4, 22_050), rate=22_050, layout="mono")
    wide = recorded(
        tmp_path / "w.flac", sweep(4, 44_100), "flac", "flac", rate=44_100, layout="5.1"
    )
    song = recorded(
        tmp_path / "s.mp3", sweep(2, 44_100), "libmp3lame", "mp3", rate=44_100
    )
    others = [Source(kind="clip", file=str(f), digest=f.name) for f in (mono, wide)]
    timeline = cut_of((clip, 0, 24), (others[0], 3, 24, 6), (others[1], 1, 24, 5))
    edits = list(timeline.edits)
    dip = Passage(kind="dip", frames=5)
    edits[2] = edits[2].model_copy(update={"enter": dip, "leads": 0.3})
    music = {
        "role": "music", "file": str(song), "digest": "s", "at": 0.2, "loop": True,
        "start": 0.3, "until": 1.4, "duck": 9, "gain": -3, "fade_in": 1, "fade_out": 1,
    }  # fmt: skip
    return timeline.model_copy(
        update={
            "edits": tuple(edits),
            "cues": (SoundCue.model_validate(music),),
            "speech": (Speech(at=1.5, end=2.1), Speech(at=3.7, end=4)),
        }
    )


def test_a_sample_is_the_same_in_every_window(rich: Timeline) -> None:
    whole, found = mix(rich), voices(rich)
    assert np.abs(whole[::1000]).max() > 0.1
    ends = np.sort(np.random.default_rng(5).integers(0, len(whole), 40))
    with Mixer(found, rich.speech) as mixer:
        parts = [mixer.window(a, b) for a, b in zip([0, *ends], ends, strict=False)]
        joined = np.concatenate(parts)
        assert np.abs(joined - whole[: len(joined)]).max() < 1e-6
        for first in (200_000, 3, 90_000, 89_000, 150_001):
            part = mixer.window(first, first + 4_801)
            assert np.abs(part - whole[first : first + 4_801]).max() < 1e-6


def test_threads_that_mix_at_once_hear_the_same(rich: Timeline, tmp_path: Path) -> None:
    edge = range(0, film_samples(rich), 20_000)
    with FilmMix(rich, tmp_path / "cache") as film, ThreadPoolExecutor(3) as pool:
        windows = [(first, min(first + 20_000, film.length)) for first in edge]
        parts = list(pool.map(lambda window: film.samples(*window), windows))
        assert len(film._idle) <= 3
    wanted = mixed(film._voices, film._speech, 0, film.length)
    assert np.abs(np.concatenate(parts) - wanted).max() < 1e-6


def test_a_mixer_holds_only_what_sounds(tmp_path: Path, loud: Source) -> None:
    others = [source(numbered(tmp_path / f"{n}.mp4", 6)) for n in range(4)]
    timeline = cut_of((loud, 0, 6), *((other, 0, 6) for other in others))
    with Mixer(voices(timeline), ()) as mixer:
        for first in range(0, film_samples(timeline), 12_000):
            mixer.window(first, first + 12_000)
            assert len(mixer._open) == 1
    assert not mixer._open


def test_a_loop_has_no_seam(tmp_path: Path) -> None:
    steady = np.random.default_rng(2).standard_normal((96_000, 2)).astype(np.float32)
    song = recorded(tmp_path / "noise.wav", steady * 0.1)
    whole = Voice(song, "n", 0, 480_000, period=96_000 - SEAM)
    inner = Voice(song, "n", 0, 480_000, start=24_000, period=48_000)
    samples = steady
    for voice in (whole, inner):
        samples = mixed([voice], (), 0, 480_000)
        levels = np.square(samples[480:-480, 0]).reshape(-1, 240).mean(axis=1) ** 0.5
        assert levels.min() > 0.07
        assert levels.max() < 0.14
    first, second = samples[480:40_000], samples[48_480:88_000]
    assert np.array_equal(first, second)


def test_music_steps_back_for_words_that_are_heard_and_not_for_pauses(
    tmp_path: Path, mute: Source, song: Path
) -> None:
    spoken = recorded(tmp_path / "said.wav", words(4, (2.0, 2.6)))
    cues = tuple(
        SoundCue.model_validate({"file": str(file), "digest": file.name} | rest)
        for file, rest in (
            (song, {"role": "music", "at": 0.0, "duck": 12, "loop": True}),
            (spoken, {"role": "narration", "at": 0.0, "gain": -90.0}),
        )
    )
    speech = (Speech(at=0, end=4),)
    timeline = cut_of((mute, 0, 48)).model_copy(update={"cues": cues, "speech": speech})
    with FilmMix(timeline, tmp_path / "cache") as film:
        samples = film.samples(0, film.length)
    assert loudness_at(samples, 1.2) == pytest.approx(TONE, rel=0.03)
    assert loudness_at(samples, 2.3) == pytest.approx(TONE / 4, rel=0.05)
    assert loudness_at(samples, 3.9) == pytest.approx(TONE, rel=0.03)


def keys(timeline: Timeline, *places: int) -> list[str]:
    found = voices(timeline)
    return [
        json.dumps(window_key(found, timeline.speech, first, first + 9_600))
        for first in places
    ]


def test_the_same_window_elsewhere_in_the_film_has_the_same_key(rich: Timeline) -> None:
    later = [
        edit.model_copy(update={"at": edit.at + 12, "enter": edit.enter})
        for edit in rich.edits
    ]
    cues = [cue.model_copy(update={"at": cue.at + 1}) for cue in rich.cues]
    said = [Speech(at=each.at + 1, end=each.end + 1) for each in rich.speech]
    moved = rich.model_copy(
        update={
            "edits": tuple(later),
            "cues": tuple(cues),
            "speech": tuple(said),
            "length": rich.length + 12,
        }
    )
    places = range(0, film_samples(rich) - 9_600, 9_600)
    assert keys(moved, *(place + 48_000 for place in places)) == keys(rich, *places)
    assert len(set(keys(rich, *places))) == len(places)


@pytest.mark.parametrize(
    "change",
    [
        {"gain": 1.0},
        {"digest": "other"},
        {"start": 0.31},
        {"until": 1.41},
        {"at": 0.21},
        {"duck": 8.0},
        {"loop": False},
    ],
)
def test_whatever_changes_a_windows_sound_changes_its_key(
    rich: Timeline, change: dict[str, Any]
) -> None:
    cues = (rich.cues[0].model_copy(update=change),)
    assert keys(rich.model_copy(update={"cues": cues}), 70_000) != keys(rich, 70_000)


def test_what_is_far_from_a_window_leaves_its_key(rich: Timeline) -> None:
    (music,) = rich.cues
    cues = (music.model_copy(update={"fade_in": 0.5, "fade_out": 0.5}),)
    changed = rich.model_copy(update={"cues": cues, "speech": rich.speech[:1]})
    assert keys(changed, 70_000) == keys(rich, 70_000)
    assert keys(changed, 10_000, 180_000) != keys(rich, 10_000, 180_000)


def test_a_key_is_found_without_the_files(rich: Timeline) -> None:
    found = voices(rich)
    for voice in found:
        voice.file.unlink()
    assert window_key(found, rich.speech, 0, 9_600)
