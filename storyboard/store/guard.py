"""Guards: files that tell whether the process that made them still lives.

A process keeps its guard locked; the system lets go of it when the process ends,
however it ends. So nobody has to guess from a number whether a run is over.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from storyboard.errors import StoreError
from storyboard.store.durable import storing, throw_away

if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextmanager
def guarded(place: Path) -> Iterator[None]:
    """Keep a new file locked for as long as this goes on, or this process lives.

    StoreError where it cannot be made.
    """
    with storing(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        file = place.open("xb")
    with file:
        if not _locked(file):
            raise StoreError(f"{place}: somebody else has locked it; run again")
        try:
            yield
        finally:
            throw_away(place)


def is_left(place: Path) -> bool:
    """Whether a guard is there and whoever made it has ended."""
    try:
        with place.open("r+b") as file:
            return _locked(file)
    except OSError:
        return False
