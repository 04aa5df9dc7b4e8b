"""Where services call to say that a job has ended.

Hardly any service signs its calls, so nothing that a caller says is believed, or even
looked at: a call at the right address rings a bell, and whoever waits for it asks the
service itself. An address is as hard to guess as a key: it ends in an HMAC of the job.

It speaks as much HTTP as that needs, over plain streams: no framework, so it is there
with the core install, and there is next to nothing for a stranger to try. One request a
connection, heads and bodies bounded in bytes and in time, connections in number; to all
but a right call it answers the same.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from storyboard.errors import PreflightError
from storyboard.model.clock import Clock

HEAD_BYTES = 8_192
BODY_BYTES = 65_536
SECONDS = 5.0
"""How long a call may take, all told."""
CALLERS = 128
"""Connections at once; more are dropped."""
GAP = 1.0
"""Seconds between two rings for one job, however often somebody calls."""
_SECRET_BYTES = 16
_YES = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
_NO = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

_GONE = (
    OSError,
    TimeoutError,
    EOFError,
    ValueError,
    asyncio.LimitOverrunError,
    asyncio.CancelledError,
)
"""Whoever called is gone, too slow, or spoke no HTTP; `__aexit__` cancels."""

Waiter = tuple[asyncio.AbstractEventLoop, asyncio.Event]


class Receiver:
    """Listens on one port; `address` and `rung` may be used from any event loop.

    The same secret gives the same addresses in every run, so that a job is heard of
    whose run has ended, and a request that is sent again is the same request.
    ValueError for a secret that could be guessed.
    """

    def __init__(
        self,
        host: str,
        port: int,
        secret: bytes,
        clock: Clock,
        *,
        public: str | None = None,
        seconds: float = SECONDS,
    ) -> None:
        if len(secret) < _SECRET_BYTES:
            raise ValueError(f"a secret has at least {_SECRET_BYTES} bytes")
        self._host, self._port = host, port
        self._secret = secret
        self._clock = clock
        self._public = public.rstrip("/") if public else None
        self._seconds = seconds
        self._server: asyncio.Server | None = None
        self._callers: set[asyncio.Task[None]] = set()
        self._rings: dict[str, float] = {}
        self._waiting: dict[str, Waiter] = {}
        self._rung: set[str] = set()

    async def __aenter__(self) -> Self:
        """Listen; PreflightError where the port cannot be had."""
        try:
            self._server = await asyncio.start_server(
                self._called, self._host, self._port, limit=HEAD_BYTES, backlog=CALLERS
            )
        except OSError as error:
            raise PreflightError(
                f"nobody can be heard on {self._host}:{self._port}: "
                f"{error.strerror or error}; set listen.address to another port"
            ) from error
        bound = self._server.sockets[0].getsockname()
        self._host, self._port = str(bound[0]), int(bound[1])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening and drop whoever calls."""
        if self._server is not None:
            self._server.close()
        for caller in self._callers:
            caller.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)

    @property
    def here(self) -> str:
        """Where it listens."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def address(self, key: str) -> str:
        """The address to give along with the job of this key."""
        job = _named(key)
        self._rings.setdefault(job, float("-inf"))
        return f"{self._public or self.here}/{job}/{self._proof(job)}"

    async def rung(self, key: str) -> None:
        """Wait until somebody calls for this job, or has called since the last time.

        One at a time may wait for a job.
        """
        job, ringing = _named(key), asyncio.Event()
        self._rings.setdefault(job, float("-inf"))
        self._waiting[job] = asyncio.get_running_loop(), ringing
        try:
            if job not in self._rung:
                await ringing.wait()
            early = self._rings[job] + GAP - self._clock.elapsed()
            if early > 0:
                await self._clock.sleep(early)
            self._rung.discard(job)
            self._rings[job] = self._clock.elapsed()
        finally:
            if self._waiting.get(job, (None, None))[1] is ringing:
                del self._waiting[job]

    def _proof(self, job: str) -> str:
        return hmac.new(self._secret, job.encode(), hashlib.sha256).hexdigest()

    async def _called(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        caller = asyncio.current_task()
        if caller is None or len(self._callers) >= CALLERS:
            writer.transport.abort()
            return
        self._callers.add(caller)
        try:
            async with asyncio.timeout(self._seconds):
                await self._answer(reader, writer)
        except _GONE:
            pass
        finally:
            self._callers.discard(caller)
            writer.transport.abort()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *headers = head.split("\r\n")
        method, _, rest = line.partition(" ")
        job = self._job_at(rest.rpartition(" ")[0])
        good = method == "POST" and job is not None
        if job is not None and good:
            self._ring(job)
        await _drained(reader, headers)
        writer.write(_YES if good else _NO)
        await writer.drain()
        writer.write_eof()
        # Closed with bytes unread, a connection is reset, and its answer may be lost.
        await reader.read(BODY_BYTES)

    def _job_at(self, target: str) -> str | None:
        """The job whose address this is; None: nobody's."""
        path = urlsplit(target).path
        job, _, proof = path.rpartition("/")
        job = job.rpartition("/")[2]
        true = hmac.compare_digest(self._proof(job).encode(), proof.encode())
        return job if true else None

    def _ring(self, job: str) -> None:
        """Wake whoever waits; of a job that nobody here knows, nothing is kept."""
        if job not in self._rings:
            return
        self._rung.add(job)
        loop, ringing = self._waiting.get(job, (None, None))
        if loop is not None and ringing is not None:
            # A loop that has ended wants no more words.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(ringing.set)


def _named(key: str) -> str:
    """A job's name in its address: it tells nothing about the key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


async def _drained(reader: asyncio.StreamReader, headers: list[str]) -> None:
    """Read a body of at most `BODY_BYTES`, and forget it."""
    said = {
        name.strip().lower(): value.strip()
        for name, _, value in (header.partition(":") for header in headers)
    }
    if "expect" in said:
        return
    chunked = "transfer-encoding" in said
    length = BODY_BYTES if chunked else int(said.get("content-length") or 0)
    left, tail = min(length, BODY_BYTES), b""
    while left > 0:
        part = await reader.read(min(left, 4_096))
        tail = (tail + part)[-5:]
        left -= len(part)
        if not part or (chunked and tail == b"0\r\n\r\n"):
            return


@contextmanager
def in_a_thread(receiver: Receiver) -> Iterator[Receiver]:
    """A receiver that listens while other work is done here; PreflightError as it has.

    In a thread of its own, it answers while an event loop is busy with films.
    """
    ready, faults = Event(), list[BaseException]()
    loop = asyncio.new_event_loop()
    ending = asyncio.Event()

    async def listen() -> None:
        async with receiver:
            ready.set()
            await ending.wait()

    def work() -> None:
        try:
            loop.run_until_complete(listen())
        except PreflightError as error:
            faults.append(error)
        finally:
            loop.close()
            ready.set()

    thread = Thread(target=work, name="receiver", daemon=True)
    thread.start()
    ready.wait()
    try:
        if faults:
            raise faults[0]
        yield receiver
    finally:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(ending.set)
        thread.join()
