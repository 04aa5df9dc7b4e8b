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
from storyboard.providers.base import CannotTell, Provider, Refused, Ticket, Unanswered
from storyboard.scheduler.complaints import NotMade, no_answer, plain
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.ledger import Facts, Ledger
from storyboard.scheduler.moves import Move, State, next_move
from storyboard.scheduler.patience import Patience, Terms
from storyboard.store.clips import ClipStore

Answer = TypeVar("Answer")


Publish = Callable[[Provider, ClipRequest], Awaitable[ClipRequest]]
"""The request with the address of each of its files."""


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
    publish: Publish
    """Sees that a service can reach a request's files; free, and may be repeated."""

    def now(self) -> float:
        """The wall clock as Unix time."""
        return self.clock.now().timestamp()


@dataclass(frozen=True)
class PutOff:
    """A service said no for now."""

    since: float
    """When it began to, on the elapsed clock."""
    times: int
    """How often."""
    after: float
    """Seconds that it asked for; 0: it did not say."""
    concurrency: bool
    """Whether too many jobs are running, in place of too many requests."""


class Job:
    """A held entry, its provider and its request. Every write may raise LostClaim."""

    def __init__(
        self,
        crew: Crew,
        provider: Provider,
        terms: Terms,
        request: ClipRequest,
        held: Entry,
    ) -> None:
        self.crew = crew
        self.provider = provider
        self.terms = terms
        self.request = request
        self.entry = held
        self.sent = 0
        """How often the request was sent in this run without a clear answer."""
        self.put_off: PutOff | None = None
        """The last time that the service said: later."""
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
            patience=self.crew.patience,
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

    def keep_raw(self, refused: Refused) -> None:
        """Write a service's own words into the take's story."""
        if refused.raw:
            note = f"{refused.kind}, {refused.code}: {refused.raw}"
            self.crew.ledger.note(self.entry, note, now=self.crew.now())

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

        NotMade where the service stays silent for longer than patience lasts;
        CannotTell where it says that it cannot know.
        """
        began, tries = self.crew.clock.elapsed(), 0
        while True:
            try:
                return await ask()
            except CannotTell:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it was, asking is free
                said = plain(error)
                after = (error.after or 0.0) if isinstance(error, Unanswered) else 0.0
            if self.crew.clock.elapsed() - began > self.crew.patience.unanswered:
                raise NotMade(no_answer(self.entry, said))
            tries += 1
            self.show("working", message=said)
            pause = self.crew.patience.after_failure(tries, self.dice)
            await self.sleep(max(pause, after))

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
