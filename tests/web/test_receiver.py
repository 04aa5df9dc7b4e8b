import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import pytest

from storyboard.errors import PreflightError
from storyboard.web.receiver import (
    BODY_BYTES,
    CALLERS,
    GAP,
    HEAD_BYTES,
    SECONDS,
    Receiver,
    in_a_thread,
)
from tests.production.lot import FakeClock

Result = TypeVar("Result")
SECRET = b"a secret of many bytes"
KEY, OTHER = "a" * 64, "b" * 64


def a_receiver(
    clock: FakeClock | None = None, secret: bytes = SECRET, **more: object
) -> Receiver:
    return Receiver("127.0.0.1", 0, secret, clock or FakeClock(), **more)  # type: ignore[arg-type]


def listening(
    play: Callable[[Receiver], Awaitable[Result]],
    clock: FakeClock | None = None,
    seconds: float = SECONDS,
) -> Result:
    async def played() -> Result:
        async with a_receiver(clock, seconds=seconds) as receiver:
            return await play(receiver)

    return asyncio.run(played())


async def post(address: str, body: bytes = b"{}", method: str = "POST") -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.request(method, address, content=body)).status_code


async def said(address: str, raw: bytes) -> bytes:
    """Everything that is answered to some bytes."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    answer = b""
    with suppress(ConnectionError):
        writer.write(raw)
        await writer.drain()
        writer.write_eof()
    with suppress(ConnectionError):
        answer = await reader.read()
    writer.transport.abort()
    return answer


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(500):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never happened")


async def is_rung(receiver: Receiver, key: str) -> bool:
    """Whether somebody called; a moment is enough, as all of it is in one loop."""
    try:
        await asyncio.wait_for(receiver.rung(key), 0.05)
    except TimeoutError:
        return False
    return True


def test_a_call_wakes_whoever_waits_for_its_job_and_nobody_else() -> None:
    async def play(receiver: Receiver) -> tuple[bool, bool]:
        mine = asyncio.ensure_future(receiver.rung(KEY))
        other = asyncio.ensure_future(receiver.rung(OTHER))
        await asyncio.sleep(0)
        assert await post(receiver.address(KEY), b'{"status": "failed"}') == 204
        await asyncio.wait({mine}, timeout=2)
        found = mine.done(), other.done()
        other.cancel()
        return found

    assert listening(play) == (True, False)


def test_a_call_that_comes_before_anybody_waits_is_kept_once() -> None:
    async def play(receiver: Receiver) -> list[bool]:
        address = receiver.address(KEY)
        await post(address)
        await post(address)
        return [await is_rung(receiver, KEY) for _ in range(2)]

    assert listening(play) == [True, False]


def test_a_service_that_calls_all_the_time_does_not_make_us_ask_all_the_time() -> None:
    clock = FakeClock()

    async def play(receiver: Receiver) -> None:
        for _ in range(4):
            await post(receiver.address(KEY))
            await receiver.rung(KEY)

    listening(play, clock)
    assert clock.waited == pytest.approx(3 * GAP)


def test_addresses_are_the_same_in_every_run_and_tell_nothing() -> None:
    public = "https://films.example.org/calls/"
    first, second = a_receiver(public=public), a_receiver(public=public)
    assert first.address(KEY) == second.address(KEY)
    assert re.fullmatch(
        r"https://films\.example\.org/calls/[0-9a-f]{32}/[0-9a-f]{64}",
        first.address(KEY),
    )
    assert KEY not in first.address(KEY)
    assert a_receiver(secret=SECRET + b"!").address(KEY) != a_receiver().address(KEY)


def test_a_secret_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        a_receiver(secret=b"short")


def test_a_call_for_a_job_of_another_run_is_taken_and_forgotten() -> None:
    async def play(receiver: Receiver) -> bool:
        elsewhere = a_receiver(public=receiver.here)
        assert await post(elsewhere.address(KEY)) == 204
        return await is_rung(receiver, KEY)

    assert listening(play) is False


@pytest.mark.parametrize(
    ("method", "change"),
    [
        ("GET", lambda path: path),
        ("HEAD", lambda path: path),
        ("PUT", lambda path: path),
        ("POST", lambda path: path[:-1] + ("0" if path[-1] != "0" else "1")),
        ("POST", lambda path: path[:-1]),
        ("POST", lambda path: path + "/"),
        ("POST", lambda path: path.rpartition("/")[0]),
        ("POST", lambda _: "/"),
        ("POST", lambda _: "/" + "ä" * 8),
        ("GET", lambda _: "/../../etc/passwd"),
    ],
)
def test_whatever_is_no_call_gets_the_same_answer_and_rings_nothing(
    method: str, change: Callable[[str], str]
) -> None:
    async def play(receiver: Receiver) -> tuple[bytes, bool]:
        path = change(urlsplit(receiver.address(KEY)).path)
        raw = f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        return await said(receiver.here, raw), await is_rung(receiver, KEY)

    answer, rung = listening(play)
    assert answer == (
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    assert not rung


@pytest.mark.parametrize(
    "more",
    [
        "?again=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
        " HTTP/1.0\r\n\r\n",
        " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        " HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
    ],
)
def test_services_may_call_in_any_way_that_http_knows(more: str) -> None:
    async def play(receiver: Receiver) -> tuple[bytes, bool]:
        path = urlsplit(receiver.address(KEY)).path
        raw = f"POST {path}{more}".encode()
        return await said(receiver.here, raw), await is_rung(receiver, KEY)

    answer, rung = listening(play)
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert rung


def test_a_call_through_a_proxy_may_name_the_whole_address() -> None:
    async def play(receiver: Receiver) -> bytes:
        raw = f"POST {receiver.address(KEY)} HTTP/1.1\r\nHost: x\r\n\r\n"
        return await said(receiver.here, raw.encode())

    assert b" 204 " in listening(play)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x16\x03\x01\x02\x00",
        b"\r\n\r\n",
        b"POST\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * (HEAD_BYTES * 2) + b"\r\n\r\n",
        b"POST http://[ HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_what_is_no_http_harms_nobody(raw: bytes) -> None:
    async def play(receiver: Receiver) -> tuple[bytes, int]:
        return await said(receiver.here, raw), await post(receiver.address(KEY))

    answer, after = listening(play)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 404 ")
    assert after == 204


def test_a_long_body_is_not_read_to_its_end() -> None:
    async def play(receiver: Receiver) -> int:
        path = urlsplit(receiver.address(KEY)).path
        size = BODY_BYTES * 1_000
        parts = urlsplit(receiver.here)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n"
        writer.write(head.encode() + bytes(BODY_BYTES))
        answer = await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()
        return int(answer.split()[1])

    assert listening(play) == 204


def test_a_slow_caller_is_dropped() -> None:
    async def play(receiver: Receiver) -> bytes:
        parts = urlsplit(receiver.here)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(b"POST /")
        answer = b""
        with suppress(ConnectionError):
            answer = await asyncio.wait_for(reader.read(), 2)
        writer.transport.abort()
        return answer

    assert listening(play, seconds=0.02) == b""


def test_more_callers_than_there_is_room_for_are_dropped() -> None:
    async def play(receiver: Receiver) -> tuple[bytes, int]:
        parts = urlsplit(receiver.here)
        idle = [
            await asyncio.open_connection(parts.hostname, parts.port)
            for _ in range(CALLERS)
        ]
        await until(lambda: len(receiver._callers) == CALLERS)
        turned_away = await said(receiver.here, b"GET / HTTP/1.1\r\n\r\n")
        for _, writer in idle:
            writer.transport.abort()
        await until(lambda: not receiver._callers)
        return turned_away, await post(receiver.address(KEY))

    assert listening(play) == (b"", 204)


def test_a_port_that_is_taken_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        receiver = Receiver("127.0.0.1", taken.getsockname()[1], SECRET, FakeClock())

        async def play() -> None:
            async with receiver:
                pass

        with pytest.raises(PreflightError, match=r"listen\.address"):
            asyncio.run(play())
        with (
            pytest.raises(PreflightError, match=r"listen\.address"),
            in_a_thread(receiver),
        ):
            pass


def test_it_listens_in_a_thread_while_a_loop_waits_for_it() -> None:
    async def play(receiver: Receiver) -> None:
        waiting = asyncio.ensure_future(receiver.rung(KEY))
        await asyncio.sleep(0)
        await post(receiver.address(KEY))
        await asyncio.wait_for(waiting, 2)

    with in_a_thread(a_receiver()) as receiver:
        asyncio.run(play(receiver))
        address = receiver.address(KEY)
    with pytest.raises(httpx.ConnectError):
        asyncio.run(post(address))
