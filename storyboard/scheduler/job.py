"""One take in the making, held by lease and fence."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, Unpack

from storyboard.errors import StoreError
from storyboard.model.clock import Clock
from storyboard.model.event import Event, ShotMoved, ShotState
from storyboard.model.request import ClipRequest
from storyboard.providers.base import Provider, Ticket
from storyboard.scheduler.complaints import NotMade, no_answer, plain
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.ledger import Facts, Ledger
from storyboard.scheduler.moves import Move, State, next_move
from storyboard.scheduler.patience import Patience
from storyboard.store.clips import ClipStore

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Crew:
    """What every shot of a run is made with."""

    ledger: Ledger
    clips: ClipStore
    clock: Clock
    measure: Callable[[Path], float]
    """The seconds of a clip; MediaError where it is none."""
    report: Callable[[Event], None]
    patience: Patience

    def now(self) -> float:
        """The wall clock as Unix time."""
        return self.clock.now().timestamp()


class Job:
    """A held entry, its provider and its request. Every write may raise LostClaim."""

    def __init__(
        self, crew: Crew, provider: Provider, request: ClipRequest, held: Entry
    ) -> None:
        self.crew = crew
        self.provider = provider
        self.request = request
        self.entry = held
        self.sent = 0
        """How often the request was sent in this run."""
        # Its own dice: shots that fail together do not come back together.
        self.dice = random.Random(held.key)  # noqa: S311 - spreads load, no secret

    @property
    def ticket(self) -> Ticket:
        """The service's name for the job; only once it was accepted."""
        if self.entry.ticket is None:
            raise ValueError(f"take {self.entry.key} was never accepted")
        return self.entry.ticket

    def next_move(self) -> Move:
        """What to do now."""
        return next_move(
            self.entry.state,
            self.provider.recovery,
            now=self.crew.now(),
            sent_by=self.entry.sent_by,
            grace=self.crew.patience.grace,
        )

    def move(
        self, state: State, *, hold: float | None = None, **facts: Unpack[Facts]
    ) -> None:
        """Record a change of state, and hold the take for so many seconds more."""
        now = self.crew.now()
        until = now + (self.crew.patience.lease if hold is None else hold)
        self.entry = self.crew.ledger.move(
            self.entry, state, now=now, until=until, **facts
        )

    def hold(self, seconds: float = 0.0) -> None:
        """See that the take stays ours for so long, and for half a lease beyond."""
        lease = self.crew.patience.lease
        end = self.crew.now() + seconds
        if self.entry.lease_until < end + lease / 2:
            self.entry = self.crew.ledger.extend(self.entry, until=end + lease)

    def release(self) -> None:
        """Let the next run claim the take at once, if the ledger can be written."""
        # Whatever ends this run must not be hidden by a ledger that failed with it.
        with suppress(StoreError):
            self.crew.ledger.release(self.entry)

    async def sleep(self, seconds: float) -> None:
        """Wait, with the take still ours afterwards."""
        self.hold(seconds)
        await self.crew.clock.sleep(seconds)

    async def answer(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer to a question that is free, asked again until it comes.

        NotMade where the service stays silent for longer than patience lasts.
        """
        began, tries = self.crew.clock.elapsed(), 0
        while True:
            try:
                return await ask()
            except Exception as error:  # noqa: BLE001 - whatever it was, asking is free
                said = plain(error)
            if self.crew.clock.elapsed() - began > self.crew.patience.unanswered:
                raise NotMade(no_answer(self.entry, said))
            tries += 1
            self.show("working", message=said)
            await self.sleep(self.crew.patience.after_failure(tries, self.dice))

    def show(
        self, state: ShotState, *, progress: float | None = None, message: str = ""
    ) -> None:
        """Tell whoever watches."""
        self.crew.report(
            ShotMoved(
                shot=self.entry.wish.shot,
                state=state,
                provider=self.provider.name,
                progress=progress,
                message=message,
            )
        )
