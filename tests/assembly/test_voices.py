from pathlib import Path
from typing import Any

import numpy as np
import pytest

from storyboard.assembly.envelope import DECLICK
from storyboard.assembly.voices import SEAM, SPLIT, film_samples, voices
from storyboard.errors import MediaError
from storyboard.model.timeline import Edit, Passage, SoundCue, Source, Timeline
from tests.assembly.footage import cut_of, numbered
from tests.assembly.recordings import recorded, sweep

FRAME = 4_000
"""Samples of a frame at 12 frames per second."""
ONE = Source(kind="clip", file="one.mp4", digest="1")
TWO = Source(kind="clip", file="two.mp4", digest="2")


def changed(timeline: Timeline, index: int, **update: object) -> Timeline:
    edits: list[Edit] = list(timeline.edits)
    edits[index] = edits[index].model_copy(update=update)
    return timeline.model_copy(update={"edits": tuple(edits)})


def with_cues(timeline: Timeline, *cues: dict[str, Any]) -> Timeline:
    whole = {"role": "music", "digest": "d", "at": 0.0}
    found = tuple(SoundCue.model_validate(whole | cue) for cue in cues)
    return timeline.model_copy(update={"cues": found})


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return recorded(tmp_path / "song.wav", sweep(3))


def test_a_clips_sound_is_cut_with_its_picture() -> None:
    first, second = voices(cut_of((ONE, 3, 10), (TWO, 5, 6)))
    assert (first.at, first.end, first.start) == (0, 10 * FRAME, 3 * FRAME)
    assert (second.at, second.end) == (10 * FRAME, 16 * FRAME)
    assert first.fade_out == second.fade_in == DECLICK


@pytest.mark.parametrize("kind", ["dissolve", "wipe", "slide", "push"])
def test_sounds_cross_while_pictures_pass_into_one_another(kind: str) -> None:
    timeline = cut_of((ONE, 0, 24), (TWO, 0, 24, 6))
    passage = Passage.model_validate({"kind": kind, "frames": 6})
    first, second = voices(changed(timeline, 1, enter=passage))
    assert first.end - second.at == first.fade_out == second.fade_in == 6 * FRAME


@pytest.mark.parametrize("kind", ["fade", "dip"])
def test_through_a_colour_one_sound_goes_before_the_other_comes(kind: str) -> None:
    timeline = cut_of((ONE, 0, 24), (TWO, 7, 24, 6))
    passage = Passage.model_validate({"kind": kind, "frames": 6})
    first, second = voices(changed(timeline, 1, enter=passage))
    assert first.end == second.at == 21 * FRAME
    assert first.fade_out == second.fade_in == 3 * FRAME
    assert second.start == 10 * FRAME


def test_at_its_ends_a_films_sound_comes_and_goes_with_its_picture() -> None:
    timeline = cut_of((ONE, 0, 24), (TWO, 0, 24))
    fade = Passage(kind="fade", frames=6)
    timeline = changed(changed(timeline, 0, enter=fade), 1, leave=fade)
    first, second = voices(timeline)
    assert (first.at, first.fade_in) == (0, 6 * FRAME)
    assert (second.end, second.fade_out) == (48 * FRAME, 6 * FRAME)


def test_sound_may_lead_and_lag_its_picture() -> None:
    timeline = cut_of((ONE, 0, 24), (TWO, 12, 24), (ONE, 0, 24))
    timeline = changed(timeline, 1, leads=0.5, lags=0.25)
    first, second, third = voices(timeline)
    assert (second.at, second.start) == (18 * FRAME, 6 * FRAME)
    assert second.end == 51 * FRAME
    assert (first.end, third.at) == (24 * FRAME, 48 * FRAME)
    assert second.fade_in == second.fade_out == SPLIT
    assert first.fade_out == third.fade_in == SPLIT
    assert first.fade_in == third.fade_out == DECLICK


def test_sound_leads_no_further_than_its_clip_starts() -> None:
    timeline = cut_of((ONE, 0, 24), (TWO, 3, 24))
    _, second = voices(changed(timeline, 1, leads=0.5))
    assert (second.at, second.start) == (21 * FRAME, 0)


def test_at_the_films_ends_no_sound_leads_or_lags() -> None:
    timeline = changed(cut_of((ONE, 9, 24)), 0, leads=0.5, lags=0.5)
    (only,) = voices(timeline)
    assert (only.at, only.end, only.start) == (0, film_samples(timeline), 9 * FRAME)


def test_shots_that_follow_each_other_in_film_and_clip_sound_without_a_seam() -> None:
    whole = voices(cut_of((ONE, 3, 10), (ONE, 13, 5)))
    assert [(voice.at, voice.end, voice.start) for voice in whole] == [
        (0, 15 * FRAME, 3 * FRAME)
    ]
    assert len(voices(cut_of((ONE, 3, 10), (ONE, 14, 5)))) == 2
    louder = changed(cut_of((ONE, 3, 10), (ONE, 13, 5)), 1, gain=3.0)
    assert len(voices(louder)) == 2


