"""Ledgers of older versions, as real files of those versions have them."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import (
    Connection,
    MetaData,
    create_engine,
    insert,
    inspect,
    select,
    text,
)

from storyboard.errors import StoreError
from storyboard.model.money import Money
from storyboard.model.value import ShotId
from storyboard.scheduler import migrations
from storyboard.scheduler.database import open_database
from storyboard.scheduler.entry import Wish
from storyboard.scheduler.ledger import Ledger
from storyboard.scheduler.migrations import LEDGER_VERSION, STEPS
from storyboard.scheduler.tables import format_table, takes_table
from tests.scheduler.stage import JumpingClock

OLD = Path(__file__).parent / "old"
PROJECT = "the-film"


@pytest.fixture(params=["ledger-v1.sql"])
def old(request: pytest.FixtureRequest, folder: Path, database: str) -> str:
    """The address of an old ledger, once in each kind of database."""
    file = folder / "ledger.sqlite"
    with closing(sqlite3.connect(file)) as raw:
        raw.executescript((OLD / request.param).read_text(encoding="utf-8"))
    if not database.startswith("sqlite"):
        copy_over(f"sqlite:///{file}", database)
    return database


def copy_over(file: str, server: str) -> None:
    """Make the tables of a file in a server's database, with their rows."""
    source = create_engine(file)
    target = create_engine(server.replace("postgresql", "postgresql+pg8000"))
    tables = MetaData()
    with source.begin() as there, target.begin() as here:
        tables.reflect(there)
        tables.create_all(here)
        for table in tables.sorted_tables:
            rows = [dict(row) for row in there.execute(select(table)).mappings()]
            here.execute(insert(table), rows)
        here.execute(text("SELECT setval('events_id_seq', max(id)) FROM events"))
    source.dispose()
    target.dispose()


def shape(connection: Connection) -> Mapping[str, object]:
    """What a database's tables, columns and indexes are like, in any order."""
    found = inspect(connection)
    shapes: dict[str, object] = {}
    for table in found.get_table_names():
        columns = {
            each["name"]: (str(each["type"]), each["nullable"], each["default"])
            for each in found.get_columns(table)
        }
        indexes = {
            each["name"]: (each["column_names"], bool(each["unique"]))
            for each in found.get_indexes(table)
        }
        keys = found.get_pk_constraint(table)["constrained_columns"]
        shapes[table] = (columns, indexes, keys)
    return shapes


def version_of(address: str) -> int | None:
    """The version that is written in a database, without bringing it up to date."""
    engine = create_engine(address.replace("postgresql", "postgresql+pg8000"))
    with engine.begin() as connection:
        found = connection.scalar(select(format_table.c.version))
    engine.dispose()
    return found


def test_every_version_has_its_step() -> None:
    assert list(STEPS) == list(range(2, LEDGER_VERSION + 1))


