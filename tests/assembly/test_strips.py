"""Frames of a shot as the film wants them, whatever the shot's clip is like."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from storyboard.assembly.conform import Spec, treatment
from storyboard.assembly.stills import still
from storyboard.assembly.strips import Strip
from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.moments import moments
from storyboard.media.read import Planes, planes_of
from storyboard.model.request import SlateText
from storyboard.model.timeline import Edit, Source
from storyboard.model.value import SceneId, ShotId
from storyboard.model.words import Fit
from tests.assembly.footage import (
    RATE,
    SIZE,
    Picture,
    clip,
    flat,
    number_of,
    numbered,
    remux,
    source,
)

SPEC = Spec(width=SIZE[0], height=SIZE[1], rate=str(RATE))


def strip(
    what: Source | Path,
    spec: Spec = SPEC,
    *,
    start: int = 0,
    first: int = 0,
    count: int,
) -> Strip:
    """A strip of a shot that starts on frame `start` of what it is made of."""
    edit = Edit(
        slate=SlateText(film="Test", scene=SceneId("one"), shot=ShotId("010")),
        source=source(what) if isinstance(what, Path) else what,
        start=start,
        length=1_000,
        at=0,
        fit=spec.fit,
        focus=spec.focus,
    )
    return Strip(edit, spec, first, count)


def planes(made: Strip) -> list[Planes]:
    """Copies: a frame's memory may be used again for the next."""
    found = []
    for frame in made.frames():
        assert (frame.format.name, frame.width, frame.height) == (
            "yuv420p",
            *made.spec.size,
        )
        y, cb, cr = (plane.copy() for plane in planes_of(frame))
        found.append((y, cb, cr))
    return found


def lumas(made: Strip) -> list[Picture]:
    return [y for y, _, _ in planes(made)]


def numbers(made: Strip) -> list[int]:
    return [number_of(luma) for luma in lumas(made)]


def length(path: Path, rate: Fraction | int = RATE) -> int:
    """Frames of a clip in a film of that rate."""
    return moments(path).length(Fraction(rate))


def test_a_clip_that_fits_passes_as_it_is_stored(tmp_path: Path) -> None:
    own = numbered(tmp_path / "own.mp4", 6)
    assert treatment(moments(own).facts, SPEC) is None
    assert numbers(strip(own, count=6)) == list(range(6))


def test_a_strip_starts_where_its_edit_and_its_segment_say(tmp_path: Path) -> None:
    own = numbered(tmp_path / "own.mp4", 40)
    made = strip(own, start=11, first=7, count=5)
    assert numbers(made) == [18, 19, 20, 21, 22]
    assert made.missing() == 0


def test_another_size_keeps_its_frames(tmp_path: Path) -> None:
    big = numbered(tmp_path / "big.mp4", 20, size=(384, 216), heard=None)
    assert numbers(strip(big, count=20)) == list(range(20))


@pytest.mark.parametrize(
    ("rate", "frames", "expected"),
    [("30", 60, 24), ("25", 50, 24), ("30000/1001", 60, 24), ("6", 12, 24)],
)
def test_another_rate_shows_each_moment_at_its_time(
    tmp_path: Path, rate: str, frames: int, expected: int
) -> None:
    other = numbered(tmp_path / "other.mp4", frames, rate=Fraction(rate))
    assert length(other) == expected
    found = numbers(strip(other, count=expected))
    # The nearest frame: half of one of the film's, or one of the source's, away.
    near = max(1 / RATE / 2, 1 / Fraction(rate))
    for index, number in enumerate(found):
        assert abs(number / Fraction(rate) - index / RATE) <= near
    assert found == sorted(found)


def test_film_rates_turn_into_each_other(tmp_path: Path) -> None:
    spec = SPEC.model_copy(update={"rate": "24000/1001"})
    other = numbered(tmp_path / "other.mp4", 48, rate=Fraction(24), heard=None)
    assert length(other, Fraction(24_000, 1001)) == 48
    assert numbers(strip(other, spec, count=48))[:24] == list(range(24))


