"""What a take in the making may become, and what to do next with one: both as data.

    wanted ──► intent ──► submitted ──► ready ──► done
      ▲ ▲        │ │ │        │           │
      │ └────────┘ │ │        └─────┬─────┘
      │  not sent  │ └► uncertain   ▼
      └─ refused ◄─┘              failed

`intent` is on disk before a request leaves, `submitted` (with the ticket) before the
first poll. An `intent` that is found again is one whose outcome nobody knows.
"""

from collections.abc import Mapping
from typing import Literal

from storyboard.providers.base import RecoveryClass

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
    "uncertain": frozenset(),
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
    grace: float,
) -> Move:
    """What to do with a take in this state, by whoever holds it.

    `sent_by` is the time by which an intended request has left or never will; `grace`
    is how long after it a service may still need to list the job.
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
            return _unknown_outcome(recovery, now, (sent_by or now) + grace)


def _unknown_outcome(recovery: RecoveryClass, now: float, settled: float) -> Move:
    match recovery:
        case "idempotent":
            return "submit"
        case "listing":
            return "wait" if now < settled else "look"
        case "blind":
            return "doubt"
