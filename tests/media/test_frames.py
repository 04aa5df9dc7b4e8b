from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image

from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.frames import frames_of, write_frame
from tests.assembly.footage import clip, flat, number_of, numbered, numbers, remux

Which = Literal["first", "last"]
FRAMES = 40


def coded(source: Path, out: Path, *arguments: str) -> Path:
    run([*media_input(source), *arguments, media_output(out)])
    return out


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return numbered(tmp_path / "plain.mp4", FRAMES)


@pytest.fixture
def braided(plain: Path, tmp_path: Path) -> Path:
    """With B-frames, whose order in the file is not the one they are shown in."""
    return coded(plain, tmp_path / "b.mp4", "-bf", "3", "-g", "20")


def number(image: Image.Image) -> int:
    return number_of(np.asarray(image.convert("L")))


def taken(source: Path, which: Which) -> Image.Image:
    out = source.with_name(f"{source.stem} {which}.png")
    write_frame(source, which, out)
    with Image.open(out) as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
        shown: Image.Image = image.convert("RGB")
    return shown


@pytest.mark.parametrize("which", ["first", "last"])
@pytest.mark.parametrize("name", ["plain", "braided"])
def test_the_frame_is_the_one_that_decoding_everything_gives(
    request: pytest.FixtureRequest, name: str, which: Which
) -> None:
    source: Path = request.getfixturevalue(name)
    every = frames_of(source, FRAMES)
    assert [number(frame) for frame in every] == list(range(FRAMES))
    wanted = every[0 if which == "first" else -1]
    assert taken(source, which).tobytes() == wanted.tobytes()


def test_a_frame_has_the_full_size(plain: Path) -> None:
    assert taken(plain, "last").size == (192, 108)


@pytest.mark.parametrize("arguments", [(), ("-t", "1.5"), ("-t", "2.2")])
def test_edit_lists_say_what_is_first_and_last(
    braided: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """Earlier frames are there and not shown; at the end, one is missing between."""
    cut, seen = tmp_path / "cut.mp4", tmp_path / "seen.mkv"
    start = ("-ss", "0.59", *media_input(braided))
    run([*start, *arguments, "-c", "copy", media_output(cut)])
    coded(cut, seen, "-c:v", "ffv1", "-fps_mode", "passthrough")
    shown = numbers(seen)
    assert shown[0] == 8
    assert [number(frame) for frame in frames_of(cut, FRAMES)] == shown
    assert number(taken(cut, "first")) == shown[0]
    assert number(taken(cut, "last")) == shown[-1]


def test_a_clip_with_one_key_frame_and_open_groups_ends_where_it_ends(
    plain: Path, tmp_path: Path
) -> None:
    for name, more in (("one", ("-g", "900")), ("open", ("-x264opts", "open-gop=1"))):
        options = ("-bf", "3", "-keyint_min", "5", *(more if name == "one" else ()))
        other = () if name == "one" else ("-g", "10", *more)
        source = coded(plain, tmp_path / f"{name}.mp4", *options, *other)
        assert number(taken(source, "last")) == FRAMES - 1


def test_a_clip_of_a_single_frame_has_it_twice(tmp_path: Path) -> None:
    source = numbered(tmp_path / "one.mp4", 1)
    assert taken(source, "first").tobytes() == taken(source, "last").tobytes()


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m"])
@pytest.mark.parametrize("wide", ["tv", "pc"])
def test_colours_come_out_as_they_went_in(
    tmp_path: Path, matrix: str, wide: str
) -> None:
    """Less than a level off in the mean, for shots that go on from one another."""
    colour = np.array([201, 118, 47], np.uint8)
    source = tmp_path / "still.png"
    Image.fromarray(np.broadcast_to(colour, (108, 192, 3)).copy()).save(source)
    coded_as = tmp_path / "clip.mp4"
    scale = f"scale=out_color_matrix={matrix}:out_range={wide}:flags=accurate_rnd"
    run(
        [
            *("-f", "image2", "-i", f"file:{source}", "-frames:v", "3", "-vf", scale),
            *("-pix_fmt", "yuv420p", "-colorspace", matrix, "-color_range", wide),
            *("-crf", "4", media_output(coded_as)),
        ]
    )
    seen = np.asarray(taken(coded_as, "first"), np.float64)
    assert np.abs(seen.mean(axis=(0, 1)) - colour).max() < 1.5


def test_grey_does_not_darken(tmp_path: Path) -> None:
    source = clip(tmp_path / "grey.mp4", [flat(128)] * 3)
    seen = np.asarray(taken(source, "last"), np.float64)
    assert abs(seen.mean() - 128) < 0.6


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_clip_gives_the_frame_as_it_is_shown(
    plain: Path, tmp_path: Path, turn: int
) -> None:
    turned = remux(plain, tmp_path / "turned.mp4", rotation=turn)
    shown = tmp_path / "shown.png"
    run([*media_input(turned), "-frames:v", "1", media_output(shown)])
    with Image.open(shown) as wanted:
        frame = taken(turned, "first")
        assert frame.size == wanted.size
        apart = np.asarray(frame, np.int16) - np.asarray(wanted.convert("RGB"))
    assert np.abs(apart).mean() < 2


def test_wide_pixels_become_square(plain: Path, tmp_path: Path) -> None:
    wide = coded(plain, tmp_path / "wide.mp4", "-vf", "setsar=4/3")
    assert taken(wide, "last").size == (256, 108)


def test_the_same_clip_gives_the_same_bytes(braided: Path, tmp_path: Path) -> None:
    outs = [tmp_path / f"{n}.png" for n in range(2)]
    for out in outs:
        write_frame(braided, "last", out)
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_several_threads_may_want_the_same_frame(braided: Path, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "last.png"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: write_frame(braided, "last", out), range(8)))
    assert [each.name for each in out.parent.iterdir()] == ["last.png"]
    with Image.open(out) as image:
        assert number(image) == FRAMES - 1


