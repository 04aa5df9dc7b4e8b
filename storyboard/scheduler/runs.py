"""Who is shooting: one run at a time for each film, known by its signs of life."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.engine import RowMapping

from storyboard.errors import StoreError
from storyboard.scheduler.moves import OPEN
from storyboard.scheduler.tables import format_table, runs_table, takes_table

FREE = 0.0
"""The lease of what nobody holds; also free to a clock that was set back."""
_HELD = sorted(OPEN | {"wanted"})


@dataclass(frozen=True)
class Runner:
    """A process that shoots."""

    run: str
    """The name of this run and no other."""
    owner: str
    """Who started it."""
    host: str
    pid: int
    guard: str
    """A file on that host which the process keeps locked for as long as it lives."""


@dataclass(frozen=True)
class Seen:
    """A runner as the ledger knows it; times are Unix times in seconds."""

    runner: Runner
    since: float
    lease_until: float
    """Until when it need give no other sign of life."""


class OustedError(StoreError):
    """Another run has taken over; this one ends without spending any more."""


def enlist(
    connection: Connection,
    project: str,
    me: Runner,
    *,
    now: float,
    until: float,
    is_dead: Callable[[Runner], bool],
) -> Seen | None:
    """Become the film's only runner; gives the one that was taken over from.

    Taken over is a run without a sign of life for longer than its lease, or one that
    `is_dead` knows to have ended: what that one held is free at once. StoreError while
    another one lives.
    """
    # Of two who begin at once, one waits here for the other.
    connection.execute(select(format_table.c.version).with_for_update())
    table = runs_table.c
    query = select(runs_table).where(table.project == project)
    row = connection.execute(query).mappings().first()
    values: dict[str, Any] = {
        "project": project,
        "since": now,
        "lease_until": until,
        **vars(me),
    }
    if row is None:
        connection.execute(insert(runs_table).values(values))
        return None
    before = _seen(row)
    dead = is_dead(before.runner)
    if not dead and before.lease_until > now:
        raise StoreError(_held(before, now))
    connection.execute(
        update(runs_table).where(table.project == project).values(values)
    )
    if dead:
        _let_go(connection, before.runner.run)
    return before


def sign_of_life(
    connection: Connection, project: str, run: str, *, until: float
) -> None:
    """Hold the film, and every take that this run holds, until then.

    OustedError where another run has taken over.
    """
    table, takes = runs_table.c, takes_table.c
    written = connection.execute(
        update(runs_table)
        .where(table.project == project, table.run == run)
        .values(lease_until=until)
    )
    if not written.rowcount:
        raise OustedError(
            "another run has taken this film over while this one was stopped; it goes "
            "on with everything that was sent"
        )
    connection.execute(
        update(takes_table)
        .where(
            takes.run == run,
            takes.state.in_(_HELD),
            takes.lease_until > FREE,
            takes.lease_until < until,
        )
        .values(lease_until=until)
    )


def retire(connection: Connection, project: str, run: str) -> None:
    """Let the next run begin at once."""
    table = runs_table.c
    connection.execute(
        delete(runs_table).where(table.project == project, table.run == run)
    )
    _let_go(connection, run)


def seen(connection: Connection, project: str) -> Seen | None:
    """The film's runner, alive or not; None where nobody shoots."""
    query = select(runs_table).where(runs_table.c.project == project)
    row = connection.execute(query).mappings().first()
    return _seen(row) if row is not None else None


def _let_go(connection: Connection, run: str) -> None:
    takes = takes_table.c
    connection.execute(
        update(takes_table)
        .where(takes.run == run, takes.state.in_(_HELD))
        .values(lease_until=FREE)
    )


def _seen(row: RowMapping) -> Seen:
    runner = Runner(
        run=row["run"],
        owner=row["owner"],
        host=row["host"],
        pid=row["pid"],
        guard=row["guard"],
    )
    return Seen(runner, row["since"], row["lease_until"])


def _held(other: Seen, now: float) -> str:
    who, left = other.runner, other.lease_until - now
    age = max(now - other.since, 0.0)
    since = f"{age:.0f} s" if age < 120 else f"{age / 60:.0f} minutes"  # noqa: PLR2004
    return (
        f"another run is shooting this film: {who.owner} on {who.host}, process "
        f"{who.pid}, for {since}; wait for it, or look on with `storyboard status`. If "
        f"it was stopped or lost, it can be taken over from in {left:.0f} s, unless it "
        "gives another sign of life"
    )
