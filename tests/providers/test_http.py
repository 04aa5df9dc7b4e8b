import asyncio
import gzip
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from storyboard.errors import SettingsError
from storyboard.providers import http
from storyboard.providers.addresses import checked_address, is_loopback
from storyboard.providers.base import (
    NotSent,
    RefusalKind,
    Refused,
    SubmitRefused,
    Unanswered,
    intended_at,
)
from storyboard.providers.http import ANSWER_BYTES, LANES, Wire
from storyboard.providers.pace import Pace
from storyboard.providers.reply import Reply, refuse_submit
from tests.production.lot import FakeClock
from tests.providers.answers import KEY, Answers, a_workplace, answer, answering

Result = TypeVar("Result")
JOB = {"prompt": "A door opens."}


def met(
    play: Callable[[Wire, Answers], Awaitable[Result]],
    *script: bytes | None,
    **workplace: object,
) -> tuple[Result, Answers]:
    """What a play with a scripted service came to, and what the service saw."""

    async def played() -> tuple[Result, Answers]:
        async with answering(*script) as answers:
            wire = Wire(
                a_workplace(answers.address, **workplace),  # type: ignore[arg-type]
                "evolink",
                "https://api.example.org",
            )
            try:
                return await play(wire, answers), answers
            finally:
                await wire.close()

    return asyncio.run(played())


async def submit(wire: Wire, _answers: Answers) -> Reply:
    return await wire.submit("/v1/jobs", JOB, {"Idempotency-Key": "k"})


async def ask(wire: Wire, _answers: Answers) -> Reply:
    return await wire.ask("GET", "/v1/jobs/7")


async def clip(wire: Wire, answers: Answers) -> bytes:
    async with aclosing(wire.clip(answers.address + "/clip.mp4?sign=s3cret")) as parts:  # type: ignore[type-var]
        return b"".join([part async for part in parts])


def test_a_submit_carries_the_key_our_name_and_the_body() -> None:
    reply, answers = met(submit, answer({"id": "job-7"}))
    (sent,) = answers.sent
    assert (sent.method, sent.path, sent.json) == ("POST", "/v1/jobs", JOB)
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["user-agent"].startswith("storyboard/")
    assert sent.headers["connection"] == "close"
    assert sent.headers["idempotency-key"] == "k"
    assert reply.good
    assert reply.text_at("id") == "job-7"


def test_every_submit_has_a_connection_of_its_own() -> None:
    async def twice(wire: Wire, answers: Answers) -> None:
        await submit(wire, answers)
        await submit(wire, answers)

    _, answers = met(twice, answer({}))
    assert answers.connections == 2


def test_questions_share_a_connection() -> None:
    async def twice(wire: Wire, answers: Answers) -> None:
        await ask(wire, answers)
        await ask(wire, answers)

    _, answers = met(twice, answer({}))
    assert answers.connections == 1


