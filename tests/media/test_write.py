from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from storyboard.errors import MediaError
from storyboard.media.write import SAMPLE_RATE, ClipWriter, Plane

SIZE = (64, 36)


def grey(level: int) -> list[Plane]:
    return [
        np.full((36, 64), level, np.uint8),
        np.full((18, 32), 128, np.uint8),
        np.full((18, 32), 128, np.uint8),
    ]


def written(out: Path, rate: Fraction, count: int = 13) -> Path:
    samples = round(count / rate * SAMPLE_RATE)
    with ClipWriter(out, SIZE, rate) as writer:
        writer.sound(np.zeros((samples, 2), np.float32))
        for number in range(count):
            writer.planes(grey(40 + number * 10))
    return out


def moment(ticks: int | None, stream: av.stream.Stream) -> Fraction:
    """Seconds from the stream's own ticks."""
    assert ticks is not None
    assert stream.time_base is not None
    return ticks * stream.time_base


@pytest.mark.parametrize("rate", [Fraction(24_000, 1001), Fraction(25), Fraction(12)])
def test_frames_lie_on_an_exact_grid(tmp_path: Path, rate: Fraction) -> None:
    with av.open(str(written(tmp_path / "clip.mp4", rate))) as clip:
        stream = clip.streams.video[0]
        times = [moment(frame.pts, stream) for frame in clip.decode(stream)]
        assert stream.average_rate == rate
    assert times == [number / rate for number in range(13)]


def test_sound_is_as_long_as_the_picture(tmp_path: Path) -> None:
    with av.open(str(written(tmp_path / "clip.mp4", Fraction(25)))) as clip:
        video, audio = clip.streams.video[0], clip.streams.audio[0]
        picture, sound = moment(video.duration, video), moment(audio.duration, audio)
        assert (audio.sample_rate, audio.channels) == (SAMPLE_RATE, 2)
    assert abs(picture - sound) < Fraction(1, 1000)


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path / "a.mp4", Fraction(25)).read_bytes()
    assert first == written(tmp_path / "b.mp4", Fraction(25)).read_bytes()


def test_the_index_comes_before_the_pictures(tmp_path: Path) -> None:
    data = written(tmp_path / "clip.mp4", Fraction(25)).read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_colours_are_tagged_and_kept(tmp_path: Path) -> None:
    out = tmp_path / "clip.mp4"
    red = np.zeros((36, 64, 3), np.uint8)
    red[..., 0] = 200
    with ClipWriter(out, SIZE, Fraction(25), quality=5, sound=False) as writer:
        writer.picture(red)
    with av.open(str(out)) as clip:
        frame = next(clip.decode(video=0))
        assert int(frame.colorspace) == 1
        assert frame.format.name == "yuv420p"
        luma = np.frombuffer(memoryview(frame.planes[0]), np.uint8)[0]
    assert abs(int(luma) - (16 + 219 * 0.2126 * 200 / 255)) < 3


def test_sixteen_bit_samples_are_the_same_sound_as_floats(tmp_path: Path) -> None:
    tone = np.sin(np.arange(SAMPLE_RATE) * 0.05)[:, None].repeat(2, axis=1) * 0.5
    whole = (tone * 32_768).astype(np.int16)
    sounds = []
    for name, samples in (("a", whole), ("b", whole.astype(np.float32) / 32_768)):
        out = tmp_path / f"{name}.mp4"
        with ClipWriter(out, SIZE, Fraction(25)) as writer:
            writer.sound(samples)
            for _ in range(25):
                writer.planes(grey(100))
        sounds.append(out.read_bytes())
    assert sounds[0] == sounds[1]


def test_a_writer_left_by_an_error_leaves_no_file(tmp_path: Path) -> None:
    out = tmp_path / "clip.mp4"
    odd = [np.zeros((99, 64), np.uint8)] * 3

    def wrong() -> None:
        with ClipWriter(out, SIZE, Fraction(25), sound=False) as writer:
            writer.planes(odd)

    with pytest.raises(ValueError, match="broadcast"):
        wrong()
    assert not out.exists()


def test_a_folder_that_does_not_exist_is_a_media_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="cannot be written"):
        ClipWriter(tmp_path / "none" / "clip.mp4", SIZE, Fraction(25))


def test_odd_sizes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="even"):
        ClipWriter(tmp_path / "clip.mp4", (63, 36), Fraction(25))
