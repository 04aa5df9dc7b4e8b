"""PostgreSQL as the ledger's database: addresses, connections and complaints.

The driver is pg8000: BSD, pure Python, so that the extra needs neither a compiler nor
a client library of the system.
"""

import getpass
import os
import ssl
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from storyboard.errors import PreflightError, StoreError, offer

SCHEMES = frozenset({"postgresql", "postgres", "postgresql+pg8000"})

ADVICE = {
    "[28": "see that the user and the password (PGPASSWORD) are right",
    "no password was provided": "put the password into PGPASSWORD",
    "[3D000]": "make it with createdb, or see that the name is right",
    "[3F000]": "make the schema, or have this user let into it",
    "[42501]": "this user may not do that; ask whoever runs the database for the right",
    "[23505]": "another run was quicker; start again",
    "[25006]": "it cannot be written; see that this is no standby",
    "[53100]": "the disk is full; make room and run the same command again",
    "[53300]": "it has no connection left; wait, or allow more of them",
    "[55P03]": "another run holds it; wait for that run and start again",
    "[57014]": "it takes too long; see whether another run holds it, and start again",
    "[57P": "it is being restarted; run the same command again to go on",
    "refused": "see that it runs, and that host and port are right",
    "not known": "see that the host's name is right",
    "network error": "the connection broke; run the same command again to go on",
    "reset by peer": "the connection broke; run the same command again to go on",
    "timed out": "it does not answer; see that it runs and can be reached",
    "Server refuses SSL": "have it offer TLS, or leave sslmode out",
    "certificate verify": "see that sslrootcert names the right authority",
}
"""What to do, by a part of what it said, its SQLSTATE in brackets among it."""

_ANSWER_SECONDS = 45
"""For how long the driver waits; longer than the database itself would (below)."""
_SESSION = (
    "SET default_transaction_isolation = 'read committed'",
    "SET statement_timeout = '30s'",
    "SET lock_timeout = '30s'",
    # A run that stands still, or a machine that is gone, holds nobody up for long.
    "SET idle_in_transaction_session_timeout = '60s'",
    "SET tcp_keepalives_idle = 30",
    "SET client_encoding = 'UTF8'",
    # Whatever the server's own setting: what was committed is on disk.
    "SET synchronous_commit = 'on'",
)
_QUERY = ("application_name", "host", "sslmode", "sslrootcert")
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

# Loaded when it is first used: it takes as long as all of the rest.
registry.register("postgresql.ledger", "storyboard.scheduler.dialect", "LedgerDialect")


def open_engine(address: URL, environment: Mapping[str, str] = os.environ) -> Engine:
    """An engine; nothing is asked yet.

    StoreError where the address says what is not understood; PreflightError without
    the extra. The password comes from PGPASSWORD where the address has none: that is
    where every PostgreSQL client looks.
    """
    driven = URL.create(
        "postgresql+ledger",
        username=address.username or environment.get("PGUSER") or getpass.getuser(),
        host=address.host or "localhost",
        port=address.port or 5432,
        database=address.database,
    )
    arguments = _arguments(address)
    # Beside the address, so that nobody shows it; never None, over which the driver
    # stumbles where a password is asked for.
    arguments["password"] = address.password or environment.get("PGPASSWORD", "")
    try:
        engine = create_engine(
            driven, connect_args=arguments, hide_parameters=True, pool_pre_ping=True
        )
    except ImportError as error:
        raise PreflightError(
            "a ledger in PostgreSQL needs the extra postgres; "
            'pip install "storyboard-film[postgres]"'
        ) from error
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "handle_error", _lost)
    return engine


def said_by(error: BaseException) -> str:
    """What the driver says, with the database's SQLSTATE in brackets."""
    if state := _state(error):
        return f"{error.args[0].get('M', '')} [{state}]"
    if isinstance(error.__cause__, OSError):
        error = error.__cause__
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)


def _state(error: BaseException) -> str:
    """The SQLSTATE that an error of the driver carries; empty where it has none."""
    told = error.args[0] if error.args else None
    return str(told.get("C", "")) if isinstance(told, dict) else ""


def _arguments(address: URL) -> dict[str, Any]:
    """What the address's query asks of the driver, as libpq spells it."""
    query: dict[str, str] = {}
    for key, value in address.query.items():
        if key not in _QUERY:
            raise StoreError(
                f'the ledger\'s address: "{key}" is not understood '
                f"({offer(key, _QUERY)})"
            )
        query[key] = value if isinstance(value, str) else value[-1]
    arguments: dict[str, Any] = {
        "timeout": _ANSWER_SECONDS,
        "tcp_keepalive": True,
        "application_name": query.get("application_name", "storyboard"),
        "ssl_context": _ssl(query.get("sslmode", "prefer"), query.get("sslrootcert")),
    }
    folder = query.get("host")
    if folder is not None:
        arguments["unix_sock"] = f"{folder}/.s.PGSQL.{address.port or 5432}"
        arguments["ssl_context"] = False
    return arguments


def _ssl(mode: str, authority: str | None) -> ssl.SSLContext | bool | None:
    """TLS as libpq's sslmode names it; the driver's None: where the server has it."""
    if mode not in _SSL_MODES:
        raise StoreError(
            f'the ledger\'s address: there is no sslmode "{mode}" '
            f"({offer(mode, _SSL_MODES)})"
        )
    if mode in {"disable", "require"}:
        return mode == "require"
    if mode in {"allow", "prefer"}:
        return None
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError as error:
        raise StoreError(f"{authority}: {error.strerror}") from error
    context.check_hostname = mode == "verify-full"
    return context


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("; ".join(_SESSION))
    cursor.close()
    connection.commit()


def _lost(context: ExceptionContext) -> None:
    """Have a connection whose socket broke thrown away, not rolled back."""
    if isinstance(context.original_exception, OSError):
        context.is_disconnect = True
