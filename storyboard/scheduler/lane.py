"""The way to one provider: so many jobs at once, and its pace where it sets one."""

import asyncio
import heapq
import itertools
from contextlib import suppress

from storyboard.model.clock import Clock
from storyboard.scheduler.patience import Terms

_QUESTIONS = 32
"""Polls and other free questions under way at once."""
_FIRST_GAP = 0.25
_LONGEST_GAP = 30.0
_SHORTEST_GAP = 0.05


class Lane:
    """Seats for jobs, and turns for submits.

    A job sits from before its submit until the service has ended it; whoever has the
    lower rank sits down first. Where the service says that requests come too fast, they
    go out one after the other, further and further apart, and closer again as soon as
    it takes them.
    """

    def __init__(self, terms: Terms, clock: Clock) -> None:
        self.terms = terms
        pace = terms.per_minute
        # Where few requests may leave, a submit is not to wait behind many polls.
        few = min(_QUESTIONS, max(pace // 10, 1)) if pace else _QUESTIONS
        self.questions = asyncio.Semaphore(few)
        paces = [each for each in (pace, terms.submits_per_minute) if each]
        self._least_gap = 60.0 / min(paces) if paces else 0.0
        self._clock = clock
        self._seated = 0
        self._order = itertools.count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._watching: list[asyncio.Future[None]] = []
        self._turnstile = asyncio.Lock()
        self._gap = 0.0
        self._next = 0.0
        self._slowed = False

    async def sit(self, rank: int, *, running: bool) -> None:
        """Wait for a seat; what runs at the service already takes one in any case."""
        if running or (self._seated < self.terms.jobs and not self._waiting):
            self._seated += 1
            return
        seat = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._order), seat))
        try:
            await seat
        except asyncio.CancelledError:
            if seat.done() and not seat.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        """Give a seat to the next one."""
        self._seated -= 1
        while self._waiting and self._seated < self.terms.jobs:
            *_, seat = heapq.heappop(self._waiting)
            if not seat.done():
                self._seated += 1
                seat.set_result(None)
        for watcher in self._watching:
            if not watcher.done():
                watcher.set_result(None)
        self._watching.clear()

    async def until_one_left(self, seconds: float) -> None:
        """Wait until a job of ours has ended, at most for so long."""
        left = asyncio.get_running_loop().create_future()
        self._watching.append(left)
        await first(self._clock, seconds, left)

    def slow_down(self, seconds: float) -> None:
        """The service said that requests come too fast: none goes out for so long.

        What it says to many that went out together counts once.
        """
        if not self._slowed:
            self._gap = min(max(2 * self._gap, _FIRST_GAP), _LONGEST_GAP)
        self._slowed = True
        self._next = max(self._next, self._clock.elapsed() + seconds)

    def speed_up(self) -> None:
        """The service took a request."""
        self._gap = 0.8 * self._gap if self._gap > _SHORTEST_GAP else 0.0

    async def turn(self) -> None:
        """Wait until the next request may leave."""
        async with self._turnstile:
            while (left := self._next - self._clock.elapsed()) > 0:
                await self._clock.sleep(left)
            gap = max(self._gap, self._least_gap)
            # From the last turn's own time, not from when a busy loop got to it: else
            # each turn is a little late, and thousands of them are very late.
            self._next = max(self._next, self._clock.elapsed() - gap) + gap
            self._slowed = False


async def first(clock: Clock, seconds: float, event: "asyncio.Future[None]") -> None:
    """Wait for an event, at most for so long."""
    sleep = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({sleep, event}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in (sleep, event):
            if not each.done():
                each.cancel()
        with suppress(asyncio.CancelledError):
            await sleep
