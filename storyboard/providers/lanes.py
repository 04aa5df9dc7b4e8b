"""A few connections that many requests share, one request to each at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx


class Lanes:
    """At most so many clients, opened when they are needed; others wait their turn.

    The one that was given back last is taken first, so that few are kept where few
    are needed. Belongs to the event loop that first waits for it.
    """

    def __init__(self, most: int, client: Callable[[], httpx.AsyncClient]) -> None:
        self._turns = asyncio.Semaphore(most)
        self._client = client
        self._idle: list[httpx.AsyncClient] = []

    @asynccontextmanager
    async def one(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client for one request at a time."""
        async with self._turns:
            client = self._idle.pop() if self._idle else self._client()
            try:
                yield client
            finally:
                self._idle.append(client)

    async def close(self) -> None:
        """Let go of the connections that nobody uses."""
        while self._idle:
            await self._idle.pop().aclose()
