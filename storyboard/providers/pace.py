"""So many requests a minute."""

from storyboard.model.clock import Clock


class Pace:
    """So many requests a minute, evenly; the last thing before a request leaves.

    A library's limiter would go by the loop's time, and tests hand in a clock.
    """

    def __init__(self, per_minute: int | None, clock: Clock) -> None:
        self._gap = 60.0 / per_minute if per_minute else 0.0
        self._clock = clock
        self._next = 0.0

    async def turn(self) -> None:
        """Wait until the next request may leave."""
        if not self._gap:
            return
        now = self._clock.elapsed()
        mine = max(now, self._next)
        self._next = mine + self._gap
        if mine > now:
            await self._clock.sleep(mine - now)
