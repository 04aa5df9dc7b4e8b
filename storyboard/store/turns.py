"""Taking turns: what two runs on one project must not do at once."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from storyboard.store.durable import storing

if sys.platform == "win32":
    import msvcrt

    def _wait_for(file: IO[bytes]) -> None:
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            except OSError:  # It gives up after ten tries, a second apart.
                continue
            return

else:
    import fcntl

    def _wait_for(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def my_turn(place: Path) -> Iterator[None]:
    """Wait until no other process holds this file, and hold it.

    The system lets go of it when the process ends, however it ends. StoreError where
    the file cannot be made.
    """
    with storing(place):
        file = place.open("ab")
    with file:
        _wait_for(file)
        yield
