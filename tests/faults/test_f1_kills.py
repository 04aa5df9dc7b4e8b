"""F1: a run killed for good at every point between a wish and a film."""

import pytest

from storyboard.store.lock import read_lock
from tests.faults.film import CLASSES
from tests.faults.judge import RENDER, SHOOT, entries_of, jobs_of
from tests.faults.place import Place

SHOOTING = {
    "before intent": "before intent",
    "intent is on disk": "intent:2",
    "connected": "connected",
    "sent": "sent",
    "answer read": "answered",
    "ticket is on disk": "submitted",
    "polling": "ask:2",
    "success seen": "before ready",
    "halfway through a clip": "fetch",
    "before fsync": "fsync",
    "before rename": "rename",
    "renamed and not recorded": "before done",
}
CUTTING = {
    "halfway through the film": "frame:40",
    "before the film's rename": "film rename",
}
POINTS = SHOOTING | CUTTING
DOUBTFUL = {"intent is on disk", "connected", "sent", "answer read"}
"""Where a request of unknown outcome is left for certain."""


@pytest.mark.row("F1 kills")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("point", POINTS)
def test_a_run_killed_anywhere_goes_on_and_pays_once(
    place: Place, point: str, kind: str, ledger_at: dict[str, str]
) -> None:
    film = place.film(provider=CLASSES[kind], **ledger_at)
    command = RENDER if point in CUTTING else SHOOT
    ended = place.runs.run(film, *command, faults=[f"{POINTS[point]}=kill"])
    assert ended.killed, ended.said
    assert place.seen_to_the_end(film, *command) == []
    states = [entry.state for entry in entries_of(film)]
    if kind != "blind":
        assert states == ["done", "done"]
        assert len(jobs_of(film, place.book)) == 2
    else:
        # What may have been sent is left to a person, and only that.
        assert set(states) <= {"done", "uncertain"}
        assert point not in DOUBTFUL or "uncertain" in states
        assert point not in CUTTING or "uncertain" not in states


@pytest.mark.row("F1 kills")
def test_what_a_killed_run_paid_is_in_the_lock_after_the_next_one(place: Place) -> None:
    film = place.film(takes="2")
    assert place.runs.run(film, *SHOOT, faults=["lock=kill"]).killed
    assert place.seen_to_the_end(film, *SHOOT) == []
    lock = read_lock(film.folder / "storyboard.lock")
    assert lock is not None
    assert [(take.shot, take.number) for take in lock.takes] == [
        *(("010", 1), ("010", 2)),
        *(("020", 1), ("020", 2)),
    ]
