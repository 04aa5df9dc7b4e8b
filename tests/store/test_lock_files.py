from pathlib import Path

import pytest

from storyboard.errors import StoreError
from storyboard.store.lock import Lock, write_lock
from storyboard.store.lock_files import files_below, locks_below
from tests.store.takes import a_take


def films(root: Path) -> list[str]:
    return [lock.project for lock in locks_below(root, root / "store")]


def test_every_lock_below_a_folder_is_found(folder: Path) -> None:
    for name in ("a", "deep/er/b", ".hidden/c", ".git/d", "store/e"):
        path = folder / f"{name}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_lock(path, Lock(project=path.stem, takes=(a_take(),)))
    assert sorted(films(folder)) == ["a", "b", "c"]


def test_locks_of_other_tools_are_passed_over(folder: Path) -> None:
    (folder / "poetry.lock").write_text("[[package]]\n")
    (folder / "yarn.lock").write_text('{"version": 9}')
    (folder / "held.lock").mkdir()
    assert films(folder) == []


@pytest.mark.parametrize("text", ["<<<<<<< HEAD\n", "", '{"version": 3}'])
def test_a_lock_that_cannot_be_read_is_never_passed_over(
    folder: Path, text: str
) -> None:
    (folder / "storyboard.yaml").write_text("")
    (folder / "storyboard.lock").write_text(text)
    with pytest.raises(StoreError, match=r"storyboard\.lock"):
        films(folder)


def test_a_torn_lock_counts_although_its_board_is_gone(folder: Path) -> None:
    (folder / "gone.lock").write_text('<<<<<<< HEAD\n  "takes": {\n')
    with pytest.raises(StoreError, match="merge conflict"):
        films(folder)


def test_a_store_that_a_link_leads_to_is_left_out(folder: Path) -> None:
    store = folder / "store"
    store.mkdir()
    (store / "clip.mp4").write_text("")
    (folder / "board.yaml").write_text("")
    names = [path.name for path in files_below(folder, store.resolve())]
    assert names == ["board.yaml"]


def test_a_folder_that_is_not_there_is_said(folder: Path) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        films(folder / "nowhere")
