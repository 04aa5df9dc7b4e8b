"""Addresses of this machine and of private networks, in forty forms.

A service may say that a clip lies there, or send us there by a redirect. Nobody whose
own address is elsewhere may be followed to such a place.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from ipaddress import ip_address

import pytest

from storyboard.errors import SettingsError
from storyboard.providers.addresses import checked_address, is_loopback
from storyboard.providers.base import Unanswered
from storyboard.providers.http import Wire
from tests.providers.answers import a_workplace, answer, answering

OUTSIDE = "https://api.example.org"
FORMS = (
    "http://127.0.0.1:{port}/a.mp4",
    "http://localhost:{port}/a.mp4",
    "http://LOCALHOST:{port}/a.mp4",
    "http://localhost.:{port}/a.mp4",
    "http://127.0.0.1.:{port}/a.mp4",
    "http://127.1:{port}/a.mp4",
    "http://127.0.1:{port}/a.mp4",
    "http://127.9.9.9:{port}/a.mp4",
    "http://0:{port}/a.mp4",
    "http://0.0.0.0:{port}/a.mp4",
    "http://2130706433:{port}/a.mp4",
    "http://0x7f000001:{port}/a.mp4",
    "http://0x7f.0.0.1:{port}/a.mp4",
    "http://0177.0.0.1:{port}/a.mp4",
    "http://017700000001:{port}/a.mp4",
    "http://①②⑦.⓪.⓪.①:{port}/a.mp4",
    "http://127。0。0。1:{port}/a.mp4",
    "http://[::1]:{port}/a.mp4",
    "http://[::]:{port}/a.mp4",
    "http://[::1%25lo]:{port}/a.mp4",
    "http://[::ffff:127.0.0.1]:{port}/a.mp4",
    "http://[::ffff:7f00:1]:{port}/a.mp4",
    "http://[fe80::1]/a.mp4",
    "http://api.example.org@127.0.0.1:{port}/a.mp4",
    "http://api.example.org:443@127.0.0.1:{port}/a.mp4",
    "http://127.0.0.1:{port}#@api.example.org/a.mp4",
    "http://api.example.org:80\\@127.0.0.1:{port}/a.mp4",
    "http://10.0.0.1/a.mp4",
    "http://10.1/a.mp4",
    "http://172.16.0.1/a.mp4",
    "http://192.168.257/a.mp4",
    "http://100.64.0.1/a.mp4",
    "http://169.254.169.254/latest/meta-data",
    "http://0xa9fea9fe/latest/meta-data",
    "http://[::ffff:a9fe:a9fe]/latest/meta-data",
    "http://[fd00:ec2::254]/latest/meta-data",
    "http://[fe80::1%25eth0]/a.mp4",
    "http://[fc00::1]/a.mp4",
    "http://[2001:0:7f00:1::]/a.mp4",
    "file:///etc/passwd",
)
MAPPED = (
    "http://[::ffff:0:127.0.0.1]/a.mp4",
    "http://[64:ff9b::7f00:1]/a.mp4",
    "http://[64:ff9b::a9fe:a9fe]/latest/meta-data",
    "http://[2002:7f00:1::]/a.mp4",
    "http://[2002:a9fe:a9fe::]/latest/meta-data",
    "http://[::127.0.0.1]/a.mp4",
    "http://[fec0::1]/a.mp4",
    "http://224.0.0.1/a.mp4",
    "http://[ff02::1]/a.mp4",
)
"""IPv4 places inside IPv6 ones, old private networks, and everybody at once."""

Play = Callable[[Wire, str], Awaitable[object]]


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom anybody tried to reach outside; nobody is reached.

    It stands in for the one of all tests, which ends a test by an error of its own.
    """
    tried: list[str] = []
    connect = socket.socket.connect

    def refused(self: socket.socket, place: tuple[str, int]) -> None:
        if not ip_address(place[0].partition("%")[0]).is_loopback:
            tried.append(place[0])
            raise ConnectionRefusedError(place[0])
        connect(self, place)

    monkeypatch.setattr(socket.socket, "connect", refused)
    return tried


