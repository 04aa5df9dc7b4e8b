import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from storyboard.model.money import Money
from storyboard.providers.base import (
    Published,
    Ticket,
    Upload,
    Waiting,
)
from storyboard.providers.evolink import EvoLink
from tests.providers.answers import KEY, Answers, a_workplace, answer, answering
from tests.providers.asked import asked, golden
from tests.providers.met import hides_its_key, met

TICKET = Ticket(provider="evolink", id="task/1 ü?")


def test_a_submit_goes_to_the_documented_path_under_its_key() -> None:
    ticket, answers = met(
        EvoLink,
        lambda service: service.submit(asked("evolink"), "f00d" * 16),
        answer({"id": "task-1", "status": "pending"}),
    )
    assert ticket == Ticket(provider="evolink", id="task-1")
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("POST", "/v1/videos/generations")
    assert sent.json == golden(__file__, "text")
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["idempotency-key"] == "f00d" * 16


def test_a_poll_names_the_job_in_the_path() -> None:
    state, answers = met(
        EvoLink, lambda service: service.poll(TICKET), answer({"status": "pending"})
    )
    assert state == Waiting()
    sent = answers.sent[0]
    assert (sent.method, sent.path) == ("GET", "/v1/tasks/task%2F1%20%C3%BC%3F")


def test_the_balance_is_asked_at_the_documented_path() -> None:
    body = {"data": {"user": {"remaining_credits": 7}}}
    balance, answers = met(EvoLink, lambda service: service.balance(), answer(body))
    assert balance == Money(amount=Decimal(7), unit="credits@evolink")
    assert (answers.sent[0].method, answers.sent[0].path) == ("GET", "/v1/credits")


def test_a_file_goes_up_as_a_form_to_a_sandbox_itself(picture: Upload) -> None:
    said = {
        "success": True,
        "data": {
            "file_url": "https://files.example.org/abc123.png",
            "expires_at": "2026-11-24T00:00:00Z",
        },
    }
    published, answers = met(
        EvoLink, lambda service: service.upload(picture), answer(said)
    )
    assert published == Published(
        address="https://files.example.org/abc123.png",
        expires=datetime(2026, 11, 24, tzinfo=UTC),
    )
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("POST", "/api/v1/files/upload/stream")
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["content-type"].startswith("multipart/form-data; boundary=")
    form = sent.body.decode("latin-1")
    assert 'name="file"; filename="abc123.png"' in form
    assert "Content-Type: image/png" in form
    assert "\x89PNG bytes" in form
    assert 'name="fileName"\r\n\r\nabc123.png\r\n' in form


@pytest.mark.parametrize(
    ("base_url", "files_url", "used"),
    [
        (None, None, "https://files-api.evolink.ai"),
        (None, "https://files.example.org", "https://files.example.org"),
        ("https://api.example.org", None, "https://api.example.org"),
        (
            "https://api.example.org",
            "https://files.example.org",
            "https://files.example.org",
        ),
        ("http://127.0.0.1:9", None, "http://127.0.0.1:9"),
        ("http://127.0.0.1:9", "https://files.example.org", "http://127.0.0.1:9"),
    ],
)
def test_files_go_to_their_own_host_but_never_from_a_sandbox_to_the_world(
    base_url: str | None, files_url: str | None, used: str
) -> None:
    settings: dict[str, str | int | float | bool] = (
        {"files_url": files_url} if files_url else {}
    )
    service = EvoLink(a_workplace(base_url, settings=settings))
    assert service.files.address == used


def test_the_key_goes_to_a_file_host_of_its_own(picture: Upload) -> None:
    async def sent() -> Answers:
        said = {"data": {"file_url": "https://files.example.org/a.png"}}
        async with answering(answer(said)) as host:
            settings: dict[str, str | int | float | bool] = {"files_url": host.address}
            service = EvoLink(a_workplace(settings=settings))
            await service.upload(picture)
            await service.close()
            return host

    assert asyncio.run(sent()).sent[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("status", [200, 400, 401, 402, 403, 404, 429, 500, 503])
def test_the_key_is_in_no_error(status: int, picture: Upload) -> None:
    error = {"code": KEY, "message": f"Wrong key {KEY}", "type": KEY, "param": KEY}
    said = {"error": error, "id": "", "status": KEY}
    plays: tuple[Callable[[EvoLink], Awaitable[object]], ...] = (
        lambda service: service.submit(asked("evolink"), "k"),
        lambda service: service.poll(TICKET),
        lambda service: service.balance(),
        lambda service: service.upload(picture),
    )
    hides_its_key(EvoLink, plays, answer(said, status=status))
