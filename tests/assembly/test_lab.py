import threading
from pathlib import Path

import pytest

from storyboard.assembly.kept import place_of
from storyboard.assembly.lab import Lab
from storyboard.assembly.segments import Segment, segments
from storyboard.errors import MediaError
from storyboard.media.recipe import Recipe
from tests.assembly.footage import RATE, SIZE, cut_of, numbered, source

RECIPE = Recipe("h264", SIZE, RATE)


def three(folder: Path) -> tuple[Segment, ...]:
    clips = [source(numbered(folder / f"{n}.mp4", 8, 10 * n)) for n in (1, 2, 3)]
    return segments(cut_of(*((clip, 0, 8) for clip in clips)))


def nobody(_frames: int, _segments: int) -> None:
    return


def made(folder: Path, wanted: tuple[Segment, ...]) -> list[bool]:
    with Lab(folder, RECIPE) as lab:
        return [anew for _, anew in lab.made(wanted, nobody)]


def test_what_is_kept_is_not_made_again(tmp_path: Path) -> None:
    wanted = three(tmp_path)
    assert made(tmp_path / "cache", wanted[:2]) == [True, True]
    assert made(tmp_path / "cache", wanted) == [False, False, True]


def test_the_bytes_do_not_depend_on_how_many_work(tmp_path: Path) -> None:
    wanted = three(tmp_path)
    for workers in (1, 3):
        with Lab(tmp_path / str(workers), RECIPE, workers) as lab:
            lab.made(wanted, nobody)
    for each in wanted:
        one, many = (place_of(each, RECIPE, tmp_path / name) for name in ("1", "3"))
        assert one.read_bytes() == many.read_bytes()


def test_progress_counts_what_is_kept_at_once_and_ends_with_all(tmp_path: Path) -> None:
    wanted = three(tmp_path)
    made(tmp_path / "cache", wanted[:1])
    told: list[tuple[int, int]] = []
    with Lab(tmp_path / "cache", RECIPE) as lab:
        lab.made(wanted, lambda frames, count: told.append((frames, count)))
    assert told[0] == (8, 1)
    assert told[-1] == (24, 3)
    assert told == sorted(told)


def test_damage_is_made_good_while_the_film_is_joined(tmp_path: Path) -> None:
    (first, *_) = wanted = three(tmp_path)
    cache = tmp_path / "cache"
    with Lab(cache, RECIPE) as lab:
        (head, _), *_ = lab.made(wanted, nobody)
        whole = list(lab.part(first, head).packets)
        place = place_of(first, RECIPE, cache)
        content = bytearray(place.read_bytes())
        content[9] ^= 255
        place.write_bytes(content)
        assert list(lab.part(first, head).packets) == whole
        place.unlink()
        assert list(lab.part(first, head).packets) == whole


def test_a_damaged_clip_is_told_with_its_shot(tmp_path: Path) -> None:
    clip = numbered(tmp_path / "1.mp4", 48)
    clip.write_bytes(clip.read_bytes()[:4000])
    with pytest.raises(MediaError, match=r"^shot 010: 1\.mp4 "):
        made(tmp_path / "cache", segments(cut_of((source(clip), 0, 48))))
    assert list((tmp_path / "cache").glob("*")) == []


def test_a_closed_lab_stops_in_the_middle_of_a_segment(tmp_path: Path) -> None:
    long = source(numbered(tmp_path / "1.mp4", 24))
    (segment,) = segments(cut_of((long, 0, 24)))
    lab = Lab(tmp_path / "cache", RECIPE, 1)
    before = set(threading.enumerate())
    (order,) = lab.order([segment])
    lab.close()
    assert order.cancelled() or order.exception() is not None
    assert not any("lab" in t.name for t in set(threading.enumerate()) - before)
    assert not list((tmp_path / "cache").glob("*"))


def test_the_bytes_do_not_depend_on_what_was_decoded_before(tmp_path: Path) -> None:
    one, two = (source(numbered(tmp_path / f"{n}.mp4", 60, 100 * n)) for n in (1, 2))
    wanted = segments(cut_of((one, 3, 57), (two, 0, 60, 6), (one, 20, 30, 6)))
    runs, alone = tmp_path / "runs", tmp_path / "alone"
    with Lab(runs, RECIPE, 1) as lab:
        lab.made(wanted, nobody)
    with Lab(alone, RECIPE, 1) as lab:
        for each in reversed(wanted):
            lab.make(each)
    assert len(wanted) > 6
    for each in wanted:
        one_way, other = (place_of(each, RECIPE, folder) for folder in (runs, alone))
        assert one_way.read_bytes() == other.read_bytes()


def test_a_clip_may_pass_into_itself(tmp_path: Path) -> None:
    clip = source(numbered(tmp_path / "1.mp4", 40))
    wanted = segments(cut_of((clip, 0, 40), (clip, 0, 40, 12), (clip, 5, 30, 12)))
    assert made(tmp_path / "cache", wanted) == [True] * len(wanted)
