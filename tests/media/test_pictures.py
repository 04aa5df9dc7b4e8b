from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from storyboard.errors import MediaError
from storyboard.media.moments import Moments, moments
from storyboard.media.pictures import Reels, Treatment, pictures
from storyboard.media.probe import MediaFacts
from storyboard.media.read import planes_of
from tests.assembly.footage import number_of, numbered

FACTS = MediaFacts("video", 1.0)


def seen(*times: int, end: int, base: Fraction) -> Moments:
    return Moments(FACTS, 0, times, end, base)


def test_a_clip_of_the_films_rate_gives_each_frame_once() -> None:
    clip = seen(*range(0, 1000, 100), end=1000, base=Fraction(1, 2400))
    assert clip.picks(Fraction(24), 0, 99) == tuple(range(10))


def test_a_clip_of_twice_the_rate_gives_every_second_frame() -> None:
    clip = seen(*range(8), end=8, base=Fraction(1, 48))
    assert clip.picks(Fraction(24), 0, 99) == (0, 2, 4, 6)


def test_a_clip_of_half_the_rate_gives_each_frame_twice() -> None:
    clip = seen(*range(3), end=3, base=Fraction(1, 12))
    assert clip.picks(Fraction(24), 0, 99) == (0, 0, 1, 1, 2, 2)


def test_frames_at_odd_times_are_shown_from_the_nearest_frame_of_the_film() -> None:
    clip = seen(0, 10, 95, 160, end=200, base=Fraction(1, 1000))
    assert clip.picks(Fraction(20), 0, 99) == (1, 1, 2, 3)


def test_a_minute_of_film_speed_lasts_a_minute_at_another() -> None:
    ntsc = seen(*range(0, 1439 * 1001, 1001), end=1439 * 1001, base=Fraction(1, 24_000))
    picked = ntsc.picks(Fraction(25), 0, 9999)
    assert picked[700:710] == ntsc.picks(Fraction(25), 700, 710)
    assert len(picked) == round(1439 * 1001 / 24_000 * 25)
    assert picked[-1] == 1438
    assert set(np.diff(picked)) == {0, 1}


def numbers(path: Path, wanted: list[int], treatment: Treatment | None) -> list[int]:
    return [
        number_of(planes_of(frame)[0])
        for frame in pictures(path, moments(path), wanted, treatment)
    ]


@pytest.mark.parametrize("treatment", [None, Treatment((("scale", "96:54"),))])
@pytest.mark.parametrize("wanted", [[0], [0, 1, 2], [7, 7, 9, 40, 40], [59], []])
def test_frames_come_as_they_are_asked_for(
    tmp_path: Path, wanted: list[int], treatment: Treatment | None
) -> None:
    clip = numbered(tmp_path / "1.mp4", 60)
    assert numbers(clip, wanted, treatment) == wanted


def test_a_treatment_may_look_around(tmp_path: Path) -> None:
    clip = numbered(tmp_path / "1.mp4", 20)
    woven = Treatment((("bwdif", "mode=send_frame"),), around=1)
    assert numbers(clip, [0, 5, 6, 19], woven) == [0, 5, 6, 19]


def test_a_frame_that_is_not_there_is_told(tmp_path: Path) -> None:
    clip = numbered(tmp_path / "1.mp4", 20)
    known = moments(clip)
    other = numbered(tmp_path / "2.mp4", 10)
    with pytest.raises(MediaError, match=r"2\.mp4: frame 12 cannot be decoded"):
        list(pictures(other, known, [8, 12], None))


def test_a_clip_that_stays_open_goes_on_where_it_was(tmp_path: Path) -> None:
    clips = [numbered(tmp_path / f"{n}.mp4", 60, 100 * n) for n in range(5)]
    with Reels() as reels:

        def given(place: int, *wanted: int) -> list[int]:
            path = clips[place]
            frames = pictures(path, moments(path), wanted, None, reels)
            return [number_of(planes_of(frame)[0]) - 100 * place for frame in frames]

        assert given(0, 0, 1, 2) == [0, 1, 2]
        assert given(0, 3, 4) == [3, 4]
        assert given(0, 4, 4, 9) == [4, 4, 9]
        assert given(1, 50) == [50]
        assert given(0, 2, 3) == [2, 3]
        assert [given(n, 7, 8) for n in range(5)] == [[7, 8]] * 5
        assert given(0, 59) == [59]
