"""A run that something happens to: `python -m tests.faults.child FAULT… -- VERB …`.

It is the command itself, in a process of its own, with watched points in it. A FAULT
is POINT=DEED, or POINT:N=DEED for the N-th time that the point is passed (from 1).

    before STATE, STATE   the ledger is about to record it, has recorded it: intent,
                          submitted (the ticket), ready (success), done, …
    submit                a request has been written down, and goes to its connection
    connected, sending, half sent, sent, answered   of a submit: the way is open, its
                          head is about to leave, its body is, all bytes have left, all
                          of the answer are here
    ask                   any question that is free, such as a poll
    fetch                 half of a clip's first bytes have come
    fsync, rename         a whole clip, before it is on disk, and before it is in place
    lock                  all takes are made, and the lock does not say so yet
    frame                 a frame of the film goes to its encoder
    kept                  a segment is whole, and before it is in place
    join                  a part of the film is about to be joined to the others
    film rename           the whole film, before it is in place
    database              a transaction of the ledger begins

Points and deeds for each single call to the database, to files and over HTTP, and
clocks that run faster, are in `calls.py`.

Deeds: `kill`, `stop`, `int` and `term` send this process that signal; `full` raises
what a full disk does; `clock:SECONDS` sets the wall clock, `sleep:SECONDS` both clocks,
as a lid does.

`--serve` in place of all that starts many of them: everything is imported once, and
each run is a fork, which costs a tenth of a start (see `runs.py`).

To add a point, wrap the real function in `_watch` and call `passed` with its name, and
write its line above. To add a deed, write a function and its row in `DEEDS`.
"""

import errno
import gc
import io
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx

from storyboard import cli, studio
from storyboard.assembly.lab import Lab
from storyboard.cli.group import VERBS
from storyboard.media import encode
from storyboard.production import records
from storyboard.providers.http import Wire
from storyboard.scheduler.ledger import Ledger
from storyboard.store import clips
from tests.faults import calls

_ON_THE_WIRE = {
    "connection.connect_tcp.complete": "connected",
    "http11.send_request_headers.started": "sending",
    "http11.send_request_body.started": "half sent",
    "http11.send_request_body.complete": "sent",
    "http11.receive_response_body.complete": "answered",
}
_shifts = {"wall": 0.0, "both": 0.0}
"""Seconds by which the clocks were set forward."""


@dataclass(frozen=True)
class Fault:
    """What happens, where, and at which pass."""

    point: str
    turn: int
    deed: Callable[[], None]


def fault(text: str) -> Fault:
    """A fault from its words; ValueError for a deed that there is not."""
    place, _, said = text.rpartition("=")
    point, _, turn = place.partition(":")
    name, _, value = said.partition(":")
    if name not in DEEDS:
        raise ValueError(f"there is no deed {name}")
    return Fault(point, int(turn or 1), lambda: DEEDS[name](value))


def _signal(number: int) -> Callable[[str], None]:
    return lambda _: os.kill(os.getpid(), number)


def _full(_: str) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _set(clock: str) -> Callable[[str], None]:
    def shift(seconds: str) -> None:
        _shifts[clock] += float(seconds)

    return shift


DEEDS: Mapping[str, Callable[[str], None]] = {
    "kill": _signal(signal.SIGKILL),
    "stop": _signal(signal.SIGSTOP),
    "int": _signal(signal.SIGINT),
    "term": _signal(signal.SIGTERM),
    "full": _full,
    "clock": _set("wall"),
    "sleep": _set("both"),
    **calls.DEEDS,
}
_faults: list[Fault] = []
_passes: Counter[str] = Counter()
_counting = threading.Lock()


def passed(point: str) -> None:
    """Do what is to happen here now."""
    with _counting:
        _passes[point] += 1
        turn = _passes[point]
    for each in _faults:
        if (each.point, each.turn) == (point, turn):
            each.deed()


def _wrap(owner: object, name: str, around: Callable[[Any], Any]) -> None:
    setattr(owner, name, around(getattr(owner, name)))


def _watch() -> None:
    """Put the points in their places."""
    _wrap(Ledger, "move", _moving)
    _wrap(Ledger, "_transaction", _in_the_database)
    _wrap(Wire, "submit", _submitting)
    _wrap(Wire, "ask", _asking)
    _wrap(Wire, "clip", _fetching)
    _wrap(httpx.AsyncClient, "send", _sending)
    _wrap(clips, "move_into_place", _before("fsync"))
    _wrap(Path, "replace", _renaming)
    _wrap(encode, "_placed", _before("frame"))
    _wrap(Lab, "part", _before("join"))
    _wrap(records, "write_lock", _before("lock"))
    _wrap(studio.SystemClock, "now", _told_wrong)
    _wrap(studio.SystemClock, "elapsed", _slept)


