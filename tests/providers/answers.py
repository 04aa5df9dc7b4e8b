"""A server that answers with the bytes it is given, and keeps what it was sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from storyboard.providers.base import Workplace
from tests.production.lot import FakeClock

KEY = "sk-very-secret-0123456789"


def answer(
    body: object = None,
    *,
    status: int = 200,
    headers: str = "",
    length: int | None = None,
) -> bytes:
    """An HTTP answer; a body that is no bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    size = len(content) if length is None else length
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {size}\r\n{headers}\r\n"
    return head.encode() + content


@dataclass
class Sent:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body)


@dataclass
class Answers:
    """What is answered in turn, the last one for ever; None hangs up unanswered."""

    script: list[bytes | None]
    sent: list[Sent] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        try:
            while await self._answered(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answered(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {
            name.lower(): value
            for name, value in (line.split(": ", 1) for line in lines)
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.sent.append(Sent(method, path, headers, body))
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if said is None:
            return False
        writer.write(said)
        await writer.drain()
        size = int(said.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        whole = len(said.split(b"\r\n\r\n", 1)[1]) == size
        return whole and headers.get("connection") != "close"


@asynccontextmanager
async def answering(*script: bytes | None) -> AsyncIterator[Answers]:
    answers = Answers(list(script))
    server = await asyncio.start_server(answers.serve, "127.0.0.1", 0)
    answers.port = server.sockets[0].getsockname()[1]
    try:
        yield answers
    finally:
        server.close()


def a_workplace(
    base_url: str | None = None,
    *,
    key: Callable[[], str | None] = lambda: KEY,
    clock: FakeClock | None = None,
    requests_per_minute: int | None = None,
    settings: dict[str, str | int | float | bool] | None = None,
    folder: Path = Path("nowhere"),
) -> Workplace:
    return Workplace(
        scratch=folder / "scratch",
        assets={"": folder},
        settings=settings or {},
        workers=1,
        clock=clock or FakeClock(),
        base_url=base_url,
        key=key,
        requests_per_minute=requests_per_minute,
    )
