"""The lock's text as data of the present version, whatever version wrote it.

A version's number goes up when an older storyboard would misread the file. Each older
one has a function here that turns its data into the next one's; the file itself is
written anew only when the lock changes.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from storyboard.errors import StoreError

LOCK_VERSION: Final = 2
_CONFLICT_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_Data = Mapping[str, Any]


def refuse_conflict(path: Path, text: str) -> None:
    """StoreError where git left a conflict in the file."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(_CONFLICT_MARKERS):
            raise StoreError(
                f"{path}:{number}: holds a merge conflict; keep the blocks of both "
                f"sides (of one take, either), delete the marker lines, and run again"
            )


def parsed(path: Path, text: str) -> Any:  # noqa: ANN401 - any JSON
    """The JSON in a text; StoreError with line and column where there is none."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place, reason = f"{path}:{error.lineno}:{error.colno}", error.msg
        advice = "bring it back from git, or mend this line"
    except (ValueError, RecursionError) as error:
        place, advice = str(path), "bring it back from git, or mend it"
        deep = isinstance(error, RecursionError)
        reason = "nested too deeply" if deep else str(error)
    raise StoreError(f"{place}: damaged: {reason}; {advice}")


def migrated(path: Path, data: object) -> object:
    """The data as this version says it.

    StoreError where it is from a newer version, or is not what its version says.
    """
    if not isinstance(data, dict):
        raise StoreError(f"{path}: damaged: no object with a version and takes")
    version = data.get("version")
    if type(version) is not int or version < 1:
        raise StoreError(f'{path}: damaged: "version" says {version!r}, which is none')
    if version > LOCK_VERSION:
        raise StoreError(
            f"{path}: of format {version}, and this storyboard reads up to "
            f"{LOCK_VERSION}; install a newer storyboard"
        )
    now: _Data = data
    for older in range(version, LOCK_VERSION):
        try:
            now = {**_MIGRATIONS[older](now), "version": older + 1}
        except ValueError as error:
            raise StoreError(f"{path}: damaged: {error}") from error
    return now


def _by_shot(data: _Data) -> _Data:
    """From 1: takes were one list, each block with its shot."""
    blocks = data.get("takes", [])
    takes: dict[str, list[_Data]] = {}
    if not isinstance(blocks, list):
        raise ValueError("takes: no list")  # noqa: TRY004 - as documented
    for place, block in enumerate(blocks):
        shot = block.get("shot") if isinstance(block, dict) else None
        if not isinstance(shot, str):
            raise ValueError(  # noqa: TRY004 - likewise
                f"takes.{place}: no block that names its shot"
            )
        rest = {name: said for name, said in block.items() if name != "shot"}
        takes.setdefault(shot, []).append(rest)
    return {**data, "takes": takes}


_MIGRATIONS: Mapping[int, Callable[[_Data], _Data]] = {1: _by_shot}
"""From each older version to the next; ValueError where the data is not of it."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a merge may leave a name twice, of which JSON keeps the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in found if names.count(name) > 1)
        raise ValueError(f'"{twice}" stands there twice; put both into one')
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")
