"""One call under way, and one answer held back."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from storyboard.sandbox.faults import WIRE_WORDS, Fault, On
from storyboard.sandbox.jobs import Call, Job
from storyboard.sandbox.proxy import WIRE_HEADER
from storyboard.sandbox.spoil import Answer

_REFUSED_FROM = 400
_REFUSAL = 300
"""Bytes kept of an answer that refuses."""
_SECRETS = {"authorization", "x-api-key", "cookie", "proxy-authorization"}


@dataclass(frozen=True)
class Place:
    """What a call is for."""

    service: str
    """The service's name; empty where no service has the path."""
    call: On
    job: Job | None = None
    """The job whose clip is fetched."""


class Taken:
    """Holds back an answer that an app sends."""

    def __init__(self) -> None:
        self._status = 500
        self._headers: dict[str, str] = {}
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """Take a part of it."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = {
                k.decode("latin-1"): v.decode("latin-1") for k, v in message["headers"]
            }
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")

    def answer(self) -> Answer:
        """All of it."""
        return Answer(self._status, self._headers, bytes(self._body))


class Visit:
    """One call under way."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, place: Place, body: bytes
    ) -> None:
        self.scope = scope
        self.place = place
        self.body = body
        self.status = 500
        self.faults: tuple[str, ...] = ()
        self._receive = receive
        self._send = send
        self._unread = True
        self._refusal = b""

    @property
    def address(self) -> str:
        """Path and query."""
        query = self.scope["query_string"].decode("latin-1")
        return str(self.scope["path"]) + (f"?{query}" if query else "")

    async def replay(self) -> Message:
        """The body, which was read already, and then what comes."""
        if self._unread:
            self._unread = False
            return {"type": "http.request", "body": self.body, "more_body": False}
        return await self._receive()

    async def watch(self, message: Message) -> None:
        """Pass a part of the answer on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif self.status >= _REFUSED_FROM:
            self._refusal += message.get("body", b"")[:_REFUSAL]
        await self._send(message)

    def watching(self, asked: Fault) -> Send:
        """Pass the answer on with what the proxy is to do to it."""

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_wire_header(asked)]
            await self.watch(message)

        return send

    async def answer(self, answer: Answer, asked: Fault | None = None) -> None:
        """Answer whole, with what the proxy is to do to it."""
        response = Response(answer.body, answer.status)
        kept = {k: v for k, v in answer.headers.items() if k != "content-length"}
        response.raw_headers += [
            (key.encode("latin-1"), value.encode("latin-1"))
            for key, value in kept.items()
        ]
        response.raw_headers += _wire_header(asked)
        await response(self.scope, self._receive, self.watch)

    def written(self) -> Call:
        """The call as it goes into the book."""
        return Call(
            service=self.place.service,
            call=self.place.call,
            method=str(self.scope["method"]),
            path=self.address,
            headers=_without_key(self.scope["headers"]),
            body=_readable(self.body),
            status=self.status,
            faults=self.faults,
            refusal=self._refusal[:_REFUSAL].decode("utf-8", errors="replace"),
        )


def _wire_header(asked: Fault | None) -> list[tuple[bytes, bytes]]:
    words = {} if asked is None else asked.words
    wire = [f"{w}={words[w]}" if words[w] else w for w in WIRE_WORDS if w in words]
    return [(WIRE_HEADER.encode(), " ".join(wire).encode())] if wire else []


def _without_key(headers: Sequence[tuple[bytes, bytes]]) -> Mapping[str, str]:
    told = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in headers}
    return {k: "(a key)" if k in _SECRETS else v for k, v in told.items()}


def _readable(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """JSON as it came, other text as text, anything else as a count."""
    if not body:
        return None
    with contextlib.suppress(ValueError):
        return json.loads(body)
    with contextlib.suppress(UnicodeDecodeError):
        return body.decode()
    return f"({len(body)} bytes)"
