"""Put thousands of shots through the whole line, against the sandbox over real HTTP.

    python -m benchmarks.load [--shots 10000] [--at-once 5000] [--job-seconds 300]
                              [--submits 20]

Prints peak memory, CPU, polls and their lateness, and the makespan against the ideal
for the limits given: so many jobs at once, so many submits a second, each job as long
as it takes, and nothing in between. The sandbox runs in a process of its own and counts
charges itself.
"""

import argparse
import asyncio
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from storyboard import production
from storyboard.model.event import Event, ShotMoved
from storyboard.providers.base import Provider, Ticket, Workplace
from storyboard.providers.registry import build
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from storyboard.studio import Studio, SystemClock

PROVIDER = "evolink"


class Timekeeper(SystemClock):
    """A clock that knows of every task when it should have gone on."""

    def __init__(self) -> None:
        self.due: dict[object, float] = {}

    async def sleep(self, seconds: float) -> None:
        """Wait, and remember until when."""
        self.due[asyncio.current_task()] = self.elapsed() + seconds
        await super().sleep(seconds)


class Counting:
    """A provider whose polls are counted, and how late each one is."""

    def __init__(self, inner: Provider, clock: Timekeeper) -> None:
        self._inner = inner
        self._clock = clock
        self.late: list[float] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it has
        return getattr(self._inner, name)

    async def poll(self, ticket: Ticket) -> object:
        """Ask, and note how late."""
        due = self._clock.due.pop(asyncio.current_task(), None)
        if due is not None:
            self.late.append(self._clock.elapsed() - due)
        return await self._inner.poll(ticket)


class Watcher:
    """Counts how many jobs are under way."""

    def __init__(self) -> None:
        self.flying: set[str] = set()
        self.most = 0
        self.ended = Counter[str]()
        self.first = self.last = 0.0

    def note(self, event: Event) -> None:
        """Take an event in."""
        if not isinstance(event, ShotMoved):
            return
        if event.state == "submitted":
            self.first = self.first or time.monotonic()
            self.flying.add(event.shot)
            self.most = max(self.most, len(self.flying))
        elif event.state in {"fetching", "done", "failed"}:
            self.flying.discard(event.shot)
            self.ended[event.state] += event.state != "fetching"
            self.last = time.monotonic()


def serve(job_seconds: float) -> None:
    """Be the sandbox until the other side lets go; then say what was charged."""
    with Sandbox(
        Options(clips="tiny", seconds=job_seconds, balance=Decimal(10**9))
    ) as sandbox:
        print(sandbox.address, flush=True)
        sys.stdin.read()
        jobs = sandbox.book.jobs(PROVIDER)
        by_prompt = Counter(job.order.prompts[0][0] for job in jobs)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        said = {
            "jobs": len(jobs),
            "most_for_one_shot": max(by_prompt.values(), default=0),
            "cpu": usage.ru_utime + usage.ru_stime,
            "mb": usage.ru_maxrss // 1024,
        }
        print(json.dumps(said), flush=True)


def write_film(
    folder: Path, address: str, *, shots: int, at_once: int, submits: float
) -> Path:
    """A board of so many shots, and settings that lead to the sandbox."""
    lines = "\n".join(
        f'      - {{id: "{n:05}", action: "Wave {n} rolls in.", seconds: 4}}'
        for n in range(1, shots + 1)
    )
    (folder / "storyboard.toml").write_text(
        f'[project]\nid = "load"\n[providers.{PROVIDER}]\n'
        f'base_url = "{address}"\nconcurrency = {at_once}\n'
        f"submits_per_minute = {round(60 * submits)}\n"
    )
    board = folder / "storyboard.yaml"
    board.write_text(
        f"storyboard: 1\ntitle: Load\nprovider: {PROVIDER}\n"
        "format: {aspect: 16:9, resolution: 480p}\n"
        f"scenes:\n  - id: sea\n    shots:\n{lines}\n"
    )
    return board


