"""One take in the making, held by lease and fence."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, Unpack

from storyboard.errors import StoreError
from storyboard.model.clock import Clock
from storyboard.model.event import Event, ShotMoved, ShotState
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.providers.base import CannotTell, Provider, Refused, Ticket, Unanswered
from storyboard.scheduler.caps import Cap
from storyboard.scheduler.complaints import NotMade, no_answer, plain
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.lane import Lane, first
from storyboard.scheduler.ledger import Facts, Ledger
from storyboard.scheduler.moves import Move, State, next_move
from storyboard.scheduler.outside import Bell, Look
from storyboard.scheduler.patience import Patience, Terms
from storyboard.store.clips import ClipStore

Answer = TypeVar("Answer")
_WHERE_CALLED = 3
"""So many times as long is waited between polls where the service calls as well."""


Publish = Callable[[Provider, ClipRequest], Awaitable[ClipRequest]]
"""The request with the address of each of its files."""


@dataclass(frozen=True)
class Crew:
    """What every shot of a run is made with."""

    ledger: Ledger
    run: str
    """The name of this run."""
    clips: ClipStore
    clock: Clock
    look_at: Callable[[Path, ClipRequest | None], Look]
    """Looks at a clip, against its request where that is known; MediaError where it is
    no clip. Called in threads."""
    report: Callable[[Event], None]
    patience: Patience
    publish: Publish
    """Sees that a service can reach a request's files; free, and may be repeated."""
    caps: Sequence[Cap] = ()
    """What may not be passed."""
    bell: Bell | None = None

    def now(self) -> float:
        """The time that leases are measured by, as Unix time."""
        return self.ledger.now()

    def show(
        self,
        entry: Entry,
        state: ShotState,
        *,
        progress: float | None = None,
        message: str = "",
        take: Take | None = None,
    ) -> None:
        """Tell whoever watches how a take stands."""
        wish = entry.wish
        self.report(
            ShotMoved(
                shot=wish.shot,
                attempt=wish.attempt,
                state=state,
                provider=wish.provider,
                progress=progress,
                message=message,
                take=take,
            )
        )


@dataclass(frozen=True)
class Order:
    """A take to be made."""

    provider: Provider
    lane: Lane
    entry: Entry
    request: ClipRequest | None
    """What is wanted; None where a job is only to be collected, and never sent."""
    rank: int = 0
    """Who comes first where there is a queue; the lower."""
    has_fallback: bool = False
    """Whether somebody else can be asked."""

    @property
    def terms(self) -> Terms:
        """How the provider is treated."""
        return self.lane.terms


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


def _of_no_later_than(entry: Entry, latest: float) -> Entry:
    """The entry, its request sent by then at the latest.

    Whatever says that it leaves later was written before the clock was set back; to
    wait for that time may take a year, and from now on is as safe.
    """
    if entry.sent_by is None or entry.sent_by <= latest:
        return entry
    return replace(entry, sent_by=latest)


class Job:
    """A held entry, its provider and its request. Every write may raise LostClaim."""

    def __init__(self, crew: Crew, order: Order, held: Entry) -> None:
        self.crew = crew
        self.order = order
        self.provider = order.provider
        self.lane = order.lane
        self.entry = _of_no_later_than(held, crew.now() + crew.patience.submit)
        self.sent = 0
        """How often the request was sent in this run without a clear answer."""
        self.began: float | None = None
        """When it was to be sent first, on the elapsed clock."""
        self.put_off: PutOff | None = None
        """The last time that the service said: later."""
        self._seated = False
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
        self,
        state: State,
        *,
        hold: float | None = None,
        caps: Sequence[Cap] = (),
        **facts: Unpack[Facts],
    ) -> None:
        """Record a change of state, and hold the take for so many seconds more."""
        hold = self.crew.patience.lease if hold is None else hold
        self.entry = self.crew.ledger.move(
            self.entry, state, hold=hold, caps=caps, **facts
        )

    def keep_raw(self, refused: Refused) -> None:
        """Write a service's own words into the take's story."""
        if refused.raw:
            note = f"{refused.kind}, {refused.code}: {refused.raw}"
            self.crew.ledger.note(self.entry, note)

    def release(self) -> None:
        """Let the next run claim the take at once, if the ledger can be written."""
        # Whatever ends this run must not be hidden by a ledger that failed with it.
        with suppress(StoreError):
            self.crew.ledger.release(self.entry)

    async def sit(self, *, running: bool) -> None:
        """Take one of the provider's seats, once."""
        if not self._seated:
            await self.lane.sit(self.order.rank, running=running)
            self._seated = True

    def leave(self) -> None:
        """Give the seat up: the service has ended the job, or never had it."""
        if self._seated:
            self._seated = False
            self.lane.leave()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self.crew.clock.sleep(seconds)

    async def until_poll(self, seconds: float) -> None:
        """Wait for the next poll, or for the service to say that the job has ended."""
        bell = self.crew.bell
        if bell is None or not self.provider.calls_back:
            await self.sleep(seconds)
        else:
            rung = asyncio.ensure_future(bell.rung(self.entry.key))
            await first(self.crew.clock, seconds * _WHERE_CALLED, rung)

    async def answer(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer to a question that is free, asked again until it comes.

        NotMade where the service stays silent for longer than patience lasts;
        CannotTell where it says that it cannot know.
        """
        began, tries = self.crew.clock.elapsed(), 0
        while True:
            try:
                async with self.lane.questions:
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
        self.crew.show(self.entry, state, progress=progress, message=message)
