import hashlib
from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.store.clips import ClipStore

BYTES = b"a film"
DIGEST = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def clips(folder: Path) -> ClipStore:
    return ClipStore(folder)


def kept(clips: ClipStore, content: bytes = BYTES) -> str:
    unfinished = clips.incoming("one.mp4")
    unfinished.write_bytes(content)
    return clips.keep(unfinished)


def test_a_clip_is_named_by_its_bytes(clips: ClipStore, folder: Path) -> None:
    assert kept(clips) == DIGEST
    path = folder / "clips" / DIGEST[:2] / f"{DIGEST}.mp4"
    assert clips.path(DIGEST) == path
    assert path.read_bytes() == BYTES


def test_a_kept_clip_leaves_nothing_unfinished(clips: ClipStore, folder: Path) -> None:
    kept(clips)
    kept(clips)
    assert not list((folder / "incoming").iterdir())


def test_only_what_was_kept_is_there(clips: ClipStore) -> None:
    assert not clips.has(DIGEST)
    kept(clips)
    assert clips.has(DIGEST)
    assert not clips.has("0" * 64)


def test_a_clip_that_is_there_is_not_written_again(clips: ClipStore) -> None:
    kept(clips)
    before = clips.path(DIGEST).stat()
    kept(clips)
    after = clips.path(DIGEST).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_damaged_clip_is_found(clips: ClipStore) -> None:
    kept(clips)
    assert clips.verify(DIGEST)
    assert clips.has(DIGEST)
    clips.path(DIGEST).write_bytes(b"a fil")
    assert not clips.has(DIGEST)
    assert not clips.verify(DIGEST)
    assert not clips.verify("0" * 64)


def test_a_damaged_clip_is_set_aside_for_the_good_one(clips: ClipStore) -> None:
    kept(clips)
    path = clips.path(DIGEST)
    path.write_bytes(b"a fil")
    kept(clips)
    assert clips.verify(DIGEST)
    assert path.with_suffix(".damaged").read_bytes() == b"a fil"


@pytest.mark.parametrize(
    "digest", ["", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"]
)
def test_no_digest_leads_out_of_the_store(clips: ClipStore, digest: str) -> None:
    with pytest.raises(StoreError, match="no SHA-256"):
        clips.path(digest)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc/x", "a\\b", "-x", "a\n"])
def test_no_name_leads_out_of_the_incoming_folder(clips: ClipStore, name: str) -> None:
    with pytest.raises(StoreError, match="no plain file name"):
        clips.incoming(name)


def test_a_vanished_file_cannot_be_kept(clips: ClipStore) -> None:
    with pytest.raises(StoreError, match=r"one\.mp4: No such file"):
        clips.keep(clips.incoming("one.mp4"))


def test_a_store_that_cannot_be_written_says_so(folder: Path) -> None:
    (folder / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="incoming"):
        ClipStore(folder / "file").incoming("one.mp4")
