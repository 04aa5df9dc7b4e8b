"""Rates, sizes, and seconds as whole frames."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.model.time import (
    frame_size,
    parse_rate,
    timecode,
    to_frames,
)
from storyboard.model.value import exact, half_up

NTSC = Fraction(24_000, 1001)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("24", Fraction(24)),
        (25, Fraction(25)),
        ("12.5", Fraction(25, 2)),
        ("24000/1001", NTSC),
        (23.976, NTSC),
        ("29.97", Fraction(30_000, 1001)),
    ],
)
def test_a_rate_is_an_exact_fraction(text: str | float, rate: Fraction) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "fast", "24/0", "0", "121", "-24", "1e3", "1/2"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text or "no frame rate"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("aspect", "resolution", "size"),
    [
        ("16:9", "720p", (1280, 720)),
        ("9:16", "720p", (720, 1280)),
        ("1:1", "1080p", (1080, 1080)),
        ("16:9", "4k", (3840, 2160)),
        ("2.39:1", "720p", (1720, 720)),
        ("16:9", "135p", (240, 134)),
    ],
)
def test_the_resolution_counts_the_shorter_side(
    aspect: str, resolution: str, size: tuple[int, int]
) -> None:
    assert frame_size(aspect, resolution) == size


@given(
    aspect=st.tuples(st.integers(1, 5), st.integers(1, 5)), lines=st.integers(120, 4320)
)
def test_both_sides_are_even(aspect: tuple[int, int], lines: int) -> None:
    width, height = frame_size(f"{aspect[0]}:{aspect[1]}", f"{lines}p")
    assert width % 2 == height % 2 == 0


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0.0, 0), (0.5, 12), (0.0208, 0), (0.0209, 1), (0.1, 2)]
)
def test_seconds_become_the_nearest_frame(seconds: float, frames: int) -> None:
    assert to_frames(seconds, Fraction(24)) == frames


def test_halves_go_up() -> None:
    assert [half_up(Fraction(n, 2)) for n in (-1, 1, 2, 3)] == [0, 1, 1, 2]
    assert to_frames(0.5, Fraction(25)) == 13


def test_a_decimal_means_what_is_written() -> None:
    assert exact(0.1) == Fraction(1, 10)


@pytest.mark.parametrize(
    ("frame", "rate", "shown"),
    [
        (0, Fraction(24), "00:00:00:00"),
        (25, Fraction(24), "00:00:01:01"),
        (24, NTSC, "00:00:01:00"),
        (86_399, Fraction(24), "00:59:59:23"),
    ],
)
def test_a_timecode_counts_at_the_rounded_rate(
    frame: int, rate: Fraction, shown: str
) -> None:
    assert timecode(frame, rate) == shown
