"""The ledger's database: opened, brought up to date, its complaints put into words.

SQLite in a file, or PostgreSQL (see `postgres`). In SQLite what a transaction reads is
still true when it writes, since it begins with the write lock. In PostgreSQL it is what
was committed by then: writes name what they replace, and what must stand still is read
with `SELECT ... FOR UPDATE`, which SQLite does not need and leaves out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import OperationalError
from ssl import SSLError

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from storyboard.errors import StoreError
from storyboard.model.clock import Clock
from storyboard.scheduler import postgres
from storyboard.scheduler.migrations import LEDGER_VERSION, keep_copy, migrate
from storyboard.scheduler.tables import format_table, metadata
from storyboard.store.durable import storing

_PRAGMAS = (
    "busy_timeout = 30000",
    "synchronous = FULL",
    "fullfsync = ON",  # macOS acknowledges a plain fsync before the disk has it
    "foreign_keys = ON",
)
_ADVICE = {
    "locked": "another run holds it; wait for that run and start again",
    "not a database": "it is damaged, or no ledger; bring it back from a copy",
    "malformed": "it is damaged; bring it back from a copy",
    "database or disk is full": "make room and run the same command again",
    "readonly": "it cannot be written; see to the file's permissions",
    "unable to open": "see that its folder exists and may be written",
}
_NOW = text("SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)")
_SET_UP = 7_083_465
"""The advisory lock of whoever makes or changes the tables; any number will do."""


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the database says into a StoreError."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _in_words(name, getattr(error, "orig", None) or error) from error
    except (ConnectionError, TimeoutError, SSLError) as error:
        # PostgreSQL's driver lets some of the socket's errors through.
        raise _in_words(name, error) from error


def name_of(address: URL) -> str:
    """What to call a database in front of people: never with its password."""
    if address.get_backend_name() == "sqlite":
        return address.database or "in memory"
    plain = address.set(drivername="postgresql", query={})
    return plain.render_as_string(hide_password=True)


def open_database(url: str) -> Engine:
    """An engine on a ledger that exists and is of this version.

    `url` is sqlite:///PATH or postgresql://USER@HOST/DATABASE. An older ledger is
    brought up to date; a file is copied before. StoreError; PreflightError where the
    extra for PostgreSQL is missing.
    """
    address = _address(url)
    name = name_of(address)
    with told(name):
        if address.get_backend_name() == "sqlite":
            engine = _open_file(address)
        else:
            engine = postgres.open_engine(address)
        try:
            with engine.begin() as connection:
                _set_up(connection, name)
        except BaseException:
            engine.dispose()
            raise
    return engine


def now_of(connection: Connection, clock: Clock) -> float:
    """Unix time in seconds: a server's, so that machines agree, or else the clock's."""
    if connection.dialect.name == "postgresql":
        return float(connection.execute(_NOW).scalar_one())
    return clock.now().timestamp()


def _in_words(name: str, error: BaseException) -> StoreError:
    said = (postgres.said_by(error).splitlines() or [type(error).__name__])[0]
    offered = _ADVICE | postgres.ADVICE
    advice = next((a for word, a in offered.items() if word in said), "")
    return StoreError(f"ledger {name}: {said}" + (f"; {advice}" if advice else ""))


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (SQLAlchemyError, ValueError):
        # Not even quoted: it may hold a password.
        raise StoreError(
            "the ledger's address cannot be read; write sqlite:///PATH or "
            "postgresql://USER@HOST/DATABASE"
        ) from None
    if address.drivername in postgres.SCHEMES:
        return address.set(drivername="postgresql")
    if address.drivername != "sqlite":
        raise StoreError(
            f"the ledger's address begins with {address.drivername}://, and only "
            "sqlite:///PATH and postgresql://USER@HOST/DATABASE are served"
        )
    return address


def _open_file(address: URL) -> Engine:
    if address.database:
        folder = Path(address.database).parent
        with storing(folder):
            folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver begins transactions late and not before every statement; `_begin`
    # does it for all of them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: DBAPICursor, tries: int = 5) -> None:
    """Have a new file keep a write-ahead log, although others may do so at once.

    SQLite does not wait for them there; it does where a transaction begins.
    """
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except OperationalError:
        if not tries:
            raise
        cursor.execute("BEGIN EXCLUSIVE")
        cursor.execute("COMMIT")
        _write_ahead(cursor, tries - 1)


def _begin(connection: Connection) -> None:
    # IMMEDIATE: what was read in a transaction is still true when it writes.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_up(connection: Connection, name: str) -> None:
    if connection.dialect.name == "postgresql":
        # Two runs that begin at once do not both make the tables.
        connection.execute(select(func.pg_advisory_xact_lock(_SET_UP)))
    # A newer ledger is left as it is: nothing else is made before its version is read.
    metadata.create_all(connection, tables=[format_table])
    version = connection.scalar(select(format_table.c.version))
    if version is None:
        _refuse_strangers(connection, name)
        metadata.create_all(connection)
        connection.execute(insert(format_table).values(version=LEDGER_VERSION))
    elif version > LEDGER_VERSION:
        raise StoreError(
            f"ledger {name}: of format {version}, and this storyboard reads up to "
            f"{LEDGER_VERSION}; install a newer storyboard"
        )
    elif version < LEDGER_VERSION:
        keep_copy(connection.engine.url, version)
        migrate(connection, version)
        connection.execute(update(format_table).values(version=LEDGER_VERSION))


def _refuse_strangers(connection: Connection, name: str) -> None:
    """A database without a version holds no ledger, and must not hold its likeness."""
    ours = set(metadata.tables) - {format_table.name}
    if strangers := sorted(ours.intersection(inspect(connection).get_table_names())):
        raise StoreError(
            f"ledger {name}: it has a table {strangers[0]} of something else; give the "
            "ledger a database of its own"
        )
