"""The ledger's database: opened, set up, and its complaints put into words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    insert,
    make_url,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from storyboard.errors import StoreError
from storyboard.scheduler.tables import format_table, metadata
from storyboard.store.durable import storing

LEDGER_VERSION = 1

_PRAGMAS = (
    "busy_timeout = 30000",
    "journal_mode = WAL",
    "synchronous = FULL",
    "fullfsync = ON",  # macOS acknowledges a plain fsync before the disk has it
    "foreign_keys = ON",
)
_ADVICE = {
    "locked": "another run holds it; wait for that run and start again",
    "not a database": "it is damaged, or no ledger; bring it back from a copy",
    "malformed": "it is damaged; bring it back from a copy",
    "full": "the disk is full; make room and run the same command again",
    "readonly": "it cannot be written; see to the file's permissions",
    "read-only": "it cannot be written; see to the file's permissions",
    "unable to open": "see that its folder exists and may be written",
}


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the database says into a StoreError."""
    try:
        yield
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).splitlines()[0]
        advice = next((a for word, a in _ADVICE.items() if word in said), "")
        raise StoreError(
            f"ledger {name}: {said}" + (f"; {advice}" if advice else "")
        ) from error


def open_database(url: str) -> Engine:
    """An engine on a ledger that exists and is of this version; StoreError."""
    with told(url):
        address = make_url(url)
    if address.get_backend_name() != "sqlite":
        raise StoreError(f"ledger {url}: only SQLite is served, as sqlite:///PATH")
    name = address.database or "in memory"
    if address.database:
        folder = Path(address.database).parent
        with storing(folder):
            folder.mkdir(parents=True, exist_ok=True)
    with told(name):
        engine = create_engine(address)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        try:
            with engine.begin() as connection:
                _set_up(connection, name)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver begins transactions late and not before every statement; `_begin`
    # does it for all of them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # IMMEDIATE: what was read in a transaction is still true when it writes.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_up(connection: Connection, name: str) -> None:
    # A newer ledger is left as it is: nothing else is made before its version is read.
    metadata.create_all(connection, tables=[format_table])
    version = connection.scalar(select(format_table.c.version))
    if version is None:
        metadata.create_all(connection)
        connection.execute(insert(format_table).values(version=LEDGER_VERSION))
    elif version > LEDGER_VERSION:
        raise StoreError(
            f"ledger {name}: of format {version}, and this storyboard reads up to "
            f"{LEDGER_VERSION}; install a newer storyboard"
        )
