"""Words that select shots."""

from collections.abc import Callable, Sequence

import pytest

from storyboard.errors import PlanError
from storyboard.model.storyboard import Storyboard
from storyboard.planning.select import select, selections


@pytest.fixture
def board(film: Callable[..., Storyboard]) -> Storyboard:
    def scene(name: str, *shots: str) -> dict[str, object]:
        return {
            "id": name,
            "shots": [
                {"id": shot, "action": "Rain", "tags": ["hero"] if "2" in shot else []}
                for shot in shots
            ],
        }

    return film(scenes=[scene("one", "010", "020", "020-b"), scene("two", "030")])


@pytest.mark.parametrize(
    ("words", "shots"),
    [
        (["010"], {"010"}),
        (["010", "030"], {"010", "030"}),
        (["010-020"], {"010", "020"}),
        (["020-030"], {"020", "020-b", "030"}),
        (["020-b"], {"020-b"}),
        (["020-b-030"], {"020-b", "030"}),
        (["scene:two"], {"030"}),
        (["tag:hero", "010"], {"010", "020", "020-b"}),
        ([], set()),
    ],
)
def test_words_select_shots(
    board: Storyboard, words: Sequence[str], shots: set[str]
) -> None:
    assert select(board, words) == shots


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("011", 'did you mean "010"?'),
        ("scene:on", 'did you mean "scene:one"?'),
        ("tag:heroes", 'did you mean "tag:hero"?'),
        ("010-999", '"010-999" selects no shot'),
        ("scene:", '"scene:" selects no shot'),
        ("030-010", "write 010-030"),
    ],
)
def test_a_word_that_selects_nothing_offers_the_nearest(
    board: Storyboard, word: str, message: str
) -> None:
    with pytest.raises(PlanError, match=r"selects no shot|backwards") as caught:
        select(board, ["010", word])
    assert message in caught.value.message


def test_every_selection_selects_something(board: Storyboard) -> None:
    assert all(select(board, [word]) for word in selections(board))
