"""F2: every single call to the database, to a file and over HTTP fails once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storyboard.sandbox.server import Sandbox
from tests.faults import calls
from tests.faults.film import CLASSES, Film, lay, plain_shots
from tests.faults.judge import SHOOT, judged, run_to_the_end, submits_of
from tests.faults.runs import Runs

DATABASE = ("statement=broken", "committed=broken", "statement=locked")
FILES = ("file=io", "file=denied")
WIRE = ("call=refused", "call=reset", "reply=reset")
CODES = {0, 2, 5, 6}
"""All made; the settings, not all made, the store or the ledger cannot be used."""
DOUBT = "nobody knows whether"
SHOTS = 5


def _found(film: Film, runs: Runs, book: Sandbox, *, blind: bool) -> Iterator[str]:
    """What is wrong after a fault, once the same command has run to its end."""
    ended = run_to_the_end(film, runs, *SHOOT)
    if ended.code != 0 and not (blind and DOUBT in ended.said):
        yield f"the next run ends with {ended.code}: {ended.said[-600:]}"
    yield from judged(film, book.book)
    before = submits_of(film, book.book)
    runs.run(film, *SHOOT)
    if ended.code == 0 and submits_of(film, book.book) != before:
        yield "run again it submits again"


def _every_turn(
    where: str, kind: str, folder: Path, runs: Runs, sandbox: Sandbox
) -> list[str]:
    """What was found with the fault at the first call, at the second, and so on."""
    point, _, deed = where.partition("=")
    found: list[str] = []
    for turn in range(1, 1_000):
        tag = f"f2-{point}-{deed}-{kind}-{turn}"
        film = lay(
            folder / tag,
            sandbox,
            tag,
            plain_shots(SHOTS),
            provider=CLASSES[kind],
            **calls.pace(20),
        )
        ended = runs.run(film, *SHOOT, faults=[f"{point}:{turn}={deed}"])
        if ended.code not in CODES or "Traceback" in ended.said:
            found.append(f"{where}, {turn}: ends with {ended.code}: {ended.err}")
        if calls.DONE not in ended.err:
            assert ended.code == 0, ended.said
            assert turn > SHOTS
            return found
        found += [
            f"{where}, {turn}: {said}"
            for said in _found(film, runs, sandbox, blind=kind == "blind")
        ]
    raise AssertionError("it is never left untouched")


@pytest.mark.long
@pytest.mark.row("F2 every call")
@pytest.mark.parametrize("where", [*DATABASE, *FILES])
def test_a_film_goes_on_whichever_of_its_calls_to_a_disk_fails(
    where: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    assert _every_turn(where, "idempotent", tmp_path, runs, quick_sandbox) == []


@pytest.mark.long
@pytest.mark.row("F2 every call")
@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("where", WIRE)
def test_a_film_goes_on_whichever_of_its_calls_to_a_service_fails(
    where: str, kind: str, tmp_path: Path, runs: Runs, quick_sandbox: Sandbox
) -> None:
    assert _every_turn(where, kind, tmp_path, runs, quick_sandbox) == []
