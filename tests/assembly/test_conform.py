import os
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard.assembly.conform import Spec, conform
from storyboard.assembly.stills import still
from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.probe import probe
from storyboard.model.words import Fit
from tests.assembly.footage import (
    RATE,
    SIZE,
    Picture,
    click_times,
    clicks,
    clip,
    flat,
    heard,
    loudness_at,
    lumas,
    number_of,
    numbered,
    numbers,
    remux,
    source,
)

SPEC = Spec(width=SIZE[0], height=SIZE[1], rate=str(RATE))


def assert_fits(path: Path, spec: Spec, frames: int) -> None:
    facts = probe(path)
    assert (facts.width, facts.height) == (spec.width, spec.height)
    assert (facts.rate, facts.frames) == (Fraction(spec.rate), frames)
    assert (facts.uniform, facts.plain, facts.pixels) == (True, True, "yuv420p")
    assert (facts.matrix, facts.full_range) == ("bt709", False)
    assert (facts.sound_codec, facts.sample_rate, facts.channels) == ("aac", 48_000, 2)


def test_a_clip_that_fits_is_used_as_it_is(tmp_path: Path) -> None:
    own = numbered(tmp_path / "own.mp4", 6)
    assert conform(source(own), SPEC, tmp_path / "cache") == own
    assert not (tmp_path / "cache").exists()


def test_a_clip_is_conformed_once(tmp_path: Path) -> None:
    big = source(numbered(tmp_path / "big.mp4", 6, size=(384, 216)))
    first = conform(big, SPEC, tmp_path / "cache")
    os.utime(first, (0, 0))
    same = first.stat().st_ino
    assert conform(big, SPEC, tmp_path / "cache") == first
    assert first.stat().st_ino == same
    assert first.stat().st_mtime > 0, "it counts as used just now"
    other = conform(big, SPEC.model_copy(update={"fit": "blur"}), tmp_path / "cache")
    assert other != first
    assert sorted(tmp_path.glob("cache/*")) == sorted([first, other])


def test_another_size_keeps_its_frames(tmp_path: Path) -> None:
    big = numbered(tmp_path / "big.mp4", 20, size=(384, 216), heard=None)
    out = conform(source(big), SPEC, tmp_path / "cache")
    assert_fits(out, SPEC, 20)
    assert numbers(out) == list(range(20))
    assert not heard(out).any()


@pytest.mark.parametrize(
    ("rate", "frames", "expected"),
    [("30", 60, 24), ("25", 50, 24), ("30000/1001", 60, 24), ("6", 12, 24)],
)
def test_another_rate_shows_each_moment_at_its_time(
    tmp_path: Path, rate: str, frames: int, expected: int
) -> None:
    other = numbered(tmp_path / "other.mp4", frames, rate=Fraction(rate), heard=clicks)
    out = conform(source(other), SPEC, tmp_path / "cache")
    assert_fits(out, SPEC, expected)
    found = numbers(out)
    # The nearest frame: half of one of the film's, or one of the source's, away.
    near = max(1 / RATE / 2, 1 / Fraction(rate))
    for index, number in enumerate(found):
        assert abs(number / Fraction(rate) - index / RATE) <= near
    assert found == sorted(found)
    assert click_times(heard(out)) == pytest.approx([0.5, 1.5], abs=0.002)


def test_film_rates_turn_into_each_other(tmp_path: Path) -> None:
    spec = Spec(width=SIZE[0], height=SIZE[1], rate="24000/1001")
    other = numbered(tmp_path / "other.mp4", 48, rate=Fraction(24), heard=None)
    out = conform(source(other), spec, tmp_path / "cache")
    assert_fits(out, spec, 48)
    assert numbers(out)[:24] == list(range(24))


def test_a_varying_rate_becomes_an_even_one(tmp_path: Path) -> None:
    even, uneven = numbered(tmp_path / "e.mp4", 36), tmp_path / "uneven.mp4"
    drop = "select='not(between(n,5,9))*not(between(n,20,21))'"
    run([*media_input(even), "-vf", drop, "-fps_mode", "vfr", media_output(uneven)])
    out = conform(source(uneven), SPEC, tmp_path / "cache")
    assert_fits(out, SPEC, 36)
    found = numbers(out)
    assert found[:5] == [0, 1, 2, 3, 4]
    assert found[5:10] == [4] * 5
    assert found[10:20] == list(range(10, 20))
    assert found[20:] == [19, 19, *range(22, 36)]


def test_mono_at_44_1_khz_becomes_stereo_at_48(tmp_path: Path) -> None:
    own, mono = numbered(tmp_path / "own.mp4", 24), tmp_path / "mono.mp4"
    small = ("-vf", "scale=96:54", "-ac", "1", "-ar", "44100")
    run([*media_input(own), *small, media_output(mono)])
    out = conform(source(mono), SPEC, tmp_path / "cache")
    assert_fits(out, SPEC, 24)
    before = loudness_at(heard(mono), 1.0)
    assert before > 0.1
    assert loudness_at(heard(out), 1.0) == pytest.approx(before, rel=0.05)


