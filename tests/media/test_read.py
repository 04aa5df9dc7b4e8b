from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from storyboard.errors import MediaError
from storyboard.media import read
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.read import SoundReader, frames, sound
from tests.assembly.footage import (
    RATE,
    click_times,
    clicks,
    heard,
    number_of,
    numbered,
    tone,
)
from tests.assembly.recordings import Sound, recorded, sweep


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
    block = next(sound(clip))
    assert block.dtype == np.float32
    assert block.shape[1] == 2


KINDS = [
    ("a.m4a", "aac", "mp4", 48_000, "stereo"),
    ("b.m4a", "aac", "mp4", 44_100, "mono"),
    ("c.m4a", "alac", "mp4", 44_100, "stereo"),
    ("d.mp3", "libmp3lame", "mp3", 44_100, "stereo"),
    ("e.wav", "pcm_s16le", "wav", 22_050, "5.1"),
    ("f.flac", "flac", "flac", 44_100, "stereo"),
    ("g.opus", "libopus", "ogg", 48_000, "stereo"),
    ("h.ogg", "vorbis", "ogg", 44_100, "stereo"),
    ("i.aiff", "pcm_s16be", "aiff", 44_100, "stereo"),
    ("j.mkv", "aac", "matroska", 48_000, "stereo"),
    ("k.aac", "aac", "adts", 44_100, "stereo"),
    ("l.webm", "libopus", "webm", 48_000, "stereo"),
]
ENTERED = {"a.m4a", "b.m4a", "c.m4a", "e.wav", "f.flac", "g.opus", "h.ogg", "i.aiff"}
"""Those that need not be decoded from the start."""


@pytest.fixture
def stations(monkeypatch: pytest.MonkeyPatch) -> int:
    """Stations closer together, so that files may be short."""
    monkeypatch.setattr(read, "STATION", 4)
    return 4


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many samples each decoded frame had."""
    counts: list[int] = []
    sides = read._sides

    def counting(frame: Any, tuners: Any) -> Any:  # noqa: ANN401
        counts.append(frame.samples)
        return sides(frame, tuners)

    monkeypatch.setattr(read, "_sides", counting)
    return counts


def anew(path: Path, first: int, count: int) -> Sound:
    with closing(SoundReader(path)) as reader:
        return reader.read(first, count)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0])
def test_sound_is_the_same_from_wherever_it_is_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    decoded: list[int],
    kind: tuple[str, str, str, int, str],
) -> None:
    name, codec, form, rate, layout = kind
    path = recorded(
        tmp_path / name, sweep(11, rate), codec, form, rate=rate, layout=layout
    )
    whole = heard(path)
    monkeypatch.setattr(read, "STATION", 4)
    at = 9 * 48_000 + 77
    decoded.clear()
    late = anew(path, at, 20_000)
    assert np.abs(late - whole[at : at + 20_000]).max() < 1e-6
    assert (sum(decoded) < 6 * rate) == (name in ENTERED)
    assert np.abs(heard(path) - whole).max() < 1e-6
    assert len(heard(path)) == len(whole)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0])
def test_sound_is_what_was_recorded_at_its_time(
    tmp_path: Path, kind: tuple[str, str, str, int, str]
) -> None:
    name, codec, form, rate, layout = kind
    path = recorded(
        tmp_path / name, sweep(3, rate), codec, form, rate=rate, layout=layout
    )
    found, wanted = heard(path)[:, 0], sweep(3)[:, 0]
    part = slice(48_000, 96_000)
    # ADTS has nowhere to say what its coder puts before the sound.
    shift = round(1024 * 48_000 / rate) if form == "adts" else 0
    found = found[shift:][part]
    if layout == "5.1":
        # Turned down as its sides are added up.
        found = found * (wanted[part].std() / found.std())
    assert np.corrcoef(found, wanted[part])[0, 1] > 0.995
    assert found.std() == pytest.approx(wanted[part].std(), rel=0.06)


def test_sound_may_be_read_in_any_order(tmp_path: Path, stations: int) -> None:
    path = recorded(tmp_path / "song.wav", sweep(14), rate=48_000)
    whole = heard(path)
    rng = np.random.default_rng(3)
    with closing(SoundReader(path)) as reader:
        for first in [*rng.integers(0, len(whole) - 5000, 9), stations * 48_000 - 9]:
            part = reader.read(int(first), 5000)
            assert np.array_equal(part, whole[first : first + 5000])


def test_before_its_start_and_after_its_end_a_file_is_silent(tmp_path: Path) -> None:
    path = recorded(tmp_path / "song.wav", np.full((48_000, 2), 0.5, np.float32))
    with closing(SoundReader(path)) as reader:
        around = reader.read(-100, 48_300)
        assert not around[:100].any()
        assert around[100:-200] == pytest.approx(0.5, abs=1e-3)
        assert not around[-200:].any()
        assert not reader.read(9 * 48_000, 100).any()
        assert not reader.read(-500, 100).any()


@pytest.mark.parametrize("seconds", [1.5, 4, 9.25])
def test_a_files_length_is_what_is_decoded_of_it(
    tmp_path: Path, stations: int, decoded: list[int], seconds: float
) -> None:
    path = recorded(tmp_path / "song.flac", sweep(seconds), "flac", "flac")
    with closing(SoundReader(path)) as reader:
        assert reader.length() == len(heard(path)) == seconds * 48_000
        decoded.clear()
        assert reader.length() == seconds * 48_000
    assert sum(decoded) <= (stations + 3) * 48_000


def test_a_clip_without_sound_is_as_long_as_nothing(tmp_path: Path) -> None:
    mute = numbered(tmp_path / "mute.mp4", 3, heard=None)
    with closing(SoundReader(mute)) as reader:
        assert reader.length() == 0
        assert not reader.read(0, 100).any()


def test_a_hole_in_the_sound_is_silent_and_keeps_the_rest_in_time(
    tmp_path: Path,
) -> None:
    whole, holed = tmp_path / "whole.m4a", tmp_path / "holed.m4a"
    recorded(whole, sweep(3), "alac", "mp4")
    with av.open(str(whole)) as old, av.open(str(holed), "w") as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(old.streams.audio[0]):
            if packet.pts is not None and not 48_000 <= packet.pts < 72_000:
                packet.stream = stream
                new.mux(packet)
    found, wanted = heard(holed), heard(whole)
    assert not found[52_000:70_000].any()
    assert np.array_equal(found[80_000:], wanted[80_000:])


def test_what_is_no_number_is_silence(tmp_path: Path) -> None:
    samples = np.full((48_000, 2), 0.25, np.float32)
    samples[10_000:10_100] = np.nan
    path = recorded(tmp_path / "odd.wav", samples, "pcm_f32le")
    found = heard(path)
    assert np.isfinite(found).all()
    assert found[30_000:] == pytest.approx(0.25)