def test_a_varying_rate_becomes_an_even_one(tmp_path: Path) -> None:
    even, uneven = numbered(tmp_path / "e.mp4", 36), tmp_path / "uneven.mp4"
    drop = "select='not(between(n,5,9))*not(between(n,20,21))'"
    run([*media_input(even), "-vf", drop, "-fps_mode", "vfr", media_output(uneven)])
    assert length(uneven) == 36
    expected = [*range(5), *[4] * 5, *range(10, 20), 19, 19, *range(22, 36)]
    assert numbers(strip(uneven, count=36)) == expected
    # From amid a gap as well: what is shown there began before.
    assert numbers(strip(uneven, start=7, count=16)) == expected[7:23]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_clip_stands_upright(tmp_path: Path, turn: int) -> None:
    upright = flat(30, (108, 192))
    upright[:96] = 200
    upright[:96, :54] = 120
    stored = np.rot90(upright, -turn // 90).copy()
    lying = clip(tmp_path / "lying.mp4", [stored] * 4)
    turned = remux(lying, tmp_path / "turned.mp4", rotation=turn)
    spec = Spec(width=108, height=192, rate=str(RATE))
    luma = lumas(strip(turned, spec, count=4))[3]
    left, right = luma[20:80, 10:44].mean(), luma[20:80, 64:98].mean()
    assert (left, right) == pytest.approx((119, 188), abs=6)
    assert luma[110:170].mean() == pytest.approx(42, abs=6)


def test_wide_pixels_are_spread_out(tmp_path: Path) -> None:
    own, squeezed = numbered(tmp_path / "own.mp4", 5, 2730), tmp_path / "squeezed.mp4"
    run([*media_input(own), "-vf", "scale=96:108,setsar=2", media_output(squeezed)])
    assert numbers(strip(squeezed, count=5)) == [2730, 2731, 2732, 2733, 2734]


def test_matroska_is_material_like_any_other(tmp_path: Path) -> None:
    own, webm = numbered(tmp_path / "own.mp4", 12), tmp_path / "own.webm"
    codecs = ("-c:v", "libvpx", "-c:a", "libopus")
    run([*media_input(own), *codecs, media_output(webm)])
    spec = SPEC.model_copy(update={"rate": "24"})
    assert numbers(strip(webm, spec, count=24))[::2] == list(range(12))


def test_lines_of_two_moments_become_frames_of_one(tmp_path: Path) -> None:
    """Each frame once, in its place, though each is looked at with its neighbours."""
    own, laced = numbered(tmp_path / "own.mp4", 12), tmp_path / "laced.mp4"
    fields = ("-vf", "setfield=tff", "-flags", "+ilme+ildct")
    run([*media_input(own), *fields, media_output(laced)])
    assert moments(laced).facts.interlaced
    assert numbers(strip(laced, count=12)) == list(range(12))
    assert numbers(strip(laced, start=4, count=3)) == [4, 5, 6]


@pytest.mark.parametrize(
    ("told", "form"),
    [
        ("out_color_matrix=bt709:out_range=tv", "yuv420p"),
        ("out_color_matrix=smpte170m:out_range=tv", "yuv420p"),
        ("out_color_matrix=smpte170m:out_range=pc", "yuvj420p"),
        ("out_color_matrix=bt2020:out_range=tv", "yuv420p10le"),
        ("out_color_matrix=bt709:out_range=tv", "yuv444p"),
    ],
)
def test_a_colour_stays_the_same_however_it_was_stored(
    tmp_path: Path, told: str, form: str
) -> None:
    red = np.tile(np.array([200, 40, 60], np.uint8), (54, 96, 1))
    Image.fromarray(red).save(tmp_path / "red.png")
    matrix = told.partition("=")[2].partition(":")[0]
    stored, named = tmp_path / "stored.mp4", "bt2020nc" if "2020" in matrix else matrix
    run(
        [
            *("-loop", "1", "-t", "0.5", "-i", str(tmp_path / "red.png")),
            *("-vf", f"scale={told},format={form}", "-colorspace", named),
            *("-color_range", "pc" if "pc" in told else "tv"),
            *("-crf", "4", media_output(stored)),
        ]
    )
    y, cb, cr = (plane.mean() for plane in planes(strip(stored, count=2))[1])
    # ITU-R BT.709 in limited range, from the picture's own red, green and blue.
    r, g, b = (value / 255 for value in (200, 40, 60))
    luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
    wanted = (
        16 + 219 * luma,
        128 + 224 * (b - luma) / 1.8556,
        128 + 224 * (r - luma) / 1.5748,
    )
    assert (y, cb, cr) == pytest.approx(wanted, abs=2.5)


def quarters() -> Picture:
    """Twice as wide as high: black, dark, light and white upright stripes."""
    levels = np.repeat(np.array([10, 80, 160, 240], np.uint8), 48)
    return np.repeat(np.tile(levels, (96, 1))[..., None], 3, axis=2)


def shown(luma: Picture) -> NDArray[np.float64]:
    """Levels from 0 to 255."""
    return (luma.astype(float) - 16) * 255 / 219


@pytest.mark.parametrize("kind", ["clip", "still"])
@pytest.mark.parametrize(
    ("fit", "focus", "row", "corner"),
    [
        ("fill", (0.0, 0.5), (10, 45, 80), 10),
        ("fill", (1.0, 0.5), (160, 200, 240), 160),
        ("fit", (0.5, 0.5), (10, 120, 240), 0),
        ("blur", (0.5, 0.5), (10, 120, 240), 55),
    ],
)
def test_another_shape_is_fitted_as_asked(
    tmp_path: Path,
    kind: str,
    *,
    fit: Fit,
    focus: tuple[float, float],
    row: tuple[int, int, int],
    corner: int,
) -> None:
    spec = Spec(width=96, height=96, rate=str(RATE), fit=fit, focus=focus)
    if kind == "clip":
        what = source(clip(tmp_path / "wide.mp4", [quarters()] * 2))
    else:
        Image.fromarray(quarters()).save(tmp_path / "wide.png")
        what = Source(kind="still", file=str(tmp_path / "wide.png"), digest="wide")
    seen = shown(lumas(strip(what, spec, count=2))[1])
    middle = seen[44:52].mean(axis=0)
    found = (middle[3:6].mean(), middle[46:50].mean(), middle[-6:-3].mean())
    assert found == pytest.approx(row, abs=12)
    # A blurred surround starts from the fill's dark left edge and is soft.
    assert seen[2:5, 2:5].mean() == pytest.approx(corner, abs=30)


def test_a_still_stands_for_as_long_as_it_is_asked(tmp_path: Path) -> None:
    Image.fromarray(flat(200)).save(tmp_path / "grey.png")
    what = Source(kind="still", file=str(tmp_path / "grey.png"), digest="grey")
    made = strip(what, start=50, count=7)
    assert [round(float(luma.mean())) for luma in lumas(made)] == [188] * 7
    assert made.missing() == 0


def test_what_is_clear_in_a_still_is_black(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    Image.new("RGBA", SIZE, (255, 255, 255, 0)).save(path)
    assert np.asarray(still(path, SPEC)).max() == 0


def test_a_slate_stands_in_for_a_missing_shot() -> None:
    made = strip(Source(kind="slate", reason="new"), count=3)
    first, *others = lumas(made)
    assert first.std() > 5, "it says something"
    assert all(np.array_equal(first, other) for other in others)
    assert made.missing() == 3


def test_the_last_frame_of_a_short_clip_is_held_twice(tmp_path: Path) -> None:
    own = numbered(tmp_path / "own.mp4", 10)
    made = strip(own, start=6, count=6)
    assert numbers(made) == [6, 7, 8, 9, 9, 9]
    assert made.missing() == 0
    # In a segment of their own, too.
    assert numbers(strip(own, start=6, first=4, count=2)) == [9, 9]


def test_a_slate_stands_in_for_the_rest_of_a_clip(tmp_path: Path) -> None:
    own = numbered(tmp_path / "own.mp4", 10)
    made = strip(own, start=6, count=9)
    assert numbers(made)[:6] == [6, 7, 8, 9, 9, 9]
    assert made.missing() == 3
    card = lumas(made)[-1]
    assert number_of(card) != 9
    alone = strip(own, start=6, first=6, count=3)
    assert alone.missing() == 3
    assert all(np.array_equal(card, luma) for luma in lumas(alone))


def test_a_damaged_still_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 40)
    what = Source(kind="still", file=str(path), digest="broken")
    with pytest.raises(MediaError, match=r"broken\.png could not be read"):
        lumas(strip(what, count=1))


def test_a_damaged_clip_is_named(tmp_path: Path) -> None:
    broken = numbered(tmp_path / "broken.mp4", 30, size=(384, 216))
    broken.write_bytes(broken.read_bytes()[:200])
    with pytest.raises(MediaError, match=r"broken\.mp4"):
        lumas(strip(broken, count=30))


def test_sound_alone_is_no_clip(tmp_path: Path) -> None:
    own, song = numbered(tmp_path / "own.mp4", 6), tmp_path / "song.wav"
    run([*media_input(own), "-vn", media_output(song)])
    with pytest.raises(MediaError, match=r"song\.wav has no moving picture"):
        lumas(strip(song, count=6))