def test_a_damaged_clip_leaves_what_was_there(plain: Path, tmp_path: Path) -> None:
    out, broken = tmp_path / "out" / "last.png", tmp_path / "broken.mp4"
    out.parent.mkdir()
    out.write_bytes(b"before")
    broken.write_bytes(plain.read_bytes()[:-4000])
    with pytest.raises(MediaError, match=r"broken\.mp4"):
        write_frame(broken, "last", out)
    assert [each.read_bytes() for each in out.parent.iterdir()] == [b"before"]


def test_a_place_that_cannot_be_written_is_named(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"a file, no folder")
    with pytest.raises(MediaError, match=r"frame\.png: cannot be written"):
        write_frame(plain, "first", tmp_path / "taken" / "frame.png")


def test_a_still_has_no_frames_to_take(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20)).save(tmp_path / "still.png")
    with pytest.raises(MediaError, match="no moving picture"):
        write_frame(tmp_path / "still.png", "first", tmp_path / "out.png")


@pytest.mark.parametrize(
    ("count", "numbers"),
    [(0, []), (1, [19]), (2, [0, 39]), (3, [0, 20, 39]), (5, [0, 10, 20, 29, 39])],
)
def test_frames_are_evenly_spaced_from_first_to_last(
    plain: Path, count: int, numbers: list[int]
) -> None:
    assert [number(frame) for frame in frames_of(plain, count)] == numbers


def test_a_clip_of_few_frames_gives_those(tmp_path: Path) -> None:
    source = numbered(tmp_path / "few.mp4", 3)
    assert [number(frame) for frame in frames_of(source, 8)] == [0, 1, 2]


def test_frames_can_be_made_small(plain: Path) -> None:
    assert [frame.size for frame in frames_of(plain, 2, lines=54)] == [(96, 54)] * 2