def run(board: Path) -> tuple[Watcher, list[float], Mapping[str, float]]:
    """Plan and shoot the board; what was seen, and the seconds of both."""
    clock, watcher = Timekeeper(), Watcher()
    counting: list[Counting] = []

    def built(
        names: Sequence[str], workplace_for: Callable[[str], Workplace]
    ) -> Mapping[str, Any]:
        made = {
            name: Counting(provider, clock)
            for name, provider in build(names, workplace_for).items()
        }
        counting.extend(made.values())
        return made

    studio = replace(
        Studio.real(watcher.note),
        environment={f"{PROVIDER.upper()}_API_KEY": "sandbox"},
        clock=clock,
        build_providers=built,
    )
    began = time.monotonic()
    planned = production.plan(production.read(board, studio=studio))
    seen = time.monotonic()
    dailies = production.shoot(planned)
    ended = time.monotonic()
    for shot, problem in list(dailies.failures.items())[:3]:
        print(f"{shot}: {problem.message}")
    late = [each for provider in counting for each in provider.late]
    return watcher, late, {"plan": seen - began, "shoot": ended - seen}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shots", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=5_000)
    parser.add_argument("--job-seconds", type=float, default=300.0)
    parser.add_argument("--submits", type=float, default=20.0, help="a second")
    parser.add_argument("--serve", action="store_true")
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.job_seconds)
        return
    command = [sys.executable, "-m", "benchmarks.load", "--serve"]
    command += ["--job-seconds", str(asked.job_seconds)]
    with (
        tempfile.TemporaryDirectory() as place,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server,
    ):
        address = server.stdout.readline().strip() if server.stdout else ""
        board = write_film(
            Path(place),
            address,
            shots=asked.shots,
            at_once=asked.at_once,
            submits=asked.submits,
        )
        watcher, late, seconds = run(board)
        said, _ = server.communicate("")
    tell(asked, watcher, late, seconds, json.loads(said))


def least(asked: argparse.Namespace) -> float:
    """Seconds from the first submit to the last clip where nothing else takes time."""
    ends: list[float] = []
    for number in range(asked.shots):
        turn = (
            ends[number - 1] - asked.job_seconds + 1 / asked.submits if number else 0.0
        )
        free = ends[number - asked.at_once] if number >= asked.at_once else 0.0
        ends.append(max(turn, free) + asked.job_seconds)
    return ends[-1]


def tell(
    asked: argparse.Namespace,
    watcher: Watcher,
    late: list[float],
    seconds: Mapping[str, float],
    served: Mapping[str, float],
) -> None:
    """Print what was measured."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    ideal, took = least(asked), watcher.last - watcher.first
    cpu = usage.ru_utime + usage.ru_stime
    late.sort()
    print(f"{platform.machine()}, Python {platform.python_version()}")
    done, failed = watcher.ended["done"], watcher.ended["failed"]
    print(f"shots            {done} done, {failed} failed")
    print(f"most in flight   {watcher.most}")
    print(f"planned in       {seconds['plan']:.1f} s")
    print(
        f"makespan         {took:.1f} s, ideal {ideal:.1f} s: {took / ideal - 1:+.1%}"
    )
    print(f"peak memory      {usage.ru_maxrss // 1024} MB")
    print(
        f"CPU              {cpu:.0f} s: {cpu / sum(seconds.values()):.0%} of one core"
    )
    print(f"polls            {len(late)}: {len(late) / asked.shots:.1f} for each job")
    print(
        f"poll lateness    p50 {late[len(late) // 2]:.3f} s, "
        f"p99 {late[int(len(late) * 0.99)]:.3f} s, worst {late[-1]:.3f} s"
    )
    print(
        f"sandbox          {served['jobs']} jobs charged, at most "
        f"{served['most_for_one_shot']} for one shot; {served['cpu']:.0f} s CPU, "
        f"{served['mb']} MB"
    )


if __name__ == "__main__":
    main()