async def clip(wire: Wire, address: str) -> object:
    async with aclosing(wire.clip(address)) as parts:  # type: ignore[type-var]
        return [part async for part in parts]


async def ask(wire: Wire, address: str) -> object:
    return await wire.ask("GET", address)


@asynccontextmanager
async def canary() -> AsyncIterator[tuple[int, list[object]]]:
    """A port of this machine, by every way to it, and who came."""
    came: list[object] = []

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(writer.get_extra_info("peername"))
        writer.write(answer(b"a film"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    servers = [server]
    with suppress(OSError):
        servers.append(await asyncio.start_server(greet, "::1", port))
    try:
        yield port, came
    finally:
        for each in servers:
            each.close()


async def followed(play: Play, form: str) -> list[object]:
    """Who came to the canary when an outside service named an address."""
    async with canary() as (port, came):
        wire = Wire(a_workplace(), "evolink", OUTSIDE)
        try:
            with pytest.raises(Unanswered):
                await play(wire, form.format(port=port))
        finally:
            await wire.close()
        return came


@pytest.mark.row("B addresses")
@pytest.mark.parametrize("form", FORMS)
def test_a_private_place_is_not_followed_to(
    form: str, loopback_only: list[str]
) -> None:
    assert asyncio.run(followed(clip, form)) == []
    if not form.startswith("file"):
        assert asyncio.run(followed(ask, form)) == []
    assert loopback_only == []


@pytest.mark.row("B addresses")
@pytest.mark.parametrize("form", MAPPED)
def test_a_private_place_inside_another_is_not_followed_to(
    form: str, loopback_only: list[str]
) -> None:
    assert asyncio.run(followed(clip, form)) == []
    assert loopback_only == []


@pytest.mark.row("B addresses by redirect")
@pytest.mark.parametrize("form", [form for form in FORMS if "port" not in form])
def test_a_redirect_to_a_private_place_is_not_followed(
    form: str, loopback_only: list[str]
) -> None:
    async def played() -> int:
        away = f"Location: {form}\r\n".encode().decode("latin-1")
        async with answering(answer({}, status=302, headers=away)) as answers:
            wire = Wire(a_workplace(answers.address), "evolink", OUTSIDE)
            with pytest.raises(Unanswered):
                await clip(wire, f"{answers.address}/a.mp4")
            await wire.close()
            return answers.connections

    assert asyncio.run(played()) == 1
    assert loopback_only == []


@pytest.mark.row("B addresses")
def test_a_name_that_changes_its_mind_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Public while it is looked at, and this machine when it is connected to."""
    resolve = socket.getaddrinfo
    asked: list[str] = []

    def fickle(host: str | bytes | None, *more: object, **named: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name != "clips.example.net":
            return resolve(host, *more, **named)  # type: ignore[arg-type]
        asked.append(name)
        place = "127.0.0.1" if len(asked) > 1 else "93.184.216.34"
        return resolve(place, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", fickle)
    form = "http://clips.example.net:{port}/a.mp4"
    assert asyncio.run(followed(clip, form)) == []
    assert asked


@pytest.mark.row("B addresses as settings")
@pytest.mark.parametrize("form", [*FORMS, *MAPPED])
def test_no_key_goes_there_in_the_clear(form: str) -> None:
    """As `base_url`: this machine by its plain name, or nobody without https."""
    said = form.format(port=80).rpartition("/")[0].removesuffix("/latest")
    host = said.removeprefix("http://").rpartition(":")[0] or said
    if is_loopback(host.casefold()) or "127。0。0。1" in host:
        assert checked_address(said, "evolink") == said
        return
    with pytest.raises(SettingsError, match=r"evolink\.base_url"):
        checked_address(said, "evolink")
