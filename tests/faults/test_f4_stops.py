"""F4: a run that stands still for longer than its lease, as behind a closed lid."""

import signal

import pytest

from tests.faults.film import CLASSES, plain_shots
from tests.faults.judge import HELD, SHOOT, entries_of, jobs_of
from tests.faults.place import Place

POINTS = {
    "intent is on disk": "intent",
    "connected": "connected",
    "about to send": "sending",
    "head sent": "half sent",
    "sent": "sent",
    "answer read": "answered",
    "ticket is on disk": "submitted",
    "halfway through a clip": "fetch",
}
TRIES = 60
"""So often another run is refused until the lease has run out, at most."""


@pytest.mark.long
@pytest.mark.row("F4 stops")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("point", POINTS)
def test_a_run_that_wakes_up_after_another_took_over_pays_nothing_more(
    place: Place, point: str, kind: str
) -> None:
    film = place.film(provider=CLASSES[kind])
    asleep = place.runs.start(film, *SHOOT, faults=[f"{POINTS[point]}=stop"])
    assert place.runs.wait(asleep) is None
    other = place.runs.run(film, *SHOOT)
    for _ in range(TRIES):
        if other.code != HELD:
            break
        assert "another run is shooting this film" in other.said
        other = place.runs.run(film, *SHOOT)
    assert other.code in {0, 5}, other.said
    asleep.signal(signal.SIGCONT)
    woken = place.runs.wait(asleep)
    assert woken is not None
    assert woken.code in {0, 5, HELD}, woken.said
    assert place.seen_to_the_end(film, *SHOOT) == []
    assert len(jobs_of(film, place.book)) <= 2
    if kind != "blind":
        assert {entry.state for entry in entries_of(film)} == {"done"}


@pytest.mark.row("F4 stops")
@pytest.mark.parametrize("point", ["submit", "sending", "half sent"])
def test_a_request_is_not_sent_by_a_machine_that_slept_over_it(
    place: Place, point: str
) -> None:
    film = place.film(*plain_shots(1), provider=CLASSES["blind"])
    ended = place.runs.run(film, *SHOOT, faults=[f"{point}=sleep:100"])
    assert "the machine slept before it could be sent" in ended.out
    assert place.seen_to_the_end(film, *SHOOT) == []
    assert [entry.state for entry in entries_of(film)] == ["done"]
    assert len(jobs_of(film, place.book)) == 1
