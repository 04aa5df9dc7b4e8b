import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storyboard.cli.sizes import size_text
from storyboard.settings import Project, open_project
from storyboard.studio import SystemClock
from tests.production.paid import aged, paid_clip

Run = Callable[..., tuple[int, str, str]]
Answer = Callable[[str], None]
BOARD = "storyboard: 1\ntitle: Small\nscenes: []\n"
NOBODY = "a" * 64


class Typed(io.StringIO):
    """What somebody types on a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def project(folder: Path) -> Project:
    board = folder / "storyboard.yaml"
    board.write_text(BOARD, encoding="utf-8")
    return open_project(board, {})


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Answer:
    return lambda text: monkeypatch.setattr(sys, "stdin", Typed(text))


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())


def put(project: Project, name: str, size: int = 1_200_000) -> Path:
    path = project.store / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return aged(path, datetime.now(UTC), days=3)


@pytest.fixture
def cached(project: Project) -> Path:
    return put(project, "conformed/abc.mp4")


@pytest.fixture
def paid(project: Project) -> Path:
    return paid_clip(project, SystemClock())


def test_without_a_terminal_it_is_only_listed(verb: Run, cached: Path) -> None:
    code, out, err = verb("clean")
    assert code == 3
    row = "cache      1  1.2 MB  the next cut makes again what it needs"
    assert out.splitlines()[1:] == [row]
    assert "nothing is cleared away without --yes" in err
    assert cached.exists()


def test_with_yes_nobody_is_asked(verb: Run, cached: Path, paid: Path) -> None:
    code, out, _ = verb("clean", "--yes")
    assert code == 0
    assert "cleared away: 1.2 MB" in out
    assert "paid clips stay (--paid-clips: ask about them as well)" in out
    assert (cached.exists(), paid.exists()) == (False, True)


@pytest.mark.parametrize(("typed", "stays"), [("y\n", False), ("n\n", True)])
def test_on_a_terminal_it_is_asked_first(
    verb: Run, cached: Path, type_in: Answer, typed: str, *, stays: bool
) -> None:
    type_in(typed)
    code, _, err = verb("clean")
    assert code == 0
    assert "clear 1.2 MB away? [y/N]" in err
    assert cached.exists() is stays


@pytest.mark.parametrize(
    ("typed", "cached_stays", "paid_stays"),
    [
        ("y\ny\n", False, False),
        ("y\nn\n", False, True),
        ("n\ny\n", True, False),
        ("n\nn\n", True, True),
    ],
)
def test_paid_clips_are_asked_about_by_themselves_with_their_cost(
    verb: Run,
    cached: Path,
    paid: Path,
    type_in: Answer,
    typed: str,
    *,
    cached_stays: bool,
    paid_stays: bool,
) -> None:
    type_in(typed)
    code, out, err = verb("clean", "--paid-clips")
    assert code == 0
    assert "evolink  0.40 USD" in out
    assert "1 paid clip cost 0.40 USD; a take that is wanted again" in err
    assert (cached.exists(), paid.exists()) == (cached_stays, paid_stays)


def test_paid_clips_are_never_asked_about_unless_told_to(
    verb: Run, paid: Path, type_in: Answer
) -> None:
    type_in("y\ny\n")
    code, out, err = verb("clean")
    assert (code, err) == (0, "")
    assert "paid clip      1" in out
    assert paid.exists()


def test_a_script_may_clear_paid_clips_by_both_words(verb: Run, paid: Path) -> None:
    assert verb("clean", "--paid-clips")[0] == 3
    assert paid.exists()
    assert verb("clean", "--paid-clips", "--yes")[0] == 0
    assert not paid.exists()


def test_a_clip_that_nobody_knows_is_said_to_be_one(
    verb: Run, project: Project, type_in: Answer
) -> None:
    put(project, f"clips/aa/{NOBODY}.mp4")
    type_in("n\n")
    _, out, err = verb("clean")
    assert "aaaaaaaaaaaa" in out
    assert "unknown" in out
    assert "1 clip among them: the ledger does not know who made it, or what" in err


def test_only_takes_the_kinds_it_names(
    verb: Run, project: Project, cached: Path
) -> None:
    other = put(project, "scratch/animatic/abc.mp4")
    assert verb("clean", "--yes", "--only", "scratch")[0] == 0
    assert (cached.exists(), other.exists()) == (True, False)


def test_clean_as_json_lists_and_counts(verb: Run, cached: Path, paid: Path) -> None:
    code, out, _ = verb("clean", "--json")
    assert code == 3
    told = json.loads(out)
    assert (told["store"], told["freed"]) == (".storyboard", 0)
    first, second = told["litter"]
    assert (first["kind"], first["shot"], first["take"]) == ("paid clip", "010", 1)
    assert first["price"] == {"amount": "0.40", "unit": "usd"}
    assert (second["kind"], second["size"]) == ("cache", 1_200_000)
    assert second["file"] == ".storyboard/conformed/abc.mp4"

    code, out, _ = verb("clean", "--json", "--yes")
    assert (code, json.loads(out)["freed"]) == (0, 1_200_000)
    assert (cached.exists(), paid.exists()) == (False, True)


def test_a_store_outside_the_project_keeps_its_clips(
    verb: Run, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = project.root.parent / "shared"
    monkeypatch.setenv("STORYBOARD_STORE_PATH", str(shared))
    there = open_project(project.board, {"STORYBOARD_STORE_PATH": str(shared)})
    clip = put(there, f"clips/aa/{NOBODY}.mp4")

    code, out, _ = verb("clean", "--yes")
    assert code == 0
    assert "clips stay (--shared: none does)" in out
    assert clip.exists()
    assert verb("clean", "--yes", "--shared")[0] == 0
    assert not clip.exists()


def test_a_clean_store_has_nothing_to_clear(verb: Run, project: Project) -> None:
    del project
    assert verb("clean") == (0, "there is nothing to clear away\n", "")


def test_status_shows_what_the_store_takes_up(
    verb: Run, cached: Path, paid: Path
) -> None:
    del cached, paid
    code, out, _ = verb("status", "--disk")
    assert code == 0
    rows = [line.split() for line in out.splitlines()]
    assert ["paid", "clips", "1", "18", "bytes"] in rows
    assert ["caches", "1", "1.2", "MB"] in rows
    assert out.endswith("; caches are kept below 20 GB\n")

    told = json.loads(verb("status", "--disk", "--json")[1])
    assert told["kinds"]["paid clips"] == {"files": 1, "bytes": 18}
    assert told["cache_limit"] == 20_000_000_000
    assert told["bytes"] == sum(kind["bytes"] for kind in told["kinds"].values())


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9949, "9.9 kB"),
        (9951, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (20_000_000_000, "20 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_sizes_are_told_in_thousands(size: int, text: str) -> None:
    assert size_text(size) == text
