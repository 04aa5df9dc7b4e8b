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
from storyboard.scheduler.patience import Patience

RECOVERIES: tuple[RecoveryClass, ...] = ("idempotent", "listing", "blind")
SENT_BY, PATIENCE = 1000.0, Patience()
GRACE = PATIENCE.grace


def move(state: State, recovery: RecoveryClass, now: float = 0.0) -> Move:
    return next_move(state, recovery, now=now, sent_by=SENT_BY, patience=PATIENCE)


def test_every_move_leads_to_a_state_there_is() -> None:
    assert frozenset().union(*MOVES.values()) <= ALL


def test_every_state_can_be_reached() -> None:
    reached: frozenset[State] = frozenset({"wanted"})
    for _ in ALL:
        reached |= frozenset().union(*(MOVES[state] for state in reached))
    assert reached == ALL


def test_only_what_may_have_left_can_be_accepted() -> None:
    before = {state for state in MOVES if "submitted" in MOVES[state]}
    assert before == {"intent", "uncertain"}


def test_what_is_uncertain_is_never_sent_again_by_itself() -> None:
    assert MOVES["uncertain"] == {"submitted", "refused"}


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
        ("idempotent", 3000.0, "submit"),
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


def test_a_key_is_sent_again_only_while_services_remember_it() -> None:
    assert move("intent", "idempotent", SENT_BY + PATIENCE.key_holds) == "submit"
    assert move("intent", "idempotent", SENT_BY + PATIENCE.key_holds + 1) == "doubt"


def test_a_list_without_the_job_proves_nothing_once_it_may_have_dropped_it() -> None:
    assert move("intent", "listing", SENT_BY + PATIENCE.list_holds) == "look"
    assert move("intent", "listing", SENT_BY + PATIENCE.list_holds + 1) == "doubt"