def test_a_turned_clip_stands_upright(tmp_path: Path) -> None:
    pictures: list[Picture] = []
    for _ in range(4):
        picture = flat(30, (108, 192))
        picture[:96] = 200
        pictures.append(picture)
    lying = clip(tmp_path / "lying.mp4", [np.rot90(p).copy() for p in pictures])
    turned = remux(lying, tmp_path / "turned.mp4", rotation=-90)
    spec = Spec(width=108, height=192, rate=str(RATE))
    out = conform(source(turned), spec, tmp_path / "cache")
    assert_fits(out, spec, 4)
    luma = lumas(out)[0]
    assert luma[20:80].mean() > 150
    assert luma[110:170].mean() < 60


def test_wide_pixels_are_spread_out(tmp_path: Path) -> None:
    own, squeezed = numbered(tmp_path / "own.mp4", 5, 2730), tmp_path / "squeezed.mp4"
    run([*media_input(own), "-vf", "scale=96:108,setsar=2", media_output(squeezed)])
    out = conform(source(squeezed), SPEC, tmp_path / "cache")
    assert_fits(out, SPEC, 5)
    assert numbers(out) == [2730, 2731, 2732, 2733, 2734]


def test_matroska_is_material_like_any_other(tmp_path: Path) -> None:
    own, webm = numbered(tmp_path / "own.mp4", 12), tmp_path / "own.webm"
    codecs = ("-c:v", "libvpx", "-c:a", "libopus")
    run([*media_input(own), *codecs, media_output(webm)])
    out = conform(source(webm), SPEC.model_copy(update={"rate": "24"}), tmp_path / "c")
    assert [number_of(luma) for luma in lumas(out)][::2] == list(range(12))


def quarters() -> Picture:
    """Twice as wide as high: black, dark, light and white upright stripes."""
    levels = np.repeat(np.array([10, 80, 160, 240], np.uint8), 48)
    return np.repeat(np.tile(levels, (96, 1))[..., None], 3, axis=2)


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
        wide = clip(tmp_path / "wide.mp4", [quarters()] * 2)
        luma = lumas(conform(source(wide), spec, tmp_path / "cache"))[0]
        shown = (luma.astype(float) - 16) * 255 / 219
    else:
        Image.fromarray(quarters()).save(tmp_path / "wide.png")
        shown = np.asarray(still(tmp_path / "wide.png", spec).convert("L"), float)
    middle = shown[44:52].mean(axis=0)
    found = (middle[3:6].mean(), middle[46:50].mean(), middle[-6:-3].mean())
    assert found == pytest.approx(row, abs=12)
    # A blurred surround starts from the fill's dark left edge and is soft.
    assert shown[2:5, 2:5].mean() == pytest.approx(corner, abs=30)


def test_what_is_clear_in_a_still_is_black(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    Image.new("RGBA", SIZE, (255, 255, 255, 0)).save(path)
    assert np.asarray(still(path, SPEC)).max() == 0


def test_a_damaged_still_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 40)
    with pytest.raises(MediaError, match=r"broken\.png could not be read"):
        still(path, SPEC)


def test_a_failed_conform_leaves_nothing_in_the_cache(tmp_path: Path) -> None:
    broken = numbered(tmp_path / "broken.mp4", 30, size=(384, 216))
    content = bytearray(broken.read_bytes())
    broken.write_bytes(content[:200])
    with pytest.raises(MediaError):
        conform(source(broken), SPEC, tmp_path / "cache")
    assert not list(tmp_path.glob("cache/*"))


def test_sound_alone_is_no_clip(tmp_path: Path) -> None:
    own, song = numbered(tmp_path / "own.mp4", 6), tmp_path / "song.wav"
    run([*media_input(own), "-vn", media_output(song)])
    with pytest.raises(MediaError, match=r"song\.wav is no video"):
        conform(source(song), SPEC, tmp_path / "cache")


def test_what_a_killed_conform_left_is_cleared(tmp_path: Path) -> None:
    big = source(numbered(tmp_path / "big.mp4", 6, size=(384, 216)))
    cache = tmp_path / "cache"
    kept = conform(big, SPEC, cache)
    kept.unlink()
    (cache / f"{kept.stem}.99999.partial").write_bytes(b"half")
    assert list(cache.iterdir()) != []
    assert conform(big, SPEC, cache) == kept
    assert list(cache.iterdir()) == [kept]


def test_two_processes_may_conform_the_same_clip_at_once(tmp_path: Path) -> None:
    big = source(numbered(tmp_path / "big.mp4", 24, size=(384, 216)))
    cache = tmp_path / "cache"
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        asked = [pool.submit(conform, big, SPEC, cache) for _ in range(3)]
        made = {each.result() for each in asked}
    assert list(cache.iterdir()) == list(made)
    assert numbers(made.pop()) == list(range(24))


@pytest.mark.parametrize("size", [0, 900])
def test_a_damaged_conformed_clip_is_made_anew(tmp_path: Path, size: int) -> None:
    big = source(numbered(tmp_path / "big.mp4", 6, size=(384, 216)))
    kept = conform(big, SPEC, tmp_path / "cache")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:size])
    assert conform(big, SPEC, tmp_path / "cache") == kept
    assert kept.read_bytes() == whole
