"""Every lock of a project: what may not be cleared away."""

import os
from collections.abc import Iterator
from pathlib import Path

from storyboard.store.durable import storing
from storyboard.store.lock import Lock, read_lock

_BOARDS = (".yaml", ".yml")


def locks_below(root: Path, store: Path) -> tuple[Lock, ...]:
    """The locks in a folder and all below it, but for the store's own.

    Files that other tools call `.lock` are passed over. StoreError where a lock, or a
    folder, cannot be read: what it names is not known then.
    """
    files = (path for path in files_below(root, store) if _is_ours(path))
    return tuple(lock for path in files if (lock := read_lock(path)))


def files_below(root: Path, store: Path) -> Iterator[Path]:
    """Every file in a folder and all below it, but for git's and the store's own.

    StoreError where a folder cannot be read.
    """

    def refuse(error: OSError) -> None:
        raise error

    with storing(root):
        for name, folders, files in os.walk(root, onerror=refuse):
            folder = Path(name)
            folders[:] = [
                each
                for each in folders
                if each != ".git" and (folder / each).resolve() != store
            ]
            yield from (folder / each for each in sorted(files))


def _is_ours(path: Path) -> bool:
    """Whether it is a lock with its board beside it, or with takes."""
    if path.suffix != ".lock":
        return False
    if any(path.with_suffix(end).exists() for end in _BOARDS):
        return True
    with storing(path):
        return path.is_file() and b'"takes"' in path.read_bytes()
