import os
from pathlib import Path

import pytest

from storyboard.store.caches import touch, trim_caches


def cached(store: Path, name: str, used: int, size: int = 100) -> Path:
    path = store / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"." * size)
    os.utime(path, (used, used))
    return path


@pytest.fixture
def files(folder: Path) -> list[Path]:
    """Three cached files, the one that was used longest ago first."""
    return [
        cached(folder, "segments/b.mp4", 1),
        cached(folder, "conformed/c.mp4", 2),
        cached(folder, "conformed/a.mp4", 3),
    ]


@pytest.mark.parametrize(
    ("limit", "left"), [(300, 3), (299, 2), (200, 2), (199, 1), (100, 1), (0, 0)]
)
def test_what_was_used_longest_ago_goes_until_the_rest_fits(
    folder: Path, files: list[Path], limit: int, left: int
) -> None:
    assert trim_caches(folder, limit) == 100 * (3 - left)
    assert [path.exists() for path in files] == [False] * (3 - left) + [True] * left


def test_a_file_that_was_used_again_stays_longer(
    folder: Path, files: list[Path]
) -> None:
    touch(files[0])
    trim_caches(folder, 100)
    assert [path.exists() for path in files] == [True, False, False]


def test_what_was_used_since_then_stays_whatever_the_limit(
    folder: Path, files: list[Path]
) -> None:
    touch(files[0])
    assert trim_caches(folder, 0, since=3 * 10**9 + 1) == 200
    assert [path.exists() for path in files] == [True, False, False]
    os.utime(files[0], (3, 3))
    assert trim_caches(folder, 0, since=3 * 10**9) == 0


def test_clips_and_unfinished_files_are_never_trimmed(folder: Path) -> None:
    others = [
        cached(folder, "clips/ab/abcd.mp4", 1),
        cached(folder, "conformed/abcd.77.partial", 1),
        cached(folder, "conformed/cutting-abcd/picture.mp4", 1),
        cached(folder, "incoming/abcd-1.mp4", 1),
        cached(folder, "ledger.sqlite", 1),
    ]
    assert trim_caches(folder, 0) == 0
    assert all(path.exists() for path in others)


def test_a_store_without_caches_needs_no_trimming(folder: Path) -> None:
    assert trim_caches(folder / "nowhere", 0) == 0


def test_a_cached_file_that_is_gone_can_be_touched(folder: Path) -> None:
    touch(folder / "gone.mp4")
    assert not (folder / "gone.mp4").exists()