def test_frames_of_an_uneven_rate_start_on_their_sample() -> None:
    timeline = cut_of((ONE, 0, 100), (TWO, 7, 50)).model_copy(
        update={"rate": "30000/1001"}
    )
    _, second = voices(timeline)
    assert (second.at, second.start) == (160_160, 11_211)


def test_what_is_mute_or_no_clip_has_no_voice() -> None:
    assert not voices(cut_of((Source(kind="slate"), 0, 12)))
    assert not voices(changed(cut_of((ONE, 0, 12)), 0, gain=None))
    muted = cut_of((ONE, 0, 12)).model_copy(update={"clips_gain": None})
    assert not voices(muted)


def test_a_window_of_a_film_hears_what_its_edges_go_through_as_it_is(
    song: Path,
) -> None:
    timeline = changed(cut_of((ONE, 0, 36)), 0, at=-12)
    timeline = timeline.model_copy(update={"length": 12})
    timeline = with_cues(timeline, {"file": str(song), "at": -1.0, "end": 1.5})
    clip, music = sorted(voices(timeline), key=lambda voice: voice.digest)
    assert (clip.at, clip.end) == (-12 * FRAME, 24 * FRAME)
    assert (music.at, music.end) == (-48_000, 72_000)


def test_a_cue_ends_with_its_end_its_file_or_the_film(song: Path) -> None:
    timeline = cut_of((ONE, 0, 48)).model_copy(update={"clips_gain": None})
    cue = {"file": str(song)}
    found = voices(
        with_cues(
            timeline,
            cue | {"at": 0.0},
            cue | {"at": 0.1, "start": 1.0},
            cue | {"at": 0.2, "until": 2.0},
            cue | {"at": 0.3, "end": 1.0},
            cue | {"at": 0.4, "loop": True},
            cue | {"at": 2.0},
        )
    )
    ends = [voice.end / 48_000 for voice in found]
    assert ends == pytest.approx([3.0, 2.1, 2.2, 1.0, 4.0, 4.0])


def test_a_loop_goes_on_under_its_start_if_anything_is_left(song: Path) -> None:
    timeline = cut_of((ONE, 0, 48)).model_copy(update={"clips_gain": None})
    cue = {"file": str(song), "loop": True, "start": 1.0}
    inner, whole = voices(with_cues(timeline, cue | {"until": 2.0}, cue))
    assert inner.period == 48_000
    assert whole.period == 96_000 - SEAM


def test_in_a_film_of_chosen_shots_a_cue_is_heard_in_its_stretch_alone(
    song: Path,
) -> None:
    cue = {"file": str(song), "heard": (1.0, 2.0), "fade_in": 1.5, "fade_out": 1.5}
    timeline = cut_of((Source(kind="slate"), 0, 48))
    (music,) = voices(with_cues(timeline, cue))
    assert (music.at, music.end, music.passed) == (48_000, 96_000, 48_000)
    assert (music.fade_in, music.fade_out) == (24_000, 24_000)


def test_a_cue_outside_of_the_film_has_no_voice(song: Path) -> None:
    timeline = cut_of((Source(kind="slate"), 0, 12))
    assert not voices(with_cues(timeline, {"file": str(song), "at": 9.0}))
    assert not voices(with_cues(timeline, {"file": str(song), "at": -9.0}))


@pytest.mark.parametrize(
    ("cue", "said"),
    [
        ({"start": 5.0}, r"song\.wav lasts 3\.0 s; .* from 5 s on"),
        ({"start": 2.0, "until": 1.0}, r"song\.wav cannot .* from 2 s until 1 s"),
        ({"start": 2.99, "loop": True}, r"song\.wav: 0\.010 s are too short to"),
    ],
)
def test_a_cue_that_cannot_be_played_is_refused(
    song: Path, cue: dict[str, Any], said: str
) -> None:
    with pytest.raises(MediaError, match=said):
        voices(with_cues(cut_of((ONE, 0, 12)), cue | {"file": str(song)}))


@pytest.mark.parametrize(
    ("name", "codec", "form"),
    [
        ("song.aiff", "pcm_s16be", "aiff"),
        ("song.ogg", "libopus", "ogg"),
        ("song.flac", "flac", "flac"),
        ("song.m4a", "alac", "mp4"),
    ],
)
def test_a_cue_may_be_of_any_kind_that_a_board_may_name(
    tmp_path: Path, name: str, codec: str, form: str
) -> None:
    path = recorded(tmp_path / name, sweep(2), codec, form)
    timeline = cut_of((Source(kind="slate"), 0, 48))
    for loop in (False, True):
        (music,) = voices(with_cues(timeline, {"file": str(path), "loop": loop}))
        assert music.end == pytest.approx(48_000 * (4 if loop else 2), abs=400)


def test_a_cue_without_sound_is_refused(tmp_path: Path) -> None:
    mute = numbered(tmp_path / "mute.mp4", 3, heard=None)
    with pytest.raises(MediaError, match=r"mute\.mp4 has no sound"):
        voices(with_cues(cut_of((ONE, 0, 12)), {"file": str(mute)}))


def test_sweeps_of_the_test_never_sound_the_same_twice() -> None:
    samples = sweep(2)[:, 0]
    assert abs(np.corrcoef(samples[:9_600], samples[48_000:57_600])[0, 1]) < 0.5
