"""Runs of the command as processes of their own, forked from one that waits for it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.faults.film import Film


@dataclass(frozen=True)
class Going:
    """A run that was started."""

    pid: int
    out: Path
    err: Path

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    """Its exit code; that of a signal is negative."""
    out: str
    err: str

    @property
    def said(self) -> str:
        """All that it printed."""
        return self.out + self.err

    @property
    def killed(self) -> bool:
        """Whether it was ended without a chance to say anything."""
        return self.code in {-signal.SIGKILL, -signal.SIGALRM}


class Runs:
    """Starts runs and sees them end. Used as a context manager, in one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self.started = 0
        """How many runs there were."""
        self.longest = 60
        """Seconds after which SIGALRM ends a run that hangs."""

    def __enter__(self) -> Self:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child", "--serve"],
            cwd=Path(__file__).parents[2],
            # Threads of a library would not live through a fork.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.communicate()

    def start(
        self,
        film: Film,
        *arguments: str,
        faults: Sequence[str] = (),
        **more: str,
    ) -> Going:
        """Start the command in the film's folder; `more` goes into its environment."""
        self.started += 1
        number = next(self._numbers)
        out, err = (self._folder / f"{number}.{name}" for name in ("out", "err"))
        told = self._ask(
            do="start",
            arguments=[*faults, "--", *arguments],
            folder=str(film.folder),
            environment={**film.environment, **more},
            out=str(out),
            err=str(err),
            most=self.longest,
        )
        return Going(told["pid"], out, err)

    def wait(
        self, going: Going, signals: Sequence[tuple[float, Going, int]] = ()
    ) -> Ended | None:
        """How it ended; None: it was stopped, and lives.

        `signals` are sent on the way: after so many seconds, to whom, which.
        """
        sent = [(after, run.pid, number) for after, run, number in signals]
        code = self._ask(do="wait", pid=going.pid, signals=sent)["code"]
        if code is None:
            return None
        return Ended(code, *(_text(each) for each in (going.out, going.err)))

    def run(
        self,
        film: Film,
        *arguments: str,
        faults: Sequence[str] = (),
        **more: str,
    ) -> Ended:
        """Run the command to its end; see `start`."""
        ended = self.wait(self.start(film, *arguments, faults=faults, **more))
        assert ended is not None, "it was stopped"
        return ended

    def _ask(self, **what: object) -> Mapping[str, Any]:
        questions, answers = self._server.stdin, self._server.stdout
        assert questions is not None
        assert answers is not None
        questions.write(json.dumps(what) + "\n")
        questions.flush()
        told: Mapping[str, Any] = json.loads(answers.readline())
        return told


def _text(file: Path) -> str:
    text = file.read_text(encoding="utf-8", errors="replace")
    file.unlink()
    return text
