"""What a take in the making may become, and what to do next with one: both as data.

    wanted ──► intent ──► submitted ──► ready ──► done
      ▲ ▲        │ │ │        │           │
      │ └────────┘ │ │        └─────┬─────┘
      │  not sent  │ └► uncertain   ▼
      └─ refused ◄─┘              failed

`intent` is on disk before a request leaves, `submitted` (with the ticket) before the
first poll. An `intent` that is found again is one whose outcome nobody knows. What is
uncertain is settled by a person alone: with its ticket it goes on, lost it is refused.
"""

from collections.abc import Mapping
from typing import Literal

from storyboard.providers.base import RecoveryClass
from storyboard.scheduler.patience import Patience

State = Literal[
    "wanted",
    "intent",
    "submitted",
    "ready",
    "done",
    "refused",
    "failed",
    "uncertain",
]
Move = Literal["keep", "stop", "submit", "wait", "look", "doubt", "collect"]
"""Keep the take that is there, stop and say why, send the request, wait until the
service must have heard it, look for it there, declare it uncertain, or poll and
fetch."""

MOVES: Mapping[State, frozenset[State]] = {
    "wanted": frozenset({"intent"}),
    "intent": frozenset({"intent", "wanted", "submitted", "refused", "uncertain"}),
    "submitted": frozenset({"ready", "failed"}),
    "ready": frozenset({"ready", "done", "failed"}),
    "refused": frozenset({"wanted"}),
    "done": frozenset(),
    "failed": frozenset(),
    # Only a person settles what nobody knows: it is running after all, or lost.
    "uncertain": frozenset({"submitted", "refused"}),
}
"""From each state to those that may follow it."""

ALL: frozenset[State] = frozenset(MOVES)
OPEN: frozenset[State] = frozenset({"intent", "submitted", "ready"})
"""Something may be running, and costing, at the service."""
ENDED: frozenset[State] = frozenset({"done", "refused", "failed", "uncertain"})
"""This run does nothing more about it."""


def next_move(
    state: State,
    recovery: RecoveryClass,
    *,
    now: float,
    sent_by: float | None,
    patience: Patience,
) -> Move:
    """What to do with a take in this state, by whoever holds it.

    `sent_by` is the time by which the first of its requests with an unknown outcome
    has left or never will.
    """
    match state:
        case "done":
            return "keep"
        case "refused" | "failed" | "uncertain":
            return "stop"
        case "wanted":
            return "submit"
        case "submitted" | "ready":
            return "collect"
        case "intent":
            return _unknown_outcome(recovery, now - (sent_by or now), patience)


def _unknown_outcome(recovery: RecoveryClass, age: float, patience: Patience) -> Move:
    """What to do about a request that was to have left so many seconds ago.

    A service forgets keys, and its list of jobs has an end: later than that, asking it
    again may pay twice, and a list without the job proves nothing.
    """
    match recovery:
        case "idempotent":
            return "submit" if age <= patience.key_holds else "doubt"
        case "listing" if age < patience.grace:
            return "wait"
        case "listing":
            return "look" if age <= patience.list_holds else "doubt"
        case "blind":
            return "doubt"
