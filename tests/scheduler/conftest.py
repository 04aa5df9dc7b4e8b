from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storyboard.scheduler.ledger import Ledger
from tests.postgres import PostgresServer, postgres_server, time_told_by
from tests.scheduler.stage import JumpingClock, Stage

__all__ = ["postgres_server"]

KINDS = ("sqlite", "postgresql")
ON_BOTH = frozenset({"test_crashes", "test_runs"})
"""Whose stages stand on both databases: what they try depends on transactions."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    name = metafunc.module.__name__.rpartition(".")[2]
    if "database" in metafunc.fixturenames:
        one = "stage" in metafunc.fixturenames and name not in ON_BOTH
        metafunc.parametrize("database", KINDS[:1] if one else KINDS, indirect=True)


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    with postgres_server.database() as address:
        yield address


@pytest.fixture
def database(request: pytest.FixtureRequest, folder: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'ledger.sqlite'}"
    found: str = request.getfixturevalue("postgres")
    return found


@pytest.fixture
def clock() -> Iterator[JumpingClock]:
    """A clock that stands still until it is set; the databases' time as well."""
    told = JumpingClock()
    with time_told_by(told):
        yield told


@pytest.fixture
def ledger(database: str, clock: JumpingClock) -> Iterator[Ledger]:
    with Ledger(database, clock) as opened:
        yield opened


@dataclass
class StageAnywhere(Stage):
    """A stage whose ledger is at an address that is handed in."""

    address: str = ""

    @property
    def url(self) -> str:
        return self.address


@pytest.fixture
def stage(folder: Path, database: str) -> Iterator[Stage]:
    """A stage with an empty ledger."""
    made = StageAnywhere(folder, address=database)
    with time_told_by(made.clock):
        yield made
