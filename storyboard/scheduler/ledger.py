"""The ledger: the truth of payment, on disk before anything is sent.

It guards and records; it dispatches nothing. Every change of a take's state is one
transaction with one event, names the fence under which the take was claimed, and is
refused (LostClaim) once somebody else has claimed it. Times are Unix times in seconds,
by the database's clock where it is a server's. Everything the database says arrives as
a StoreError.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from types import TracebackType
from typing import Self, TypedDict, Unpack

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storyboard.model.clock import Clock
from storyboard.model.money import Money
from storyboard.model.take import Flaw, Take
from storyboard.model.value import ShotId
from storyboard.model.words import Origin
from storyboard.providers.base import Ticket
from storyboard.scheduler import runs
from storyboard.scheduler.budget import held_in_all, keep_within
from storyboard.scheduler.caps import Cap
from storyboard.scheduler.database import name_of, now_of, open_database, told
from storyboard.scheduler.entry import Entry, Wish, choose
from storyboard.scheduler.moves import ALL, MOVES, OPEN, State
from storyboard.scheduler.runs import Runner, Seen
from storyboard.scheduler.tables import (
    entry_of,
    events_table,
    standing_columns,
    takes_table,
    wanted_columns,
)

# Built once: building a statement takes longer than running it.
_NEW_TAKE = insert(takes_table)
_NEW_EVENT = insert(events_table)
_ONE_TAKE = select(takes_table).where(takes_table.c.key == bindparam("was_key"))
_AS_IT_WAS = update(takes_table).where(
    takes_table.c.key == bindparam("was_key"),
    takes_table.c.fence == bindparam("was_fence"),
    takes_table.c.state == bindparam("was"),
)
_CLAIM = (
    update(takes_table)
    .where(
        takes_table.c.key == bindparam("was_key"),
        takes_table.c.fence == bindparam("was_fence"),
        takes_table.c.lease_until <= bindparam("now"),
    )
    .values(fence=takes_table.c.fence + 1, run=bindparam("by"))
)


class LostClaim(Exception):  # noqa: N818 - news, not a fault
    """Somebody else has claimed the take since; nothing was written."""


class Facts(TypedDict, total=False):
    """What may be recorded together with a change of state."""

    sent_by: float
    callback: str | None
    submitted: float
    ticket: Ticket
    clip: str
    seconds: float
    seed: int | None
    charged: Money | None
    flaws: tuple[Flaw, ...]
    failed_at_a_cost: bool | None
    error_code: str | None
    error_message: str | None


@dataclass(frozen=True)
class LedgerEvent:
    """One line of a take's story."""

    at: float
    fence: int
    state: State
    note: str


