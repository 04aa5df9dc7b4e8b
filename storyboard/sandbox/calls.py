"""Calling back: telling whoever asked for it that a job has ended.

Only this machine is called, whatever address was given: the sandbox leaves it never.
Nobody is called twice because a call failed, and none of it is anybody's problem.
"""

import asyncio
import contextlib
import ipaddress
import json
from dataclasses import replace
from urllib.parse import urlsplit

from storyboard.sandbox.book import Book
from storyboard.sandbox.jobs import Job

_LOOK = 0.05
"""Seconds between two looks at the book."""
_LONGEST = 2.0
"""Seconds that a call may take."""
_AT_ONCE = 32


async def call_back(book: Book) -> None:
    """Call back for every job that ends, until called off."""
    lines = asyncio.Semaphore(_AT_ONCE)
    async with asyncio.TaskGroup() as calls:
        while True:
            for job in book.ended():
                calls.create_task(_told(job, lines))
            await asyncio.sleep(_LOOK)


async def _told(job: Job, lines: asyncio.Semaphore) -> None:
    """Tell of one job, or not, as its prompt wishes."""
    if job.callback == "never":
        return
    said = replace(job, state="succeeded") if job.callback == "lies" else job
    body = {"id": job.id, "state": said.state} if job.told is None else job.told(said)
    for _ in range(2 if job.callback == "twice" else 1):
        async with lines:
            with contextlib.suppress(OSError, TimeoutError, ValueError):
                async with asyncio.timeout(_LONGEST):
                    await _post(job.order.callback or "", json.dumps(body).encode())
                job.called += 1


async def _post(address: str, body: bytes) -> None:
    """POST to this machine; any answer will do. ValueError for other addresses."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 80
    if parts.scheme != "http" or not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"{address} is not on this machine")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(head.encode("ascii") + body)
        await writer.drain()
        if not await reader.readline():
            raise ConnectionError(f"{address} did not answer")
    finally:
        writer.transport.abort()
