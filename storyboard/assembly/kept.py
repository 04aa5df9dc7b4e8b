"""Kept segments: coded packets on disk, found by content, worthless when damaged.

A file is the packets one after the other and a line of JSON about them. A container of
the field would do as well, but opening one takes 6 to 11 ms (measured at 720p), and a
long film has thousands of segments.
"""

import json
import os
import struct
import sys
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from storyboard.assembly.segments import Segment
from storyboard.errors import MediaError
from storyboard.media.encode import Coded, encode
from storyboard.media.film import Part
from storyboard.media.pictures import Frame
from storyboard.media.recipe import Recipe
from storyboard.store.caches import UNFINISHED, touch

_MOST_HEAD = 10_000_000
"""Bytes of the line; a longer one is damage."""
_END = struct.Struct("<4sI")
"""How a file ends: a mark, and the bytes of the line before it."""
_MARK = b"SEG1"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Head:
    """What is known of a kept segment."""

    coded: Coded
    """Of its packets."""
    missing: int
    """For how many of its frames a slate stands in."""
    check: int
    """CRC-32 of the packets."""
    card: str
    """What the slate says, where one stands in for the end of a clip."""


def clear_litter(cache: Path) -> None:
    """Remove what killed runs left half written."""
    for left in cache.glob(f"*{UNFINISHED}"):
        with suppress(OSError):
            if _ended(left):
                left.unlink(missing_ok=True)


def _ended(unfinished: Path) -> bool:
    """Whether the process that wrote a file is known to have ended."""
    number = unfinished.stem.rpartition(".")[2].partition("-")[0]
    if not number.isdecimal() or sys.platform == "win32":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def place_of(segment: Segment, recipe: Recipe, cache: Path) -> Path:
    """Where a segment is kept, or will be."""
    return cache / f"{segment.key(recipe)}.seg"


def keep(
    place: Path, frames: Iterable[Frame], recipe: Recipe, segment: Segment
) -> None:
    """Code a segment's frames and keep them; MediaError where that is not possible."""
    # Threads of one run and other runs may make the same segment at the same time.
    mark = f"{os.getpid()}-{threading.get_ident()}"
    unfinished = place.with_name(f"{place.stem}.{mark}{UNFINISHED}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            _write(file, frames, recipe, segment)
        # No fsync: what a power failure damages is noticed, and made again.
        unfinished.replace(place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise MediaError(f"{place}: cannot be written: {reason}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _write(
    file: IO[bytes], frames: Iterable[Frame], recipe: Recipe, segment: Segment
) -> None:
    check = 0

    def write(packet: bytes) -> None:
        nonlocal check
        check = zlib.crc32(packet, check)
        file.write(packet)

    coded = encode(frames, recipe, write)
    missing = sum(strip.missing() for strip in segment.strips)
    line = json.dumps(
        {
            "extra": coded.extra.hex(),
            "sizes": coded.sizes,
            "keys": sorted(coded.keys),
            "missing": missing,
            "check": check,
            "card": _card(segment) if missing else "",
        }
    ).encode()
    file.write(line + _END.pack(_MARK, len(line)))


def head_of(place: Path, segment: Segment) -> Head | None:
    """A kept segment's head; None where it is not there, or of no use."""
    try:
        with place.open("rb") as file:
            head = _head(file)
    except (OSError, MediaError):
        return None
    serves = len(head.coded.sizes) == segment.length
    if not serves or head.card not in ("", _card(segment)):
        return None
    touch(place)
    return head


def part(place: Path) -> Part:
    """A kept segment, to be joined; MediaError where it is damaged."""
    try:
        with place.open("rb") as file:
            head = _head(file)
            check, left = 0, sum(head.coded.sizes)
            file.seek(0)
            while left > 0:
                block = file.read(min(left, _BLOCK))
                check, left = zlib.crc32(block, check), left - max(len(block), 1)
    except OSError as error:
        raise MediaError(f"{place}: cannot be read: {error}") from error
    if check != head.check:
        raise MediaError(f"{place}: is damaged")
    return Part(head.coded, _packets(place, head.coded))


def _packets(place: Path, coded: Coded) -> Iterator[bytes]:
    with place.open("rb") as file:
        for size in coded.sizes:
            yield file.read(size)


def _head(file: IO[bytes]) -> Head:
    """Read from a file's end; MediaError where that does not fit the rest."""
    try:
        size = file.seek(0, os.SEEK_END)
        file.seek(size - _END.size)
        mark, length = _END.unpack(file.read())
        file.seek(size - _END.size - min(length, _MOST_HEAD))
        data = json.loads(file.read(min(length, _MOST_HEAD)))
        head = Head(
            coded=Coded(
                extra=bytes.fromhex(data["extra"]),
                sizes=tuple(data["sizes"]),
                keys=frozenset(data["keys"]),
            ),
            missing=data["missing"],
            check=data["check"],
            card=data["card"],
        )
        whole = sum(head.coded.sizes) + length + _END.size == size
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise MediaError(f"{file.name}: is damaged") from error
    if mark != _MARK or not whole:
        raise MediaError(f"{file.name}: is damaged")
    return head


def _card(segment: Segment) -> str:
    """What slates say that stand in for the ends of clips."""
    return "; ".join(
        strip.edit.slate.model_dump_json()
        for strip in segment.strips
        if strip.edit.source.kind == "clip"
    )
