"""Time the ledger's durable writes, and a run with all its jobs in flight.

    python -m benchmarks.ledger [SHOTS]

The peer, in the same run, is SQLite alone: as many bare one-row commits to a file with
the same settings, the floor under everything that writes one transaction at a time.
"""

import asyncio
import platform
import resource
import sqlite3
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from storyboard.model.plan import Step
from storyboard.scheduler.entry import Wish
from storyboard.scheduler.ledger import Ledger
from storyboard.studio import SystemClock
from tests.scheduler.stage import PROJECT, FakeService, Stage, step

WRITES = 5
"""Per shot: claim, intent, ticket, ready, done."""


def bare_commits(file: Path, count: int) -> float:
    """Seconds for so many one-row transactions without a ledger."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (number INTEGER)")
    began = time.perf_counter()
    for number in range(count):
        connection.execute("INSERT INTO row VALUES (?)", (number,))
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def wish(made: Step) -> Wish:
    """The wish that the runner would make of a step."""
    return Wish(
        project=PROJECT,
        origin="paid",
        shot=made.shot,
        number=made.number,
        fingerprint=made.fingerprint,
        parts=made.parts,
        provider="fake",
        model="fake-1",
        seed=None,
        price=made.price,
    )


def protocol(file: Path, steps: list[Step]) -> tuple[float, float]:
    """Seconds to want all shots at once, and to take each one to its end."""
    with Ledger(f"sqlite:///{file}", SystemClock()) as ledger:
        began = time.perf_counter()
        wishes = [wish(made) for made in steps]
        entries = ledger.want(wishes, present=lambda _clip: True)
        wanted = time.perf_counter()
        for entry in entries:
            held = ledger.claim(entry, run="bench", hold=9)
            if held is None:
                raise RuntimeError("nobody else runs here")
            held = ledger.move(held, "intent", hold=9, sent_by=5)
            held = ledger.move(held, "submitted", hold=9, submitted=1)
            held = ledger.move(held, "ready", hold=9)
            ledger.move(held, "done", hold=9, clip="c", seconds=5)
        return wanted - began, time.perf_counter() - wanted


def all_in_flight(folder: Path, steps: list[Step]) -> tuple[float, float, int]:
    """Seconds, MiB at the peak and polls of a run whose jobs all run at once."""
    stage = Stage(folder, FakeService(polls_needed=10), limit=len(steps))
    stage.report = lambda _event: None
    tracemalloc.start()
    stage.run(*steps)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    began = time.perf_counter()
    second = Stage(folder / "timed", FakeService(polls_needed=10), limit=len(steps))
    second.report = lambda _event: None
    with second.ledger() as ledger:
        asyncio.run(second.shoot(steps, ledger))
    if second.service.most_running != len(steps):
        raise RuntimeError("not all were in flight")
    return time.perf_counter() - began, peak, second.service.polls.total()


def main() -> None:
    """Measure and print."""
    shots = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    steps = [step(f"{10 * number:05}") for number in range(1, shots + 1)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = bare_commits(folder / "bare.sqlite", WRITES * shots)
        wanted, written = protocol(folder / "ledger.sqlite", steps)
        seconds, peak, polls = all_in_flight(folder / "run", steps)
    print(f"{platform.platform()}, SQLite {sqlite3.sqlite_version}, {shots} shots")
    print(f"bare commits:     {WRITES * shots / bare:8.0f} writes/s")
    print(f"ledger:           {WRITES * shots / written:8.0f} writes/s")
    print(f"ledger:           {shots / written:8.0f} shots/s ({WRITES} writes each)")
    print(f"all wanted:       {wanted:8.2f} s in one write")
    print(f"all in flight:    {seconds:8.2f} s with {polls} polls, clips and all")
    print(f"its peak:         {peak:8.1f} MiB of Python objects")
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"whole process:    {rss / 1024:8.1f} MiB at most")


if __name__ == "__main__":
    main()
