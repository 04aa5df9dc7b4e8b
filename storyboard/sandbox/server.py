"""The sandbox as a whole: start it, ask it, stop it."""

import asyncio
import tempfile
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from storyboard.errors import PreflightError
from storyboard.model.clock import Clock
from storyboard.sandbox.book import Book
from storyboard.sandbox.faults import Faults
from storyboard.sandbox.options import SERVICES, Options, variables
from storyboard.sandbox.started import Run, Started

MODULES = tuple(f"storyboard.sandbox.services.{name}" for name in SERVICES)
_EXTRA = {"starlette", "uvicorn"}


class MachineClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for real."""
        await asyncio.sleep(seconds)


class Sandbox:
    """All services on one loopback port, in a thread of this process.

    Used as a context manager. Its jobs and files live as long as it does. `modules`
    name the services' modules, for tests. PreflightError where the port is taken or
    the extra is not installed.
    """

    def __init__(
        self,
        options: Options | None = None,
        *,
        clock: Clock | None = None,
        modules: tuple[str, ...] = MODULES,
    ) -> None:
        self._options = options or Options()
        self._clock = clock or MachineClock()
        self._modules = modules
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._thread: threading.Thread | None = None
        self._started: Started | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """Where it is reached: http://127.0.0.1:PORT."""
        return self._running().address

    @property
    def book(self) -> Book:
        """Its jobs, charges and calls; may be read after it has stopped."""
        return self._running().book

    @property
    def faults(self) -> Faults:
        """What is still to go wrong."""
        return self._running().faults

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that point the tool at it, for every service."""
        return dict(pair for name in SERVICES for pair in variables(name, self.address))

    def _running(self) -> Started:
        if self._started is None:
            raise RuntimeError("the sandbox has not been started")
        return self._started

    def start(self) -> None:
        """Start it; it answers when this returns."""
        run = _with_extra()
        self._folder = tempfile.TemporaryDirectory(prefix="storyboard-sandbox-")
        folder = Path(self._folder.name)
        ready: Future[Started] = Future()

        def serve() -> None:
            try:
                asyncio.run(
                    run(self._options, self._clock, self._modules, folder, ready)
                )
            except BaseException as error:
                if not ready.done():
                    ready.set_exception(error)
                    return
                raise

        self._thread = threading.Thread(target=serve, name="sandbox", daemon=True)
        self._thread.start()
        try:
            self._started = ready.result()
        except BaseException:
            self._clear_away()
            raise

    def stop(self) -> None:
        """Stop it at once: connections are dropped and drawings ended."""
        if self._thread is not None and self._started is not None:
            self._started.stop()
        self._clear_away()

    def _clear_away(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _with_extra() -> Run:
    """What runs it; imported late, since it needs the extra."""
    try:
        from storyboard.sandbox.running import run  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA:
            raise
        raise PreflightError(
            f"the sandbox needs {missing}, which is not installed; "
            'run: pip install "storyboard-film[sandbox]"'
        ) from error
    return run
