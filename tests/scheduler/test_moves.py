import pytest

from storyboard.providers.base import RecoveryClass
from storyboard.scheduler.moves import (
    ALL,
    ENDED,
    MOVES,
    OPEN,
    Move,
    State,
    next_move,
)

RECOVERIES: tuple[RecoveryClass, ...] = ("idempotent", "listing", "blind")
SENT_BY, GRACE = 1000.0, 30.0


def move(state: State, recovery: RecoveryClass, now: float = 0.0) -> Move:
    return next_move(state, recovery, now=now, sent_by=SENT_BY, grace=GRACE)


def test_every_move_leads_to_a_state_there_is() -> None:
    assert frozenset().union(*MOVES.values()) <= ALL


def test_every_state_can_be_reached() -> None:
    reached: frozenset[State] = frozenset({"wanted"})
    for _ in ALL:
        reached |= frozenset().union(*(MOVES[state] for state in reached))
    assert reached == ALL


def test_only_an_intent_can_be_accepted() -> None:
    assert [s for s in MOVES if "submitted" in MOVES[s]] == ["intent"]


def test_what_was_accepted_is_never_wanted_again() -> None:
    after: frozenset[State] = frozenset({"submitted"})
    for _ in ALL:
        after |= frozenset().union(*(MOVES[state] for state in after))
    assert after == {"submitted", "ready", "done", "failed"}


def test_an_open_state_has_not_ended() -> None:
    assert not OPEN & ENDED
    assert frozenset({"wanted"}) | OPEN | ENDED == ALL


@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("wanted", "submit"),
        ("submitted", "collect"),
        ("ready", "collect"),
        ("done", "keep"),
        ("refused", "stop"),
        ("failed", "stop"),
        ("uncertain", "stop"),
    ],
)
def test_what_is_known_is_the_same_for_every_service(
    state: State, recovery: RecoveryClass, expected: Move
) -> None:
    assert move(state, recovery) == expected


@pytest.mark.parametrize(
    ("recovery", "now", "expected"),
    [
        ("idempotent", 0.0, "submit"),
        ("idempotent", 9999.0, "submit"),
        ("listing", SENT_BY, "wait"),
        ("listing", SENT_BY + GRACE - 0.1, "wait"),
        ("listing", SENT_BY + GRACE, "look"),
        ("blind", 0.0, "doubt"),
        ("blind", 9999.0, "doubt"),
    ],
)
def test_an_unknown_outcome_is_settled_as_the_service_allows(
    recovery: RecoveryClass, now: float, expected: Move
) -> None:
    assert move("intent", recovery, now) == expected
