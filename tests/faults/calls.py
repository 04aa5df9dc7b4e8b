"""More points of a run for faults, beside those of `child.py`: call by call.

    statement   the ledger's database is asked something, BEGIN and COMMIT included
    committed   it has committed, and is about to say so
    file        a file of the project is opened, made, renamed, removed or synced
    write       bytes of a clip are about to be written
    call        an HTTP request is about to leave
    reply       the head of its answer is here

Deeds: `broken` is what SQLite says of a broken disk, `filled` of a full one, `locked`
of a lock that nobody lets go; `io`, `denied`, `readonly` and `nospace` are what the
system says of a file; `refused` is a connection that was not made, `reset` one that
broke. Each says on stderr that it was done.

`FAULTS_PACE=SECOND:BOOT:FACTOR` in the environment has the studio's clock run so many
times as fast from then on, and its sleeps be so much shorter; `pace` words it.
`FAULTS_CLOCK` sets the wall clock forward by so many seconds. `FAULTS_CLIP_BYTES` is
the size of the largest clip, and `FAULTS_BUSY` for how many
milliseconds the ledger's file is waited for, `FAULTS_ANSWER_SECONDS` how long an
answer may take.
"""

import asyncio
import errno
import io
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from storyboard import studio
from storyboard.providers import download, http
from storyboard.scheduler import database

DONE = "fault done at"
"""Stands on stderr once a fault of this file was done."""
_OF_FILES = {"open", "os.rename", "os.mkdir", "os.remove", "os.truncate", "os.scandir"}
_NAP = 2.0
"""Seconds of real time."""
Around = Callable[[Any], Any]
Wrap = Callable[[object, str, Around], None]


def pace(factor: float) -> Mapping[str, str]:
    """The environment in which clocks run so many times as fast, from now on.

    A breath is then as long as a nap, so that naps are longer.
    """
    boot = studio.SystemClock().elapsed()
    return {
        "FAULTS_PACE": f"{time.time()}:{boot}:{factor}",
        "STORYBOARD_LEDGER_GRACE_SECONDS": str(min(_NAP * factor, 600)),
    }


def told_at(environment: Mapping[str, str]) -> datetime:
    """What the wall clock of runs in an environment says now."""
    began, _, factor = _paced(environment)
    return datetime.fromtimestamp(began + (time.time() - began) * factor, UTC)


def _paced(environment: Mapping[str, str]) -> tuple[float, float, float]:
    began, boot, factor = map(float, environment["FAULTS_PACE"].split(":"))
    return began, boot, factor


def _says(error: Callable[[], BaseException]) -> Callable[[str], None]:
    def deed(_: str) -> None:
        raised = error()
        sys.stderr.write(f"{DONE} {raised!r}\n")
        sys.stderr.flush()
        raise raised

    return deed


def _of_the_system(number: int) -> Callable[[], BaseException]:
    return lambda: OSError(number, os.strerror(number))


DEEDS: Mapping[str, Callable[[str], None]] = {
    "broken": _says(lambda: sqlite3.OperationalError("disk I/O error")),
    "locked": _says(lambda: sqlite3.OperationalError("database is locked")),
    "filled": _says(lambda: sqlite3.OperationalError("database or disk is full")),
    "io": _says(_of_the_system(errno.EIO)),
    "denied": _says(_of_the_system(errno.EACCES)),
    "readonly": _says(_of_the_system(errno.EROFS)),
    "nospace": _says(_of_the_system(errno.ENOSPC)),
    "refused": _says(lambda: httpx.ConnectError("all connection attempts failed")),
    "reset": _says(lambda: httpx.ReadError("connection reset by peer")),
}


def watch(passed: Callable[[str], None], wrap: Wrap, points: set[str]) -> None:
    """Put those of this file's points in their places that a fault is at."""
    if points & {"statement", "committed"}:
        _watch_database(passed, wrap)
    if "file" in points:
        _watch_files(passed, wrap)
    if "write" in points:
        wrap(Path, "open", _writing(passed))
    if points & {"call", "reply"}:
        wrap(httpx.AsyncClient, "send", _sending(passed))


