"""The lock: which takes a board has, committed to git beside it.

Plain JSON: under each shot its takes, sorted by shot, origin and number. What is so of
nearly every take is left out of its block.

    {
      "version": 2,
      "project": "the-last-lighthouse-1f0c",
      "takes": {
        "010": [
          {
            "number": 1,
            ...
          }
        ],
        "020": [
        ]
      }
    }

A shot without a take stands there with a list of two lines. So two people who shoot
different shots never change the same or neighbouring lines, whether it is their first
takes or later ones, and git merges what they did.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import ValidationError

from storyboard.errors import StoreError
from storyboard.model.take import Take
from storyboard.model.value import ShotId, Value
from storyboard.store.durable import storing, write_text
from storyboard.store.lock_format import LOCK_VERSION, migrated, parsed, refuse_conflict

_Name = tuple[str, str, int]


class Lock(Value):
    """What a lock file says."""

    project: str
    """The project's stable id."""
    takes: tuple[Take, ...] = ()
    """Finished takes of every origin: all there are, not only those in the cut."""
    unshot: tuple[ShotId, ...] = ()
    """Shots of the board that have no take yet; their places keep apart what two
    people add."""

    def with_takes(self, takes: Iterable[Take], board: Iterable[ShotId] = ()) -> Self:
        """The lock with more takes; none that it has is lost. `board`: its shots.

        Of a take that it has already, what a person chose and said stays, and the rest
        is as handed in. A take whose number another clip holds, such as one that
        somebody else shot meanwhile, gets the shot's next free number.
        """
        known = {_name(take): take for take in self.takes}
        for take in takes:
            held = _held(known, take)
            name = _name(held or take)
            if held is None and name in known:
                name = (*name[:2], _free(known, take))
            said = {"picked", "rating", "note"}
            chosen = held.model_dump(include=said) if held else {}
            known[name] = take.model_copy(update={"number": name[2], **chosen})
        unshot = tuple(board) or self.unshot
        update = {"takes": tuple(known.values()), "unshot": unshot}
        return self.model_copy(update=update)


class _File(Value):
    """The outer shape of a lock file."""

    version: Literal[2]
    project: str
    takes: Mapping[str, tuple[Mapping[str, Any], ...]]


def read_lock(path: Path) -> Lock | None:
    """The lock, its takes sorted; None where there is no such file.

    One of an older version is read as if it were of this one. StoreError where it is
    damaged, holds a merge conflict, or is from a newer version.
    """
    if not path.exists():
        return None
    with storing(path):
        raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StoreError(f"{path}: damaged: byte {error.start} is no UTF-8") from error
    refuse_conflict(path, text)
    data = migrated(path, parsed(path, text))
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise StoreError(f"{path}: damaged: {_first(error)}") from error
    takes = [
        _take(path, shot, place, block)
        for shot, blocks in file.takes.items()
        for place, block in enumerate(blocks)
    ]
    unshot = tuple(ShotId(shot) for shot, blocks in file.takes.items() if not blocks)
    return _settled(path, Lock(project=file.project, takes=tuple(takes), unshot=unshot))


def write_lock(path: Path, lock: Lock) -> None:
    """Write the lock as a whole; StoreError where it cannot be written.

    The same value gives the same bytes. A file that says so already is not touched,
    also where it is of an older version or its lines end otherwise. One that cannot be
    read is never written over.
    """
    lock = _settled(path, lock)
    if read_lock(path) != lock:
        write_text(path, _text(lock))


def _text(lock: Lock) -> str:
    shots: dict[str, list[str]] = {shot: [] for shot in lock.unshot}
    for take in lock.takes:
        shots.setdefault(take.shot, []).append(_indented(_block(take)))
    lists = [
        f"    {_json(shot)}: [\n"
        + ",\n".join(blocks)
        + ("\n    ]" if blocks else "    ]")
        for shot, blocks in sorted(shots.items())
    ]
    takes = "{\n" + ",\n".join(lists) + "\n  }" if lists else "{}"
    head = f'  "version": {LOCK_VERSION},\n  "project": {_json(lock.project)}'
    return f'{{\n{head},\n  "takes": {takes}\n}}\n'


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)


def _indented(block: Mapping[str, Any]) -> str:
    # Only line feeds end a line of JSON; a note may hold other line ends.
    return ("\n" + _json(block, 2)).replace("\n", "\n      ").removeprefix("\n")


def _block(take: Take) -> dict[str, Any]:
    """What the lock says of a take; what is so of nearly every one is left out."""
    block = take.model_dump(mode="json", exclude_defaults=True, exclude={"shot"})
    return block | {"parts": dict(sorted(take.parts.items()))}


def _take(path: Path, shot: str, place: int, block: Mapping[str, Any]) -> Take:
    where = ("takes", shot, place)
    if "shot" in block:
        name = ".".join(map(str, where))
        raise StoreError(f"{path}: damaged: {name}.shot: the list says it already")
    try:
        return Take.model_validate({"shot": shot, **block})
    except ValidationError as error:
        raise StoreError(f"{path}: damaged: {_first(error, where)}") from error


def _first(error: ValidationError, within: tuple[str | int, ...] = ()) -> str:
    """The first finding with its place."""
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in (*within, *first["loc"]))
    return f"{name or 'the file'}: {first['msg']}"


def _settled(path: Path, lock: Lock) -> Lock:
    """The lock as it is read back: sorted, to the second, and without a contradiction.

    StoreError where two blocks are one take, or two takes of a shot are picked.
    """
    known: dict[_Name, Take] = {}
    picked: dict[tuple[str, str], Take] = {}
    for take in lock.takes:
        made = take.made.astimezone(UTC).replace(microsecond=0)
        take = take.model_copy(update={"made": made})  # noqa: PLW2901 - the same take
        name = _name(take)
        if name in known:
            raise StoreError(_said_twice(path, take, lock.takes))
        known[name] = take
        if not take.picked:
            continue
        other = picked.setdefault(name[:2], take)
        if other is not take:
            raise StoreError(_picked_twice(path, other, take))
    takes = tuple(known[name] for name in sorted(known))
    unshot = {*lock.unshot} - {take.shot for take in takes}
    return lock.model_copy(update={"takes": takes, "unshot": tuple(sorted(unshot))})


def _said_twice(path: Path, take: Take, takes: Sequence[Take]) -> str:
    free = _free([_name(each) for each in takes], take)
    return (
        f"{path}: shot {take.shot} has two {take.origin} takes number {take.number}; "
        f"keep one of the two blocks, or where their clips differ make one number "
        f"{free}"
    )


def _picked_twice(path: Path, one: Take, other: Take) -> str:
    first, second = sorted((one, other), key=_name)
    return (
        f"{path}: both {first.origin} take {first.number} and take {second.number} are "
        f'picked for shot {first.shot}: keep "picked": true in one of the two blocks'
    )


def _name(take: Take) -> _Name:
    return take.shot, take.origin, take.number


def _held(known: Mapping[_Name, Take], take: Take) -> Take | None:
    """The take among those that are known, whatever its number became there."""
    other = known.get(_name(take))
    if other is None or _clip(other) == _clip(take):
        return other
    same = (each for name, each in known.items() if name[:2] == _name(take)[:2])
    return next((each for each in same if _clip(each) == _clip(take)), None)


def _clip(take: Take) -> tuple[str, float, str, int]:
    return take.clip, take.offset, take.fingerprint, take.attempt


def _free(names: Iterable[_Name], take: Take) -> int:
    """The shot's next free number."""
    numbers = [n for shot, origin, n in names if (shot, origin) == _name(take)[:2]]
    return max(numbers, default=0) + 1
