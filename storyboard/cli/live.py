"""What is seen while shots are made: a table, plain lines, or JSON lines."""

import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

import click
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from storyboard.cli.cut_bars import STAGES, Stage, cut_bars
from storyboard.cli.show import harmless, print_json, say
from storyboard.model.event import (
    CutMoved,
    Event,
    FilmMade,
    RunLeft,
    RunTakenOver,
    ShotMoved,
)
from storyboard.model.take import Take
from storyboard.production import sandboxed
from storyboard.studio import Studio

WORKING = ("submitted", "working", "fetching")
SHOWN = {
    "waiting": ("dim", "waits"),
    "submitted": ("yellow", "sent"),
    "working": ("yellow", "in the making"),
    "fetching": ("cyan", "fetching"),
    "done": ("green", "done"),
    "failed": ("red bold", "failed"),
}


@contextmanager
def _interruptible() -> Iterator[None]:
    """Being told to end is the same as Ctrl-C: nothing is left running or claimed."""
    names = ("SIGTERM", "SIGHUP")
    told = [getattr(signal, name) for name in names if hasattr(signal, name)]
    # What somebody ignores on purpose, as `nohup` does, stays ignored.
    ours = [each for each in told if signal.getsignal(each) is signal.SIG_DFL]
    with _ready_for_interruption() as interrupt:
        for each in ours:
            signal.signal(each, lambda *_: interrupt())
        try:
            yield
        finally:
            for each in ours:
                signal.signal(each, signal.SIG_DFL)


