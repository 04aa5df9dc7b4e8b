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


@pytest.mark.parametrize("name", BOARDS)
def test_an_example_becomes_the_film_it_promises(name: str, tmp_path: Path) -> None:
    project = tmp_path / Path(name).parent
    shutil.copytree(EXAMPLES / Path(name).parent, project)
    board = tmp_path / name
    small = re.sub(r"resolution: \w+", "resolution: 120p", board.read_text("utf-8"))
    assert "resolution: 120p" in small
    board.write_text(small, encoding="utf-8")

    told = storyboard(
        project, "render", board.name, "--json", STORYBOARD_ANIMATIC_CONCURRENCY="1"
    )

    assert told.returncode == 0, told.stderr
    film = json.loads(told.stdout.splitlines()[-1])
    facts = probe(Path(film["file"]))
    assert film["slates"] == []
    assert facts.frames == film["frames"]
    assert facts.has_sound
    assert facts.seconds == pytest.approx(film["seconds"], abs=0.05)
    assert storyboard(project, "plan", board.name, "--check").returncode == 0


def test_there_are_four_films_and_a_second_episode() -> None:
    assert BOARDS == [
        "dialogue/storyboard.yaml",
        "nature/storyboard.yaml",
        "noir/episode-2.yaml",
        "noir/storyboard.yaml",
        "product/storyboard.yaml",
    ]
