"""Looking at the media that a request names, as far as the sandbox may look.

It looks at its own uploads, at `data:` addresses and at http on loopback; every other
address is left alone, so nothing leaves this machine.
"""

import asyncio
import base64
import binascii
import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from http.client import HTTPConnection, HTTPException
from itertools import chain, repeat
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from storyboard.errors import MediaError
from storyboard.media.probe import probe
from storyboard.model.media import FileFacts, MediaLimits
from storyboard.sandbox.desk import Desk
from storyboard.sandbox.jobs import Picture
from storyboard.sandbox.legend import PictureRole, Told, pictures_told
from storyboard.sandbox.services.reading import BodyError, Complaint, Place, wrong
from storyboard.sandbox.services.sizes import RATIOS

MOST_BYTES = 200_000_000
"""Of one file that is looked at."""
UNSEEN_SECONDS = Decimal(5)
"""What a reference video is taken to last where the sandbox cannot look."""
_PATIENCE = 5.0
_UNKNOWN_HERE = frozenset({".heic", ".heif"})
"""Files that services read and the sandbox does not."""
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
    "image/tiff": ".tiff",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
}
"""Of the media types that `data:` addresses name."""
Named = tuple[Place, str]
"""Where in a body an address is, and the address."""


FRAMES: tuple[PictureRole, ...] = ("first_frame", "last_frame")
"""What one or two pictures are to a service that takes key frames in order."""


class Seen(FileFacts):
    """A file in sight."""

    file: Path
    """Where the sandbox keeps it."""


class UnreadableError(Exception):
    """A file that was there to be looked at and could not be read."""


def suffix_of(address: str) -> str:
    """How the name of an address ends, in small letters; empty: it does not say."""
    if address.startswith("data:"):
        kind = address[5:].partition(";")[0].partition(",")[0]
        return _ENDINGS.get(kind.lower(), "")
    return PurePosixPath(unquote(urlsplit(address).path)).suffix.lower()


def each(field: str, addresses: Iterable[str]) -> tuple[Named, ...]:
    """The addresses of a field, each with its place."""
    return tuple(((field, n), address) for n, address in enumerate(addresses))


async def looked_at(
    desk: Desk, named: Sequence[Named], limits: MediaLimits
) -> tuple[Seen | None, ...]:
    """The files with their facts, kept by the sandbox; None for each out of sight.

    BodyError where a file in sight cannot be read or is outside the limits, and where
    a name says that its kind is none that is taken.
    """
    seen = []
    for place, address in named:
        end = suffix_of(address)
        if end and limits.suffixes and end not in limits.suffixes:
            raise _wrong(place, f"is {end}, not one of {', '.join(limits.suffixes)}")
        try:
            facts = await asyncio.to_thread(_seen, desk, address, end)
        except UnreadableError as error:
            raise _wrong(place, str(error)) from error
        for refusal in _refusals(facts, limits):
            raise _wrong(place, refusal)
        seen.append(facts)
    known = sum(facts.seconds or 0 for facts in seen if facts)
    if limits.most_seconds is not None and known > limits.most_seconds:
        most = limits.most_seconds
        raise _wrong(named[0][0][:1], f"last {known:g} s; at most {most:g} are taken")
    return tuple(seen)


def _wrong(place: Place, words: str) -> BodyError:
    return wrong(place, f"{Complaint(place, '').written} {words}")


def _refusals(facts: FileFacts | None, limits: MediaLimits) -> Iterable[str]:
    if facts is None:
        return ()
    # What an address without an ending holds is told by its bytes, not by its name.
    spared = limits if facts.suffix else limits.model_copy(update={"suffixes": ()})
    return spared.refusals(facts)


def _seen(desk: Desk, address: str, end: str) -> Seen | None:
    own = f"{desk.address}/sandbox/files/"
    if address.startswith(own):
        path = desk.file_store.file(address.removeprefix(own))
        if path is None:
            raise UnreadableError("is not there: it was never uploaded, or is gone")
        return _probed(path, end)
    data = _data(address)
    if data is None:
        return None
    return _probed(desk.file_store.put(data, end), end)


