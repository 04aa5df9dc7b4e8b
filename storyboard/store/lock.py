"""The lock: which takes a board has, committed to git beside it.

Plain JSON, one block per take, sorted by shot, origin and number, so that two people
who shot different scenes merge without a conflict:

    {
      "version": 1,
      "project": "the-last-lighthouse-1f0c",
      "takes": [
        {
          "shot": "010",
          "number": 1,
          ...
        }
      ]
    }
"""

import json
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ValidationError

from storyboard.errors import StoreError
from storyboard.model.take import Take
from storyboard.model.value import Value
from storyboard.store.durable import storing, write_text

LOCK_VERSION: Final = 1
_CONFLICT_MARKERS = ("<<<<<<< ", "=======", ">>>>>>> ")


class Lock(Value):
    """What a lock file says."""

    version: Literal[1] = LOCK_VERSION
    """The version of its format."""
    project: str
    """The project's stable id."""
    takes: tuple[Take, ...] = ()
    """Finished takes, of every origin."""


def read_lock(path: Path) -> Lock | None:
    """The lock, its takes sorted; None where there is no such file.

    StoreError where it is damaged, holds a merge conflict, or is from a newer version.
    """
    if not path.exists():
        return None
    with storing(path):
        raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StoreError(f"{path}: damaged: byte {error.start} is no UTF-8") from error
    _refuse_conflict(path, text)
    data = _parsed(path, text)
    _refuse_newer(path, data)
    try:
        lock = Lock.model_validate_json(text)
    except ValidationError as error:
        raise StoreError(f"{path}: damaged: {_first(error, data)}") from error
    return lock.model_copy(update={"takes": _sorted(path, lock.takes)})


def write_lock(path: Path, lock: Lock) -> None:
    """Write the lock as a whole; StoreError where it cannot be written.

    The same value gives the same bytes, and a file that says so already is not touched.
    """
    data = {
        "version": lock.version,
        "project": lock.project,
        "takes": [_block(take) for take in _sorted(path, lock.takes)],
    }
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    with storing(path):
        # Reading as text takes a checkout with other line ends for the same file.
        if path.exists() and path.read_text("utf-8", "replace") == text:
            return
    write_text(path, text)


def _block(take: Take) -> dict[str, Any]:
    made = take.made.astimezone(UTC).replace(microsecond=0)
    block = take.model_copy(update={"made": made}).model_dump(
        mode="json", exclude_none=True
    )
    for name in ("offset", "attempt", "flaws", "picked"):
        if not block[name]:
            # What is so of nearly every take is left out.
            del block[name]
    return block | {"parts": dict(sorted(take.parts.items()))}


def _sorted(path: Path, takes: Sequence[Take]) -> tuple[Take, ...]:
    by_name: dict[tuple[str, str, int], Take] = {}
    for take in takes:
        name = (take.shot, take.origin, take.number)
        if name in by_name:
            raise StoreError(
                f"{path}: shot {take.shot} has two {take.origin} takes number "
                f"{take.number}; keep one of the two blocks"
            )
        by_name[name] = take
    return tuple(by_name[name] for name in sorted(by_name))


def _refuse_conflict(path: Path, text: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(_CONFLICT_MARKERS):
            raise StoreError(
                f"{path}:{number}: holds a merge conflict; keep the blocks of both "
                f"sides (of one take, either), delete the marker lines, and run again"
            )


def _parsed(path: Path, text: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        place, reason = str(path), "nested too deeply"
        if isinstance(error, json.JSONDecodeError):
            place, reason = f"{path}:{error.lineno}:{error.colno}", error.msg
        raise StoreError(
            f"{place}: damaged: {reason}; bring it back from git, or mend this line"
        ) from error


def _refuse_newer(path: Path, data: object) -> None:
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, int) and version > LOCK_VERSION:
        raise StoreError(
            f"{path}: of format {version}, and this storyboard reads up to "
            f"{LOCK_VERSION}; install a newer storyboard"
        )


def _first(error: ValidationError, data: object) -> str:
    """The first finding, told by the shot it is in."""
    first = error.errors(include_url=False)[0]
    where = first["loc"]
    name = ".".join(str(part) for part in where)
    match data, where:
        case {"takes": [*takes]}, ("takes", int(index), *_):
            take = takes[index]
            shot = take.get("shot") if isinstance(take, dict) else None
            name += f" (shot {shot})" if shot else ""
        case _:
            pass
    return f"{name or 'the file'}: {first['msg']}"
