"""Kept packets: one after the other on disk, found by content, worthless when damaged.

A file is the packets, a line of JSON about them, and a mark with the line's length: it
can be written packet by packet, and what is known of it is read at once. A container of
the field would do as well, but opening one takes 6 to 11 ms (measured at 720p), and a
long film has thousands of segments.
"""

import json
import os
import struct
import threading
import zlib
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from storyboard.errors import MediaError
from storyboard.store.caches import UNFINISHED, touch

Write = Callable[[bytes], None]
"""Takes the next packet."""
_END = struct.Struct("<4sI")
"""How a file ends: a mark, and the bytes of the line before it."""
_MARK = b"PKT1"
_MOST = 10_000_000
"""Bytes of the line; a longer one is damage."""


@dataclass(frozen=True)
class Kept:
    """What is known of kept packets."""

    sizes: tuple[int, ...]
    """Bytes of each."""
    check: int
    """CRC-32 of all of them."""
    about: Mapping[str, Any]
    """What whoever made them has to say, as JSON."""


def keep_packets(place: Path, packets: Iterable[bytes]) -> None:
    """Keep packets as they come; MediaError where they cannot be written."""
    keep_made(place, partial(_passed, packets))


def _passed(packets: Iterable[bytes], write: Write) -> Mapping[str, Any]:
    for packet in packets:
        write(packet)
    return {}


def keep_made(place: Path, make: Callable[[Write], Mapping[str, Any]]) -> None:
    """Keep what `make` writes; it gives what is to be known of it.

    MediaError where it cannot be written. Nothing stays of what is not finished.
    """
    # Threads of one run and other runs may make the same packets at the same time.
    mark = f"{os.getpid()}-{threading.get_ident()}"
    unfinished = place.with_name(f"{place.stem}.{mark}{UNFINISHED}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            _write(file, make)
        # No fsync: what a power failure damages is noticed, and made again.
        unfinished.replace(place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise MediaError(f"{place}: cannot be written: {reason}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _write(file: IO[bytes], make: Callable[[Write], Mapping[str, Any]]) -> None:
    sizes: list[int] = []
    check = 0

    def write(packet: bytes) -> None:
        nonlocal check
        check = zlib.crc32(packet, check)
        sizes.append(len(packet))
        file.write(packet)

    about = make(write)
    line = json.dumps({"sizes": sizes, "check": check, "about": about}).encode()
    file.write(line + _END.pack(_MARK, len(line)))


def kept(place: Path) -> Kept | None:
    """What is known of the packets kept there, which then count as just used.

    None where there are none, or not all of them; whether they are damaged shows when
    they are read.
    """
    try:
        with place.open("rb") as file:
            found = _known(file, place)
    except (OSError, MediaError):
        return None
    touch(place)
    return found


def packets_in(place: Path) -> Generator[bytes]:
    """The packets of a kept file; MediaError before the first where it is damaged."""
    try:
        with place.open("rb") as file:
            found = _known(file, place)
            check = 0
            for packet in _read(file, found):
                check = zlib.crc32(packet, check)
            if check != found.check:
                raise _damaged(place)
            yield from _read(file, found)
    except OSError as error:
        reason = error.strerror or str(error)
        raise MediaError(f"{place}: cannot be read: {reason}") from error


def is_kept(place: Path) -> bool:
    """Whether packets are kept there, and whole; they then count as just used."""
    if kept(place) is None:
        return False
    try:
        next(packets_in(place), None)
    except MediaError:
        return False
    return True


def _read(file: IO[bytes], found: Kept) -> Generator[bytes]:
    file.seek(0)
    for size in found.sizes:
        yield file.read(size)


def _known(file: IO[bytes], place: Path) -> Kept:
    """Read from a file's end; MediaError where that does not fit the rest."""
    try:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _END.size, 0))
        mark, length = _END.unpack(file.read())
        file.seek(max(size - _END.size - min(length, _MOST), 0))
        data = json.loads(file.read(min(length, _MOST)))
        found = Kept(tuple(data["sizes"]), data["check"], data["about"])
        whole = sum(found.sizes) + length + _END.size == size
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise _damaged(place) from error
    if mark != _MARK or not whole:
        raise _damaged(place)
    return found


def _damaged(place: Path) -> MediaError:
    return MediaError(f"{place}: is damaged; remove it and cut again")
