"""Takes of several kinds: which verbs go by which, and what they say of the others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.process import storyboard

Run = Callable[..., tuple[int, str, str]]
BOARD = """\
storyboard: 1
title: One Small Shot
format: {resolution: 120p, fps: 12}
defaults: {seconds: 1}
scenes:
  - id: pier
    shots:
      - {id: "010", action: "Waves."}
"""


@pytest.fixture(autouse=True)
def board(folder: Path) -> Path:
    file = folder / "storyboard.yaml"
    file.write_text(BOARD, encoding="utf-8")
    return file


def test_takes_of_another_kind_are_said_with_what_shows_them(
    verb: Run, folder: Path
) -> None:
    assert verb("takes", "010")[1] == "there are no takes yet\n"
    assert storyboard(folder, "shoot").returncode == 0
    assert verb("takes", "010", "--provider", "evolink")[1] == (
        "no takes of this kind; with --animatic there is 1\n"
    )
    code, _, err = verb("pick", "010", "1", "--provider", "evolink")
    assert code == 3
    assert "shot 010 has no take 1 (it has none of this kind; with --animatic" in err
    assert "(there are 1)" in verb("pick", "010", "7")[2]


def test_a_run_that_does_not_cut_says_what_does(folder: Path) -> None:
    out = storyboard(folder, "shoot").stdout
    assert out.endswith("`storyboard cut` cuts the film with what was made\n")
    out = storyboard(folder, "retake", "010", "--animatic").stdout
    assert out.endswith(
        "`storyboard cut --animatic` cuts the film with what was made\n"
    )
    assert "storyboard cut" not in storyboard(folder, "shoot").stdout


def test_a_sandbox_that_has_nothing_to_stand_in_for_is_said(folder: Path) -> None:
    said = "this board asks no service, so the sandbox has nothing to do"
    assert said in storyboard(folder, "shoot", "--sandbox").stdout
    assert said not in storyboard(folder, "shoot", "--sandbox", "--json").stdout
    assert said not in storyboard(folder, "shoot").stdout


@pytest.mark.parametrize("name", ["collect", "refresh", "cancel", "resolve"])
def test_verbs_that_ask_about_jobs_say_why_no_sandbox_has_any(
    verb: Run, name: str
) -> None:
    code, _, err = verb(name, "010", "--sandbox")
    assert code == 2
    assert "ends with its run, and its jobs with it" in " ".join(err.split())


def test_verbs_that_only_tell_go_by_the_sandbox_where_that_is_asked(
    verb: Run, folder: Path
) -> None:
    assert storyboard(folder, "shoot").returncode == 0
    assert "by animatic" in verb("log", "010")[1]
    assert verb("log", "010", "--sandbox")[1] == "nothing was ever made of it\n"
    assert "Waves." in verb("prompts", "--sandbox", "--provider", "evolink")[1]
