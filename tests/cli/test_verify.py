"""`verify`, and a clone that renders from somebody else's store."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.process import storyboard

Run = Callable[..., tuple[int, str, str]]
BOARD = """\
storyboard: 1
title: Two Small Shots
format: {resolution: 120p, fps: 12}
defaults: {seconds: 1}
characters: {mira: {sheet: A woman in a grey coat}}
scenes:
  - id: pier
    shots:
      - {id: "010", action: "{{ mira }} waits.", tags: [hero]}
      - {id: "020", action: "{{ mira }} leaves."}
"""


@pytest.fixture
def film(folder: Path) -> bytes:
    """A film that was rendered in the folder."""
    (folder / "storyboard.yaml").write_text(BOARD, encoding="utf-8")
    told = storyboard(folder, "render")
    assert told.returncode == 0, told.stderr
    return (folder / "two-small-shots.mp4").read_bytes()


def test_a_clone_with_a_shared_store_has_nothing_to_make(
    folder: Path, film: bytes
) -> None:
    clone = folder.parent / "clone"
    left_behind = shutil.ignore_patterns(".storyboard", "*.mp4")
    shutil.copytree(folder, clone, ignore=left_behind)
    shared = {"STORYBOARD_STORE_PATH": str(folder / ".storyboard")}

    assert storyboard(clone, "verify").returncode == 6
    assert storyboard(clone, "plan", "--check").returncode == 10

    assert storyboard(clone, "verify", **shared).returncode == 0
    assert storyboard(clone, "plan", "--check", **shared).returncode == 0
    assert storyboard(clone, "cut", **shared).returncode == 0
    assert (clone / "two-small-shots.mp4").read_bytes() == film
    assert not (clone / ".storyboard").exists()


def test_verify_shows_every_take_and_whether_it_is_whole(
    folder: Path, film: bytes, verb: Run
) -> None:
    del film
    code, out, err = verb("verify")
    assert (code, err) == (0, "")
    head, first, second, tally = out.splitlines()
    assert head.split() == ["shot", "take", "origin", "by", "clip"]
    assert first.split()[:4] == ["010", "1", "animatic", "animatic"]
    assert first.endswith("whole")
    assert second.split()[0] == "020"
    assert tally == "2 clips: 2 whole"

    (damaged,) = [
        path
        for path in folder.glob(".storyboard/clips/*/*.mp4")
        if path.stem.startswith(first.split()[4])
    ]
    damaged.write_bytes(damaged.read_bytes()[:-1])
    code, out, err = verb("verify")
    assert code == 6
    assert out.splitlines()[1].endswith("damaged")
    assert "2 clips: 1 whole, 1 damaged" in out
    assert "1 clip in .storyboard cannot be used (none was paid for)" in err
    assert "STORYBOARD_STORE_PATH" in err
    assert verb("verify", "020")[0] == 0
    assert verb("verify", "tag:hero")[0] == 6


def test_verify_as_json_says_all_of_it(film: bytes, folder: Path, verb: Run) -> None:
    del film
    for path in folder.glob(".storyboard/clips/*/*.mp4"):
        path.unlink()
    code, out, _ = verb("verify", "--json")
    assert code == 6
    takes = json.loads(out)
    assert [(t["shot"], t["take"], t["state"]) for t in takes] == [
        ("010", 1, "missing"),
        ("020", 1, "missing"),
    ]
    assert takes[0]["file"].startswith(".storyboard/clips/")


def test_verify_without_a_lock_has_nothing_to_look_at(folder: Path, verb: Run) -> None:
    (folder / "storyboard.yaml").write_text(BOARD, encoding="utf-8")
    assert verb("verify") == (0, "the lock names no take\n", "")
