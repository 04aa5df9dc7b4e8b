"""A clip's bytes over connections that break: going on where the last one ended.

Two halves of two files make no clip, so a download is only gone on with where the
server proves that it still has the same one (RFC 9110, 13.1.5 and 15.3.7): a strong
`ETag`, or a `Last-Modified` that is older than the answer, and a `206` whose range
begins at the byte that is missing and ends with the file. Of anything else the caller
fetches all of it anew.
"""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from storyboard.model.clock import Clock
from storyboard.providers.base import Refused, Unanswered

CLIP_BYTES = 4_000_000_000
RESUMPTIONS = 3
"""How often in a row a download is gone on with that gets no further."""
_FURTHER = 65_536
"""Bytes that count as getting further, so that drops do not go on for ever."""
_SLOW_SECONDS = 60.0
_SLOW_BYTES = 6_000
"""Fewer bytes than these in so many seconds are no download that ends."""
_WAIT = 2.0
"""Seconds before it is tried again, and as many more each time."""
_PLAIN = {"Accept-Encoding": "identity"}
_OK, _PARTIAL = 200, 206
_STRONG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")
_LATER = timedelta(seconds=1)

Bytes = AsyncGenerator[bytes, None]
Open = Callable[[Mapping[str, str]], Awaitable[httpx.Response]]
"""Asks for the clip with these headers; no redirect comes back."""


@dataclass(frozen=True)
class Original:
    """What the first answer said of the clip."""

    total: int | None
    """Its bytes, where they are told."""
    etag: str | None
    """Its strong ETag."""
    modified: str | None
    """Else when it was last changed, where that proves anything."""

    @property
    def proof(self) -> str | None:
        """What `If-Range` is asked with; None: nothing proves that it is the same."""
        return self.etag or self.modified


def original(response: httpx.Response) -> Original:
    """What an answer that brings a whole clip says of it; Unanswered for any other."""
    headers = response.headers
    if response.status_code != _OK:
        raise unfetched(f"the clip's address answers {response.status_code}")
    if "text/html" in headers.get("content-type", ""):
        raise unfetched("the clip's address answers with a page")
    _unpacked(headers)
    length = headers.get("content-length", "")
    # Where both are said, the chunks count (RFC 9112, 6.3).
    known = length.isdecimal() and "transfer-encoding" not in headers
    total = int(length) if known else None
    if total is not None and total > CLIP_BYTES:
        raise unfetched("the clip is larger than any clip should be")
    ranged = headers.get("accept-ranges", "").strip().lower() != "none"
    etag = headers.get("etag", "").strip()
    return Original(
        total=total,
        etag=etag if ranged and _STRONG.fullmatch(etag) else None,
        modified=_proven_date(headers) if ranged else None,
    )


def _unpacked(headers: Mapping[str, str]) -> None:
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise unfetched("the clip comes packed")


def _proven_date(headers: Mapping[str, str]) -> str | None:
    """`Last-Modified`, where nothing can have changed in the same second since."""
    modified, said = headers.get("last-modified", ""), headers.get("date", "")
    then, now = _moment(modified), _moment(said)
    with suppress(TypeError):
        if then and now and now - then >= _LATER:
            return modified
    return None


def _moment(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None


def rest(response: httpx.Response, clip: Original, came: int) -> int:
    """The clip's bytes, of an answer that goes on at `came`; Unanswered of any other.

    A server whose clip has changed answers 200 with all of it.
    """
    headers = response.headers
    if response.status_code != _PARTIAL:
        raise unfetched(f"asked for the rest of it, it answers {response.status_code}")
    _unpacked(headers)
    said = headers.get("content-range", "").strip()
    found = _RANGE.fullmatch(said)
    start, end, total = map(int, found.groups()) if found else (-1, -1, -1)
    right = start == came and end == total - 1 and clip.total in {None, total}
    if not right or total > CLIP_BYTES:
        of = "?" if clip.total is None else clip.total
        raise unfetched(f'asked for bytes {came}- of {of}, it answers "{said[:80]}"')
    etag = headers.get("etag", "").strip()
    if clip.etag != (etag or None) and (clip.etag or _STRONG.fullmatch(etag)):
        raise unfetched("the clip was changed while it was fetched")
    return total


def whole(open_: Open, clock: Clock) -> Bytes:
    """A clip's bytes, each once and in order, over as many connections as it takes.

    Unanswered where they cannot be had whole; httpx's own errors where the connection
    broke and nothing proves that what comes next would be the same clip.
    """
    return _Download(open_, clock).parts()


class _Download:
    """How far a clip has come."""

    def __init__(self, open_: Open, clock: Clock) -> None:
        self._open = open_
        self._clock = clock
        self._clip: Original | None = None
        self._total: int | None = None
        self._came = 0
        self._mark = 0
        self._idle = 0

    async def parts(self) -> Bytes:
        """All of it."""
        while True:
            try:
                async with aclosing(self._parts_of_one()) as parts:
                    async for part in parts:
                        yield part
            except httpx.TransportError:
                if self._came and self._came == self._total:
                    return
                if not await self._may_go_on():
                    raise
            else:
                return

    async def _parts_of_one(self) -> Bytes:
        """What comes over one connection."""
        response = await self._open(self._headers())
        try:
            if self._clip is None:
                self._clip = original(response)
                self._total = self._clip.total
            else:
                self._total = rest(response, self._clip, self._came)
            most = CLIP_BYTES if self._total is None else self._total
            since, had = self._clock.elapsed(), self._came
            async for part in response.aiter_raw():
                self._came += len(part)
                if self._came > most:
                    raise unfetched("the clip is larger than it should be")
                yield part
                if self._clock.elapsed() - since >= _SLOW_SECONDS:
                    if self._came - had < _SLOW_BYTES:
                        raise httpx.ReadTimeout("next to nothing comes")
                    since, had = self._clock.elapsed(), self._came
        finally:
            await response.aclose()
        if self._total not in {None, self._came}:
            said = f"{self._came} bytes of {self._total} came"
            raise httpx.RemoteProtocolError(said)

    def _headers(self) -> Mapping[str, str]:
        if self._clip is None:
            return _PLAIN
        proof = self._clip.proof or ""
        return {**_PLAIN, "Range": f"bytes={self._came}-", "If-Range": proof}

    async def _may_go_on(self) -> bool:
        """Whether to ask for the rest, after a wait where it got no further."""
        if self._clip is None or self._clip.proof is None:
            return False
        further = self._came - self._mark >= _FURTHER
        self._idle = 0 if further else self._idle + 1
        self._mark = self._came
        if self._idle > RESUMPTIONS:
            return False
        if self._idle > 1:
            await self._clock.sleep(_WAIT * (self._idle - 1))
        return True


def unfetched(message: str) -> Unanswered:
    """A clip that cannot be had."""
    return Unanswered(Refused(kind="odd", code="no clip", message=message))
