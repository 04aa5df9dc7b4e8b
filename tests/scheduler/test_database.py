import sqlite3
from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.scheduler import database
from storyboard.scheduler.ledger import Ledger


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / "store" / "ledger.sqlite"


def url(file: Path) -> str:
    return f"sqlite:///{file}"


def refused(file: Path) -> str:
    with pytest.raises(StoreError) as caught:
        Ledger(url(file))
    return str(caught.value).replace(str(file), "FILE")


def test_a_ledger_is_made_where_there_is_none(file: Path) -> None:
    Ledger(url(file)).close()
    assert file.is_file()


def test_a_ledger_is_opened_again(file: Path) -> None:
    Ledger(url(file)).close()
    with Ledger(url(file)) as ledger:
        assert ledger.takes("the-film") == ()


def test_every_commit_is_on_disk_before_it_returns(file: Path) -> None:
    engine = database.open_database(url(file))
    with engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in asked]
    engine.dispose()
    full = 2
    assert found == ["wal", full, 1, 30_000]


def test_a_ledger_of_a_newer_format_is_refused(file: Path) -> None:
    Ledger(url(file)).close()
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE format SET version = 2")
    raw.close()
    assert refused(file) == (
        "ledger FILE: of format 2, and this storyboard reads up to 1; install a newer "
        "storyboard"
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
    monkeypatch.setattr(database, "_PRAGMAS", ("busy_timeout = 1",))
    with Ledger(url(file)) as ledger:
        raw = sqlite3.connect(file, isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked; another run holds it"):
            ledger.takes("the-film")
        raw.close()


def test_other_databases_are_not_served_yet() -> None:
    with pytest.raises(StoreError, match="only SQLite is served"):
        Ledger("postgresql://localhost/film")


@pytest.mark.parametrize("address", ["", "ledger.sqlite", "nosuch://x"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(StoreError):
        Ledger(address)
