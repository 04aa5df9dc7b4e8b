"""What fault tests happen in: a sandbox and a starter of runs for each test process."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from storyboard.sandbox.book import Book
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.faults import judge
from tests.faults.film import Film, Shot, lay, plain_shots
from tests.faults.runs import Runs

_tags = count()


@dataclass(frozen=True)
class Place:
    """Where a test's films are made."""

    folder: Path
    sandbox: Sandbox
    runs: Runs

    @property
    def book(self) -> Book:
        """The services' own book."""
        return self.sandbox.book

    def film(self, *shots: Shot, **what: Any) -> Film:  # noqa: ANN401 - as `lay` has it
        """A new film, of two plain shots unless others are named; see `lay`."""
        tag = f"film{next(_tags)}"
        return lay(
            self.folder / tag, self.sandbox, tag, shots or plain_shots(2), **what
        )

    def seen_to_the_end(self, film: Film, *command: str) -> list[str]:
        """Run a command until it ends by itself; gives what does not hold then."""
        return judge.seen_to_the_end(film, self.runs, self.book, *command)


@pytest.fixture(scope="session")
def quick_sandbox() -> Iterator[Sandbox]:
    """Its jobs take a fifth of a second; films in it differ by their tag."""
    with Sandbox(Options(clips="tiny", seconds=0.2)) as started:
        yield started


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Starts runs of the command."""
    with Runs(tmp_path_factory.mktemp("runs")) as started:
        yield started


@pytest.fixture
def place(tmp_path: Path, quick_sandbox: Sandbox, runs: Runs) -> Iterator[Place]:
    """Where a test's films are made; nothing of it goes wrong for the next one."""
    longest = runs.longest
    yield Place(tmp_path, quick_sandbox, runs)
    quick_sandbox.faults.clear()
    runs.longest = longest


@pytest.fixture
def ledger_at(request: pytest.FixtureRequest, database: str) -> dict[str, str]:
    """The variable that names a ledger in the test's `database`; none for a file."""
    if database == "sqlite":
        return {}
    return {"STORYBOARD_LEDGER_URL": request.getfixturevalue("postgres")}
