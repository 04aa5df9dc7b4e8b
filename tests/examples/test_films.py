"""Every example is rendered, small, by the command that its header names."""

import json
import re
import shutil
from pathlib import Path

import pytest

from storyboard.media.probe import probe
from tests.process import storyboard

EXAMPLES = Path(__file__).parents[2] / "examples"
BOARDS = sorted(
    str(board.relative_to(EXAMPLES))
    for board in EXAMPLES.glob("*/*.yaml")
    if board.read_text(encoding="utf-8").find("\nstoryboard: 1\n") > 0
)


LEFT_BEHIND = shutil.ignore_patterns(".storyboard", "*.lock", "*.mp4")
"""What a render by hand has left in an example's folder."""
SMALLEST = {"animatic": "120p", "evolink": "480p"}
"""The fewest lines that a provider makes."""


def asked(board: str, name: str) -> list[str]:
    """The options of the command that a board's header names for it."""
    command = re.search(
        rf"^#   storyboard render (.*)examples/{name}$", board, re.MULTILINE
    )
    assert command is not None
    return command[1].split()


@pytest.mark.parametrize("name", BOARDS)
def test_an_example_becomes_the_film_it_promises(name: str, tmp_path: Path) -> None:
    project = tmp_path / Path(name).parent
    shutil.copytree(EXAMPLES / Path(name).parent, project, ignore=LEFT_BEHIND)
    board = tmp_path / name
    text = board.read_text("utf-8")
    options = asked(text, name)
    provider = re.search(r"^provider: (\w+)$", text, re.MULTILINE)
    lines = SMALLEST[provider[1] if provider else "animatic"]
    small = re.sub(r"resolution: \w+", f"resolution: {lines}", text)
    assert f"resolution: {lines}" in small
    board.write_text(small, encoding="utf-8")

    told = storyboard(
        project,
        *("render", board.name, *options, "--json"),
        STORYBOARD_ANIMATIC_CONCURRENCY="1",
    )

    assert told.returncode == 0, told.stderr
    film = json.loads(told.stdout.splitlines()[-1])
    facts = probe(Path(film["file"]))
    assert film["slates"] == []
    assert facts.frames == film["frames"]
    assert facts.has_sound
    assert facts.seconds == pytest.approx(film["seconds"], abs=0.05)
    again = storyboard(project, "plan", board.name, *options, "--check")
    assert again.returncode == 0, again.stdout + again.stderr


def test_the_ferry_asks_in_every_way_and_for_three_shots_in_one_job(
    tmp_path: Path,
) -> None:
    project = tmp_path / "ferry"
    shutil.copytree(EXAMPLES / "ferry", project, ignore=LEFT_BEHIND)

    told = storyboard(project, "plan", "--json")

    assert told.returncode == 0, told.stderr
    steps = json.loads(told.stdout)["steps"]
    assert [(step["shot"], step["mode"], step["job"]) for step in steps] == [
        ("010", "text to video", "010"),
        ("020", "reference to video", "020"),
        ("030", "image to video", "030"),
        ("040", "reference to video", "040"),
        ("050", "reference to video", "040"),
        ("060", "reference to video", "040"),
        ("070", "image to video", "070"),
    ]


def test_there_are_five_films_and_a_second_episode() -> None:
    assert BOARDS == [
        "dialogue/storyboard.yaml",
        "ferry/storyboard.yaml",
        "nature/storyboard.yaml",
        "noir/episode-2.yaml",
        "noir/storyboard.yaml",
        "product/storyboard.yaml",
    ]
