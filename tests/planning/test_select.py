"""Words that select shots."""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import pytest

from storyboard.errors import PlanError
from storyboard.model.plan import Plan, Reason, ReasonKind, Step
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import SceneId, ShotId
from storyboard.planning.select import STANDING, changed_shots, select, selections


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


def test_every_selection_selects_something(
    board: Storyboard, chain: Storyboard
) -> None:
    states = {word: lambda: [ShotId("010")] for word in STANDING}
    for film in (board, chain):
        assert all(select(film, [word], states) for word in selections(film))


@pytest.fixture
def chain(film: Callable[..., Storyboard]) -> Storyboard:
    """010 ← 020 ← 040, which ends on 050; 030 and 060+ stand alone."""
    shots = [
        {"id": "010", "action": "Rain"},
        {"id": "020", "action": "Rain", "continues": "010"},
        {"id": "030", "action": "Rain", "tags": ["hero"]},
        {"id": "040", "action": "Rain", "continues": "020", "ends_on": "050"},
        {"id": "050", "action": "Rain"},
        {"id": "060+", "action": "Rain"},
    ]
    return film(*shots)


@pytest.mark.parametrize(
    ("words", "shots"),
    [
        (["010+"], {"010", "020", "040"}),
        (["050+"], {"050", "040"}),
        (["030+"], {"030"}),
        (["tag:hero+"], {"030"}),
        (["010-020+", "030"], {"010", "020", "030", "040"}),
        (["scene:one+"], {"010", "020", "030", "040", "050", "060+"}),
        (["060+"], {"060+"}),
        (["changed"], {"020"}),
        (["changed+"], {"020", "040"}),
        (["failed"], set()),
        (["failed+", "030"], {"030"}),
    ],
)
def test_a_plus_adds_whatever_continues_from_them(
    chain: Storyboard, words: Sequence[str], shots: set[str]
) -> None:
    states = {"changed": lambda: [ShotId("020")], "failed": list[ShotId]}
    assert select(chain, words, states) == shots


def test_how_shots_stand_is_asked_only_where_a_word_needs_it(
    chain: Storyboard,
) -> None:
    asked = []

    def changed() -> list[ShotId]:
        asked.append("changed")
        return [ShotId("030")]

    assert select(chain, ["010+", "tag:hero"], {"changed": changed})
    assert asked == []
    select(chain, ["changed"], {"changed": changed})
    assert asked == ["changed"]


def test_a_shot_that_is_called_like_a_state_is_that_shot(
    film: Callable[..., Storyboard],
) -> None:
    board = film({"id": "failed", "action": "Rain"}, {"id": "020", "action": "Rain"})
    states = {"failed": lambda: [ShotId("020")]}
    assert select(board, ["failed"], states) == {"failed"}


def test_a_plus_behind_nothing_known_is_told_without_it(chain: Storyboard) -> None:
    with pytest.raises(PlanError, match='"011" selects no shot; did you mean "010"'):
        select(chain, ["011+"])


@pytest.mark.parametrize(
    ("kind", "action", "counts"),
    [
        ("changed", "generate", True),
        ("preceded", "generate", True),
        ("missing clip", "generate", True),
        ("new", "generate", True),
        ("forced", "generate", False),
        ("another take", "generate", False),
        ("being made", "generate", False),
        ("in doubt", "generate", False),
        ("unchanged", "reuse", False),
        ("picked", "reuse", False),
        ("footage", "footage", False),
    ],
)
def test_changed_is_what_is_made_because_of_the_board(
    kind: ReasonKind, action: Literal["reuse", "generate", "footage"], *, counts: bool
) -> None:
    step = Step(
        shot=ShotId("010"),
        scene=SceneId("one"),
        action=action,
        reason=Reason(kind=kind),
        seconds=5,
    )
    assert changed_shots(Plan(steps=(step,))) == ({"010"} if counts else set())


def test_every_reason_was_thought_of() -> None:
    assert len(get_args(ReasonKind)) == 11
