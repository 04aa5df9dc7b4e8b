"""F3: storms: a film of three hundred shots whose run is killed again and again."""

import signal
from random import Random

import pytest

from tests.faults.film import CLASSES, plain_shots
from tests.faults.judge import (
    SHOOT,
    entries_of,
    jobs_of,
    judged,
    run_to_the_end,
    submits_of,
)
from tests.faults.place import Place

SHOTS = 300
KILLS = 10
"""So often, before it is let come to its end."""
QUIET = 240
"""Seconds that the last run may take."""
SEEDS = [
    1,
    pytest.param(2, marks=pytest.mark.long),
    pytest.param(3, marks=pytest.mark.long),
]


@pytest.mark.row("F3 storms")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_film_shot_in_a_storm_of_kills_pays_each_shot_once(
    place: Place, seed: int, kind: str
) -> None:
    dice, service = Random(f"{seed}{kind}"), CLASSES[kind]  # noqa: S311 - no secret
    film = place.film(
        *plain_shots(SHOTS),
        provider=service,
        # Not so quick that a busy machine is taken for a silent service.
        STORYBOARD_LEDGER_SUBMIT_SECONDS="15",
        **{f"STORYBOARD_{service.upper()}_CONCURRENCY": "50"},
    )
    place.runs.longest, killed = QUIET, 0
    for _ in range(KILLS):
        going = place.runs.start(film, *SHOOT)
        after = dice.uniform(0.3, 4.0)
        ended = place.runs.wait(going, [(after, going, signal.SIGKILL)])
        assert ended is not None
        killed += ended.killed
        assert ended.killed or ended.code in {0, 5}, ended.said[-2000:]
    assert killed > 0
    ended = run_to_the_end(film, place.runs, *SHOOT)
    assert ended.code in {0, 5}, ended.said[-2000:]
    assert judged(film, place.book) == []
    entries, before = entries_of(film), submits_of(film, place.book)
    assert {entry.state for entry in entries} <= {"done", "uncertain"}
    if kind != "blind":
        assert {entry.state for entry in entries} == {"done"}
        assert len(jobs_of(film, place.book)) == SHOTS
    else:
        assert len(jobs_of(film, place.book)) <= SHOTS
    again = place.runs.run(film, *SHOOT)
    assert again.code == ended.code, again.said[-2000:]
    assert submits_of(film, place.book) == before
