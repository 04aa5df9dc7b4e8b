"""Files that survive a power cut: written beside, synced, then renamed into place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storyboard.errors import StoreError


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn what the operating system says about a file into a StoreError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(f"{path}: {reason}") from error


def move_into_place(unfinished: Path, target: Path) -> None:
    """Rename a finished file over its target so that a crash leaves one whole file.

    Both must lie on one file system.
    """
    # Windows syncs only handles that may write.
    with unfinished.open("r+b") as file:
        os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished.replace(target)
    _sync_folder(target.parent)


def throw_away(leftover: Path) -> None:
    """Remove a file that is worth nothing, where there is one and that can be done."""
    with suppress(OSError):
        leftover.unlink()


def write_text(target: Path, text: str) -> None:
    """Replace a text file's content as a whole, lines ending in LF; StoreError."""
    with storing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        # The process id keeps two runs from writing into each other's file.
        unfinished = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            unfinished.write_text(text, encoding="utf-8", newline="\n")
            move_into_place(unfinished, target)
        finally:
            throw_away(unfinished)


def _sync_folder(folder: Path) -> None:
    # Windows has no handle for a folder, and keeps renames by itself.
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
