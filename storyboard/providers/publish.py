"""Local media reaches the services, after the user's consent and before a submit.

A row says how each kind of file is delivered: written into the request, uploaded to
the service, or put on a shelf that the service fetches from (see `shelves`). Files go
by the names of their contents: the same bytes go up once, and again when what is up
runs out. All of it is free and may be repeated.
"""

import asyncio
import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from storyboard.errors import PreflightError, StoryboardError
from storyboard.media.types import media_type
from storyboard.model.capabilities import Capabilities
from storyboard.model.request import ClipRequest, MediaInput
from storyboard.providers.addresses import is_loopback
from storyboard.providers.base import (
    NotSent,
    Provider,
    Published,
    Refused,
    SubmitRefused,
    Unanswered,
    Upload,
)
from storyboard.providers.shelves import Shelf

MARGIN = timedelta(hours=1)
"""What is good for less than this is renewed: a service may fetch a file late."""
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


class Record(Protocol):
    """What is known to be up: the address, and until when it is good."""

    def find(self, target: str, digest: str) -> tuple[str, datetime | None] | None:
        """What is known of a file at a target."""
        ...

    def keep(
        self, target: str, digest: str, address: str, expires: datetime | None
    ) -> None:
        """Write down that it is there."""
        ...


class Brief:
    """A record that lasts as long as it lives."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[str, datetime | None]] = {}

    def find(self, target: str, digest: str) -> tuple[str, datetime | None] | None:
        """What is known of a file at a target."""
        return self._known.get((target, digest))

    def keep(
        self, target: str, digest: str, address: str, expires: datetime | None
    ) -> None:
        """Write down that it is there."""
        self._known[target, digest] = (address, expires)


@dataclass(frozen=True)
class _Storeroom:
    """A service's own upload, as a shelf."""

    provider: Provider
    address: str
    lasting: bool
    """On this machine it is a sandbox's, which may be gone the next time."""

    @property
    def target(self) -> str:
        return f"{self.provider.name} at {self.address}"

    async def put(self, upload: Upload) -> Published:
        return await self.provider.upload(upload)

    async def link(self, name: str, published: Published) -> str:
        del name
        return published.address


