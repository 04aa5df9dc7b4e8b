"""Somebody between a run and the sandbox, who changes what the services answer.

For what the sandbox itself cannot be asked for. It passes every call on, remembers
which job is for which shot, and lets a function of the test change the answer: then the
service has acted on the call, and the run is told something else.
"""

import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from storyboard.sandbox.options import variables
from storyboard.sandbox.server import Sandbox

Kind = Literal["submit", "poll", "clip", "other"]
_SHOT = re.compile(rb"A bell tolls, [\w-]+\.(\w+)\.")
_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "date"}


@dataclass(frozen=True)
class Call:
    """A call on its way."""

    kind: Kind
    shot: str
    """The shot that it is for; empty where that is not known."""
    turn: int
    """The how-manieth of its kind and shot, from 1."""
    at: float
    """When it came, by the test's own monotonic clock."""


@dataclass(frozen=True)
class Answer:
    """What is answered."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name; `content-length` is that of the body unless it is here."""
    body: bytes
    rate: float | None = None
    """Bytes a second; None: all at once."""
    late: float = 0.0
    """Seconds to wait before."""
    bare: bool = False
    """Whether nothing tells its length."""

    def said(self, value: object) -> "Answer":
        """The same with other JSON."""
        return replace(self, body=json.dumps(value).encode())

    def slowly(self, rate: float) -> "Answer":
        """The same at so many bytes a second."""
        return replace(self, rate=rate)

    def later(self, seconds: float) -> "Answer":
        """The same after so many seconds."""
        return replace(self, late=seconds)

    def json(self) -> Any:  # noqa: ANN401 - whatever the service says
        """Its JSON."""
        return json.loads(self.body)


KeepsOut = Callable[[Call], bool]
"""Whether a call never arrives: what is answered is up to the test."""
Change = Callable[[Call, Answer], Answer | None]
"""What to answer in place of it; None: the connection breaks."""


def _nobody(_: Call) -> bool:
    return False


def _as_it_is(_: Call, answer: Answer) -> Answer:
    return answer


@dataclass
class Between:
    """Stands between; used as a context manager."""

    sandbox: Sandbox
    change: Change = _as_it_is
    keeps_out: KeepsOut = _nobody
    renumber: int | None = None
    """Call each job by this number and those that follow, here and in answers."""
    calls: list[Call] = field(default_factory=list)
    """Every call, in the order of arrival."""

    def __post_init__(self) -> None:
        self._turns: Counter[tuple[Kind, str]] = Counter()
        self._jobs: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()

    def __enter__(self) -> Self:
        between = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                between.serve(self)

            def log_message(self, *_: object) -> None:
                pass

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - likewise

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def environment(self, service: str) -> Mapping[str, str]:
        """The variables that lead a service's calls past here."""
        return dict(variables(service, self.address))

    def times(self, kind: Kind, shot: str) -> list[float]:
        """When the calls of a kind for a shot came."""
        return [c.at for c in self.calls if (c.kind, c.shot) == (kind, shot)]

    def serve(self, asked: BaseHTTPRequestHandler) -> None:
        """Pass a call on, and its answer back."""
        body = asked.rfile.read(int(asked.headers.get("content-length") or 0))
        call = self._call(asked.path, body)
        if self.keeps_out(call):
            answer = Answer(200, {}, b"")
        else:
            answer = self._passed_on(asked, body)
            self._remember(call, answer)
        changed = self.change(call, answer)
        asked.close_connection = True
        if changed is None:
            asked.connection.close()
            return
        self._over.wait(changed.late)
        # Whoever asked may have gone.
        with suppress(OSError):
            self._say(asked, changed)

    def _call(self, path: str, body: bytes) -> Call:
        found = _SHOT.search(body)
        with self._lock:
            if found:
                kind: Kind = "submit"
                shot = found[1].decode()
            else:
                jobs = (job for job in self._jobs if job in path)
                shot = self._jobs.get(next(jobs, ""), "")
                kind = "clip" if path.startswith("/clips/") else "poll"
                kind = kind if shot else "other"
            self._turns[kind, shot] += 1
            call = Call(kind, shot, self._turns[kind, shot], time.monotonic())
            self.calls.append(call)
        return call

    def _passed_on(self, asked: BaseHTTPRequestHandler, body: bytes) -> Answer:
        path = asked.path
        for job, number in self._numbers.items():
            path = path.replace(str(number), job)
        line = http.client.HTTPConnection(urlsplit(self.sandbox.address).netloc)
        headers = {k: v for k, v in asked.headers.items() if k.lower() != "connection"}
        line.request(asked.command, path, body or None, headers)
        with line.getresponse() as response:
            content = response.read()
        line.close()
        # Clips are fetched past here, too.
        content = content.replace(self.sandbox.address.encode(), self.address.encode())
        kept = {k.lower(): v for k, v in response.getheaders()}
        kept = {k: v for k, v in kept.items() if k not in _HOP}
        return Answer(response.status, kept, self._renumbered(content))

    def _renumbered(self, content: bytes) -> bytes:
        if self.renumber is None:
            return content
        for job in tuple(self.sandbox.book.ids):
            if f'"{job}"'.encode() in content and job not in self._numbers:
                self._numbers[job] = self.renumber + len(self._numbers)
        for job, number in self._numbers.items():
            content = content.replace(f'"{job}"'.encode(), str(number).encode())
        return content

    def _remember(self, call: Call, answer: Answer) -> None:
        """Know the job of a submit's answer again."""
        if call.kind == "submit":
            ids = tuple(self.sandbox.book.ids)
            named = [name for name in ids if name.encode() in answer.body]
            with self._lock:
                self._jobs |= dict.fromkeys(named, call.shot)

    def _say(self, asked: BaseHTTPRequestHandler, answer: Answer) -> None:
        asked.send_response_only(answer.status)
        headers = {**answer.headers, "connection": "close"}
        if not answer.bare:
            headers = {"content-length": str(len(answer.body)), **headers}
        for name, value in headers.items():
            asked.send_header(name, value)
        asked.end_headers()
        if answer.rate is None:
            asked.wfile.write(answer.body)
            return
        for place in range(len(answer.body)):
            asked.wfile.write(answer.body[place : place + 1])
            asked.wfile.flush()
            if self._over.wait(1 / answer.rate):
                return
