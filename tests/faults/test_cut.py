"""A cut that is broken off anywhere: the former film stays, and nothing lies about."""

import shutil
from pathlib import Path

import pytest

from storyboard.media.probe import probe
from tests.faults.film import QUICK, Film, around
from tests.faults.runs import Runs

BOARD = """\
storyboard: 1
title: Cut
format: {aspect: 16:9, resolution: 240p, fps: 12}
scenes:
  - id: pier
    shots:
      - {id: "010", action: A bell tolls., seconds: 2}
      - {id: "020", action: A rope., seconds: 2, enter: dissolve 0.5}
      - {id: "030", action: A gull., seconds: 2, trim: {to: 1.5}}
titles: [{text: THE PIER, at: 0.5, seconds: 1}]
"""
POINTS = {
    "the first frame": "frame",
    "in a segment": "frame:9",
    "in another segment": "frame:30",
    "a segment before it is kept": "kept",
    "the second one": "kept:2",
    "the first part": "join",
    "the last part": "join:5",
    "before the film's rename": "film rename",
}
CUT = ("cut", "--json")
MEDIA, INTERRUPTED = 7, 130
"""Exit codes."""


@pytest.fixture
def film(tmp_path: Path, runs: Runs) -> Film:
    """A finished film whose board has changed since."""
    folder = tmp_path / "film"
    folder.mkdir()
    board = folder / "storyboard.yaml"
    board.write_text(BOARD, encoding="utf-8")
    found = Film(folder, "cut", {**around(), **QUICK})
    ended = runs.run(found, "render", "--json")
    assert ended.code == 0, ended.said
    changed = BOARD.replace("to: 1.5", "to: 1.75").replace("THE PIER", "A PIER")
    board.write_text(changed, encoding="utf-8")
    return found


def litter(film: Film) -> list[Path]:
    return [path for path in film.folder.rglob("*") if "partial" in path.name]


def seen_to_the_end(film: Film, runs: Runs, former: bytes) -> None:
    """The next cut makes the film, as one from nothing would, and clears up."""
    made = film.folder / "cut.mp4"
    assert made.read_bytes() == former
    ended = runs.run(film, *CUT)
    assert ended.code == 0, ended.said
    assert litter(film) == []
    assert made.read_bytes() != former
    shutil.rmtree(film.store / "segments")
    ended = runs.run(film, *CUT, "--output", "other.mp4")
    assert ended.code == 0, ended.said
    other = film.folder / "other.mp4"
    assert other.read_bytes() == made.read_bytes()
    assert probe(other).frames == 24 + 24 - 6 + 21


@pytest.mark.row("Cut broken off")
@pytest.mark.parametrize("point", POINTS)
def test_a_cut_killed_anywhere_leaves_the_former_film_and_is_made_again(
    point: str, film: Film, runs: Runs
) -> None:
    former = (film.folder / "cut.mp4").read_bytes()
    ended = runs.run(film, *CUT, faults=[f"{POINTS[point]}=kill"])
    assert ended.killed, ended.said
    seen_to_the_end(film, runs, former)


@pytest.mark.row("Cut broken off")
@pytest.mark.parametrize("point", POINTS)
def test_a_cut_that_is_called_off_leaves_nothing_at_all(
    point: str, film: Film, runs: Runs
) -> None:
    former = (film.folder / "cut.mp4").read_bytes()
    ended = runs.run(film, *CUT, faults=[f"{POINTS[point]}=int"])
    assert ended.code == INTERRUPTED, ended.said
    assert litter(film) == []
    seen_to_the_end(film, runs, former)


@pytest.mark.row("Cut broken off")
@pytest.mark.parametrize("point", POINTS)
def test_a_full_disk_is_told_and_leaves_nothing(
    point: str, film: Film, runs: Runs
) -> None:
    former = (film.folder / "cut.mp4").read_bytes()
    ended = runs.run(film, *CUT, faults=[f"{POINTS[point]}=full"])
    assert ended.code == MEDIA, ended.said
    assert "No space left" in ended.said
    assert "Traceback" not in ended.said
    assert litter(film) == []
    seen_to_the_end(film, runs, former)
