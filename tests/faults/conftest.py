"""The fault suite: its marks, and how many cases of each row passed.

`make faults` runs it, `make test` leaves it out. A test names its row in the table of
faults (`design/LEDGER`) by `@pytest.mark.row("B boards")`; where it goes through many
cases in one go, `cases=50` says how many.
"""

from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.faults.place import ledger_at, place, quick_sandbox, runs
from tests.postgres import PostgresServer, postgres_server

__all__ = ["ledger_at", "place", "postgres_server", "quick_sandbox", "runs"]

HERE = Path(__file__).parent
_OUTCOMES = ("passed", "failed", "skipped", "xfailed", "xpassed", "error")


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    with postgres_server.database() as address:
        yield address


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a fault, and says in which row it counts."""
    for item in items:
        if not item.path.is_relative_to(HERE):
            continue
        item.add_marker(pytest.mark.faults)
        row = item.get_closest_marker("row")
        if row is None:
            raise pytest.UsageError(
                f"{item.nodeid} names no row of the table of faults"
            )
        # Worker processes send these along with their reports.
        item.user_properties.append(("row", str(row.args[0])))
        item.user_properties.append(("cases", int(row.kwargs.get("cases", 1))))


def _told(reports: list[object]) -> Counter[str]:
    """How many cases of each row are among some reports."""
    cases: Counter[str] = Counter()
    for report in reports:
        said = dict(getattr(report, "user_properties", ()))
        if "row" in said:
            cases[str(said["row"])] += int(said["cases"])
    return cases


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter,
) -> Generator[None]:
    """A table: row, passed, failed, skipped."""
    yield
    told = {name: _told(terminalreporter.stats.get(name, [])) for name in _OUTCOMES}
    rows = sorted({row for cases in told.values() for row in cases})
    if not rows:
        return
    terminalreporter.section("faults by row")
    wide = max(map(len, rows))
    for row in rows:
        passed = told["passed"][row]
        failed = sum(told[name][row] for name in ("failed", "xpassed", "error"))
        known, skipped = told["xfailed"][row], told["skipped"][row]
        line = f"{row:<{wide}}  {passed:>5} passed  {failed:>3} failed"
        line += f"  {known} known" if known else ""
        line += f"  {skipped} skipped" if skipped else ""
        terminalreporter.write_line(line, red=bool(failed))
