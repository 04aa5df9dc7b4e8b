"""The record of what is up: which file's bytes lie where a service can reach them.

    .storyboard/published.json

By target and digest it holds the address, and until when it is good. It saves uploads
and holds nothing that could not be had again: a damaged one counts as empty, and one
that cannot be written is done without. Only its owner may read it, since an address
may be all that guards a file.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from storyboard.errors import StoreError
from storyboard.store.durable import move_into_place, storing

FILE_NAME = "published.json"
_VERSION = 1
_Entry = tuple[str, datetime | None]


class PublishedFiles:
    """The record in a store's folder."""

    def __init__(self, store: Path, now: Callable[[], datetime]) -> None:
        self._file = store / FILE_NAME
        self._now = now
        self._known: dict[tuple[str, str], _Entry] | None = None

    def find(self, target: str, digest: str) -> _Entry | None:
        """The address of a file at a target, and until when it is good.

        None for the moment: it stays. None for both: it is not known to be up.
        """
        if self._known is None:
            self._known = _read(self._file)
        return self._known.get((target, digest))

    def keep(
        self, target: str, digest: str, address: str, expires: datetime | None
    ) -> None:
        """Write down that a file is up; what has run out is forgotten.

        What another run wrote down meanwhile stays.
        """
        known = _read(self._file) | {(target, digest): (address, expires)}
        now = self._now()
        self._known = {
            place: (held, until)
            for place, (held, until) in known.items()
            if until is None or until > now
        }
        with suppress(StoreError):
            _write(self._file, self._known)


def _read(file: Path) -> dict[tuple[str, str], _Entry]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["version"] != _VERSION:
            return {}
        return {
            (str(target), str(digest)): (str(held["address"]), _moment(held["expires"]))
            for target, files in data["targets"].items()
            for digest, held in files.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _write(file: Path, known: dict[tuple[str, str], _Entry]) -> None:
    targets: dict[str, dict[str, dict[str, str | None]]] = {}
    for (target, digest), (address, expires) in sorted(known.items()):
        until = expires.isoformat() if expires else None
        held = {"address": address, "expires": until}
        targets.setdefault(target, {})[digest] = held
    text = json.dumps({"version": _VERSION, "targets": targets}, indent=1)
    # The process id keeps two runs from writing into each other's file.
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    with storing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Private from its first byte on; a leftover may have other rights.
            unfinished.unlink(missing_ok=True)
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as opened:
                opened.write(text + "\n")
            move_into_place(unfinished, file)
        finally:
            unfinished.unlink(missing_ok=True)
