"""A run: the film's only one, known by its signs of life for as long as it goes on.

Imported late: it brings the ledger along.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from storyboard.errors import StoreError
from storyboard.model.event import JobLeft, RunLeft, RunTakenOver
from storyboard.production.script import Script
from storyboard.scheduler.ledger import Ledger
from storyboard.scheduler.patience import Patience
from storyboard.scheduler.runs import Runner
from storyboard.store.durable import throw_away
from storyboard.store.guard import guarded, is_left

Result = TypeVar("Result")


@dataclass(frozen=True)
class Run:
    """This process as the film's only runner."""

    script: Script
    ledger: Ledger
    project: str
    """The film's name in the ledger."""
    name: str
    """This run and no other."""
    patience: Patience

    def carry_on(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Do the work with signs of life beside it; StoreError where another took over.

        Interrupted, it says what keeps running, and the ledger is left as it is.
        """
        try:
            return asyncio.run(self._alive(work()))
        except KeyboardInterrupt:
            # What a full disk or a lost database ends with must not be hidden by this.
            with suppress(StoreError):
                self._say_what_is_left()
            raise

    async def _alive(self, work: Coroutine[Any, Any, Result]) -> Result:
        """The result of the work, a sign of life given three times in each lease.

        In real time: what is to be seen alive is this process.
        """
        working, hold = asyncio.ensure_future(work), self.patience.lease
        try:
            while not (await asyncio.wait({working}, timeout=hold / 3))[0]:
                self.ledger.sign_of_life(self.project, self.name, hold=hold)
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        return working.result()

    def _say_what_is_left(self) -> None:
        jobs = self.ledger.open_jobs(self.project)
        left = tuple(
            JobLeft(
                shot=job.wish.shot,
                provider=job.wish.provider,
                ticket=job.ticket.id if job.ticket else None,
                price=job.charged or job.wish.price,
            )
            for job in jobs
        )
        self.script.studio.report(RunLeft(jobs=left))


@contextmanager
def only_run(script: Script, project: str) -> Iterator[Run]:
    """Be the film's only runner; StoreError while another one lives."""
    times = script.project.settings.ledger
    patience = Patience(
        submit=times.submit_seconds,
        grace=times.grace_seconds,
        lease=times.lease_seconds,
    )
    name = f"{script.studio.chance.getrandbits(64):016x}"
    guard = script.project.store / "runs" / f"{name}.guard"
    with (
        Ledger(script.project.ledger_url, script.studio.clock) as ledger,
        guarded(guard),
    ):
        run = Run(script, ledger, project, name, patience)
        _enlist(run, guard)
        try:
            yield run
        finally:
            # Whatever ends the run must not be hidden by a ledger that failed with it.
            with suppress(StoreError):
                ledger.retire(project, name)


def _enlist(run: Run, guard: Path) -> None:
    studio, ledger, hold = run.script.studio, run.ledger, run.patience.lease
    me = Runner(
        run=run.name,
        owner=studio.owner,
        host=studio.host,
        pid=os.getpid(),
        guard=str(guard),
    )

    def is_dead(other: Runner) -> bool:
        # Only here can be told whether a process of here has ended.
        return other.host == studio.host and is_left(Path(other.guard))

    before = ledger.enlist(run.project, me, hold=hold, is_dead=is_dead)
    if before is not None:
        who = before.runner
        if who.host == studio.host:
            throw_away(Path(who.guard))
        studio.report(
            RunTakenOver(
                owner=who.owner,
                host=who.host,
                pid=who.pid,
                silent=max(ledger.now() - before.lease_until + hold, 0.0),
            )
        )
