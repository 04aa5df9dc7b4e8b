from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial

import pytest

from storyboard.model.money import Money
from storyboard.providers.base import SubmitRefused, Ticket, Unanswered, Waiting
from storyboard.providers.seedancetv import SeedanceTv
from tests.providers.answers import KEY, answer
from tests.providers.asked import asked, golden, the_no_of
from tests.providers.met import hides_its_key, met

TICKET = Ticket(provider="seedancetv", id="vid/1?ü")
NOW = 1_795_219_200
"""What the workplace's clock says: the 21st of November 2026."""


def test_a_submit_goes_to_the_documented_path() -> None:
    ticket, answers = met(
        SeedanceTv,
        lambda service: service.submit(asked("seedancetv"), "k"),
        answer({"id": "vid_1", "status": "processing"}),
    )
    assert ticket == Ticket(provider="seedancetv", id="vid_1")
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("POST", "/v2/videos")
    assert sent.json == golden(__file__, "text")
    assert sent.headers["authorization"] == f"Bearer {KEY}"


def test_a_poll_names_the_job_in_the_path() -> None:
    state, answers = met(
        SeedanceTv,
        lambda service: service.poll(TICKET),
        answer({"id": "vid_1", "status": "processing"}),
    )
    assert state == Waiting()
    path = "/v2/videos/vid%2F1%3F%C3%BC"
    assert (answers.sent[0].method, answers.sent[0].path) == ("GET", path)


def test_styles_and_balance_are_asked_at_their_paths() -> None:
    styles, answers = met(
        SeedanceTv, lambda service: service.styles(), answer({"styles": ["anime"]})
    )
    assert styles == ("anime",)
    assert (answers.sent[0].method, answers.sent[0].path) == ("GET", "/v2/styles")
    balance, answers = met(
        SeedanceTv, lambda service: service.balance(), answer({"balance": 5})
    )
    assert balance == Money(amount=Decimal(5), unit="credits@seedancetv")
    assert answers.sent[0].path == "/v2/account/balance"
    assert answers.sent[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ("Retry-After: 12\r\n", 12.0),
        (f"X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: {NOW + 30}\r\n", 30.0),
        (f"X-RateLimit-Remaining: 3\r\nX-RateLimit-Reset: {NOW + 30}\r\n", None),
        ("", None),
    ],
)
def test_the_headers_of_the_rate_limit_say_how_long_to_wait(
    headers: str, after: float | None
) -> None:
    said = answer({"error": "Too Many Requests"}, status=429, headers=headers)
    refused = the_no_of(
        partial(
            met,
            SeedanceTv,
            lambda service: service.submit(asked("seedancetv"), "k"),
            said,
        )
    )
    assert isinstance(refused, SubmitRefused)
    assert refused.later
    assert refused.after == after
    unanswered = the_no_of(
        partial(met, SeedanceTv, lambda service: service.poll(TICKET), said)
    )
    assert isinstance(unanswered, Unanswered)
    assert unanswered.after == after


@pytest.mark.parametrize("status", [200, 401, 402, 404, 422, 429, 500])
def test_the_key_is_in_no_error(status: int) -> None:
    said = {"error": {"code": KEY, "message": f"Invalid {KEY}"}}
    plays: list[Callable[[SeedanceTv], Awaitable[object]]] = [
        lambda service: service.submit(asked("seedancetv"), "k"),
        lambda service: service.poll(TICKET),
        lambda service: service.balance(),
        lambda service: service.styles(),
    ]
    hides_its_key(SeedanceTv, plays, answer(said, status=status))
