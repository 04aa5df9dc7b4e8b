"""SQLAlchemy's dialect for pg8000, with a sharper eye for connections that are lost."""

from contextlib import suppress
from socket import socket

from sqlalchemy.dialects.postgresql.pg8000 import PGDialect_pg8000
from sqlalchemy.engine.interfaces import DBAPIConnection


class LedgerDialect(PGDialect_pg8000):
    """SQLAlchemy's own, but for a socket's errors, which this driver lets through."""

    supports_statement_cache = True

    def do_ping(self, dbapi_connection: DBAPIConnection) -> bool:
        """Whether the connection still answers."""
        try:
            return super().do_ping(dbapi_connection)
        except OSError:
            return False

    def do_close(self, dbapi_connection: DBAPIConnection) -> None:
        """Say goodbye, also to a database that has gone."""
        with suppress(OSError, self.loaded_dbapi.Error):
            dbapi_connection.close()

    def do_terminate(self, dbapi_connection: DBAPIConnection) -> None:
        """Let go of a lost connection without a goodbye, which would fail twice."""
        line = getattr(dbapi_connection, "_usock", None)
        if isinstance(line, socket):
            line.close()
        else:
            self.do_close(dbapi_connection)