def test_certificates_are_read_once_and_the_environment_may_name_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire(a_workplace(), "evolink", "https://api.example.org")
    wire._client()
    first = wire._trust
    wire._client()
    assert first is not None
    assert wire._trust is first
    (tmp_path / "ca.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with pytest.raises(ssl.SSLError):
        Wire(a_workplace(), "evolink", "https://api.example.org")._client()


def test_many_questions_share_a_few_connections() -> None:
    async def many(wire: Wire, answers: Answers) -> None:
        await asyncio.gather(*(ask(wire, answers) for _ in range(LANES * 3)))

    _, answers = met(many, answer({}))
    assert len(answers.sent) == LANES * 3
    assert answers.connections <= LANES


def test_a_refused_connection_was_not_sent() -> None:
    wire = Wire(a_workplace("http://127.0.0.1:9"), "evolink", "https://x.org")
    with pytest.raises(NotSent):
        asyncio.run(wire.submit("/v1/jobs", JOB))


def test_a_connection_that_breaks_after_sending_leaves_the_outcome_unknown() -> None:
    with pytest.raises(Unanswered) as told:
        met(submit, None)
    assert told.value.refused.kind == "unavailable"


def test_half_an_answer_leaves_the_outcome_unknown() -> None:
    with pytest.raises(Unanswered):
        met(submit, answer({"id": "job-7"}, length=400))


@pytest.mark.parametrize("status", [301, 307, 308])
def test_a_submit_follows_no_redirect(status: int) -> None:
    away = answer({}, status=status, headers="Location: https://else.org/?a=s3cret\r\n")
    with pytest.raises(SubmitRefused) as told:
        met(submit, away)
    assert not told.value.later
    assert "https://else.org/" in str(told.value)
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize("status", [302, 303, 408, 409, 410, 425, 444, 499, 500, 599])
def test_an_answer_that_may_come_after_a_job_was_made_is_no_clear_no(
    status: int,
) -> None:
    reply, _ = met(submit, answer({"message": "timed out upstream"}, status=status))
    refused = reply.by_status()
    assert refused.kind in {"odd", "unavailable"}
    assert isinstance(refuse_submit(reply, refused), Unanswered)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>hello</html>",
        b"",
        b'{"id": ',
        b"[" * 20_000,
        b'{"price": NaN}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_json_is_kept_as_text_and_never_raises(body: bytes) -> None:
    reply, _ = met(submit, answer(body))
    assert reply.body is None
    assert not reply.good
    assert reply.by_status().kind == "odd"


def test_an_answer_without_end_is_given_up() -> None:
    with pytest.raises(Unanswered, match="too long"):
        met(ask, answer(b"x" * (ANSWER_BYTES + 1)))


def test_a_packed_answer_that_explodes_is_given_up() -> None:
    bomb = gzip.compress(b" " * (ANSWER_BYTES * 3))
    with pytest.raises(Unanswered, match="too long"):
        met(ask, answer(bomb, headers="Content-Encoding: gzip\r\n"))


def test_no_key_and_no_signature_is_ever_told() -> None:
    said = (
        f"bad key {KEY} for https://x.org/a.png?sig=s3cret data:image/png;base64,AAAA"
    )
    reply, _ = met(ask, answer({"error": said}, status=401))
    refused = reply.by_status("401", "no")
    assert refused.kind == "unauthorised"
    assert KEY not in refused.raw
    assert "s3cret" not in refused.raw
    assert "AAAA" not in refused.raw
    assert "https://x.org/a.png" in refused.raw


def test_the_key_goes_nowhere_but_to_the_service() -> None:
    async def play(wire: Wire, answers: Answers) -> None:
        await wire.ask("GET", answers.address + "/own")
        await wire.ask("PUT", answers.address.replace("127.0.0.1", "localhost") + "/up")
        await clip(wire, answers)

    _, answers = met(play, answer({}))
    own, upload, fetched = answers.sent
    assert "authorization" in own.headers
    assert "authorization" not in upload.headers
    assert "authorization" not in fetched.headers


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ("Retry-After: 7\r\n", 7),
        ("Retry-After: Sat, 21 Nov 2026 00:00:30 GMT\r\n", 30),
        ("Retry-After: Fri, 20 Nov 2026 00:00:00 GMT\r\n", 0),
        ("Retry-After: soon\r\n", None),
        ("Retry-After: 1.5\r\n", 1.5),
        ("X-RateLimit-Reset: 1795219245\r\n", 45),
        ("X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1795219245\r\n", 45),
        ("X-RateLimit-Remaining: 3\r\nX-RateLimit-Reset: 1795219245\r\n", None),
        ("", None),
    ],
)
def test_a_service_says_how_long_to_wait(headers: str, seconds: float | None) -> None:
    reply, _ = met(ask, answer({}, status=429, headers=headers))
    assert reply.after == seconds
    assert reply.by_status().kind == "rate"


def test_requests_are_spaced_by_the_clock_that_is_handed_in() -> None:
    clock = FakeClock()

    async def thrice(wire: Wire, answers: Answers) -> None:
        for _ in range(3):
            await ask(wire, answers)

    met(thrice, answer({}), clock=clock, requests_per_minute=30)
    assert clock.waited == 4


def test_without_a_limit_nobody_waits() -> None:
    clock = FakeClock()
    asyncio.run(Pace(None, clock).turn())
    assert clock.waited == 0


@pytest.mark.parametrize(
    ("kind", "what", "later"),
    [
        ("rate", SubmitRefused, True),
        ("concurrency", SubmitRefused, True),
        ("content", SubmitRefused, False),
        ("invalid", SubmitRefused, False),
        ("unauthorised", SubmitRefused, False),
        ("no credit", SubmitRefused, False),
        ("not found", SubmitRefused, False),
        ("unavailable", Unanswered, None),
        ("failed", Unanswered, None),
        ("cancelled", Unanswered, None),
        ("odd", Unanswered, None),
    ],
)
def test_only_a_clear_no_to_a_submit_is_a_no(
    kind: RefusalKind,
    what: type[Exception],
    later: bool | None,  # noqa: FBT001
) -> None:
    said = Refused(kind=kind, code="x", message="y")
    raised = refuse_submit(Reply(429, {}, "", after=9), said)
    assert isinstance(raised, what)
    if isinstance(raised, SubmitRefused):
        assert raised.later is later
        assert raised.refused.charged is False
        assert raised.after == (9 if later else None)


def test_a_page_with_403_is_a_gatekeeper_and_no_lack_of_rights() -> None:
    reply, _ = met(submit, answer(b"<html>1010</html>", status=403))
    refused = reply.by_status()
    assert (refused.kind, refused.charged) == ("unavailable", False)
    assert isinstance(refuse_submit(reply, refused), SubmitRefused)


