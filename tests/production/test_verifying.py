import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.model.value import ShotId
from storyboard.production import Script, cut, plan, read, shoot
from storyboard.production.verifying import verify
from tests.production.lot import Lot


def rendered(lot: Lot) -> Path:
    return Path(cut(shoot(plan(read(lot.board, studio=lot.studio)))).file)


def clone(lot: Lot) -> Lot:
    """What git would bring to somebody else, whose store is the first one's."""
    folder = lot.folder.parent / "clone"
    left_behind = shutil.ignore_patterns(".storyboard", "*.mp4")
    shutil.copytree(lot.folder, folder, ignore=left_behind)
    store = {"STORYBOARD_STORE_PATH": str(lot.folder / ".storyboard")}
    return replace(lot, folder=folder, studio=replace(lot.studio, environment=store))


def states(lot: Lot, shots: frozenset[ShotId] | None = None) -> dict[str, str]:
    script = read(lot.board, studio=lot.studio)
    return {
        take.shot: each.state for each in verify(script, shots) for take in each.takes
    }


def clip_of(script: Script, shot: str) -> Path:
    (found,) = verify(script, frozenset({ShotId(shot)}))
    return script.clips.path(found.clip)


def test_a_clone_with_the_first_ones_store_cuts_the_same_film(lot: Lot) -> None:
    film = rendered(lot)
    theirs = clone(lot)
    assert plan(read(theirs.board, studio=theirs.studio)).to_make == ()
    assert rendered(theirs).read_bytes() == film.read_bytes()
    assert len(lot.service.submitted) == 3
    lock = theirs.board.with_suffix(".lock")
    assert lock.read_bytes() == lot.board.with_suffix(".lock").read_bytes()


def test_a_clone_needs_the_clips_and_no_ledger(lot: Lot) -> None:
    film = rendered(lot)
    for file in (lot.folder / ".storyboard").glob("ledger.sqlite*"):
        file.unlink()
    theirs = clone(lot)
    assert rendered(theirs).read_bytes() == film.read_bytes()
    assert len(lot.service.submitted) == 3


def test_a_film_that_was_just_made_is_whole(lot: Lot) -> None:
    rendered(lot)
    assert states(lot) == {"010": "whole", "020": "whole", "030": "whole"}


def test_without_a_lock_there_is_nothing_to_verify(lot: Lot) -> None:
    assert states(lot) == {}


def flip(clip: Path) -> None:
    """Change one bit and nothing that a quick look would see."""
    facts, data = clip.stat(), bytearray(clip.read_bytes())
    data[len(data) // 2] ^= 1
    clip.write_bytes(data)
    os.utime(clip, ns=(facts.st_atime_ns, facts.st_mtime_ns))


@pytest.mark.parametrize(
    ("harm", "state"), [(flip, "damaged"), (Path.unlink, "missing")]
)
def test_a_clip_that_is_harmed_is_found(
    lot: Lot, harm: Callable[[Path], None], state: str
) -> None:
    rendered(lot)
    plan(read(lot.board, studio=lot.studio))  # which remembers the digests it saw
    harm(clip_of(read(lot.board, studio=lot.studio), "020"))
    assert states(lot) == {"010": "whole", "020": state, "030": "whole"}
    assert states(lot, frozenset({ShotId("010")})) == {"010": "whole"}


def test_a_digest_that_is_none_is_refused(lot: Lot) -> None:
    rendered(lot)
    lock = lot.board.with_suffix(".lock")
    clip = clip_of(read(lot.board, studio=lot.studio), "010").stem
    lock.write_text(lock.read_text("utf-8").replace(clip, "../../secret"), "utf-8")
    with pytest.raises(StoreError, match="no SHA-256"):
        states(lot)
