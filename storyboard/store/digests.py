"""Digests of files, remembered so that an unchanged file is read once."""

import hashlib
import json
from pathlib import Path

from storyboard.store.durable import write_text

_VERSION = 1


def digest_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex; OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Digests:
    """File digests, cached by path, size and time of change.

    Without a cache file it remembers only while it lives. A cache that cannot be read
    counts as empty: it saves time and holds nothing that could not be had again.
    """

    def __init__(self, cache_file: Path | None) -> None:
        self._cache_file = cache_file
        self._known = _read(cache_file) if cache_file else {}
        self._changed = False

    def of(self, path: Path) -> str:
        """The file's SHA-256, in hex; OSError where it cannot be read."""
        name = str(path.absolute())
        before = _stamp(path)
        size, changed, digest = self._known.get(name, (-1, -1, ""))
        if (size, changed) == before:
            return digest
        digest = digest_file(path)
        # A file that was written while it was read is looked at again next time.
        if _stamp(path) == before:
            self._known[name] = (*before, digest)
            self._changed = True
        return digest

    def save(self) -> None:
        """Write what was learned, if there is anything new; files gone are dropped."""
        if self._cache_file is None or not self._changed:
            return
        files = {n: k for n, k in sorted(self._known.items()) if Path(n).is_file()}
        text = json.dumps({"version": _VERSION, "files": files}, indent=0)
        write_text(self._cache_file, text + "\n")
        self._changed = False


def _stamp(path: Path) -> tuple[int, int]:
    facts = path.stat()
    return facts.st_size, facts.st_mtime_ns


def _read(cache_file: Path) -> dict[str, tuple[int, int, str]]:
    try:
        data = json.loads(cache_file.read_text(encoding="utf-8"))
        if data["version"] != _VERSION:
            return {}
        return {
            name: (int(size), int(changed), str(digest))
            for name, (size, changed, digest) in data["files"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
