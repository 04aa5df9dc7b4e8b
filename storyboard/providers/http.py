"""HTTP as a paid service needs it: careful with money, keys and odd answers.

A submit goes out once, over a connection of its own, and follows no redirect; whether
it left this machine is told apart from whether it was answered. Answers are bounded,
read as JSON where they are, and kept as text with keys and signatures taken out. The
key goes to the service's own address and nowhere else.

Ten thousand jobs may be asked about by one process: certificates are loaded once, and
questions wait here for one of a few lanes, each with a connection of its own. In a pool
of the library's, every request looks at all connections and all others that wait.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any
from urllib.request import getproxies

import httpx

from storyboard.errors import SettingsError
from storyboard.model.clock import Clock
from storyboard.providers.addresses import checked_address, is_loopback, is_public
from storyboard.providers.base import (
    Account,
    NotSent,
    Refused,
    SubmitRefused,
    Unanswered,
    Workplace,
    intended_at,
)
from storyboard.providers.download import unfetched, whole
from storyboard.providers.lanes import Lanes
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

ANSWER_BYTES = 4_000_000
ANSWER_SECONDS = 120.0
"""How long an answer to a free question may take, all told."""
SLOWEST_UPLOAD = 10_000
"""Bytes a second: what is sent along with a question may take so much longer."""
LANES = 64
"""How many questions to one service are under way at once."""
CLIPS = 16
"""How many of its clips are fetched at once."""
_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1)
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


class _TooLateError(Exception):
    """So much time has passed that nobody counts on the request any more."""


class _Way:
    """How far a request came, by what the connection says of itself.

    It stops one that would leave late: a machine that slept since would send what
    somebody else has looked for meanwhile, not found, and sent.
    """

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._began = intended_at.get() or self._now()
        self._tried = False
        self._left = False

    @property
    def never_open(self) -> bool:
        """Whether a connection was tried, and no byte of the request left over one.

        So it is where time ran out before that, or a proxy let nobody through.
        """
        return self._tried and not self._left

    async def passed(self, event: str, facts: Mapping[str, Any]) -> None:
        """The connection says what it does (HTTPX: `trace` among the extensions).

        _TooLateError right before headers or body would leave; a head alone is no
        request.
        """
        if event == "connection.connect_tcp.started":
            self._tried = True
        elif event.endswith("send_request_headers.started"):
            self._not_late()
            # A proxy is first asked for a way; that is not the request.
            self._left = self._left or facts["request"].method != b"CONNECT"
        elif event.endswith("send_request_body.started"):
            self._not_late()

    def _not_late(self) -> None:
        # Both clocks: where one stops during sleep, the other goes on.
        passed = (
            now - began for now, began in zip(self._now(), self._began, strict=True)
        )
        if max(passed) >= self._seconds:
            raise _TooLateError("the machine slept before it could be sent")

    def _now(self) -> tuple[float, float]:
        return self._clock.elapsed(), self._clock.now().timestamp()


@dataclass(frozen=True)
class Place:
    """An address, and the number of the place that it was found to be."""

    url: httpx.URL
    number: str | None = None
    """None: whatever the name leads to."""

    def request(
        self,
        client: httpx.AsyncClient,
        method: str,
        *,
        headers: Mapping[str, str],
        **what: Any,  # noqa: ANN401 - json, params, files, content, as httpx has them
    ) -> httpx.Request:
        """A request to that place, in the name of the address."""
        if self.number is None:
            return client.build_request(method, self.url, headers=headers, **what)
        named = {"Host": self.url.netloc.decode("ascii"), **headers}
        return client.build_request(
            method,
            self.url.copy_with(host=self.number),
            headers=named,
            extensions={"sni_hostname": self.url.host},
            **what,
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
        self._clock = workplace.clock
        self._key = ""
        # A proxy from the environment has no business between us and loopback.
        self._options: dict[str, Any] = {
            "timeout": _TIMES,
            "trust_env": not self.loopback,
            "headers": _OURS,
        }
        self._trust: ssl.SSLContext | None = None
        self._questions, self._clips = self._lanes(LANES), self._lanes(CLIPS)
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
        seconds = self._workplace.submit_seconds
        way = _Way(self._clock, seconds)
        await self._pace.turn()
        try:
            fresh = self._client()
            async with asyncio.timeout(seconds), fresh as client:
                request = client.build_request(
                    "POST",
                    self._own(path),
                    json=body,
                    headers={**self._authority(), "Connection": "close", **headers},
                    extensions={"trace": way.passed},
                )
                reply = await self._read(client, request)
        except (*_NEVER_LEFT, _TooLateError) as error:
            raise NotSent(self._said(error)) from error
        except (httpx.HTTPError, TimeoutError) as error:
            if way.never_open:
                raise NotSent(self._said(error)) from error
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
        try:
            url = self._own(path)
            own = str(url).startswith(self.address + "/")
            place = Place(url) if own else await self._allowed(url)
            authority = self._authority() if key and own else {}
            async with self._questions.one() as client:
                request = place.request(
                    client, method, headers={**authority, **headers}, **what
                )
                await self._pace.turn()
                sent = int(request.headers.get("content-length", "0"))
                # Each byte renews the library's own limit, and there may be many.
                async with asyncio.timeout(ANSWER_SECONDS + sent / SLOWEST_UPLOAD):
                    return await self._read(client, request)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise self._no_answer(error) from error

    async def clip(self, address: str) -> AsyncIterator[bytes]:
        """A clip's bytes from wherever the service put it; the key stays here.

        A connection that breaks is gone on with where the clip can be proved to be the
        same. Unanswered where it cannot be had, or does not come whole.
        """
        try:
            async with self._clips.one() as client:
                parts = whole(partial(self._found, client, address), self._clock)
                async with aclosing(parts):
                    async for part in parts:
                        yield part
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._no_answer(error) from error

    async def close(self) -> None:
        """Let go of all connections."""
        for lanes in (self._questions, self._clips):
            await lanes.close()
        self._questions, self._clips = self._lanes(LANES), self._lanes(CLIPS)

    def _lanes(self, most: int) -> Lanes:
        return Lanes(most, self._client)

    def _client(self) -> httpx.AsyncClient:
        """A client of one connection; certificates are read once for all."""
        self._trust = self._trust or httpx.create_ssl_context(
            trust_env=not self.loopback
        )
        return httpx.AsyncClient(limits=_ONE, verify=self._trust, **self._options)

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
            after=wait_of(headers, self._clock.now()),
        )

    async def _found(
        self, client: httpx.AsyncClient, address: str, headers: Mapping[str, str]
    ) -> httpx.Response:
        """The answer that brings the clip, after as many redirects as are decent."""
        url = httpx.URL(address)
        for _ in range(_REDIRECTS):
            place = await self._allowed(url)
            request = place.request(client, "GET", headers=headers)
            response = await client.send(request, stream=True)
            if not response.is_redirect:
                return response
            await response.aclose()
            url = url.join(response.headers.get("location", ""))
        raise httpx.TooManyRedirects("the clip's address redirects without end")

    async def _allowed(self, url: httpx.URL) -> Place:
        """How to go to an address; Unanswered where it leads into a private network.

        Whoever is looked at is whoever is connected to: a name may change its mind.
        """
        if url.scheme not in {"http", "https"} or not url.host:
            raise unfetched(f"{self._clean(str(url))} is no web address")
        here = self.loopback and is_loopback(url.host)
        if here or url.host == httpx.URL(self.address).host:
            return Place(url)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(url.host, url.port or 443)
        except socket.gaierror as error:
            if getproxies().get(url.scheme):
                return Place(url)
            raise unfetched(f"{url.host} cannot be found") from error
        numbers = [str(place[0]) for *_, place in found]
        if not all(map(is_public, numbers)):
            raise unfetched(f"{url.host} is in a private network")
        # Through a proxy, it is the proxy that goes there.
        return Place(url) if getproxies().get(url.scheme) else Place(url, numbers[0])

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