def _before(point: str) -> Callable[[Any], Any]:
    def around(real: Any) -> Any:  # noqa: ANN401 - any function
        def watched(*what: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on
            passed(point)
            return real(*what, **named)

        return watched

    return around


def _moving(real: Any) -> Any:  # noqa: ANN401 - Ledger.move
    def watched(self: Ledger, entry: Any, state: str, **facts: Any) -> Any:  # noqa: ANN401
        passed(f"before {state}")
        moved = real(self, entry, state, **facts)
        passed(state)
        return moved

    return watched


def _in_the_database(real: Any) -> Any:  # noqa: ANN401 - Ledger._transaction
    @contextmanager
    def watched(self: Ledger) -> Iterator[Any]:
        passed("database")
        with real(self) as connection:
            yield connection

    return watched


_submits: ContextVar[bool] = ContextVar("_submits", default=False)


def _submitting(real: Any) -> Any:  # noqa: ANN401 - Wire.submit
    async def watched(self: Wire, *what: Any) -> Any:  # noqa: ANN401 - passed on
        passed("submit")
        mark = _submits.set(True)
        try:
            return await real(self, *what)
        finally:
            _submits.reset(mark)

    return watched


def _sending(real: Any) -> Any:  # noqa: ANN401 - AsyncClient.send
    async def watched(
        self: httpx.AsyncClient,
        request: httpx.Request,
        **how: Any,  # noqa: ANN401 - passed on
    ) -> httpx.Response:
        theirs = request.extensions.get("trace")

        async def trace(event: str, facts: Mapping[str, Any]) -> None:
            if event in _ON_THE_WIRE:
                passed(_ON_THE_WIRE[event])
            if theirs is not None:
                await theirs(event, facts)

        if _submits.get():
            request.extensions["trace"] = trace
        response: httpx.Response = await real(self, request, **how)
        return response

    return watched


def _asking(real: Any) -> Any:  # noqa: ANN401 - Wire.ask
    async def watched(self: Wire, *what: Any, **named: Any) -> Any:  # noqa: ANN401
        passed("ask")
        return await real(self, *what, **named)

    return watched


def _fetching(real: Any) -> Any:  # noqa: ANN401 - Wire.clip
    async def watched(self: Wire, address: str) -> AsyncIterator[bytes]:
        first = True
        async for part in real(self, address):
            if first:
                yield part[: len(part) // 2]
                passed("fetch")
                yield part[len(part) // 2 :]
                first = False
            else:
                yield part

    return watched


def _renaming(real: Any) -> Any:  # noqa: ANN401 - Path.replace
    def watched(self: Path, target: Path) -> Path:
        if self.parent.name == "incoming":
            passed("rename")
        if self.suffix == ".partial":
            passed("film rename" if self.name.startswith(".") else "kept")
        moved: Path = real(self, target)
        return moved

    return watched


def _told_wrong(real: Any) -> Any:  # noqa: ANN401 - SystemClock.now
    def now(self: studio.SystemClock) -> datetime:
        told: datetime = real(self)
        return told + timedelta(seconds=_shifts["wall"] + _shifts["both"])

    return now


def _slept(real: Any) -> Any:  # noqa: ANN401 - SystemClock.elapsed
    def elapsed(self: studio.SystemClock) -> float:
        told: float = real(self)
        return told + _shifts["both"]

    return elapsed


def main(arguments: Sequence[str]) -> None:
    """Run the command with its faults; ends the process."""
    if arguments == ["--serve"]:
        serve()
        return
    end = arguments.index("--")
    _faults.extend(map(fault, arguments[:end]))
    calls.set_up(_wrap)
    _watch()
    calls.watch(passed, _wrap, {each.point for each in _faults})
    sys.argv[1:] = arguments[end + 1 :]
    cli.main()


_HEAVY = (
    *(f"storyboard.cli.{verb}" for verb in VERBS),
    *(f"storyboard.production.{name}" for name in ("making", "running", "reconciling")),
    *("storyboard.assembly.film", "storyboard.assembly.edit", "storyboard.media.probe"),
    *("storyboard.media.inspect", "storyboard.scheduler.dialect", "pg8000"),
)
"""What runs import late."""


def serve() -> None:
    """Fork runs as lines of JSON ask for them, and tell how they end."""
    for name in _HEAVY:
        import_module(name)
    _warm_up()
    for line in sys.stdin:
        asked = json.loads(line)
        told = _forked(asked) if asked["do"] == "start" else _awaited(asked)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


_BOARD = """\
storyboard: 1
title: Warming up
provider: evolink
scenes: [{id: one, shots: [{id: "010", action: Nothing.}, {id: "020", action: No.}]}]
"""


def _warm_up() -> None:
    """Plan a film once, so that no run reads templates and tables anew."""
    with (
        tempfile.TemporaryDirectory() as folder,
        redirect_stdout(io.StringIO()),
        redirect_stderr(io.StringIO()),
    ):
        board = Path(folder) / "storyboard.yaml"
        board.write_text(_BOARD, encoding="utf-8")
        sys.argv[1:] = ["plan", str(board)]
        with suppress(SystemExit):
            cli.main()
    # What a collection touches would have to be copied for each run.
    gc.collect()
    gc.freeze()


def _forked(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    pid = os.fork()
    if pid:
        return {"pid": pid}
    # A run that hangs must not hang the suite.
    signal.alarm(asked["most"])
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    for number, name in enumerate((os.devnull, asked["out"], asked["err"])):
        how = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        file = os.open(name, how, 0o600)
        os.dup2(file, number)
        os.close(file)
    code = 1
    try:
        main(asked["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for child in multiprocessing.active_children():
            child.terminate()
        os._exit(code)


def _awaited(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """How a run ended or was stopped; on the way, signals are sent at their times."""
    began, signals = time.monotonic(), sorted(asked["signals"])
    while True:
        while signals and time.monotonic() - began >= signals[0][0]:
            _, pid, number = signals.pop(0)
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        pid, status = os.waitpid(asked["pid"], os.WNOHANG | os.WUNTRACED)
        if pid and os.WIFSTOPPED(status):
            return {"code": None}
        if pid:
            return {"code": os.waitstatus_to_exitcode(status)}
        time.sleep(0.002)


if __name__ == "__main__":
    main(sys.argv[1:])
