"""Whatever is wrong with a value, it is told in the language's own words."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.dsl.compose import compose
from storyboard.dsl.nodes import Document
from storyboard.dsl.places import Root
from storyboard.dsl.shape import shaped
from storyboard.dsl.text import SourceText
from storyboard.errors import Where
from storyboard.model.storyboard import Storyboard

FOREIGN = ("Input should", "valid ", "Field required", "pydantic", "Extra inputs")
ODD: tuple[Any, ...] = (
    *(None, True, 7, -1.5, 10**30, "", "x", "no ", "5s", "1:30", "A-b"),
    *(
        [],
        {},
        ["x"],
        [7],
        [[]],
        {"x": 1},
        {"kind": "x"},
        {"gain": {}},
        [{}],
        {"": None},
    ),
)
WHOLE = Path(__file__).parent / "whole" / "storyboard.yaml"


def _board() -> Any:  # noqa: ANN401 - plain data
    root, _ = compose(SourceText("whole", WHOLE.read_text(encoding="utf-8")))
    assert root is not None
    return root.value


def _paths(value: object, where: Where = ()) -> Iterator[Where]:
    yield where
    if isinstance(value, dict):
        for key, held in value.items():
            yield from _paths(held, (*where, key))
    elif isinstance(value, list):
        for index, held in enumerate(value):
            yield from _paths(held, (*where, index))


PATHS = tuple(_paths(_board()))[1:]


def changed(where: Where, value: object) -> Document:
    """The whole board with one value replaced; JSON is YAML."""
    board = _board()
    held = board
    for step in where[:-1]:
        held = held[step]
    held[where[-1]] = value
    source = SourceText("changed", json.dumps(board, ensure_ascii=False, indent=1))
    root, problems = compose(source)
    assert problems == ()
    assert root is not None
    return Document(Path("/project/storyboard.yaml"), source, root)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(PATHS), st.sampled_from(ODD))
def test_no_foreign_wording_reaches_a_user(where: Where, value: object) -> None:
    document = changed(where, value)
    board, problems = shaped(Storyboard, document, Root(Path("/project")))
    assert (board is None) == bool(problems)
    for problem in problems:
        said = f"{problem.message} {problem.hint}"
        assert problem.code != "unfit", said
        assert not any(words in said for words in FOREIGN), said
        assert problem.spot is not None
