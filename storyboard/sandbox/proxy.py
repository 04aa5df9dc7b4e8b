"""The door: a TCP proxy in front of the app, which can fail as a network does.

An ASGI server can neither reset a connection nor send less than it promised. The app
says what is to happen in the header `WIRE_HEADER` of its answer; the proxy does it and
takes the header away. Each request goes over a connection of its own to the app.
"""

import asyncio
import contextlib
import re
import socket
import struct
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

from storyboard.errors import PreflightError

HOST = "127.0.0.1"
WIRE_HEADER = "x-sandbox-wire"
_LONGEST_HEAD = 65_536
_PIECE = 65_536
_TICK = 0.02
"""Seconds between the pieces of a slow answer."""
_NO_BODY = {204, 304}
_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
_HOP = {"connection", "keep-alive", "expect", "proxy-connection", WIRE_HEADER}
"""Headers that belong to one connection, and ours."""
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(frozen=True)
class Head:
    """The first line and the headers of a request or a response."""

    line: str
    headers: tuple[tuple[str, str], ...]

    def value(self, name: str) -> str:
        """A header's value, or an empty text."""
        found = (value for key, value in self.headers if key.lower() == name)
        return next(found, "")

    @property
    def length(self) -> int | None:
        """What Content-Length promises."""
        text = self.value("content-length")
        return int(text) if text.isdecimal() else None

    @property
    def chunked(self) -> bool:
        """Whether the body comes in chunks."""
        return "chunked" in self.value("transfer-encoding").lower()

    def sent(self, *more: tuple[str, str], without: str = "") -> bytes:
        """The bytes to pass on: headers of this connection replaced by `more`."""
        kept = [
            (key, value)
            for key, value in self.headers
            if key.lower() not in _HOP and key.lower() != without
        ]
        lines = [self.line, *(f"{key}: {value}" for key, value in (*kept, *more))]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@dataclass(frozen=True)
class Wire:
    """What is to happen to an answer on its way."""

    reset: bool = False
    """The connection is reset instead of an answer."""
    cut: float | None = None
    """The share of the body after which the connection closes."""
    slow: float | None = None
    """Bytes a second."""
    no_length: bool = False
    """The answer does not say how long it is, and ends with the connection."""


def wire(text: str) -> Wire:
    """The header's words, such as `cut=0.6 slow=1000`."""
    words = dict(re.findall(r"([a-z-]+)=?(\S*)", text))
    return Wire(
        reset=not words.keys().isdisjoint({"reset-before", "reset-after"}),
        cut=float(words["cut"]) if "cut" in words else None,
        slow=float(words["slow"]) if "slow" in words else None,
        no_length="no-length" in words,
    )


class OddMessageError(ConnectionError):
    """What came is no HTTP that the proxy understands."""


