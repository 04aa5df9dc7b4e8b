from collections.abc import Awaitable, Callable
from decimal import Decimal

import pytest

from storyboard.model.money import Money
from storyboard.providers.base import (
    Ticket,
    Waiting,
)
from storyboard.providers.seedance2ink import Seedance2Ink
from tests.providers.answers import KEY, answer
from tests.providers.asked import asked, golden
from tests.providers.met import hides_its_key, met

TICKET = Ticket(provider="seedance2ink", id="req/1?ü")
TOOK = Money(amount=Decimal(40), unit="credits@seedance2ink")
JOBS = "/api/open/v1/video/generations"


def test_a_submit_goes_to_the_documented_path() -> None:
    ticket, answers = met(
        Seedance2Ink,
        lambda service: service.submit(asked("seedance2ink"), "k"),
        answer({"success": True, "requestId": "req_1", "creditsCharged": 40}),
    )
    assert ticket == Ticket(provider="seedance2ink", id="req_1", charged=TOOK)
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("POST", JOBS)
    body = golden(__file__, "text")
    del body["metadata"]["projectId"]
    assert sent.json == body
    assert sent.headers["authorization"] == f"Bearer {KEY}"


def test_a_poll_names_the_job_in_the_path() -> None:
    state, answers = met(
        Seedance2Ink,
        lambda service: service.poll(TICKET),
        answer({"success": True, "status": "processing"}),
    )
    assert state == Waiting()
    path = f"{JOBS}/req%2F1%3F%C3%BC"
    assert (answers.sent[0].method, answers.sent[0].path) == ("GET", path)


def test_a_job_is_called_off_at_its_own_address() -> None:
    done, answers = met(
        Seedance2Ink,
        lambda service: service.cancel(TICKET),
        answer({"success": True, "requestId": "req", "status": "cancelled"}),
    )
    assert done is True
    (sent,) = answers.sent
    path = f"{JOBS}/req%2F1%3F%C3%BC/cancel"
    assert (sent.method, sent.path) == ("POST", path)


@pytest.mark.parametrize("status", [200, 400, 401, 402, 403, 404, 429, 500])
def test_the_key_is_in_no_error(status: int) -> None:
    said = {"success": False, "error": {"code": KEY, "message": f"Invalid {KEY}"}}
    plays: list[Callable[[Seedance2Ink], Awaitable[object]]] = [
        lambda service: service.submit(asked("seedance2ink"), "k"),
        lambda service: service.poll(TICKET),
    ]
    hides_its_key(Seedance2Ink, plays, answer(said, status=status))
