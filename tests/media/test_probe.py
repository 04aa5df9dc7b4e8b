import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.probe import probe
from storyboard.media.read import sound
from tests.assembly.footage import numbered, remux


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return numbered(tmp_path / "small.mp4", 18)


def encoded(path: Path, out: Path, *arguments: str) -> Path:
    run([*media_input(path), *arguments, media_output(out)])
    return out


def test_a_clip_has_its_size_rate_length_and_sound(small: Path) -> None:
    facts = probe(small)
    assert (facts.kind, facts.width, facts.height) == ("video", 192, 108)
    assert (facts.rate, facts.frames, facts.seconds) == (Fraction(12), 18, 1.5)
    assert (facts.uniform, facts.plain) == (True, True)
    assert (facts.pixels, facts.matrix, facts.full_range) == ("yuv420p", "bt709", False)
    assert (facts.has_sound, facts.sample_rate, facts.channels) == (True, 48_000, 2)
    assert facts.sound_seconds == pytest.approx(1.5, abs=0.03)


def test_a_clip_without_sound_says_so(tmp_path: Path) -> None:
    assert not probe(numbered(tmp_path / "mute.mp4", 3, heard=None)).has_sound


@pytest.mark.parametrize("rate", ["24000/1001", "30000/1001", "25", "60"])
def test_a_rate_is_exact(tmp_path: Path, rate: str) -> None:
    clip = numbered(tmp_path / "clip.mp4", 7, rate=Fraction(rate))
    facts = probe(clip)
    assert (facts.rate, facts.frames, facts.uniform) == (Fraction(rate), 7, True)


def test_a_turned_clip_has_the_size_that_is_shown(small: Path, tmp_path: Path) -> None:
    facts = probe(remux(small, tmp_path / "turned.mp4", rotation=90))
    assert (facts.width, facts.height, facts.plain) == (108, 192, False)


def test_wide_pixels_count_for_what_they_show(small: Path, tmp_path: Path) -> None:
    wide = encoded(small, tmp_path / "wide.mp4", "-vf", "setsar=4/3")
    facts = probe(wide)
    assert (facts.width, facts.height, facts.plain) == (256, 108, False)


def test_uneven_frames_are_noticed(small: Path, tmp_path: Path) -> None:
    uneven = encoded(
        small, tmp_path / "vfr.mp4",
        "-vf", "select='not(eq(n,5))*not(eq(n,6))'", "-fps_mode", "vfr",
    )  # fmt: skip
    facts = probe(uneven)
    assert (facts.frames, facts.uniform) == (16, False)


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "ogg", "m4a"])
def test_sound_files_have_no_picture(small: Path, tmp_path: Path, suffix: str) -> None:
    facts = probe(
        encoded(small, tmp_path / f"tone.{suffix}", "-vn", "-ar", "44100", "-ac", "1")
    )
    assert (facts.kind, facts.sample_rate, facts.channels) == ("audio", 44_100, 1)
    assert facts.seconds == pytest.approx(1.5, abs=0.06)
    assert (facts.rate, facts.frames) == (None, None)


def test_a_song_with_a_cover_is_sound(small: Path, tmp_path: Path) -> None:
    cover, song = tmp_path / "cover.png", tmp_path / "song.m4a"
    Image.new("RGB", (32, 32), "red").save(cover)
    run(
        [
            *media_input(small),
            *("-i", f"file:{cover}", "-map", "0:a", "-map", "1:v"),
            *("-c:v", "png", "-disposition:v:0", "attached_pic", media_output(song)),
        ]
    )
    assert probe(song).kind == "audio"


def test_an_image_is_measured_upright(tmp_path: Path) -> None:
    path = tmp_path / "still.jpg"
    image = Image.new("RGB", (40, 20))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(path, exif=exif)
    facts = probe(path)
    assert (facts.kind, facts.width, facts.height) == ("image", 20, 40)


def test_a_file_cut_short_is_refused(small: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.mp4"
    whole = small.read_bytes()
    short.write_bytes(whole[: len(whole) * 3 // 4])
    with pytest.raises(MediaError, match=r"short\.mp4 is cut short: \d+ of \d+"):
        probe(short)


def test_a_file_whose_index_is_missing_is_refused(small: Path, tmp_path: Path) -> None:
    late = encoded(small, tmp_path / "late.mp4", "-c", "copy")
    late.write_bytes(late.read_bytes()[:2000])
    with pytest.raises(MediaError, match=r"late\.mp4 is no video or sound"):
        probe(late)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<html>quota exceeded</html>", "is no video or sound"),
        (b"\x89PNG\r\n\x1a\nbroken", "could not be read|is no video or sound"),
    ],
)
def test_what_is_no_media_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=words):
        probe(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"there is no file .*gone\.mp4"):
        probe(tmp_path / "gone.mp4")


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {}\n",
    ],
)
def test_a_playlist_named_like_a_clip_is_not_followed(
    small: Path, playlist: str
) -> None:
    disguised = small.with_name("clip.mp4")
    disguised.write_text(playlist.format(small.name))
    with pytest.raises(MediaError, match="is no video or sound"):
        probe(disguised)
    with pytest.raises(MediaError, match="ffmpeg failed"):
        run([*media_input(disguised), "-f", "null", "-"])


def test_a_name_that_looks_like_an_option_is_a_name(tmp_path: Path) -> None:
    odd = numbered(tmp_path / "-i concat:'ü%03d.mp4", 3)
    assert probe(odd).frames == 3


def test_full_range_is_noticed(tmp_path: Path) -> None:
    out = tmp_path / "full.mp4"
    run(
        [
            *("-f", "lavfi", "-i", "color=gray:s=64x64:r=12:d=0.5"),
            *("-vf", "scale=out_range=pc,format=yuvj420p", "-c:v", "libx264"),
            media_output(out),
        ]
    )
    assert probe(out).full_range


def test_a_still_of_one_frame_is_even(tmp_path: Path) -> None:
    facts = probe(numbered(tmp_path / "one.mp4", 1, heard=None))
    assert (facts.frames, facts.uniform, facts.rate) == (1, True, Fraction(12))
    assert np.isclose(facts.seconds, 1 / 12)


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_last_packet_that_is_half_there_is_missed(
    small: Path, tmp_path: Path, cut: int
) -> None:
    short = tmp_path / "short.mp4"
    short.write_bytes(small.read_bytes()[:-cut])
    with pytest.raises(MediaError, match="is cut short"):
        probe(short)


def test_an_image_of_more_pixels_than_anybody_needs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vast.bmp"
    # Nothing but what a file says at its beginning: it is refused before it is read.
    head = struct.pack("<IiiHHIIiiII", 40, 9_000, 9_000, 1, 24, 0, 0, 0, 0, 0, 0)
    path.write_bytes(b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head)
    with pytest.raises(MediaError, match=r"vast\.bmp is too large: 9000 × 9000"):
        probe(path)


def test_a_sound_of_a_rate_that_nobody_hears_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fast.wav"
    form = struct.pack("<HHIIHH", 1, 1, 2_000_000_000, 0, 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data\xff\xff\xff\x7f"
    path.write_bytes(b"RIFF" + struct.pack("<I", 36) + body + b"\0" * 1_000)
    with pytest.raises(MediaError, match=r"fast\.wav cannot be heard"):
        probe(path)
    with pytest.raises(MediaError, match=r"fast\.wav cannot be heard"):
        list(sound(path))