async def _head(reader: asyncio.StreamReader) -> Head | None:
    """The next head; None where the other side has closed."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise OddMessageError("the head is cut short") from error
        return None
    except asyncio.LimitOverrunError as error:
        raise OddMessageError("the head is too long") from error
    line, *rest = raw[:-4].decode("latin-1").split("\r\n")
    pairs = (header.partition(":") for header in rest)
    return Head(line, tuple((name, value.strip()) for name, _, value in pairs))


async def _counted(reader: asyncio.StreamReader, count: int) -> AsyncIterator[bytes]:
    while count > 0:
        piece = await reader.read(min(count, _PIECE))
        if not piece:
            raise OddMessageError("the body is cut short")
        count -= len(piece)
        yield piece


async def _in_chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """A chunked body as it stands on the wire."""
    size = 1
    while size:
        line = await reader.readuntil(b"\r\n")
        yield line
        size = int(line.partition(b";")[0], 16)
        if size:
            async for piece in _counted(reader, size + 2):
                yield piece
    while True:
        line = await reader.readuntil(b"\r\n")
        yield line
        if line == b"\r\n":
            return


async def _to_the_end(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while piece := await reader.read(_PIECE):
        yield piece


def _body(reader: asyncio.StreamReader, head: Head) -> AsyncIterator[bytes]:
    return _in_chunks(reader) if head.chunked else _counted(reader, head.length or 0)


class Proxy:
    """Listens on a loopback port and passes on to another one."""

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()

    async def start(self, port: int) -> int:
        """Listen on a port, 0 for any free one; gives the port that it is.

        PreflightError where the port is taken.
        """
        try:
            self._server = await asyncio.start_server(
                self._client, HOST, port, limit=_LONGEST_HEAD, backlog=1024
            )
        except OSError as error:
            raise PreflightError(
                f"the sandbox cannot listen on port {port}: {error.strerror or error}; "
                "name another one, or 0 for any free one"
            ) from error
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def stop(self) -> None:
        """Stop listening and drop every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._clients:
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        # Aborted connections are closed in the loop's next round.
        await asyncio.sleep(0)

    async def _client(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._clients.add(task)
            task.add_done_callback(self._clients.discard)
        try:
            while await self._exchange(reader, writer):
                pass
            await _close(writer)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            # Whoever was connected is gone, or spoke no HTTP.
            pass
        except asyncio.CancelledError:
            # Only `stop` cancels; asyncio's streams want no cancelled task back.
            pass
        finally:
            writer.transport.abort()

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Pass one request and its answer on; whether another may follow."""
        asked = await _head(reader)
        if asked is None:
            return False
        if asked.value("expect").lower() == "100-continue":
            writer.write(_CONTINUE)
        up_reader, up_writer = await asyncio.open_connection(
            HOST, self._upstream, limit=_LONGEST_HEAD
        )
        # The answer may come before the whole request was read.
        sending = asyncio.ensure_future(_send(asked, reader, up_writer))
        try:
            again = await _answer(asked, up_reader, writer)
            await asyncio.wait({sending}, timeout=_TICK)
            return again and sending.done() and sending.exception() is None
        finally:
            up_writer.transport.abort()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


async def _send(
    asked: Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    whole = False
    try:
        writer.write(asked.sent(("Connection", "close")))
        async for piece in _body(reader, asked):
            writer.write(piece)
            await writer.drain()
        whole = True
    finally:
        if not whole:
            # The app must not wait for the rest.
            writer.transport.abort()


async def _answer(
    asked: Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bool:
    """Pass an answer on, with what is to happen to it; whether another may follow."""
    head = await _head(reader)
    if head is None:
        raise OddMessageError("the app closed without an answer")
    fault = wire(head.value(WIRE_HEADER))
    if fault.reset:
        reset(writer)
        return False
    status = int(head.line.split()[1])
    bare = status in _NO_BODY or asked.line.startswith("HEAD ")
    known = bare or head.chunked or head.length is not None
    leave = asked.value("connection").lower() == "close" or not known
    leave = leave or fault.no_length or fault.cut is not None
    leave = leave or asked.line.endswith("HTTP/1.0")
    writer.write(
        head.sent(
            *([("Connection", "close")] if leave else []),
            without="content-length" if fault.no_length and not bare else "",
        )
    )
    if not bare:
        body = _body(reader, head) if known else _to_the_end(reader)
        most = None if fault.cut is None else int((head.length or 0) * fault.cut)
        await _pass_on(body, writer, most, fault.slow)
    await writer.drain()
    return not leave


async def _pass_on(
    body: AsyncIterator[bytes],
    writer: asyncio.StreamWriter,
    most: int | None,
    slow: float | None,
) -> None:
    """Write a body: at most so many bytes of it, at most so many a second."""
    left = most
    async for piece in body:
        part = piece if left is None else piece[:left]
        if left is not None:
            left -= len(part)
        if slow is None:
            writer.write(part)
            await writer.drain()
        else:
            await _slowly(part, writer, slow)
        if left == 0:
            return


async def _slowly(part: bytes, writer: asyncio.StreamWriter, rate: float) -> None:
    """Write as many bytes as each tick's end allows."""
    loop = asyncio.get_running_loop()
    start, done = loop.time(), 0
    while done < len(part):
        await asyncio.sleep(_TICK)
        due = min(int((loop.time() - start) * rate), len(part))
        writer.write(part[done:due])
        await writer.drain()
        done = due


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST instead of FIN, as a host that crashed does."""
    held = writer.get_extra_info("socket")
    held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
    writer.transport.abort()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