@contextmanager
def _ready_for_interruption() -> Iterator[Callable[[], None]]:
    """What interrupts this process, also where the shell made it deaf to Ctrl-C.

    Shells start jobs in the background so. Ctrl-C is held back there in place of being
    ignored, and let through once somebody tells the process to end.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN or not hasattr(
        signal, "pthread_sigmask"
    ):
        yield lambda: signal.raise_signal(signal.SIGINT)
        return

    def interrupt() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def watch(*, as_json: bool) -> Iterator[Studio]:
    """A studio whose events are shown as they come."""
    with _interruptible():
        if as_json:
            yield Studio.real(_print_json_line)
        elif sys.stdout.isatty():
            yield from _table()
        else:
            yield Studio.real(Log().note)


def _table() -> Iterator[Studio]:
    """A studio with a table, which appears with the first event.

    What is asked before that stands on a terminal of its own.
    """
    board = CallSheet()
    live = Live(
        get_renderable=board.drawn,
        console=Console(highlight=False),
        refresh_per_second=8,
        transient=True,
    )

    def note(event: Event) -> None:
        board.note(event)
        if not live.is_started:
            live.start()

    try:
        yield Studio.real(note)
    finally:
        live.stop()
        for line in board.notes:
            say(line)


def place(studio: Studio, *, sandbox: bool) -> AbstractContextManager[Studio]:
    """The same studio, or one whose services are a sandbox of its own."""
    return sandboxed(studio) if sandbox else nullcontext(studio)


def _print_json_line(event: Event) -> None:
    print_json(event.model_dump(mode="json", exclude_none=True), indent=None)


def plainly(text: str) -> str:
    """What a service said, in one line without colours, and harmless."""
    return " ".join(click.unstyle(harmless(text)).split())


def named(event: ShotMoved) -> str:
    """`010`, or `010/2` of its second take."""
    return f"{event.shot}/{event.attempt + 1}" if event.attempt else event.shot


def _facts(take: Take) -> str:
    """`5.00 s by evolink, instead of …; black from 1.2 to 2.0 s`."""
    instead = f", instead of {plainly(take.instead_of)}" if take.instead_of else ""
    flaws = "; ".join(flaw.said for flaw in take.flaws)
    return f"{take.seconds:.2f} s by {take.provider}{instead}" + f"; {flaws}" * bool(
        flaws
    )


def taken_over(event: RunTakenOver) -> str:
    """Whose run goes on here."""
    return (
        f"taking over from {event.owner} on {event.host}, process {event.pid}, which "
        f"gave its last sign of life {event.silent:.0f} s ago; what it sent goes on"
    )


def left_running(event: RunLeft) -> Iterator[str]:
    """What goes on, and costs, without us."""
    yield "still running, and costing:"
    for job in event.jobs:
        ticket = job.ticket or "nobody knows whether it was accepted"
        price = str(job.price) if job.price else "price unknown"
        yield f"  {job.shot}  {job.provider}  {plainly(ticket)}  {price}"
    yield (
        "the same command goes on with all of it; `storyboard cancel` calls off what "
        "can be called off"
    )


@dataclass
class Log:
    """One line for every change that matters; no progress in between."""

    said: dict[str, str] = field(default_factory=dict)
    """What was last said of a shot that waits."""

    def note(self, event: Event) -> None:
        """Say what happened, the same about the same shot only once."""
        match event:
            case ShotMoved(state="done", take=take) if take is not None:
                say(f"{named(event)}  done  {_facts(take)}")
            case ShotMoved(state="failed"):
                say(f"{named(event)}  failed  {plainly(event.message)}")
            case ShotMoved(state="submitted"):
                say(f"{named(event)}  sent to {event.provider}")
            case ShotMoved(message=message) if message:
                self._say_once(named(event), plainly(message))
            case CutMoved(done=0, segments=0, stage="picture" | "sound" | "beside"):
                say(STAGES[event.stage])
            case RunTakenOver():
                say(taken_over(event))
            case RunLeft() if event.jobs:
                say("\n".join(left_running(event)))
            case FilmMade() | ShotMoved() | CutMoved() | RunLeft():
                pass

    def _say_once(self, shot: str, message: str) -> None:
        # What is only counted down is the same.
        gist = re.sub(r"\d+", "", message)
        if self.said.get(shot) != gist:
            self.said[shot] = gist
            say(f"{shot}  waits  {message}")


@dataclass
class Row:
    """One shot as it stands."""

    state: str
    since: float
    provider: str = ""
    progress: float | None = None
    message: str = ""
    took: float | None = None

    def elapsed(self) -> float:
        """Seconds from its start to its end, or to now."""
        return self.took if self.took is not None else time.monotonic() - self.since


@dataclass
class CallSheet:
    """Every shot of the run and the cut, as a table that is drawn anew."""

    rows: dict[str, Row] = field(default_factory=dict)
    reused: int = 0
    stages: dict[str, Stage] = field(default_factory=dict)
    """What the film that is being cut goes through."""
    notes: list[str] = field(default_factory=list)
    """What stays on the screen when the table goes."""
    started: float = field(default_factory=time.monotonic)

    def note(self, event: Event) -> None:
        """Take an event in."""
        if isinstance(event, CutMoved):
            self._note_cut(event, time.monotonic())
        elif isinstance(event, FilmMade):
            self.stages.clear()
        elif isinstance(event, RunTakenOver):
            self.notes.append(taken_over(event))
        elif isinstance(event, RunLeft) and event.jobs:
            self.notes += left_running(event)
        elif isinstance(event, ShotMoved):
            if event.state in {"reused", "footage"}:
                self.reused += 1
                return
            row = self.rows.setdefault(
                named(event), Row(event.state, since=time.monotonic())
            )
            if row.state == "waiting" and event.state != "waiting":
                row.since = time.monotonic()
            row.state = event.state
            row.provider = event.provider or row.provider
            row.progress = event.progress
            row.message = plainly(event.message)
            if event.state in {"done", "failed"}:
                row.took = time.monotonic() - row.since

    def _note_cut(self, event: CutMoved, at: float) -> None:
        if event.stage in self.stages:
            self.stages[event.stage].note(event, at)
        elif event.stage in STAGES:
            self.stages[event.stage] = Stage(event, at, event.done)

    def drawn(self) -> RenderableType:
        """The table, a line of numbers, and the cut's bars."""
        parts: list[RenderableType] = []
        if self.rows:
            parts += [self._table(), self._numbers()]
        if self.stages:
            parts.append(cut_bars(self.stages, time.monotonic()))
        return Group(*parts)

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, header_style="dim")
        # Fixed widths, so that nothing jumps while shots change their state.
        for column, width in (("shot", 5), ("state", 13), ("by", 8), ("", 18)):
            table.add_column(column, min_width=width)
        table.add_column("elapsed", justify="right")
        table.add_column("left", justify="right")
        for shot, row in self._visible():
            style, word = SHOWN[row.state]
            bar = ProgressBar(total=1, completed=row.progress or 0, width=18)
            table.add_row(
                Text(shot),
                Text(word, style=style),
                Text(row.provider),
                bar if row.state in WORKING else Text(row.message, overflow="ellipsis"),
                "" if row.state == "waiting" else f"{row.elapsed():.0f} s",
                self._left(row),
            )
        return table

    def _visible(self) -> list[tuple[str, Row]]:
        """The rows that fit: those in the making first, then failed, then done."""
        room = max(4, Console().height - 6)
        if len(self.rows) <= room:
            return list(self.rows.items())
        rank = {**dict.fromkeys(WORKING, 0), "failed": 1, "done": 2, "waiting": 3}
        return sorted(self.rows.items(), key=lambda item: rank[item[1].state])[:room]

    def _left(self, row: Row) -> str:
        """An estimate from the shot's own progress, else from those that are done."""
        if row.state not in WORKING:
            return ""
        if row.progress:
            return f"{row.elapsed() * (1 - row.progress) / row.progress:.0f} s"
        took = [r.took for r in self.rows.values() if r.state == "done" and r.took]
        if not took:
            return ""
        return f"{max(0.0, sum(took) / len(took) - row.elapsed()):.0f} s"

    def _numbers(self) -> Text:
        states = [row.state for row in self.rows.values()]
        ended = sum(state in {"done", "failed"} for state in states)
        text = f"{ended} of {len(states)} made"
        if self.reused:
            text += f", {self.reused} reused"
        return Text(f"{text}, {time.monotonic() - self.started:.0f} s", style="dim")
