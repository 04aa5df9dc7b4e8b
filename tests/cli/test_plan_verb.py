"""`plan` as it is run: saved to a file, and against a git revision."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from storyboard.production.saved import read_saved

Run = Callable[..., tuple[int, str, str]]
BOARD = """\
storyboard: 1
title: Two Small Shots
format: {resolution: 120p, fps: 12}
defaults: {seconds: 1}
scenes:
  - id: pier
    shots:
      - {id: "010", action: "Waves."}
      - {id: "020", action: "Gulls."}
"""


@pytest.fixture
def board(folder: Path) -> Path:
    file = folder / "storyboard.yaml"
    file.write_text(BOARD, encoding="utf-8")
    return file


@pytest.fixture
def committed(board: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same board in a repository, and changed since."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    who = ["-c", "user.name=Mira", "-c", "user.email=mira@example.org"]
    for words in (
        ["init", "--quiet"],
        ["add", "--all"],
        [*who, "commit", "--quiet", "--message", "a board"],
    ):
        subprocess.run(["git", *words], cwd=board.parent, check=True)  # noqa: S607
    board.write_text(BOARD.replace("Gulls.", "Terns."), encoding="utf-8")
    return board


def test_a_plan_is_saved_with_what_it_was_asked_for(board: Path, verb: Run) -> None:
    code, out, _ = verb("plan", "010", "--animatic", "--force", "--out", "plan.json")
    assert code == 0
    assert out.endswith(
        "saved as plan.json; `storyboard render --plan plan.json` makes exactly this\n"
    )
    saved = read_saved(board.with_name("plan.json"))
    assert [step.shot for step in saved.steps] == ["010"]
    assert saved.options.words == ("010",)
    assert (saved.options.provider, saved.options.force) == ("animatic", True)
    assert saved.options.sandbox is False


@pytest.mark.usefixtures("board")
def test_json_stays_json_when_the_plan_is_saved(verb: Run) -> None:
    _, out, _ = verb("plan", "--json", "--out", "plan.json")
    assert json.loads(out)["to_make"] == 2


def test_a_plan_that_cannot_be_run_is_not_saved(board: Path, verb: Run) -> None:
    text = BOARD.replace("scenes:", "variants: [{name: a, reframe: shoot}]\nscenes:")
    board.write_text(text, encoding="utf-8")
    code, _, _ = verb("plan", "--out", "plan.json")
    assert code == 3
    assert not board.with_name("plan.json").exists()


@pytest.mark.usefixtures("committed")
def test_a_change_is_told_as_a_table_as_markdown_and_as_json(verb: Run) -> None:
    code, out, _ = verb("plan", "--against", "HEAD")
    assert code == 0
    assert out.splitlines()[-1] == "since HEAD: 1 shot again, free; 1 unchanged"
    _, out, _ = verb("plan", "--against", "HEAD", "--markdown")
    assert out.startswith("### storyboard.yaml: 1 shot again, free; 1 unchanged\n\n|")
    _, out, _ = verb("plan", "--against", "HEAD", "--json")
    assert [shot["fate"] for shot in json.loads(out)["shots"]] == ["unchanged", "again"]


def test_a_change_that_costs_is_something_to_do(committed: Path, verb: Run) -> None:
    assert verb("plan", "--against", "HEAD", "--check")[0] == 10
    committed.write_text(BOARD, encoding="utf-8")
    assert verb("plan", "--against", "HEAD", "--check")[0] == 0


@pytest.mark.usefixtures("board")
def test_without_a_repository_it_ends_with_4(verb: Run) -> None:
    code, out, err = verb("plan", "--against", "HEAD")
    assert (code, out) == (4, "")
    assert "not a git repository" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--markdown"], "goes with --against"),
        (["--against", "HEAD", "--force"], "nothing that --force could do"),
        (["--against", "HEAD", "--out", "plan.json"], "nothing that --out could do"),
        (["--against", "HEAD", "--markdown", "--json"], "one of --markdown and --json"),
    ],
)
@pytest.mark.usefixtures("board")
def test_options_that_make_no_sense_together_are_refused(
    verb: Run, options: list[str], message: str
) -> None:
    code, _, err = verb("plan", *options)
    assert code == 2
    assert message in " ".join(err.split())


@pytest.mark.usefixtures("board")
def test_words_about_how_shots_stand_select_in_every_verb(verb: Run) -> None:
    assert "2 to make" in verb("plan", "changed")[1]
    assert "2 left for later (not selected)" in verb("plan", "failed")[1]
    assert "Waves." in verb("prompts", "changed")[1]
    assert verb("why", "changed+")[1].startswith("shot 010 is to be made")
    assert verb("log", "failed")[1] == "nothing was ever made of it\n"


@pytest.mark.usefixtures("board")
def test_the_shell_completes_them(verb: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_STORYBOARD_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "storyboard plan ch")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert "plain,changed" in verb()[1].splitlines()
