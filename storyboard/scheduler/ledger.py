"""The ledger: the truth of payment, on disk before anything is sent.

It guards and records; it dispatches nothing. Every change of a take's state is one
transaction with one event, names the fence under which the take was claimed, and is
refused (LostClaim) once somebody else has claimed it. Times are Unix times in seconds
and are handed in. Everything the database says arrives as a StoreError.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, TypedDict, Unpack

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storyboard.model.money import Money
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.model.words import Origin
from storyboard.providers.base import Ticket
from storyboard.scheduler.database import open_database, told
from storyboard.scheduler.entry import Entry, Wish, choose
from storyboard.scheduler.moves import ALL, MOVES, OPEN, State
from storyboard.scheduler.tables import (
    entry_of,
    events_table,
    standing_columns,
    takes_table,
    wanted_columns,
)

FREE = 0.0
"""The lease of an entry that nobody holds; also free to a clock that was set back."""


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
    .values(fence=takes_table.c.fence + 1)
)


class LostClaim(Exception):  # noqa: N818 - news, not a fault
    """Somebody else has claimed the take since; nothing was written."""


class Facts(TypedDict, total=False):
    """What may be recorded together with a change of state."""

    sent_by: float
    submitted: float
    ticket: Ticket
    clip: str
    seconds: float
    seed: int | None
    charged: Money | None
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

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._name = self._engine.url.database or "in memory"

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

    def want(
        self, wishes: Sequence[Wish], *, now: float, present: Callable[[str], bool]
    ) -> tuple[Entry, ...]:
        """The entries to work on, one per wish in their order (see `choose`).

        `present` says whether a clip is there.
        """
        with self._transaction() as connection:
            known = _by_shot(connection, {wish.project for wish in wishes})
            found = [
                (wish, choose(wish, known[_shot(wish)], present)) for wish in wishes
            ]
            return tuple(_asked(connection, *each, now) for each in found)

    def entry(self, key: str) -> Entry:
        """One entry as it stands now."""
        with self._transaction() as connection:
            return _read(connection, key)

    def claim(self, entry: Entry, *, now: float, until: float) -> Entry | None:
        """The entry as it stands, held until then; None while somebody else holds it.

        Whoever held it before can no longer write.
        """
        with self._transaction() as connection:
            read = {"was_key": entry.key, "was_fence": entry.fence, "now": now}
            claimed = connection.execute(_CLAIM, {**read, "lease_until": until})
            return _read(connection, entry.key) if claimed.rowcount else None

    def move(
        self,
        entry: Entry,
        state: State,
        *,
        now: float,
        until: float,
        **facts: Unpack[Facts],
    ) -> Entry:
        """Record a change of state and hold the entry until then.

        LostClaim where somebody else has claimed it; ValueError for a change that is
        not in MOVES. An error told with an earlier state is cleared.
        """
        if state not in MOVES[entry.state]:
            raise ValueError(f"a take that is {entry.state} cannot become {state}")
        calm = replace(entry, error_code=None, error_message=None)
        moved = replace(calm, state=state, lease_until=until, moved=now, **facts)
        with self._transaction() as connection:
            _write(connection, entry, moved)
            _tell(connection, moved, now, moved.error_message or "")
        return moved

    def extend(self, entry: Entry, *, until: float) -> Entry:
        """Hold the entry for longer; LostClaim where somebody else has claimed it."""
        longer = replace(entry, lease_until=until)
        with self._transaction() as connection:
            _write(connection, entry, longer)
        return longer

    def release(self, entry: Entry) -> None:
        """Let others claim the entry at once, unless somebody has already."""
        with self._transaction() as connection:
            connection.execute(
                update(takes_table)
                .where(
                    takes_table.c.key == entry.key, takes_table.c.fence == entry.fence
                )
                .values(lease_until=FREE)
            )

    def note(self, entry: Entry, note: str, *, now: float) -> None:
        """Add to the entry's story, whoever holds it."""
        with self._transaction() as connection:
            _tell(connection, entry, now, note)

    def entries(
        self, project: str, states: AbstractSet[State] = ALL
    ) -> tuple[Entry, ...]:
        """The project's entries in these states, by shot, origin and number."""
        columns = takes_table.c
        with self._transaction() as connection:
            rows = connection.execute(
                select(takes_table)
                .where(columns.project == project, columns.state.in_(states))
                .order_by(columns.shot, columns.origin, columns.number)
            )
            return tuple(entry_of(row) for row in rows.mappings())

    def takes(self, project: str) -> tuple[Take, ...]:
        """The project's finished takes, by shot, origin and number."""
        return tuple(entry.take() for entry in self.entries(project, {"done"}))

    def open_jobs(self, project: str) -> tuple[Entry, ...]:
        """What may be running and costing at a service, or nobody knows whether."""
        return self.entries(project, OPEN | {"uncertain"})

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
        with told(self._name), self._engine.begin() as connection:
            yield connection


def _shot(wish: Wish) -> tuple[str, Origin, ShotId]:
    return wish.project, wish.origin, wish.shot


def _by_shot(
    connection: Connection, projects: AbstractSet[str]
) -> dict[tuple[str, Origin, ShotId], list[Entry]]:
    rows = connection.execute(
        select(takes_table).where(takes_table.c.project.in_(projects))
    )
    entries: dict[tuple[str, Origin, ShotId], list[Entry]] = defaultdict(list)
    for entry in map(entry_of, rows.mappings()):
        entries[_shot(entry.wish)].append(entry)
    return entries


def _asked(connection: Connection, wish: Wish, found: Entry | int, now: float) -> Entry:
    """The found entry, asked for again where it was refused, or a new one."""
    if isinstance(found, int):
        numbered = replace(wish, number=found, anew=False)
        entry = Entry(numbered.key, numbered, "wanted", 0, FREE, moved=now)
        columns = wanted_columns(numbered) | standing_columns(entry)
        connection.execute(_NEW_TAKE, columns)
    elif found.state == "refused":
        entry = replace(found, state="wanted", lease_until=FREE, moved=now)
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
