import logging
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, make_url, select, text, update

from storyboard.errors import PreflightError, StoreError
from storyboard.scheduler import database as under_test
from storyboard.scheduler import postgres as postgres_module
from storyboard.scheduler.database import name_of, now_of, open_database, told
from storyboard.scheduler.migrations import LEDGER_VERSION
from storyboard.scheduler.tables import format_table
from tests.postgres import GUARDED, USER, PostgresServer
from tests.scheduler.stage import START, JumpingClock


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / "store" / "ledger.sqlite"


def url(file: Path) -> str:
    return f"sqlite:///{file}"


@contextmanager
def opened(address: str) -> Iterator[Engine]:
    engine = open_database(address)
    try:
        yield engine
    finally:
        engine.dispose()


def said(address: str) -> str:
    """What is said about a database that cannot be opened."""
    with pytest.raises(StoreError) as caught, opened(address):
        pass
    return str(caught.value)


def refused(file: Path) -> str:
    return said(url(file)).replace(str(file), "FILE")


def version(engine: Engine) -> int | None:
    with told(name_of(engine.url)), engine.begin() as connection:
        return connection.scalar(select(format_table.c.version))


def test_a_ledger_is_made_where_there_is_none(file: Path) -> None:
    with opened(url(file)):
        pass
    assert file.is_file()


def test_a_ledger_is_opened_again(database: str) -> None:
    for _ in range(2):
        with opened(database) as engine:
            assert version(engine) == LEDGER_VERSION


def test_every_commit_is_on_disk_before_it_returns(file: Path) -> None:
    with opened(url(file)) as engine, engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in asked]
    full = 2
    assert found == ["wal", full, 1, 30_000]


def test_a_ledger_of_a_newer_format_is_refused_and_left_as_it_is(
    database: str,
) -> None:
    newer = LEDGER_VERSION + 1
    with opened(database) as engine, engine.begin() as connection:
        connection.execute(update(format_table).values(version=newer))
    assert said(database).endswith(
        f": of format {newer}, and this storyboard reads up to {LEDGER_VERSION}; "
        "install a newer storyboard"
    )


def test_tables_of_something_else_are_not_written_into(database: str) -> None:
    with opened(database) as engine, engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM format")
    assert said(database).endswith(
        "it has a table events of something else; give the ledger a database of its own"
    )


def test_a_file_that_is_no_ledger_is_refused(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"clips, clips, clips" * 1000)
    assert refused(file) == (
        "ledger FILE: file is not a database; it is damaged, or no ledger; bring it "
        "back from a copy"
    )


def test_a_place_that_cannot_be_opened_is_told(folder: Path) -> None:
    (folder / "ledger.sqlite").mkdir()
    assert refused(folder / "ledger.sqlite").startswith(
        "ledger FILE: unable to open database file; see that its folder exists"
    )


def test_a_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    (folder / "store").write_text("")
    assert refused(folder / "store" / "ledger.sqlite").endswith("store: File exists")


