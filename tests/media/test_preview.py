"""A small animated preview: short, small, and the same each time."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard.errors import MediaError
from storyboard.media.frames import frame_at
from storyboard.media.preview import LONGEST, stretches, write_preview
from storyboard.media.write import ClipWriter

RATE = Fraction(24)


@pytest.fixture
def film(folder: Path) -> Path:
    """Two seconds, 640 across, each frame a little lighter than the one before."""
    path = folder / "film.mp4"
    with ClipWriter(path, (640, 360), RATE, sound=False) as clip:
        for frame in range(48):
            clip.picture(np.full((360, 640, 3), 20 + 4 * frame, np.uint8))
    return path


def test_a_short_film_is_shown_as_a_whole() -> None:
    assert stretches(Fraction(LONGEST)) == ((Fraction(0), Fraction(LONGEST)),)


def test_of_a_long_film_stretches_are_shown_from_its_start_to_its_end() -> None:
    found = stretches(Fraction(600))
    assert len(found) == 6
    assert sum(lasts for _, lasts in found) == LONGEST
    assert found[0] == (Fraction(0), Fraction(2))
    assert found[-1] == (Fraction(598), Fraction(2))
    steps = {b[0] - a[0] for a, b in pairwise(found)}
    assert len(steps) == 1


def test_a_preview_is_small_and_plays_as_long_as_the_film(
    film: Path, folder: Path
) -> None:
    write_preview(film, Fraction(2), RATE, folder / "film.gif")
    with Image.open(folder / "film.gif") as moving:
        assert moving.size == (400, 226)
        frames = getattr(moving, "n_frames", 1)
        lasts = 0
        for frame in range(frames):
            moving.seek(frame)
            lasts += moving.info["duration"]
    assert frames == 20
    assert 1900 <= lasts <= 2100


def test_the_same_film_gives_the_same_preview(film: Path, folder: Path) -> None:
    for name in ("a.gif", "b.gif"):
        write_preview(film, Fraction(2), RATE, folder / name)
    assert (folder / "a.gif").read_bytes() == (folder / "b.gif").read_bytes()


def test_a_preview_of_a_long_film_shows_its_stretches(
    film: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storyboard.media.preview.LONGEST", 1)
    write_preview(film, Fraction(2), RATE, folder / "film.gif")
    with Image.open(folder / "film.gif") as moving:
        assert 8 <= getattr(moving, "n_frames", 1) <= 14


@pytest.mark.parametrize("number", [0, 1, 23, 47])
def test_a_frame_is_found_by_its_number(film: Path, number: int) -> None:
    pixel = frame_at(film, number, RATE).getpixel((300, 200))
    assert isinstance(pixel, tuple)
    assert abs(pixel[0] - (20 + 4 * number)) <= 2


def test_a_frame_that_is_not_there_is_said(film: Path) -> None:
    with pytest.raises(MediaError, match=r"film\.mp4 has no frame 48"):
        frame_at(film, 48, RATE)