def _probed(path: Path, end: str) -> Seen | None:
    if end in _UNKNOWN_HERE:
        return None
    try:
        found = probe(path)
    except MediaError as error:
        raise UnreadableError(f"could not be read: {error}") from error
    return Seen(
        file=path,
        bytes=path.stat().st_size,
        suffix=end,
        width=found.width or None,
        height=found.height or None,
        seconds=found.seconds or None,
        fps=float(found.rate) if found.rate else None,
    )


def _data(address: str) -> bytes | None:
    """The bytes of an address; None where the sandbox may not look."""
    if address.startswith("data:"):
        head, _, coded = address.partition(",")
        if not head.endswith(";base64"):
            raise UnreadableError("is no base64 data address")
        try:
            return base64.b64decode(coded, validate=True)
        except binascii.Error as error:
            raise UnreadableError(f"is no base64: {error}") from error
    return fetched(address)


def is_loopback(address: str) -> bool:
    """Whether an address is http on this machine; no name but localhost is one."""
    parts = urlsplit(address)
    if parts.scheme != "http" or not parts.hostname:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def fetched(address: str) -> bytes | None:
    """What a loopback address answers; None for any other. No redirect is followed.

    UnreadableError where it answers with anything but a file of `MOST_BYTES` at most.
    """
    if not is_loopback(address):
        return None
    parts = urlsplit(address)
    door = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)
    try:
        door.request("GET", (parts.path or "/") + (parts.query and f"?{parts.query}"))
        answer = door.getresponse()
        data = answer.read(MOST_BYTES + 1)
    except (OSError, HTTPException) as error:
        raise UnreadableError(f"could not be fetched: {error}") from error
    finally:
        door.close()
    if answer.status != 200 or len(data) > MOST_BYTES:  # noqa: PLR2004 - HTTP's OK
        raise UnreadableError(f"could not be fetched: answer {answer.status}")
    return data


def pictures(
    prompt: str,
    seen: Iterable[Seen | None],
    roles: Sequence[PictureRole] = (),
    untold: Sequence[PictureRole] = (),
) -> tuple[Picture, ...]:
    """The pictures in sight, each with what it is to the clip.

    For the first ones the service itself may say it (`roles`); else the prompt says it
    (`Image 1 is the first frame.`); where it does not, it is `untold`, or a reference.
    """
    return tuple(_pictures(pictures_told(prompt), seen, roles, untold))


def _pictures(
    told: Mapping[int, Told],
    seen: Iterable[Seen | None],
    roles: Sequence[PictureRole],
    untold: Sequence[PictureRole],
) -> Iterator[Picture]:
    for number, (each, role, otherwise) in enumerate(
        zip(seen, _padded(roles), _padded(untold), strict=False), 1
    ):
        said = told.get(number, Told(role=otherwise or "reference"))
        if each is not None:
            yield Picture(file=each.file, role=role or said.role, shows=said.shows)


def _padded(roles: Sequence[PictureRole]) -> Iterator[PictureRole | None]:
    return chain(roles, repeat(None))


def seconds_of(seen: Iterable[FileFacts | None]) -> Decimal:
    """What videos last together; `UNSEEN_SECONDS` for each out of sight."""
    return sum(
        (
            Decimal(str(round(facts.seconds, 3)))
            if facts is not None and facts.seconds
            else UNSEEN_SECONDS
            for facts in seen
        ),
        Decimal(0),
    )


def nearest_ratio(
    seen: Iterable[FileFacts | None], offered: Sequence[str] = RATIOS
) -> str:
    """The ratio that is nearest to the first picture in sight; else 16:9."""
    for facts in seen:
        if facts is not None and facts.width and facts.height:
            wanted = facts.width / facts.height
            return min(offered, key=lambda ratio: abs(_wide(ratio) / wanted - 1))
    return "16:9"


def _wide(ratio: str) -> float:
    across, _, down = ratio.partition(":")
    return float(Fraction(across) / Fraction(down))
