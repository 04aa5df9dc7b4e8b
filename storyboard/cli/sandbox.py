"""`storyboard sandbox`."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Literal

import click

from storyboard.cli.show import counted, say
from storyboard.sandbox.book import Book
from storyboard.sandbox.options import SERVICES, Options, variables
from storyboard.sandbox.server import Sandbox

_SHARE = click.FloatRange(0, 1)
_TURN = 1.0
"""Seconds between two looks for Ctrl-C, which Windows does not wake a wait for."""


WISHES = """\
A share is a number from 0 to 1. What goes wrong with one shot is wished for in its
action, [sandbox: fail=content], or for the next calls by POST /sandbox/faults.

\b
of a job     fail=content, fail=failed, seconds=30, stuck, charged,
             callback=never, callback=twice, callback=early, callback=lies
of an answer error=rate retry-after=7, error=server, html, empty, odd-json, edge,
             broken-json, no-id, number-id, unknown-state, extra-fields, huge,
             gzip-bomb, redirect-private, wrong-range, changed-etag, status=503
on the wire  reset-before, reset-after, cut=0.6, slow=1000, no-length
when         on=submit, on=poll, on=fetch, times=1, service=evolink
"""


@click.command(
    "sandbox",
    epilog=WISHES,
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8787,
    show_default=True,
    help="Where to listen on this machine; 0: any free port.",
)
@click.option(
    "--clips",
    type=click.Choice(["drawn", "tiny"]),
    default="drawn",
    show_default=True,
    help="Draw each prompt, or give a few pixels of the right length at once.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, 86_400),
    default=2.0,
    show_default=True,
    help="How long a job takes at least.",
)
@click.option("--fail", type=_SHARE, default=0.0, help="Share of jobs that fail.")
@click.option("--busy", type=_SHARE, default=0.0, help="Share of submits sent away.")
@click.option(
    "--slow", type=_SHARE, default=0.0, help="Share of jobs ten times slower."
)
@click.option(
    "--balance",
    type=click.FloatRange(0),
    default=100_000,
    show_default=True,
    help="What each account holds at first.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1),
    help="Jobs that a service lets run at once; no limit without it.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes that draw.",
)
def command(
    *,
    port: int,
    clips: Literal["drawn", "tiny"],
    seconds: float,
    fail: float,
    busy: float,
    slow: float,
    balance: float,
    concurrency: int | None,
    workers: int,
) -> None:
    """Run a local stand-in for the paid services, until Ctrl-C.

    It speaks like each of them and makes real clips, without a key or a cent.
    """
    options = Options(
        port=port,
        clips=clips,
        seconds=seconds,
        fail=fail,
        busy=busy,
        slow=slow,
        balance=Decimal(str(balance)),
        concurrency=concurrency,
        workers=workers,
    )
    with _ended_by_signals() as ended, Sandbox(options) as sandbox:
        _greet(sandbox.address)
        while not ended.wait(_TURN):
            pass
        summary = _summary(sandbox.book)
    say(summary)


@contextmanager
def _ended_by_signals() -> Iterator[threading.Event]:
    """Ctrl-C, or being told to end, as an event."""
    ended = threading.Event()
    wanted = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.signal(each, lambda *_: ended.set()) for each in wanted}
    try:
        yield ended
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _greet(address: str) -> None:
    say(f"The sandbox is at {address} (Ctrl-C stops it).")
    say("Set the two of the service that your board names:\n")
    for name in SERVICES:
        say("  " + " ".join(f"{k}={v}" for k, v in variables(name, address)))


def _summary(book: Book) -> str:
    """`7 jobs, 5 succeeded; charged 120 credits at evolink`."""
    jobs = book.jobs()
    if not jobs:
        return "no jobs"
    well = sum(job.state == "succeeded" for job in jobs)
    charges = []
    for name in SERVICES:
        units = dict.fromkeys(job.order.unit for job in book.jobs(name))
        if units:
            figure = f"{book.kept(name).normalize():f}"
            charges.append(f"{figure} {' / '.join(units)} at {name}")
    return (
        f"{counted(len(jobs), 'job')}, {well} succeeded; charged {', '.join(charges)}"
    )