class Publisher:
    """Gives requests with the address of each of their files."""

    def __init__(
        self,
        *,
        file: Callable[[str], Path],
        now: Callable[[], datetime],
        record: Record,
        shelf: Shelf | None,
        here: Shelf,
    ) -> None:
        """`shelf` is the user's own, `here` one for services on this machine."""
        self._file = file
        self._now = now
        self._record = record
        self._brief = Brief()
        self._shelf = shelf
        self._here = here
        self._turns: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(
            asyncio.Lock
        )

    async def __call__(self, provider: Provider, request: ClipRequest) -> ClipRequest:
        """The request with every file where the provider can reach it.

        An embedded provider reads files itself. PreflightError where a file cannot be
        published; SubmitRefused where a service turns it away; Unanswered and NotSent
        where trying again may help.
        """
        row = provider.capabilities(request.model)
        if provider.account is None or row is None or not request.media:
            return request
        media = [await self._reached(each, provider, row) for each in request.media]
        return request.model_copy(update={"media": tuple(media)})

    async def _reached(
        self, medium: MediaInput, provider: Provider, row: Capabilities
    ) -> MediaInput:
        if row.delivery.get(medium.kind) == "inline":
            address = await asyncio.to_thread(self._written_out, medium)
        else:
            shelf = self._shelf_for(medium, provider, row)
            address = await self._placed(medium, shelf)
            _outside_may_fetch(address, shelf, provider)
        return medium.model_copy(update={"address": address})

    def _shelf_for(
        self, medium: MediaInput, provider: Provider, row: Capabilities
    ) -> Shelf:
        account = provider.account
        here = account is None or account.loopback
        if row.delivery.get(medium.kind) == "upload" and account is not None:
            return _Storeroom(provider, account.address, lasting=not here)
        if here:
            # A sandbox costs nothing, and nobody's bucket is filled for it.
            return self._here
        if self._shelf is not None:
            return self._shelf
        raise PreflightError(
            f"{provider.name} fetches {medium.kind}s by address, and {medium.file} is "
            "only on this disk; set `[media] publish` in storyboard.toml"
        )

    async def _placed(self, medium: MediaInput, shelf: Shelf) -> str:
        """The address of a file on a shelf, where it is put first if need be."""
        record = self._record if shelf.lasting else self._brief
        name = _name(medium)
        # Two shots that ask for the same file at once wait for one upload.
        async with self._turns[shelf.target, medium.digest]:
            published = self._known(record, shelf, medium.digest)
            if published is None:
                upload = await asyncio.to_thread(self._looked_at, medium)
                published = await _put(shelf, upload, medium.file)
                record.keep(
                    shelf.target, medium.digest, published.address, published.expires
                )
        return await shelf.link(name, published)

    def _known(self, record: Record, shelf: Shelf, digest: str) -> Published | None:
        known = record.find(shelf.target, digest)
        if known is None:
            return None
        address, expires = known
        if expires is not None and _aware(expires) - MARGIN <= self._now():
            return None
        return Published(address=address, expires=expires)

    def _looked_at(self, medium: MediaInput) -> Upload:
        """The file, ready to go up; PreflightError where it is another one by now."""
        file = self._file(medium.file)
        try:
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            kind = media_type(file, medium.kind)
        except OSError as error:
            raise _unreadable(medium, error) from error
        _same(digest, medium)
        return Upload(file=file, name=_name(medium), kind=medium.kind, type=kind)

    def _written_out(self, medium: MediaInput) -> str:
        """The file as a `data:` address."""
        file = self._file(medium.file)
        try:
            content = file.read_bytes()
            kind = media_type(file, medium.kind)
        except OSError as error:
            raise _unreadable(medium, error) from error
        _same(hashlib.sha256(content).hexdigest(), medium)
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _name(medium: MediaInput) -> str:
    """The file's name by its content."""
    suffix = Path(medium.file).suffix.lower()
    return medium.digest + (suffix if _SUFFIX.fullmatch(suffix) else "")


def _same(digest: str, medium: MediaInput) -> None:
    if digest != medium.digest:
        raise PreflightError(
            f"{medium.file} was changed after the plan was made; run again"
        )


def _unreadable(medium: MediaInput, error: OSError) -> PreflightError:
    return PreflightError(f"{medium.file}: {error.strerror}")


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def _put(shelf: Shelf, upload: Upload, asset: str) -> Published:
    """Put a file on a shelf; what goes wrong names the file and the place."""
    where = f"{asset} → {shelf.target}"
    try:
        return await shelf.put(upload)
    except SubmitRefused as no:
        refused = _at(where, no.refused)
        raise SubmitRefused(refused, later=no.later, after=no.after) from no
    except Unanswered as silence:
        refused = _at(where, silence.refused)
        raise Unanswered(refused, after=silence.after) from silence
    except NotSent as error:
        raise NotSent(f"{where}: {error}") from error
    except StoryboardError as error:
        raise PreflightError(f"{where}: {error.message}") from error
    except Exception as error:
        # A plug-in's own fault ends its shot and no other.
        said = str(error).partition("\n")[0]
        raise PreflightError(f"{where}: {type(error).__name__}: {said}") from error


def _at(where: str, refused: Refused) -> Refused:
    message = f"{where}: {refused.message}"
    return refused.model_copy(update={"message": message})


def _outside_may_fetch(address: str, shelf: Shelf, provider: Provider) -> None:
    """PreflightError where only this machine could follow an address."""
    account = provider.account
    if account is None or account.loopback:
        return
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    if is_loopback(host):
        raise PreflightError(
            f"{shelf.target} is reached by an address of this machine only, where "
            f"{provider.name} cannot fetch from; set media.base_url to a public one"
        )
