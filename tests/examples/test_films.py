"""Every example is rendered, small, by the command that its header names."""

import json
from pathlib import Path
from typing import Any

import pytest

from storyboard.media.probe import probe
from tests.examples.films import EXAMPLES, asked, copied
from tests.process import storyboard

BOARDS = sorted(
    str(board.relative_to(EXAMPLES))
    for board in EXAMPLES.glob("*/*.yaml")
    if board.read_text(encoding="utf-8").find("\nstoryboard: 1\n") > 0
)


def rendered(board: Path) -> list[dict[str, Any]]:
    """The events of a render that became the film it promises; the last is the film."""
    options = asked(board)
    told = storyboard(
        board.parent,
        *("render", board.name, *options, "--json"),
        STORYBOARD_ANIMATIC_CONCURRENCY="1",
    )

    assert told.returncode == 0, told.stderr
    events = [json.loads(line) for line in told.stdout.splitlines()]
    film = events[-1]
    facts = probe(Path(film["file"]))
    assert film["slates"] == []
    assert facts.frames == film["frames"]
    assert facts.has_sound
    assert facts.seconds == pytest.approx(film["seconds"], abs=0.05)
    again = storyboard(board.parent, "plan", board.name, *options, "--check")
    assert again.returncode == 0, again.stdout + again.stderr
    return events


@pytest.mark.parametrize("name", [name for name in BOARDS if "windfall" not in name])
def test_an_example_becomes_the_film_it_promises(name: str, tmp_path: Path) -> None:
    rendered(copied(name, tmp_path))


def test_the_ferry_asks_in_every_way_and_for_three_shots_in_one_job(
    tmp_path: Path,
) -> None:
    board = copied("ferry/storyboard.yaml", tmp_path)

    told = storyboard(board.parent, "plan", "--json")

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


def test_there_are_six_films_and_a_second_episode() -> None:
    assert BOARDS == [
        "dialogue/storyboard.yaml",
        "ferry/storyboard.yaml",
        "nature/storyboard.yaml",
        "noir/episode-2.yaml",
        "noir/storyboard.yaml",
        "product/storyboard.yaml",
        "windfall/storyboard.yaml",
    ]
