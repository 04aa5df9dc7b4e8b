"""F11: disks that are full or cannot be written, and databases that are away."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from storyboard.sandbox.server import Sandbox
from tests.faults import calls
from tests.faults.film import CLASSES, Film, lay, plain_shots
from tests.faults.judge import (
    RENDER,
    SHOOT,
    entries_of,
    jobs_of,
    seen_to_the_end,
    submits_of,
)
from tests.faults.runs import Runs
from tests.postgres import PostgresServer

PACE = 20.0
STORE, MEDIA = 6, 7
"""Exit codes."""
FULL = {
    "the ledger, at an intent": ("statement:30=filled", SHOOT),
    "the ledger, at a ticket": ("statement:60=filled", SHOOT),
    "a clip": ("write=nospace", SHOOT),
    "a clip on its way to the disk": ("fsync=full", SHOOT),
    "the film": ("join:2=full", RENDER),
    "the film, once it is whole": ("film rename=full", RENDER),
}


def _lay(folder: Path, sandbox: Sandbox, tag: str, **more: str) -> Film:
    shots = plain_shots(2)
    return lay(folder / "film", sandbox, tag, shots, **calls.pace(PACE), **more)


def _from(turn: int, fault: str, most: int = 400) -> Sequence[str]:
    """The fault at this file call and at all that follow."""
    return [f"file:{each}={fault}" for each in range(turn, turn + most)]


@pytest.fixture
def served(
    postgres_server: PostgresServer, postgres: str
) -> tuple[PostgresServer, str]:
    """A server, and an empty database of its own."""
    return postgres_server, postgres


@pytest.mark.long
@pytest.mark.row("F11 disks")
@pytest.mark.parametrize("where", FULL)
def test_a_disk_that_is_full_loses_nothing_that_was_paid(
    where: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    fault, command = FULL[where]
    tag = f"f11-full-{list(FULL).index(where)}"
    film = _lay(tmp_path, quick_sandbox, tag)
    ended = runs.run(film, *command, faults=[fault])
    assert ended.code in {STORE, MEDIA}, ended.said
    assert "Traceback" not in ended.said
    assert "full" in ended.err or "No space left" in ended.err
    assert not list(film.folder.glob(".*.partial"))
    assert seen_to_the_end(film, runs, quick_sandbox.book, *command) == []
    assert len(jobs_of(film, quick_sandbox.book)) == len(film.shots)


@pytest.mark.long
@pytest.mark.row("F11 disks")
@pytest.mark.parametrize("fault", ["readonly", "denied"])
def test_a_store_that_cannot_be_written_is_found_before_money(
    fault: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = _lay(tmp_path, quick_sandbox, f"f11-{fault}-first")
    # The first eight only read: the board, the settings, the lock.
    ended = runs.run(film, *SHOOT, faults=_from(8, fault))
    assert ended.code == STORE, ended.said
    assert "Traceback" not in ended.said
    assert submits_of(film, quick_sandbox.book) == 0
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []


@pytest.mark.long
@pytest.mark.row("F11 disks")
@pytest.mark.parametrize("fault", ["readonly", "denied"])
@pytest.mark.parametrize("turn", [20, 25, 30])
def test_a_permission_that_is_lost_during_a_run_loses_no_clip(
    turn: int, fault: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = _lay(tmp_path, quick_sandbox, f"f11-{fault}-{turn}")
    ended = runs.run(film, *SHOOT, faults=_from(turn, fault))
    assert ended.code == STORE, ended.said
    assert "Traceback" not in ended.said
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    assert len(jobs_of(film, quick_sandbox.book)) == len(film.shots)


@pytest.mark.long
@pytest.mark.row("F11 disks")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_database_that_is_started_anew_during_a_run_loses_nothing(
    mode: str,
    kind: str,
    *,
    tmp_path: Path,
    runs: Runs,
    quick_sandbox: Sandbox,
    served: tuple[PostgresServer, str],
) -> None:
    server, address = served
    film = lay(
        tmp_path / "film",
        quick_sandbox,
        f"f11-{mode}-{kind}",
        plain_shots(2),
        provider=CLASSES[kind],
        STORYBOARD_LEDGER_URL=address,
    )
    going = runs.start(film, *SHOOT)
    limit = time.monotonic() + 30
    while not jobs_of(film, quick_sandbox.book) and time.monotonic() < limit:
        time.sleep(0.01)
    with server.down(mode):
        pass
    ended = runs.wait(going)
    assert ended is not None
    assert ended.code in {0, STORE}, ended.said
    assert "Traceback" not in ended.said
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
    doubtful = {"done", "uncertain"} if kind == "blind" else {"done"}
    assert {entry.state for entry in entries_of(film)} <= doubtful
    assert len(jobs_of(film, quick_sandbox.book)) == len(film.shots)


@contextmanager
def _locked(film: Film, seconds: float) -> Iterator[None]:
    """Somebody else writes to the ledger, for so long at most."""
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(film.store / "ledger.sqlite")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            held.set()
            over.wait(seconds)
            connection.rollback()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.long
@pytest.mark.row("F11 disks")
def test_a_ledger_that_is_locked_for_long_is_said_to_be(
    tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = _lay(tmp_path, quick_sandbox, "f11-locked-long")
    runs.run(film, *SHOOT, faults=["before intent=kill"])
    with _locked(film, 30.0):
        ended = runs.run(film, *SHOOT, FAULTS_BUSY="200")
    assert ended.code == STORE, ended.said
    assert "database is locked; another run holds it" in ended.err
    assert submits_of(film, quick_sandbox.book) == 0
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []


@pytest.mark.long
@pytest.mark.row("F11 disks")
def test_a_ledger_that_is_locked_for_a_while_is_waited_for(
    tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    film = _lay(tmp_path, quick_sandbox, "f11-locked-short")
    runs.run(film, *SHOOT, faults=["before intent=kill"])
    with _locked(film, 1.0):
        ended = runs.run(film, *SHOOT)
    assert ended.code == 0, ended.said
    assert seen_to_the_end(film, runs, quick_sandbox.book, *SHOOT) == []
