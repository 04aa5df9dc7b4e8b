import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storyboard.store.published import FILE_NAME, PublishedFiles

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DIGEST = "ab" * 32


def record(folder: Path, now: datetime = NOON) -> PublishedFiles:
    return PublishedFiles(folder, lambda: now)


def test_what_is_up_is_remembered_beyond_a_run(folder: Path) -> None:
    later = NOON + timedelta(hours=3)
    record(folder).keep("evolink", DIGEST, "https://files.example/a.png", later)
    assert record(folder).find("evolink", DIGEST) == (
        "https://files.example/a.png",
        later,
    )


def test_what_stays_has_no_end(folder: Path) -> None:
    record(folder).keep("evolink", DIGEST, "https://files.example/a.png", None)
    assert record(folder).find("evolink", DIGEST) == (
        "https://files.example/a.png",
        None,
    )


def test_each_target_and_digest_stands_for_itself(folder: Path) -> None:
    known = record(folder)
    known.keep("evolink", DIGEST, "https://one.example", None)
    assert known.find("kinovi", DIGEST) is None
    assert known.find("evolink", "cd" * 32) is None


def test_only_its_owner_may_read_it(folder: Path) -> None:
    (folder / f".{FILE_NAME}.{os.getpid()}").write_text("a leftover")
    record(folder).keep("evolink", DIGEST, "https://one.example", None)
    mode = stat.S_IMODE((folder / FILE_NAME).stat().st_mode)
    assert mode == 0o600
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def test_what_has_run_out_is_forgotten(folder: Path) -> None:
    soon = NOON + timedelta(hours=1)
    record(folder).keep("evolink", DIGEST, "https://one.example", soon)
    later = record(folder, NOON + timedelta(hours=2))
    later.keep("evolink", "cd" * 32, "https://two.example", None)
    assert later.find("evolink", DIGEST) is None
    assert DIGEST not in (folder / FILE_NAME).read_text()


def test_what_another_run_wrote_meanwhile_stays(folder: Path) -> None:
    one, other = record(folder), record(folder)
    assert one.find("evolink", DIGEST) is other.find("evolink", DIGEST) is None
    one.keep("evolink", DIGEST, "https://one.example", None)
    other.keep("kinovi", DIGEST, "https://two.example", None)
    assert record(folder).find("evolink", DIGEST) == ("https://one.example", None)
    assert record(folder).find("kinovi", DIGEST) == ("https://two.example", None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 9}',
        '{"version": 1, "targets": []}',
        '{"version": 1, "targets": {"evolink": {"ab": 7}}}',
        '{"version": 1, "targets": {"e": {"ab": {"address": "x", "expires": "soon"}}}}',
        "[" * 100_000,
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_a_damaged_record_counts_as_empty(folder: Path, text: str) -> None:
    (folder / FILE_NAME).write_text(text, encoding="latin-1")
    known = record(folder)
    assert known.find("evolink", DIGEST) is None
    known.keep("evolink", DIGEST, "https://one.example", None)
    assert json.loads((folder / FILE_NAME).read_text())["version"] == 1


def test_a_moment_without_a_zone_is_taken_for_utc(folder: Path) -> None:
    held = {"address": "https://one.example", "expires": "2026-11-22T00:00:00"}
    data = {"version": 1, "targets": {"evolink": {DIGEST: held}}}
    (folder / FILE_NAME).write_text(json.dumps(data))
    assert record(folder).find("evolink", DIGEST) == (
        "https://one.example",
        datetime(2026, 11, 22, tzinfo=UTC),
    )


def test_a_record_that_cannot_be_written_is_done_without(folder: Path) -> None:
    (folder / "store").write_text("a file, and no folder")
    known = record(folder / "store")
    known.keep("evolink", DIGEST, "https://one.example", None)
    assert known.find("evolink", DIGEST) == ("https://one.example", None)
