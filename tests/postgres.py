"""A PostgreSQL server of the tests' own, from the system's packages.

It lies in a folder under /tmp, listens on loopback and on a socket in that folder,
forces every commit to disk, and ends with the tests. One server for each test process;
an empty database for each test.
"""

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event

from storyboard.model.clock import Clock

MISSING = "PostgreSQL is not installed: apt-get install postgresql"
USER = "storyboard"
GUARDED = "guarded"
"""A user who has to give a password, which is the same word."""
_TEMPLATE = "empty"
_FIRST = (
    f"CREATE USER {GUARDED} PASSWORD '{GUARDED}'",
    # Else the system's own functions are found before ours.
    f"ALTER USER {USER} SET search_path = public, pg_catalog",
    f"CREATE DATABASE {_TEMPLATE}",
)
_EVERYBODY_OUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY = """
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
_CLOCK = """
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$
  SELECT coalesce(
    to_timestamp(nullif(current_setting('storyboard.now', true), '')::float8),
    pg_catalog.clock_timestamp()
  )
$$
"""
_AT_THE_END = 'read line; "$1" stop -m immediate -D "$2/data"; rm -rf "$2"'


@dataclass
class PostgresServer:
    """A server that runs, with a name for each next database."""

    programs: Path
    folder: Path
    port: int
    numbers: Iterator[int] = field(default_factory=itertools.count)
    empty: list[str] = field(default_factory=list)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of an empty database, to be left before the server is."""
        if self.empty:
            name = self.empty.pop()
        else:
            name = f"film_{next(self.numbers)}"
            self.ask(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        yield self.url(name)
        # Emptied, not dropped: that, and making one, costs a second on a busy disk.
        self.ask(_EVERYBODY_OUT, name)
        self.ask(_EMPTY + _CLOCK, name)
        self.empty.append(name)

    def ask(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the one who may do everything."""
        address = self.url(database).replace("postgresql:", "postgresql+pg8000:")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def start(self) -> None:
        self._control("start", "-l", str(self.folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        """`fast` tells everybody, `immediate` is as a crash."""
        self._control("stop", "-m", mode)

    @contextmanager
    def down(self, mode: str) -> Iterator[None]:
        """Stop it for a while; everything that was committed is there again after."""
        self.stop(mode)
        try:
            yield
        finally:
            self.start()

    def _control(self, *arguments: str) -> None:
        data = self.folder / "data"
        run(self.folder, self.programs / "pg_ctl", "-w", "-D", data, *arguments)


def run(folder: Path, *command: str | Path) -> None:
    """Run a program of the server's as somebody who is not root: it refuses root."""
    owner = _unprivileged()
    # A file, not a pipe: the server would keep a pipe open for ever.
    with (folder / "said").open("w") as said:
        done = subprocess.run(
            command,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
            user=owner and owner[0],
            group=owner and owner[1],
            extra_groups=owner and (),
        )
    if done.returncode:
        logs = [each for each in (folder / "said", folder / "log") if each.exists()]
        told = "\n".join(each.read_text(encoding="utf-8")[-2000:] for each in logs)
        raise RuntimeError(f"{command} failed: {told}")


def _unprivileged() -> tuple[int, int] | None:
    """User and group to run the server as; None: whoever runs the tests will do."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - not on every system

    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _programs() -> Path | None:
    """The folder with initdb and pg_ctl; Debian keeps it off the PATH."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    kept = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    newest = max(kept, key=lambda each: int(each.parts[-3]), default=None)
    return newest and newest.parent


@contextmanager
def time_told_by(clock: Clock) -> Iterator[None]:
    """Have the test's clock for the database's own, in every transaction."""

    def tell(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            now = clock.now().timestamp()
            connection.exec_driver_sql(
                f"SELECT set_config('storyboard.now', '{now!r}', true)"
            )

    event.listen(Engine, "begin", tell)
    try:
        yield
    finally:
        event.remove(Engine, "begin", tell)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this test process; tests are skipped where there is none."""
    with a_server() as server:
        yield server


@contextmanager
def a_server() -> Iterator[PostgresServer]:
    """A server from its making to its end; skips the test where there is none."""
    programs = _programs()
    if programs is None:
        pytest.skip(MISSING)
    # Not in pytest's own folder: that lets nobody but its owner in.
    folder = Path(tempfile.mkdtemp(prefix="storyboard-postgres-"))
    owner = _unprivileged()
    if owner:
        os.chown(folder, *owner)
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    server = PostgresServer(programs, folder, port)
    with _ending_with_us(server):
        _found(server)
        server.start()
        for statement in _FIRST:
            server.ask(statement)
        server.ask(_CLOCK, _TEMPLATE)
        yield server


@contextmanager
def _ending_with_us(server: PostgresServer) -> Iterator[None]:
    """Stop the server and remove its folder, even when this process is killed.

    Somebody else waits for the end of a pipe that only this process holds open.
    """
    owner = _unprivileged()
    with subprocess.Popen(
        ("/bin/sh", "-c", _AT_THE_END, "sh", server.programs / "pg_ctl", server.folder),
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # What is sent to all processes of a terminal or a run is not for it.
        start_new_session=True,
        user=owner and owner[0],
        group=owner and owner[1],
        extra_groups=owner and (),
    ):
        yield


def _found(server: PostgresServer) -> None:
    data = server.folder / "data"
    options = ("--username", USER, "--auth", "trust", "--encoding", "UTF8", "--no-sync")
    run(server.folder, server.programs / "initdb", *options, "-D", data)
    with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(
            f"listen_addresses = '127.0.0.1'\nport = {server.port}\n"
            f"unix_socket_directories = '{server.folder}'\nmax_connections = 40\n"
            # The ledger asks for more than a careless server gives.
            "synchronous_commit = off\nautovacuum = off\n"
        )
    (data / "pg_hba.conf").write_text(
        f"host all {GUARDED} 127.0.0.1/32 scram-sha-256\n"
        "host all all 127.0.0.1/32 trust\nlocal all all trust\n",
        encoding="utf-8",
    )