@pytest.fixture
def new(folder: Path, database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of another empty database of the same kind."""
    if database.startswith("sqlite"):
        yield f"sqlite:///{folder / 'new.sqlite'}"
    else:
        with request.getfixturevalue("postgres_server").database() as address:
            yield address


def test_an_old_ledger_gets_the_tables_of_a_new_one(old: str, new: str) -> None:
    shapes = []
    for address in (old, new):
        engine = open_database(address)
        with engine.begin() as connection:
            shapes.append(shape(connection))
        engine.dispose()
        assert version_of(address) == LEDGER_VERSION
    assert shapes[0] == shapes[1]


def test_an_old_ledger_tells_what_it_told(old: str) -> None:
    with Ledger(old, JumpingClock()) as ledger:
        entries = ledger.entries(PROJECT)
        (drawn, first, second) = ledger.takes(PROJECT)
        jobs = ledger.open_jobs(PROJECT)
        story = ledger.story(next(e.key for e in entries if e.wish.shot == "050"))
    assert [(e.wish.shot, e.wish.number, e.state) for e in entries] == [
        ("010", 1, "done"),
        ("010", 1, "done"),
        ("020", 1, "done"),
        ("030", 1, "submitted"),
        ("040", 1, "intent"),
        ("050", 1, "uncertain"),
        ("060", 1, "failed"),
        ("060", 2, "ready"),
        ("070", 1, "failed"),
        ("075", 1, "failed"),
        ("080", 1, "refused"),
        ("090", 1, "wanted"),
        ("100", 1, "submitted"),
    ]
    assert {(e.wish.attempt, e.wish.instead_of, e.run, e.flaws) for e in entries} == {
        (0, None, None, ())
    }
    assert [drawn.origin, first.origin, second.origin] == ["animatic", "paid", "paid"]
    assert (first.seconds, first.seed, first.clip) == (5.04, 7, "c" * 64)
    assert first.price == Money(amount=Decimal("0.40"), unit="usd")
    assert second.price == Money(amount=Decimal(120), unit="credits@kinovi")
    assert [e.ticket.id for e in jobs if e.ticket] == ["job-030", "job-061", "job-100"]
    assert [(e.state, e.note) for e in story] == [
        ("wanted", ""),
        ("intent", ""),
        ("uncertain", "the connection broke"),
    ]


def test_what_old_takes_hold_of_the_budget_is_written(old: str) -> None:
    columns = takes_table.c
    asked = select(columns.shot, columns.held, columns.held_unit, columns.held_usd)
    asked = asked.where(columns.origin == "paid").order_by(columns.shot, columns.number)
    engine = open_database(old)
    with engine.begin() as connection:
        found = [tuple(row) for row in connection.execute(asked)]
    engine.dispose()
    assert found == [
        ("010", 400_000, "usd", 400_000),
        ("020", 120_000_000, "credits@kinovi", 0),
        ("030", 750_000, "usd", 750_000),
        ("040", 3_600_000, "cny", 0),
        ("050", 500_000, "usd", 500_000),
        ("060", 0, "usd", 0),
        ("060", 500_000, "usd", 500_000),
        ("070", 500_000, "usd", 500_000),
        ("075", 500_000, "usd", 500_000),
        ("080", 0, "usd", 0),
        ("090", 0, "usd", 0),
        ("100", 0, None, 0),
    ]


@pytest.mark.parametrize("shot", ["010", "030", "040", "090"])
def test_an_old_take_is_found_again_under_the_key_that_it_was_sent_with(
    old: str, shot: str
) -> None:
    with Ledger(old, JumpingClock()) as ledger:
        before = next(
            each
            for each in ledger.entries(PROJECT)
            if (each.wish.shot, each.wish.origin) == (shot, "paid")
        )
        wish = Wish(
            project=PROJECT,
            origin="paid",
            shot=ShotId(shot),
            number=1,
            fingerprint=before.wish.fingerprint,
            parts=before.wish.parts,
            provider=before.wish.provider,
            model=before.wish.model,
            seed=3,
            price=None,
        )
        (found,) = ledger.want([wish], present=lambda _clip: True)
        ledger.note(found, "found again")
        assert found == before
        assert ledger.story(found.key)[-1].note == "found again"


def test_a_file_is_copied_before_it_is_brought_up_to_date(
    folder: Path,
) -> None:
    file, copy = folder / "ledger.sqlite", folder / "ledger.sqlite.v1"
    with closing(sqlite3.connect(file)) as raw:
        raw.executescript((OLD / "ledger-v1.sql").read_text(encoding="utf-8"))
        before = list(raw.iterdump())
    for _ in range(2):
        open_database(f"sqlite:///{file}").dispose()
        with closing(sqlite3.connect(copy)) as raw:
            assert list(raw.iterdump()) == before
    found = {each.name for each in folder.iterdir() if "-" not in each.name}
    assert found == {file.name, copy.name}


def test_what_cannot_be_copied_is_left_as_it_was(folder: Path) -> None:
    file = folder / "ledger.sqlite"
    with closing(sqlite3.connect(file)) as raw:
        raw.executescript((OLD / "ledger-v1.sql").read_text(encoding="utf-8"))
    (folder / "ledger.sqlite.v1" / "something").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"ledger\.sqlite\.v1: "):
        open_database(f"sqlite:///{file}")
    assert version_of(f"sqlite:///{file}") == 1
    assert not [each for each in folder.iterdir() if each.name.startswith(".")]


def test_a_migration_that_fails_changes_nothing_and_is_done_the_next_time(
    old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        steps = (*STEPS[2], "ALTER TABLE nosuch ADD COLUMN body TEXT")
        broken.setattr(migrations, "STEPS", {2: steps})
        with pytest.raises(StoreError, match="nosuch"):
            open_database(old)
    assert version_of(old) == 1
    open_database(old).dispose()
    assert version_of(old) == LEDGER_VERSION


def test_of_two_who_begin_at_once_one_brings_it_up_to_date(old: str) -> None:
    found: list[int | StoreError | None] = []

    def begin() -> None:
        try:
            open_database(old).dispose()
        except StoreError as error:
            found.append(error)
        else:
            found.append(version_of(old))

    runs = [threading.Thread(target=begin) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert found == [LEDGER_VERSION] * 3