class Ledger:
    """The ledger at a database address such as `sqlite:///film/ledger.sqlite`."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._engine = open_database(url)
        self._clock = clock
        self._ahead: float | None = None
        self.name = name_of(self._engine.url)
        """The database, without its password."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def now(self) -> float:
        """The time that leases are measured by."""
        if self._engine.dialect.name == "sqlite":
            return self._clock.now().timestamp()
        if self._ahead is None:
            with self._transaction():
                pass
        return self._clock.elapsed() + (self._ahead or 0.0)

    def enlist(
        self,
        project: str,
        me: Runner,
        *,
        hold: float,
        is_dead: Callable[[Runner], bool],
    ) -> Seen | None:
        """Become the film's only runner: see `runs.enlist`."""
        with self._transaction() as connection:
            now = self.now()
            return runs.enlist(
                connection, project, me, now=now, until=now + hold, is_dead=is_dead
            )

    def sign_of_life(self, project: str, run: str, *, hold: float) -> None:
        """Hold the film and this run's takes for so long; OustedError."""
        with self._transaction() as connection:
            runs.sign_of_life(connection, project, run, until=self.now() + hold)

    def retire(self, project: str, run: str) -> None:
        """Let the next run begin at once."""
        with self._transaction() as connection:
            runs.retire(connection, project, run)

    def runner(self, project: str) -> Seen | None:
        """Who shoots the film; None: nobody."""
        with self._transaction() as connection:
            return runs.seen(connection, project)

    def want(
        self, wishes: Sequence[Wish], *, present: Callable[[str], bool]
    ) -> tuple[Entry, ...]:
        """The entries to work on, one per wish in their order (see `choose`).

        `present` says whether a clip is there.
        """
        entries: list[Entry] = []
        with self._transaction() as connection:
            known = _known_to(connection, wishes)
            for wish in wishes:
                ours = known[_shot(wish)]
                found = choose(wish, ours, present)
                entry = _asked(connection, wish, found, self.now())
                if isinstance(found, int):
                    ours.append(entry)
                entries.append(entry)
        return tuple(entries)

    def entry(self, key: str) -> Entry:
        """One entry as it stands now."""
        with self._transaction() as connection:
            return _read(connection, key)

    def claim(self, entry: Entry, *, run: str, hold: float) -> Entry | None:
        """The entry as it stands, held for so long; None while somebody else holds it.

        Whoever held it before can no longer write.
        """
        with self._transaction() as connection:
            now = self.now()
            read = {"was_key": entry.key, "was_fence": entry.fence, "now": now}
            claimed = connection.execute(
                _CLAIM, {**read, "lease_until": now + hold, "by": run}
            )
            return _read(connection, entry.key) if claimed.rowcount else None

    def move(
        self,
        entry: Entry,
        state: State,
        *,
        hold: float,
        caps: Sequence[Cap] = (),
        **facts: Unpack[Facts],
    ) -> Entry:
        """Record a change of state and hold the entry for so long.

        LostClaim where somebody else has claimed it; OverCap where its price would
        pass one of the caps; ValueError for a change that is not in MOVES. An error
        told with an earlier state is cleared.
        """
        if state not in MOVES[entry.state]:
            raise ValueError(f"a take that is {entry.state} cannot become {state}")
        calm = replace(entry, error_code=None, error_message=None)
        with self._transaction() as connection:
            now = self.now()
            moved = replace(
                calm, state=state, lease_until=now + hold, moved=now, **facts
            )
            keep_within(connection, entry, caps)
            _write(connection, entry, moved)
            _tell(connection, moved, now, moved.error_message or "")
        return moved

    def release(self, entry: Entry) -> None:
        """Let others claim the entry at once, unless somebody has already."""
        with self._transaction() as connection:
            connection.execute(
                update(takes_table)
                .where(
                    takes_table.c.key == entry.key, takes_table.c.fence == entry.fence
                )
                .values(lease_until=runs.FREE)
            )

    def note(self, entry: Entry, note: str) -> None:
        """Add to the entry's story, whoever holds it."""
        with self._transaction() as connection:
            _tell(connection, entry, self.now(), note)

    def entries(
        self,
        project: str,
        states: AbstractSet[State] = ALL,
        *,
        shot: ShotId | None = None,
    ) -> tuple[Entry, ...]:
        """The project's entries in these states, by shot, origin and number.

        Those of one shot, or of all.
        """
        columns = takes_table.c
        query = select(takes_table).where(
            columns.project == project, columns.state.in_(states)
        )
        if shot is not None:
            query = query.where(columns.shot == shot)
        query = query.order_by(columns.shot, columns.origin, columns.number)
        with self._transaction() as connection:
            rows = connection.execute(query)
            return tuple(entry_of(row) for row in rows.mappings())

    def films(self) -> tuple[str, ...]:
        """Every film that the ledger knows a take of, by the name it has here."""
        films = select(takes_table.c.project).distinct()
        with self._transaction() as connection:
            rows = connection.scalars(films.order_by(takes_table.c.project))
            return tuple(rows)

    def takes(self, project: str) -> tuple[Take, ...]:
        """The project's finished takes, by shot, origin and number."""
        return tuple(entry.take() for entry in self.entries(project, {"done"}))

    def open_jobs(self, project: str) -> tuple[Entry, ...]:
        """What may be running and costing at a service, or nobody knows whether."""
        return self.entries(project, OPEN | {"uncertain"})

    def held(self, project: str, origin: Origin, unit: str) -> Decimal:
        """What all films of a project have spent or reserved of one unit."""
        with self._transaction() as connection:
            return held_in_all(connection, project, origin, unit)

    def next_number(self, project: str, shot: ShotId, origin: Origin) -> int:
        """The number that the shot's next take of this origin gets."""
        with self._transaction() as connection:
            highest = connection.scalar(
                select(func.max(takes_table.c.number)).where(
                    takes_table.c.project == project,
                    takes_table.c.origin == origin,
                    takes_table.c.shot == shot,
                )
            )
        return 1 + (highest or 0)

    def story(self, key: str) -> tuple[LedgerEvent, ...]:
        """Every change of a take's state, in order."""
        columns = events_table.c
        wanted = select(columns.at, columns.fence, columns.state, columns.note)
        with self._transaction() as connection:
            rows = connection.execute(
                wanted.where(columns.key == key).order_by(columns.id)
            )
            return tuple(LedgerEvent(*row) for row in rows)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with told(self.name), self._engine.begin() as connection:
            if self._engine.dialect.name != "sqlite":
                there = now_of(connection, self._clock)
                self._ahead = there - self._clock.elapsed()
            yield connection


