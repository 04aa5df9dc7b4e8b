"""Kept packets: one after the other on disk, found by content, worthless when damaged.

A file is a first line, the packets with their lengths before them, and behind them
what is no length and a checksum of all: it can be written and read packet by packet.
"""

import os
import struct
import threading
import zlib
from collections.abc import Generator, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from storyboard.errors import MediaError
from storyboard.store.caches import UNFINISHED, touch

_FIRST = b"storyboard packets 1\n"
_LENGTH = struct.Struct("<I")
_END = 0xFFFF_FFFF
"""What stands where the next length would."""
_MOST = 10_000_000
"""Bytes of a packet; a longer one is damage."""


def keep_packets(place: Path, packets: Iterable[bytes]) -> None:
    """Keep packets as they come; MediaError where they cannot be written."""
    # Threads of one run and other runs may make the same packets at the same time.
    mark = f"{os.getpid()}-{threading.get_ident()}"
    unfinished = place.with_name(f"{place.stem}.{mark}{UNFINISHED}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(_FIRST)
            check = 0
            for data in packets:
                piece = _LENGTH.pack(len(data)) + data
                check = zlib.crc32(piece, check)
                file.write(piece)
            file.write(_LENGTH.pack(_END) + _LENGTH.pack(check))
        # No fsync: what a power failure damages is noticed, and made again.
        unfinished.replace(place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise MediaError(f"{place}: cannot be written: {reason}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def packets_in(place: Path) -> Generator[bytes]:
    """The packets of a kept file; MediaError at its end where it is damaged."""
    try:
        with place.open("rb") as file:
            if file.read(len(_FIRST)) != _FIRST:
                raise _damaged(place)
            check = 0
            while (length := _number(file, place)) != _END:
                data = file.read(length) if length <= _MOST else b""
                if len(data) != length:
                    raise _damaged(place)
                check = zlib.crc32(data, zlib.crc32(_LENGTH.pack(length), check))
                yield data
            if _number(file, place) != check or file.read(1):
                raise _damaged(place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise MediaError(f"{place}: cannot be read: {reason}") from error


def is_kept(place: Path) -> bool:
    """Whether packets are kept there, and whole; they then count as just used."""
    if not place.exists():
        return False
    try:
        for _ in packets_in(place):
            pass
    except MediaError:
        return False
    touch(place)
    return True


def _number(file: IO[bytes], place: Path) -> int:
    data = file.read(_LENGTH.size)
    if len(data) != _LENGTH.size:
        raise _damaged(place)
    return int(_LENGTH.unpack(data)[0])


def _damaged(place: Path) -> MediaError:
    return MediaError(f"{place}: is damaged; remove it and cut again")
