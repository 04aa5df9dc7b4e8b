"""The example boards are in order, whatever they are rendered with."""

from pathlib import Path

import pytest

from storyboard.dsl.reading import read
from storyboard.model.value import assets

EXAMPLES = Path(__file__).parents[2] / "examples"
BOARDS = sorted(
    path for path in EXAMPLES.rglob("*.yaml") if path.parent.name != "library"
)
TEXTS = sorted(EXAMPLES.rglob("*.yaml"))


def in_words(path: Path) -> str:
    return path.relative_to(EXAMPLES).with_suffix("").as_posix()


@pytest.mark.parametrize("board", BOARDS, ids=in_words)
def test_a_board_is_without_problems_and_its_files_are_there(board: Path) -> None:
    reading = read(board, board.parent)

    assert reading.problems == ()
    assert reading.storyboard is not None
    named = [file for _, _, file in assets(reading.storyboard)]
    assert named
    assert [file for file in named if not (board.parent / file).is_file()] == []


@pytest.mark.parametrize("text", TEXTS, ids=in_words)
def test_an_editor_finds_the_schema_that_a_file_names(text: Path) -> None:
    first = text.read_text("utf-8").splitlines()[0]
    marker, _, schema = first.partition("$schema=")

    assert marker == "# yaml-language-server: "
    kind = "library" if text.parent.name == "library" else "storyboard"
    home = EXAMPLES.parent / "schemas" / f"{kind}.schema.json"
    assert (text.parent / schema).resolve() == home