def set_up(wrap: Wrap) -> None:
    """Do what the environment asks for."""
    if "FAULTS_PACE" in os.environ:
        _hurry(wrap, *_paced(os.environ))
    if "FAULTS_CLOCK" in os.environ:
        _set_forward(wrap, timedelta(seconds=float(os.environ["FAULTS_CLOCK"])))
    if "FAULTS_CLIP_BYTES" in os.environ:
        most = int(os.environ["FAULTS_CLIP_BYTES"])
        wrap(download, "CLIP_BYTES", lambda _: most)
    if "FAULTS_ANSWER_SECONDS" in os.environ:
        seconds = float(os.environ["FAULTS_ANSWER_SECONDS"])
        wrap(http, "ANSWER_SECONDS", lambda _: seconds)
    if "FAULTS_BUSY" in os.environ:
        wait = f"busy_timeout = {os.environ['FAULTS_BUSY']}"
        wrap(database, "_PRAGMAS", lambda real: (wait, *real[1:]))


def _set_forward(wrap: Wrap, shift: timedelta) -> None:
    def around(real: Any) -> Any:  # noqa: ANN401 - SystemClock.now
        return lambda clock: real(clock) + shift

    wrap(studio.SystemClock, "now", around)


def _hurry(wrap: Wrap, began: float, boot: float, factor: float) -> None:
    def now(real: Any) -> Any:  # noqa: ANN401 - SystemClock.now
        def told(clock: studio.SystemClock) -> datetime:
            at: float = real(clock).timestamp()
            return datetime.fromtimestamp(began + (at - began) * factor, UTC)

        return told

    def elapsed(real: Any) -> Any:  # noqa: ANN401 - SystemClock.elapsed
        return lambda clock: boot + (real(clock) - boot) * factor

    async def sleep(_: studio.SystemClock, seconds: float) -> None:
        await asyncio.sleep(seconds / factor)

    wrap(studio.SystemClock, "now", now)
    wrap(studio.SystemClock, "elapsed", elapsed)
    wrap(studio.SystemClock, "sleep", lambda _: sleep)


def _watch_database(passed: Callable[[str], None], wrap: Wrap) -> None:
    def asked(*_: object) -> None:
        passed("statement")

    def committing(real: Any) -> Any:  # noqa: ANN401 - DefaultDialect.do_commit
        def watched(self: DefaultDialect, connection: Any) -> None:  # noqa: ANN401
            passed("statement")
            real(self, connection)
            passed("committed")

        return watched

    event.listen(Engine, "do_execute", asked)
    event.listen(Engine, "do_execute_no_params", asked)
    wrap(DefaultDialect, "do_commit", committing)


def _watch_files(passed: Callable[[str], None], wrap: Wrap) -> None:
    """By audit events, which the interpreter raises before it asks the system."""
    project = str(Path.cwd())

    def heard(name: str, what: tuple[Any, ...]) -> None:
        if name in _OF_FILES and _inside(project, what[0]):
            passed("file")

    def synced(real: Any) -> Any:  # noqa: ANN401 - os.fsync
        def watched(file: int) -> None:
            passed("file")
            real(file)

        return watched

    wrap(os, "fsync", synced)
    sys.addaudithook(heard)


def _inside(project: str, path: object) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    return os.path.join(os.getcwd(), os.fsdecode(path)).startswith(project)  # noqa: PTH109, PTH118 - called for every file, and may not open any


def _writing(passed: Callable[[str], None]) -> Around:
    class Watched(io.BufferedWriter):
        def write(self, what: Any) -> int:  # noqa: ANN401 - bytes of any kind
            passed("write")
            return super().write(what)

    def around(real: Any) -> Any:  # noqa: ANN401 - Path.open
        def watched(self: Path, mode: str = "r", *how: Any, **more: Any) -> Any:  # noqa: ANN401
            if self.parent.name == "incoming" and mode == "wb":
                return Watched(io.FileIO(self, "wb"))
            return real(self, mode, *how, **more)

        return watched

    return around


def _sending(passed: Callable[[str], None]) -> Around:
    def around(real: Any) -> Any:  # noqa: ANN401 - AsyncClient.send
        async def watched(*what: Any, **how: Any) -> httpx.Response:  # noqa: ANN401
            passed("call")
            response: httpx.Response = await real(*what, **how)
            try:
                passed("reply")
            except BaseException:
                await response.aclose()
                raise
            return response

        return watched

    return around
