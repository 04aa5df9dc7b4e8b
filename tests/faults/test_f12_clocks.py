"""F12: wall clocks that are wrong, are set while a run goes on, or pass 2038."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storyboard.sandbox.server import Sandbox
from tests.faults.calls import pace
from tests.faults.film import CLASSES, Film, lay, plain_shots
from tests.faults.judge import SHOOT, entries_of, jobs_of, seen_to_the_end, submits_of
from tests.faults.runs import Runs

HOUR, DAY = 3_600, 86_400
SHIFTS = {"an hour": HOUR, "an hour back": -HOUR, "a day": DAY, "a day back": -DAY}
END_OF_32_BITS = datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)


def _states(film: Film) -> set[str]:
    return {entry.state for entry in entries_of(film)}


@pytest.mark.long
@pytest.mark.row("F12 clocks")
@pytest.mark.parametrize("when", ["before intent", "intent", "submitted", "ready"])
@pytest.mark.parametrize("shift", SHIFTS)
def test_a_clock_that_is_set_during_a_run_disturbs_nothing(
    shift: str, when: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    tag = f"f12-{list(SHIFTS).index(shift)}-{when.rsplit(maxsplit=1)[-1]}-{len(when)}"
    # At most a minute passes between two polls, whatever the clock says: three seconds.
    film = lay(tmp_path / "film", quick_sandbox, tag, plain_shots(2), **pace(20))
    ended = runs.run(film, *SHOOT, faults=[f"{when}=clock:{SHIFTS[shift]}"])
    assert ended.code == 0, ended.said
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.long
@pytest.mark.row("F12 clocks")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("shift", SHIFTS)
def test_a_run_that_is_killed_while_its_clock_was_wrong_is_gone_on_with(
    shift: str, kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f12-killed-{list(SHIFTS).index(shift)}-{kind}",
        plain_shots(2),
        provider=CLASSES[kind],
    )
    wrong = f"before intent=clock:{SHIFTS[shift]}"
    ended = runs.run(film, *SHOOT, faults=[wrong, "answered=kill"])
    assert ended.killed, ended.said
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    jobs = jobs_of(film, quick_sandbox.book)
    assert len(jobs) <= len(film.shots)
    # What was sent an hour or more ago, as far as anybody knows, a key may not cover.
    doubtful = kind == "blind" or (kind == "idempotent" and SHIFTS[shift] < 0)
    if not doubtful:
        assert _states(film) == {"done"}
    assert _states(film) <= {"done", "uncertain"}


@pytest.mark.long
@pytest.mark.row("F12 clocks")
@pytest.mark.parametrize("kind", CLASSES)
def test_a_clock_that_goes_back_during_a_lease_keeps_nobody_waiting(
    kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f12-lease-{kind}",
        plain_shots(2),
        provider=CLASSES[kind],
    )
    back = f"submitted=clock:-{DAY}"
    ended = runs.run(film, *SHOOT, faults=[back, "ask:3=kill"], FAULTS_CLOCK=str(DAY))
    assert ended.killed, ended.said
    ended = runs.run(film, *SHOOT)
    assert ended.code == 0, ended.said
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert submits_of(film, quick_sandbox.book) == len(film.shots)


@pytest.mark.long
@pytest.mark.row("F12 clocks")
@pytest.mark.parametrize("seconds", [-1, DAY])
def test_a_film_is_made_when_32_bits_have_run_out(
    seconds: int, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    """One of them begins a second before, and ends after."""
    then = END_OF_32_BITS + timedelta(seconds=seconds)
    forward = (then - datetime.now(UTC)).total_seconds()
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f12-2038-{seconds % DAY}",
        plain_shots(2),
        FAULTS_CLOCK=str(forward),
    )
    ended = runs.run(film, *SHOOT)
    assert ended.code == 0, ended.said
    assert "2038-01-" in ended.said
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert submits_of(film, quick_sandbox.book) == len(film.shots)