def test_a_ledger_held_by_another_is_told_after_the_busy_time(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "_PRAGMAS", ("busy_timeout = 1",))
    with opened(url(file)) as engine:
        raw = sqlite3.connect(file, isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        with closing(raw), pytest.raises(StoreError, match="locked; another run holds"):
            version(engine)


@pytest.mark.parametrize(
    "address",
    ["", "ledger.sqlite", "nosuch://x", "mysql://h/film", "postgresql+psycopg://h/x"],
)
def test_an_address_that_is_none_is_told_with_those_that_are(address: str) -> None:
    assert "postgresql://USER@HOST/DATABASE" in said(address)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:geheim@127.0.0.1:1/film",
        "postgresql://me:geheim@127.0.0.1:port/film",
        "postgresql://me:geheim@127.0.0.1/film?password=geheim",
        "postgresql://me:geheim@127.0.0.1/film?sslmode=sometimes",
        "mysql://me:geheim@127.0.0.1/film",
    ],
)
def test_a_password_is_never_said(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert "geheim" not in said(address) + caplog.text
    assert "geheim" not in name_of(make_url("postgresql://me:geheim@h/film?k=geheim"))


def test_parameters_of_statements_are_never_said(database: str) -> None:
    asked = text("SELECT version FROM nothing WHERE version = :body")
    with (
        opened(database) as engine,
        pytest.raises(StoreError) as caught,
        told("it"),
        engine.begin() as connection,
    ):
        connection.execute(asked, {"body": "geheim"})
    cause = str(caught.value.__cause__)
    assert "FROM nothing" in cause
    assert "geheim" not in cause


def test_a_database_that_does_not_run_is_told() -> None:
    assert said("postgresql://me@127.0.0.1:1/film") == (
        "ledger postgresql://me@127.0.0.1:1/film: Connection refused; see that it "
        "runs, and that host and port are right"
    )


def test_a_server_without_tls_is_not_used_where_tls_is_wanted(postgres: str) -> None:
    for mode in ("require", "verify-full"):
        assert said(f"{postgres}?sslmode={mode}").endswith(
            "Server refuses SSL; have it offer TLS, or leave sslmode out"
        )


def test_what_an_address_asks_and_nobody_understands_is_told() -> None:
    assert said("postgresql://h/film?sslmod=require") == (
        'the ledger\'s address: "sslmod" is not understood (did you mean "sslmode"?)'
    )
    assert 'there is no sslmode "maybe"' in said("postgresql://h/film?sslmode=maybe")


def test_a_server_is_reached_through_its_socket(
    postgres_server: PostgresServer, postgres: str
) -> None:
    name = postgres.rpartition("/")[2]
    port = postgres_server.port
    there = f"postgresql://{USER}@:{port}/{name}?host={postgres_server.folder}"
    with opened(there) as engine:
        assert version(engine) == LEDGER_VERSION


def test_other_spellings_of_the_address_are_understood(postgres: str) -> None:
    for scheme in ("postgres", "postgresql+pg8000"):
        with opened(postgres.replace("postgresql", scheme, 1)) as engine:
            assert name_of(engine.url) == postgres


def test_the_password_comes_from_the_environment(
    postgres_server: PostgresServer, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres.rpartition("/")[2]
    postgres_server.ask(f"GRANT ALL ON SCHEMA public TO {GUARDED}", name)
    address = postgres.replace(USER, GUARDED)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    wrong = (
        f'ledger {address}: password authentication failed for user "{GUARDED}" '
        "[28P01]; see that the user and the password (PGPASSWORD) are right"
    )
    assert said(address) == wrong
    monkeypatch.setenv("PGPASSWORD", "a wrong one")
    assert said(address) == wrong
    monkeypatch.setenv("PGPASSWORD", GUARDED)
    with opened(address) as engine:
        assert version(engine) == LEDGER_VERSION


def test_a_user_who_may_not_make_tables_is_told(postgres: str) -> None:
    address = postgres.replace(f"{USER}@", f"{GUARDED}:{GUARDED}@")
    assert "[42501]; this user may not do that; ask whoever runs" in said(address)


def test_a_database_that_is_not_there_is_told(postgres_server: PostgresServer) -> None:
    assert said(postgres_server.url("nosuch")).endswith(
        'database "nosuch" does not exist [3D000]; make it with createdb, or see that '
        "the name is right"
    )


def test_a_session_waits_for_no_lock_and_no_answer_for_ever(postgres: str) -> None:
    names = (
        "lock_timeout",
        "statement_timeout",
        "idle_in_transaction_session_timeout",
        "transaction_isolation",
        "synchronous_commit",
        "fsync",
        "tcp_keepalives_idle",
    )
    with opened(postgres) as engine, engine.begin() as connection:
        found = [connection.exec_driver_sql(f"SHOW {n}").scalar() for n in names]
    assert found == ["30s", "30s", "1min", "read committed", "on", "on", "30"]


def test_whoever_waits_too_long_for_a_lock_is_told(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_module, "_SESSION", ("SET lock_timeout = '10ms'",))
    held = select(format_table).with_for_update()
    with opened(postgres) as engine, engine.begin() as connection:
        connection.execute(held)
        with (
            pytest.raises(StoreError, match=r"\[55P03\]; another run holds it"),
            told("it"),
            engine.begin() as other,
        ):
            other.execute(held)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_database_that_restarts_is_reached_again_by_the_next_transaction(
    postgres_server: PostgresServer,
    postgres: str,
    mode: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with opened(postgres) as engine, opened(postgres) as second:
        with (
            postgres_server.down(mode),
            pytest.raises(StoreError, match="Connection refused; see that it"),
        ):
            version(engine)
        assert version(engine) == version(second) == LEDGER_VERSION
        with postgres_server.down(mode):
            engine.dispose()
        assert version(engine) == version(second) == LEDGER_VERSION
    # Not on anybody's terminal either.
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


class Reset:
    """A connection that breaks with the next answer, as the driver reads it."""

    def write(self, sent: bytes) -> int:
        return len(sent)

    def flush(self) -> None:
        return

    def read(self, size: int) -> bytes:
        raise ConnectionResetError(104, f"Connection reset by peer, {size} to read")


def test_a_connection_that_was_reset_is_replaced_before_the_next_transaction(
    postgres: str,
) -> None:
    with opened(postgres) as engine:
        with engine.begin() as connection:
            driver: Any = connection.connection.driver_connection
        driver._sock = Reset()
        assert version(engine) == LEDGER_VERSION


def test_a_connection_that_is_reset_meanwhile_is_told_and_replaced(
    postgres: str, caplog: pytest.LogCaptureFixture
) -> None:
    def interrupted(connection: Connection) -> None:
        connection.execute(update(format_table).values(version=99))
        driver: Any = connection.connection.driver_connection
        driver._sock = Reset()
        connection.execute(update(format_table).values(version=100))

    with opened(postgres) as engine:
        with (
            pytest.raises(StoreError, match=r"reset by peer.*; the connection broke"),
            told("it"),
            engine.begin() as connection,
        ):
            interrupted(connection)
        assert version(engine) == LEDGER_VERSION
    assert not caplog.records


class Gone(Reset):
    """A connection that has nobody at its other end."""

    def flush(self) -> None:
        raise BrokenPipeError(32, "Broken pipe")


def test_whoever_closes_need_not_care_whether_the_database_is_there(
    postgres: str, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(postgres) as engine:
        with engine.begin() as connection:
            driver: Any = connection.connection.driver_connection
        driver._sock = Gone()
    assert not caplog.records


@pytest.mark.parametrize("mode", ["fast", "immediate"])
@pytest.mark.parametrize("then", ["another write", "the commit"])
def test_a_transaction_that_a_restart_interrupts_did_nothing(
    postgres_server: PostgresServer, postgres: str, mode: str, then: str
) -> None:
    def interrupted(connection: Connection) -> None:
        connection.execute(update(format_table).values(version=99))
        with postgres_server.down(mode):
            pass
        if then == "another write":
            connection.execute(update(format_table).values(version=100))

    with opened(postgres) as engine:
        with (
            pytest.raises(StoreError, match="the same command again to go on"),
            told(name_of(engine.url)),
            engine.begin() as connection,
        ):
            interrupted(connection)
        assert version(engine) == LEDGER_VERSION


def test_two_who_begin_at_once_make_the_tables_once(database: str) -> None:
    found: list[int | StoreError | None] = []

    def begin() -> None:
        try:
            with opened(database) as engine:
                found.append(version(engine))
        except StoreError as error:
            found.append(error)

    runs = [threading.Thread(target=begin) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert found == [LEDGER_VERSION] * 4


def test_whoever_makes_the_tables_of_a_server_is_waited_for(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(postgres) as engine, engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(under_test._SET_UP)))
        monkeypatch.setattr(postgres_module, "_SESSION", ("SET lock_timeout = '9ms'",))
        assert "[55P03]; another run holds it" in said(postgres)


class Unlucky(sqlite3.Cursor):
    """A cursor that finds the file locked for so many times."""

    times = 0

    def execute(self, statement: str, *_: object) -> "Unlucky":
        if "journal_mode" in statement and self.times:
            self.times -= 1
            raise sqlite3.OperationalError("database is locked")
        super().execute(statement)
        return self


@pytest.mark.parametrize(("times", "mode"), [(0, "wal"), (5, "wal"), (6, "delete")])
def test_a_file_that_others_make_at_once_gets_its_write_ahead_log(
    folder: Path, times: int, mode: str
) -> None:
    with closing(sqlite3.connect(folder / "new", isolation_level=None)) as raw:
        cursor: Any = raw.cursor(Unlucky)
        cursor.times = times
        with suppress(sqlite3.OperationalError):
            under_test._write_ahead(cursor)
        assert raw.execute("PRAGMA journal_mode").fetchone() == (mode,)


def test_a_file_goes_by_the_clock_that_is_handed_in(file: Path) -> None:
    clock = JumpingClock()
    clock.passed = 7.25
    with opened(url(file)) as engine, engine.begin() as connection:
        assert now_of(connection, clock) == START.timestamp() + 7.25


def test_a_server_goes_by_its_own_clock(postgres: str) -> None:
    clock = JumpingClock()
    clock.passed = 1e9
    with opened(postgres) as engine, engine.begin() as connection:
        before = time.time()
        first, second = now_of(connection, clock), now_of(connection, clock)
        assert before - 1 < first < second < time.time() + 1


def test_without_the_extra_the_way_to_it_is_told() -> None:
    code = (
        "import sys; sys.modules['pg8000'] = None\n"
        "from storyboard.scheduler.database import open_database\n"
        "open_database('sqlite://').dispose()\n"
        "open_database('postgresql://127.0.0.1:1/film')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr.splitlines()[-1] == (
        f"{PreflightError.__module__}.PreflightError: a ledger in PostgreSQL needs the "
        'extra postgres; pip install "storyboard-film[postgres]"'
    )
