"""Each fault of the wire, as a real client meets it."""

import socket
import time

import httpx
import pytest

from storyboard.sandbox.proxy import wire
from tests.sandbox.stand import Door


def test_a_reset_before_leaves_no_job(door: Door) -> None:
    door.ask("reset-before", on="submit")
    with pytest.raises(httpx.ReadError):
        door.submit()
    assert door.sandbox.book.jobs() == ()
    assert [call.status for call in door.sandbox.book.submits] == [0]
    assert door.submit().status_code == 200


def test_a_reset_after_leaves_a_job_that_was_paid(door: Door) -> None:
    door.ask("reset-after", on="submit")
    with pytest.raises(httpx.ReadError):
        door.submit()
    assert len(door.sandbox.book.jobs()) == 1
    assert [call.status for call in door.sandbox.book.submits] == [200]
    assert door.client.get("/parrot/balance").json() == {"seeds": "99997.50"}


def test_a_reset_is_a_reset_and_not_an_end(door: Door) -> None:
    door.ask("reset-before")
    port = httpx.URL(door.sandbox.address).port
    with socket.create_connection(("127.0.0.1", port or 0)) as line:
        line.sendall(b"GET /parrot/balance HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            line.recv(100)


def test_a_clip_is_cut_short(door: Door) -> None:
    url = door.finished()["clip"]
    whole = door.client.get(url).content
    door.ask("cut=0.6", on="fetch")
    got: list[bytes] = []
    with door.client.stream("GET", url) as answer:
        assert answer.headers["content-length"] == str(len(whole))
        with pytest.raises(httpx.RemoteProtocolError, match="without sending"):
            got.extend(answer.iter_bytes())
    assert b"".join(got) == whole[: int(len(whole) * 0.6)]
    assert door.client.get(url).content == whole


def test_an_answer_may_be_cut_too(door: Door) -> None:
    job = door.finished()["id"]
    door.ask("cut=0", on="poll")
    with pytest.raises(httpx.RemoteProtocolError):
        door.poll(job)


def test_an_answer_without_a_length_ends_with_its_connection(door: Door) -> None:
    url = door.finished()["clip"]
    whole = door.client.get(url).content
    door.ask("no-length", on="fetch")
    answer = door.client.get(url)
    assert "content-length" not in answer.headers
    assert (answer.content, answer.headers["connection"]) == (whole, "close")


def test_a_cut_without_a_length_cannot_be_told_from_an_end(door: Door) -> None:
    url = door.finished()["clip"]
    whole = door.client.get(url).content
    door.ask("cut=0.5 no-length", on="fetch")
    assert door.client.get(url).content == whole[: len(whole) // 2]


def test_a_slow_answer_takes_its_time(door: Door) -> None:
    url = door.finished()["clip"]
    size = len(door.client.get(url).content)
    door.ask(f"slow={size * 5}", on="fetch")
    start = time.monotonic()
    assert len(door.client.get(url).content) == size
    assert 0.15 < time.monotonic() - start < 2


def test_the_clients_header_is_not_the_sandboxes(door: Door) -> None:
    answer = door.client.get("/parrot/balance", headers={"x-sandbox-wire": "html"})
    assert answer.status_code == 200
    assert "x-sandbox-wire" not in answer.headers
    door.ask("slow=100000", on="balance")
    assert "x-sandbox-wire" not in door.client.get("/parrot/balance").headers


def test_a_prompt_spoils_its_own_clip_each_time_or_once(door: Door) -> None:
    url = door.finished("[sandbox: cut=0.5 times=1] a crow")["clip"]
    with pytest.raises(httpx.RemoteProtocolError):
        door.client.get(url)
    assert door.client.get(url).status_code == 200
    url = door.finished("[sandbox: no-length] a gull")["clip"]
    assert all("content-length" not in door.client.get(url).headers for _ in range(3))


def test_a_clips_host_has_errors_too(door: Door) -> None:
    url = door.finished()["clip"]
    door.ask("error=not-found", on="fetch")
    door.ask("html", on="fetch")
    assert door.client.get(url).status_code == 404
    assert door.client.get(url).headers["content-type"] == "text/html"
    assert door.client.get(url).headers["content-type"] == "video/mp4"


@pytest.mark.parametrize(
    "said",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"x: " + b"y" * 70_000 + b"\r\n\r\n",
        b"POST /parrot/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nshort",
        b"POST /parrot/jobs HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_client_that_speaks_no_http_harms_nobody(door: Door, said: bytes) -> None:
    port = httpx.URL(door.sandbox.address).port
    with socket.create_connection(("127.0.0.1", port or 0)) as line:
        line.sendall(said)
        line.shutdown(socket.SHUT_WR)
        line.settimeout(5)
        try:
            while line.recv(10_000):
                pass
        except ConnectionResetError:
            pass
    assert door.submit().status_code == 200


def test_one_connection_serves_many_requests(door: Door) -> None:
    port = httpx.URL(door.sandbox.address).port
    ask = b"GET /parrot/balance HTTP/1.1\r\nHost: x\r\n"
    with socket.create_connection(("127.0.0.1", port or 0)) as line:
        line.settimeout(5)
        line.sendall(ask + b"\r\n" + ask + b"\r\n")
        line.sendall(ask + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}")
        line.sendall(ask + b"Connection: close\r\n\r\n")
        said = b""
        while piece := line.recv(10_000):
            said += piece
    assert said.count(b"HTTP/1.1 200 OK") == 4
    assert said.count(b"HTTP/1.1 100 Continue") == 1
    assert said.count(b"Connection: close") == 1


def test_the_wires_words_are_read() -> None:
    assert wire("") == wire("html")
    told = wire("cut=0.6 slow=1000 no-length")
    assert (told.cut, told.slow, told.no_length, told.reset) == (0.6, 1000, True, False)
    assert wire("reset-after").reset
