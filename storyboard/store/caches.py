"""What can be made again from the clips: kept while there is room for it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

CACHES = ("conformed", "segments")
"""The store's folders of files that can be made again from its clips. Nothing goes into
`conformed` any more; what an earlier version kept there is cleared with the rest."""
UNFINISHED = ".partial"
"""How the names of files end that are being written there."""


def cached_files(store: Path) -> Iterator[Path]:
    """Every finished file in the store's caches."""
    for name in CACHES:
        for path in sorted((store / name).glob("*")):
            if path.suffix != UNFINISHED and path.is_file():
                yield path


def touch(cached: Path) -> None:
    """Say that a cached file was used just now."""
    # A store that may only be read serves as well.
    with suppress(OSError):
        os.utime(cached)


def trim_caches(store: Path, limit: int, since: int | None = None) -> int:
    """Remove the least recently used cached files until they take at most `limit`.

    Bytes; gives how many were freed. What was used at `since` (a file's time of change
    in nanoseconds) or later stays, and so does whatever cannot be removed. Clips are no
    cache, and are never looked at. Call it while no other process cuts from this store.
    """
    found = []
    for path in cached_files(store):
        with suppress(OSError):
            facts = path.stat()
            found.append((facts.st_mtime_ns, path, facts.st_size))
    over = sum(size for _, _, size in found) - limit
    freed = 0
    for used, path, size in sorted(found):
        if freed >= over or (since is not None and used >= since):
            break
        with suppress(OSError):
            path.unlink()
            freed += size
    return freed