def _shot(wish: Wish) -> tuple[str, Origin, ShotId]:
    return wish.project, wish.origin, wish.shot


_FEW = 50
"""So many shots are looked up by name; of more, the whole film is read."""


def _known_to(
    connection: Connection, wishes: Sequence[Wish]
) -> dict[tuple[str, Origin, ShotId], list[Entry]]:
    columns, shots = takes_table.c, {wish.shot for wish in wishes}
    query = select(takes_table).where(
        columns.project.in_({wish.project for wish in wishes})
    )
    if len(shots) <= _FEW:
        query = query.where(columns.shot.in_(shots))
    entries: dict[tuple[str, Origin, ShotId], list[Entry]] = defaultdict(list)
    for entry in map(entry_of, connection.execute(query).mappings()):
        entries[_shot(entry.wish)].append(entry)
    return entries


def _asked(connection: Connection, wish: Wish, found: Entry | int, now: float) -> Entry:
    """The found entry, asked for again where it was refused, or a new one."""
    if isinstance(found, int):
        numbered = replace(wish, number=found, anew=False)
        entry = Entry(numbered.key, numbered, "wanted", 0, runs.FREE, moved=now)
        columns = wanted_columns(numbered) | standing_columns(entry)
        connection.execute(_NEW_TAKE, columns)
    elif found.state == "refused":
        entry = replace(found, state="wanted", lease_until=runs.FREE, moved=now)
        _write(connection, found, entry)
    else:
        return found
    _tell(connection, entry, now, "")
    return entry


def _read(connection: Connection, key: str) -> Entry:
    row = connection.execute(_ONE_TAKE, {"was_key": key})
    return entry_of(row.mappings().one())


def _write(connection: Connection, before: Entry, after: Entry) -> None:
    """Replace an entry by what it became, unless somebody has claimed it since."""
    read = {"was_key": before.key, "was_fence": before.fence, "was": before.state}
    written = connection.execute(_AS_IT_WAS, standing_columns(after) | read)
    if not written.rowcount:
        raise LostClaim(before.key)


def _tell(connection: Connection, entry: Entry, now: float, note: str) -> None:
    columns = {"key": entry.key, "fence": entry.fence, "state": entry.state}
    connection.execute(_NEW_EVENT, columns | {"at": now, "note": note})
