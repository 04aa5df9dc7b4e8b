import hashlib
import os
from pathlib import Path

import pytest

from storyboard.store.digests import Digests


@pytest.fixture
def image(folder: Path) -> Path:
    path = folder / "image.png"
    path.write_bytes(b"one")
    return path


@pytest.fixture
def cache(folder: Path) -> Path:
    return folder / "cache" / "digests.json"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def swap_silently(path: Path, content: bytes) -> None:
    """Other bytes, while size and time of change stay as they were."""
    facts = path.stat()
    assert len(content) == facts.st_size
    path.write_bytes(content)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def test_a_digest_is_of_the_bytes(image: Path) -> None:
    assert Digests(None).of(image) == sha256(b"one")


def test_an_unchanged_file_is_read_once(image: Path) -> None:
    digests = Digests(None)
    digests.of(image)
    swap_silently(image, b"two")
    assert digests.of(image) == sha256(b"one")


@pytest.mark.parametrize("content", [b"two", b"three"])
def test_a_changed_file_is_read_again(image: Path, content: bytes) -> None:
    digests = Digests(None)
    digests.of(image)
    image.write_bytes(content)
    os.utime(image, ns=(0, 0))
    assert digests.of(image) == sha256(content)


def test_digests_are_remembered_beyond_a_run(image: Path, cache: Path) -> None:
    first = Digests(cache)
    first.of(image)
    first.save()
    swap_silently(image, b"two")
    assert Digests(cache).of(image) == sha256(b"one")


def test_nothing_new_is_nothing_to_save(image: Path, cache: Path) -> None:
    Digests(cache).save()
    assert not cache.exists()
    first = Digests(cache)
    first.of(image)
    first.save()
    before = cache.stat().st_mtime_ns
    second = Digests(cache)
    second.of(image)
    second.save()
    assert cache.stat().st_mtime_ns == before


def test_files_that_are_gone_are_forgotten(
    image: Path, cache: Path, folder: Path
) -> None:
    other = folder / "other.png"
    other.write_bytes(b"other")
    digests = Digests(cache)
    digests.of(image)
    digests.of(other)
    image.unlink()
    digests.save()
    assert "other.png" in cache.read_text()
    assert "image.png" not in cache.read_text()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 9}', '{"version": 1, "files": {"a": 7}}']
)
def test_a_cache_that_cannot_be_read_counts_as_empty(
    image: Path, cache: Path, text: str
) -> None:
    cache.parent.mkdir()
    cache.write_text(text)
    assert Digests(cache).of(image) == sha256(b"one")


def test_a_missing_file_has_no_digest(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Digests(None).of(folder / "nothing.png")
