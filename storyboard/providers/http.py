"""HTTP as a paid service needs it: careful with money, keys and odd answers.

A submit goes out once, over a connection of its own, and follows no redirect; whether
it left this machine is told apart from whether it was answered. Answers are bounded,
read as JSON where they are, and kept as text with keys and signatures taken out. The
key goes to the service's own address and nowhere else.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from typing import Any

import httpx

from storyboard.errors import SettingsError
from storyboard.providers.addresses import checked_address, is_loopback
from storyboard.providers.base import (
    Account,
    NotSent,
    Refused,
    SubmitRefused,
    Unanswered,
    Workplace,
)
from storyboard.providers.pace import Pace
from storyboard.providers.reply import (
    SECRET,
    Reply,
    free,
    json_of,
    one_line,
    wait_of,
    without_secrets,
)

SUBMIT_SECONDS = 110.0
"""The time limit of a submit, all told; the runner's is a little longer."""
ANSWER_BYTES = 4_000_000
CLIP_BYTES = 4_000_000_000
_REDIRECTS = 5
_TIMES = httpx.Timeout(30.0, connect=10.0)
_OURS = {"User-Agent": f"storyboard/{version('storyboard-film')}"}
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class Wire:
    """The way to one service; `scheme` is the word before the key."""

    def __init__(
        self, workplace: Workplace, name: str, address: str, scheme: str = "Bearer"
    ) -> None:
        self.name = name
        self._scheme = scheme
        self.address = checked_address(workplace.base_url or address, name)
        self.loopback = is_loopback(httpx.URL(self.address).host)
        self._workplace = workplace
        self._key = ""
        # A proxy from the environment has no business between us and loopback.
        self._options: dict[str, Any] = {
            "timeout": _TIMES,
            "trust_env": not self.loopback,
            "headers": _OURS,
        }
        self._client: httpx.AsyncClient | None = None
        self._pace = Pace(workplace.requests_per_minute, workplace.clock)

    def account(self) -> Account:
        """How the service is reached; SettingsError where its key cannot be one."""
        key = self._look_up()
        return Account(
            address=self.address,
            key_name=f"{self.name.upper()}_API_KEY",
            key_set=bool(key),
            loopback=self.loopback,
        )

    async def submit(
        self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] = {}
    ) -> Reply:
        """POST a job, once.

        NotSent where it provably did not leave; Unanswered where nobody knows.
        """
        if not self.loopback:
            message = "no submit leaves this machine yet (see README, Services)"
            raise SubmitRefused(
                Refused(kind="invalid", code="not sent", message=message, charged=False)
            )
        await self._pace.turn()
        try:
            fresh = httpx.AsyncClient(**self._options)
            async with asyncio.timeout(SUBMIT_SECONDS), fresh as client:
                request = client.build_request(
                    "POST",
                    self._own(path),
                    json=body,
                    headers={**self._authority(), "Connection": "close", **headers},
                )
                reply = await self._read(client, request)
        except _NEVER_LEFT as error:
            raise NotSent(self._said(error)) from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise self._no_answer(error) from error
        if reply.status in {301, 307, 308}:
            where = reply.headers.get("location", "elsewhere")
            message = f"the address redirects to {self._clean(where)}; set base_url"
            refused = reply.refused("invalid", str(reply.status), message)
            raise SubmitRefused(free(refused))
        return reply

    async def ask(
        self,
        method: str,
        path: str,
        *,
        key: bool = True,
        headers: Mapping[str, str] = {},
        **what: Any,  # noqa: ANN401 - json, params, files, content, as httpx has them
    ) -> Reply:
        """Ask something that is free, `path` from the service's own address.

        A whole address may be asked instead; the key then stays here unless `path`
        leads to the service itself, and nobody's private network is asked. Unanswered
        where no answer comes.
        """
        await self._pace.turn()
        try:
            url = self._own(path)
            own = str(url).startswith(self.address + "/")
            if not own:
                await self._allow(url)
            authority = self._authority() if key and own else {}
            client = self._open()
            request = client.build_request(
                method, url, headers={**authority, **headers}, **what
            )
            return await self._read(client, request)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise self._no_answer(error) from error

    async def clip(self, address: str) -> AsyncIterator[bytes]:
        """A clip's bytes from wherever the service put it; the key stays here.

        Unanswered where it cannot be had, or does not come whole.
        """
        client = self._open()
        try:
            response = await self._found(client, address)
            try:
                async for part in self._whole(response):
                    yield part
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._no_answer(error) from error

    async def close(self) -> None:
        """Let go of all connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(**self._options)
        return self._client

    def _own(self, path: str) -> httpx.URL:
        return httpx.URL(self.address + path if path.startswith("/") else path)

    def _authority(self) -> dict[str, str]:
        key = self._look_up()
        return {"Authorization": f"{self._scheme} {key}"} if key else {}

    def _look_up(self) -> str:
        self._key = self._key or (self._workplace.key() or "")
        if self._key and not re.fullmatch(r"[\x21-\x7e]+", self._key):
            raise SettingsError(
                f"{self.name.upper()}_API_KEY holds a space or a letter that no key has"
            )
        return self._key

    async def _read(self, client: httpx.AsyncClient, request: httpx.Request) -> Reply:
        response = await client.send(request, stream=True)
        try:
            content = bytearray()
            async for part in response.aiter_bytes():
                content += part
                if len(content) > ANSWER_BYTES:
                    raise httpx.DecodingError("the answer is far too long")
        finally:
            await response.aclose()
        text = content.decode("utf-8", errors="replace")
        if len(self._key) >= SECRET:
            # A service may echo the key in its message, which is kept as it says it.
            text = text.replace(self._key, "[key]")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(
            status=response.status_code,
            body=json_of(text),
            text=self._clean(text),
            headers=headers,
            after=wait_of(headers, self._workplace.clock.now()),
        )

    async def _found(self, client: httpx.AsyncClient, address: str) -> httpx.Response:
        """The answer that brings the clip, after as many redirects as are decent."""
        url = httpx.URL(address)
        for _ in range(_REDIRECTS):
            await self._allow(url)
            request = client.build_request(
                "GET", url, headers={"Accept-Encoding": "identity"}
            )
            response = await client.send(request, stream=True)
            if not response.is_redirect:
                return response
            await response.aclose()
            url = url.join(response.headers.get("location", ""))
        raise httpx.TooManyRedirects("the clip's address redirects without end")

    async def _whole(self, response: httpx.Response) -> AsyncIterator[bytes]:
        if response.status_code != 200:  # noqa: PLR2004
            message = f"the clip's address answers {response.status_code}"
            raise self._unfetched(message)
        if "text/html" in response.headers.get("content-type", ""):
            raise self._unfetched("the clip's address answers with a page")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise self._unfetched("the clip comes packed")
        promised, came = response.headers.get("content-length"), 0
        async for part in response.aiter_raw():
            came += len(part)
            if came > CLIP_BYTES:
                raise self._unfetched("the clip is larger than any clip should be")
            yield part
        if promised is not None and promised.isdigit() and came != int(promised):
            raise self._unfetched(f"{came} bytes of {promised} came")

    async def _allow(self, url: httpx.URL) -> None:
        """Unanswered for an address that leads into somebody's private network."""
        if url.scheme not in {"http", "https"} or not url.host:
            raise self._unfetched(f"{self._clean(str(url))} is no web address")
        here = self.loopback and is_loopback(url.host)
        if here or url.host == httpx.URL(self.address).host:
            return
        loop = asyncio.get_running_loop()
        with suppress(socket.gaierror):
            for *_, place in await loop.getaddrinfo(url.host, url.port or 443):
                if not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global:
                    raise self._unfetched(f"{url.host} is in a private network")

    def _unfetched(self, message: str) -> Unanswered:
        return Unanswered(Refused(kind="odd", code="no clip", message=message))

    def _no_answer(self, error: Exception) -> Unanswered:
        return Unanswered(
            Refused(kind="unavailable", code="no answer", message=self._said(error))
        )

    def _said(self, error: Exception) -> str:
        return self._clean(one_line(str(error)) or type(error).__name__)

    def _clean(self, text: str) -> str:
        return without_secrets(text, self._key)


async def status_at(address: str, seconds: float) -> int:
    """The status with which an address answers a plain request, without any key.

    Unanswered where no answer comes in so many seconds; a redirect is an answer.
    """
    try:
        outside = not is_loopback(httpx.URL(address).host)
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(trust_env=outside, timeout=seconds) as client,
            client.stream("GET", address, headers=_OURS) as response,
        ):
            return response.status_code
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        said = one_line(str(error)) or f"no answer in {seconds:g} s"
        refused = Refused(kind="unavailable", code="no answer", message=said)
        raise Unanswered(refused) from error