def test_a_clip_comes_whole() -> None:
    body, answers = met(clip, answer(b"a film"))
    assert body == b"a film"
    assert answers.sent[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (answer(b"a fi", length=6), "closed"),
        (answer({}, status=404), "answers 404"),
        (answer({}, status=206), "answers 206"),
        (answer(b"<html>", headers="Content-Type: text/html\r\n"), "a page"),
        (answer(b"zzz", headers="Content-Encoding: gzip\r\n"), "packed"),
        (answer({}, status=302, headers="Location: file:///etc/passwd\r\n"), "no web"),
        (answer({}, status=302, headers="Location: http://10.0.0.1/a\r\n"), "private"),
        (answer({}, status=302, headers="Location: http://2130706433/\r\n"), "private"),
        (answer({}, status=302, headers="Location: /again\r\n"), "without end"),
        (None, "disconnected"),
    ],
)
def test_a_clip_that_cannot_be_had_is_said_so(said: bytes | None, why: str) -> None:
    with pytest.raises(Unanswered, match=why) as told:
        met(clip, said)
    assert "s3cret" not in str(told.value)


def test_nobodys_private_network_is_asked() -> None:
    async def play(wire: Wire, _answers: Answers) -> Reply:
        return await wire.ask("PUT", "http://10.0.0.1/upload", content=b"x")

    with pytest.raises(Unanswered, match="private"):
        met(play, answer({}))


def test_a_clip_behind_a_redirect_is_followed_without_the_key() -> None:
    away = answer({}, status=302, headers="Location: /there\r\n")
    body, answers = met(clip, away, answer(b"a film"))
    assert body == b"a film"
    assert answers.sent[1].path == "/there"
    assert "authorization" not in answers.sent[1].headers


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://api.example.org/v1", "just scheme, host and port"),
        ("https://user:pw@api.example.org", "just scheme"),
        ("http://api.example.org", "in the clear"),
        ("ftp://api.example.org", "in the clear"),
        ("http://", "just scheme"),
        ("https://[::1", "base_url"),
    ],
)
def test_an_address_that_is_none_is_refused(address: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        checked_address(address, "evolink")


def test_good_addresses_are_taken() -> None:
    assert checked_address("https://x.org/", "evolink") == "https://x.org"
    assert checked_address("http://127.0.0.1:80", "evolink") == "http://127.0.0.1:80"


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("localhost.evil.org", False),
        ("127.0.0.1.nip.io", False),
        ("10.0.0.1", False),
        ("api.example.org", False),
    ],
)
def test_loopback_is_told_by_the_host_alone(
    host: str,
    own: bool,  # noqa: FBT001
) -> None:
    assert is_loopback(host) is own


def test_a_key_that_no_header_takes_is_refused_before_anything_is_sent() -> None:
    place = a_workplace("http://127.0.0.1:9", key=lambda: "sk-a\r\nX: y")
    wire = Wire(place, "evolink", "https://x.org")
    with pytest.raises(SettingsError, match="EVOLINK_API_KEY"):
        wire.account()


def test_the_account_says_whether_there_is_a_key_and_not_which() -> None:
    wire = Wire(a_workplace(), "evolink", "https://x.org")
    account = wire.account()
    assert account.key_set
    assert (account.key_name, account.loopback) == ("EVOLINK_API_KEY", False)
    assert KEY not in repr(account) + repr(wire)
    assert (
        not Wire(a_workplace(key=lambda: None), "a", "https://x.org").account().key_set
    )


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("data", "task_id"), "7"),
        (("data", "list", 0), "first"),
        (("data", "list", 9), ""),
        (("data", "task_id", "deeper"), ""),
        (("nothing",), ""),
        (("data", "flag"), ""),
    ],
)
def test_what_lies_in_an_answer_is_read_without_surprises(
    path: tuple[str | int, ...], found: str
) -> None:
    body = {"data": {"task_id": 7, "list": ["first"], "flag": True}}
    assert Reply(200, body, "").text_at(*path) == found


@pytest.mark.parametrize("later", [(200.0, 0.0), (0.0, 200.0)])
def test_a_submit_that_was_written_down_long_ago_does_not_leave(
    later: tuple[float, float],
) -> None:
    """Stopped between the ledger's write and the connection, on either clock."""
    clock = FakeClock()

    async def late(wire: Wire, answers: Answers) -> Reply:
        elapsed, wall = later
        began = clock.elapsed() - elapsed, clock.now().timestamp() - wall
        intended_at.set(began)
        try:
            return await submit(wire, answers)
        finally:
            await asyncio.sleep(0.02)
            assert answers.sent == []

    with pytest.raises(NotSent, match="slept"):
        met(late, answer({}), clock=clock)


def test_time_that_runs_out_once_a_byte_has_left_leaves_the_outcome_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        workplace = replace(a_workplace(address), submit_seconds=0.05)
        wire = Wire(workplace, "evolink", "https://api.example.org")
        with pytest.raises(Unanswered):
            asyncio.run(wire.submit("/v1/jobs", JOB))


def test_an_answer_that_never_gets_done_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.05)

    async def asked(address: str) -> None:
        wire = Wire(a_workplace(address), "evolink", "https://api.example.org")
        try:
            await wire.ask("GET", "/v1/jobs/7")
        finally:
            await wire.close()

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unanswered):
            asyncio.run(asked(address))
