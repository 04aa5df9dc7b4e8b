"""Old ledgers brought up to date, version by version.

Each step is what a version changed, written down once and left alone: it does not look
at `tables`, which go on changing. All steps from a ledger's version to this one run in
the transaction that also writes the new version, on SQLite and on PostgreSQL alike, so
that a ledger is of the old version or of the new one.
"""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, select, text, update

from storyboard.errors import StoreError
from storyboard.scheduler.tables import entry_of, standing_columns, takes_table
from storyboard.store.durable import move_into_place, storing

LEDGER_VERSION = 2

STEPS: Mapping[int, tuple[str, ...]] = {
    # Further takes, budgets, quality control, and who runs.
    2: (
        "ALTER TABLE takes ADD COLUMN price_usd VARCHAR",
        "ALTER TABLE takes ADD COLUMN attempt INTEGER DEFAULT '0' NOT NULL",
        "ALTER TABLE takes ADD COLUMN instead_of TEXT",
        "ALTER TABLE takes ADD COLUMN flaws TEXT",
        "ALTER TABLE takes ADD COLUMN callback TEXT",
        "ALTER TABLE takes ADD COLUMN run VARCHAR",
        "ALTER TABLE takes ADD COLUMN held BIGINT DEFAULT '0' NOT NULL",
        "ALTER TABLE takes ADD COLUMN held_unit VARCHAR",
        "ALTER TABLE takes ADD COLUMN held_usd BIGINT DEFAULT '0' NOT NULL",
        """
        CREATE INDEX takes_held
        ON takes (project, origin, held_unit, run, held, held_usd)
        """,
        """
        CREATE TABLE runs (
            project VARCHAR NOT NULL,
            run VARCHAR NOT NULL,
            owner VARCHAR NOT NULL,
            host VARCHAR NOT NULL,
            pid INTEGER NOT NULL,
            since FLOAT NOT NULL,
            lease_until FLOAT NOT NULL,
            guard VARCHAR NOT NULL,
            PRIMARY KEY (project)
        )
        """,
    ),
}
"""By version: what makes a ledger of it out of one of the version before, in words that
both databases know."""


def migrate(connection: Connection, version: int) -> None:
    """Bring a ledger of an older version up to LEDGER_VERSION."""
    for target in range(version + 1, LEDGER_VERSION + 1):
        for statement in STEPS[target]:
            connection.execute(text(statement))
    _derive(connection)


def keep_copy(address: URL, version: int) -> Path | None:
    """Copy a ledger's file to `NAME.vVERSION` beside it; None where it is no file.

    The copy holds what is committed, although others may be reading and writing;
    StoreError where there is no room. A server's database is backed up by whoever
    runs the server.
    """
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    file = Path(address.database)
    copy = file.with_name(f"{file.name}.v{version}")
    # The process id keeps two runs from writing into each other's file.
    unfinished = file.with_name(f".{copy.name}.{os.getpid()}")
    with storing(copy):
        try:
            with (
                closing(sqlite3.connect(file)) as old,
                closing(sqlite3.connect(unfinished)) as new,
            ):
                old.backup(new)
            move_into_place(unfinished, copy)
        except sqlite3.Error as error:
            raise StoreError(
                f"{copy}: {error}; the ledger is brought up to date once it could be "
                "copied, and was left as it is"
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)
    return copy


def _derive(connection: Connection) -> None:
    """Write what follows from how each take stands as it is written for new ones."""
    found = connection.execute(select(takes_table))
    for entry in [entry_of(row) for row in found.mappings()]:
        connection.execute(
            update(takes_table)
            .where(takes_table.c.key == entry.key)
            .values(standing_columns(entry))
        )
