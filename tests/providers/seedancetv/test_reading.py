from decimal import Decimal
from functools import partial

import pytest

from storyboard.model.money import Money
from storyboard.providers.base import (
    Ready,
    RefusalKind,
    Refused,
    SubmitRefused,
    Ticket,
    Unanswered,
    Waiting,
)
from storyboard.providers.reply import EDGE
from storyboard.providers.seedancetv import (
    accepted,
    credit,
    reading,
    refusal,
    style_names,
)
from tests.providers.asked import ODD_BODIES, replied, the_no_of

TICKET = Ticket(provider="seedancetv", id="vid_abc123xyz789")
CLIP = "https://cdn.example.org/vid.mp4"
JOB = {
    "id": "vid_abc123xyz789",
    "status": "processing",
    "created_at": "2026-03-15T10:00:00Z",
}

NOES: list[tuple[int, object, RefusalKind, str, str]] = [
    (401, {"error": "Unauthorized"}, "unauthorised", "401", "Unauthorized"),
    (404, {"error": "Not Found"}, "not found", "404", "Not Found"),
    (422, {"error": "Unprocessable Entity"}, "invalid", "422", "Unprocessable Entity"),
    (429, {"error": "Too Many Requests"}, "rate", "429", "Too Many Requests"),
    (500, {"error": "Internal Server Error"}, "unavailable", "500", "Internal Ser"),
    (402, {"error": "Payment Required"}, "no credit", "402", "Payment Required"),
    (403, {"message": "No."}, "unauthorised", "403", "No."),
    (422, {"error": {"code": "bad", "message": "No."}}, "invalid", "bad", "No."),
    (422, {"code": 17, "message": "No."}, "invalid", "17", "No."),
    (422, {"error": "Bad", "message": "Why."}, "invalid", "422", "Why."),
    (422, {"detail": "No."}, "invalid", "422", "No."),
    (422, {"detail": [{"loc": ["body"], "msg": "No."}]}, "invalid", "422", "No."),
    (422, {"errors": ["No."]}, "invalid", "422", "No."),
    (422, {"errors": [{"message": "No."}]}, "invalid", "422", "No."),
    (422, {}, "invalid", "422", "HTTP 422: {}"),
    (401, "Unauthorized", "unauthorised", "401", "HTTP 401: Unauthorized"),
    (403, "<html>Denied</html>", "unavailable", EDGE, "gatekeeper"),
    (502, "<p>Bad Gateway</p>", "unavailable", "502", "HTTP 502: Bad Gateway"),
    (503, [], "unavailable", "503", "HTTP 503: []"),
    (200, {"error": "No."}, "odd", "200", "No."),
    (200, "<html>hello</html>", "odd", "200", "HTTP 200: hello"),
]


@pytest.mark.parametrize(("status", "body", "kind", "code", "words"), NOES)
def test_every_no_is_read_by_its_status(
    status: int, body: object, kind: RefusalKind, code: str, words: str
) -> None:
    refused = refusal(replied(body, status))
    assert refused is not None
    assert refused.kind == kind
    assert refused.code == code
    assert words in refused.message
    assert refused.raw


@pytest.mark.parametrize(("status", "body", "kind", "code", "words"), NOES)
def test_only_a_clear_no_or_later_says_that_there_is_no_job(
    status: int, body: object, kind: RefusalKind, code: str, words: str
) -> None:
    del words
    told = the_no_of(lambda: accepted(replied(body, status, after=7.0)))
    if code != EDGE and kind in {"unavailable", "odd"}:
        assert isinstance(told, Unanswered)
    else:
        assert isinstance(told, SubmitRefused)
        assert told.later is (kind == "rate")
        assert told.refused.charged is False


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_submit_is_accepted_by_its_id(status: int) -> None:
    assert accepted(replied(JOB, status)) == TICKET
    again = accepted(replied({**JOB, "id": 7, "error": "?", "new": []}, status))
    assert again.id == "7"


@pytest.mark.parametrize(
    "body",
    [*ODD_BODIES, {"id": ""}, {"id": None}, {"id": {}}, {"id": "."}, {"id": ".."}],
)
def test_a_submit_without_an_id_leaves_its_outcome_unknown(body: object) -> None:
    told = the_no_of(lambda: accepted(replied(body)))
    assert isinstance(told, Unanswered)
    assert told.refused.kind == "odd"


def test_a_job_under_way_is_waited_for() -> None:
    assert reading(replied(JOB), TICKET) == Waiting()


def test_a_finished_job_has_a_clip() -> None:
    body = {**JOB, "status": "succeeded", "url": CLIP}
    assert reading(replied(body), TICKET) == Ready(ticket=TICKET, address=CLIP)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        ("It broke.", "failed", "It broke."),
        ({"code": "E1", "message": "It broke."}, "E1", "It broke."),
        ({"code": 5, "message": "It broke."}, "5", "It broke."),
        (None, "failed", "does not say why"),
        ([], "failed", "does not say why"),
        (True, "failed", "does not say why"),
        ({"code": {}, "message": []}, "failed", "does not say why"),
    ],
)
def test_a_failed_job_says_why_and_nobody_knows_whether_it_costs(
    error: object, code: str, message: str
) -> None:
    ended = reading(replied({**JOB, "status": "failed", "error": error}), TICKET)
    assert isinstance(ended, Refused)
    assert (ended.kind, ended.code, ended.charged) == ("failed", code, None)
    assert message in ended.message


@pytest.mark.parametrize(
    "body",
    [
        *ODD_BODIES,
        {**JOB, "status": "queued"},
        {**JOB, "status": "succeeded"},
        {**JOB, "status": "succeeded", "url": None},
        {**JOB, "status": "succeeded", "url": [CLIP]},
        {"error": "No."},
    ],
)
def test_a_poll_that_says_nothing_leaves_the_job_alone(body: object) -> None:
    assert isinstance(the_no_of(lambda: reading(replied(body), TICKET)), Unanswered)


@pytest.mark.parametrize("status", [401, 404, 422, 429, 500, 502, 503])
def test_a_poll_that_fails_leaves_the_job_alone(status: int) -> None:
    reply = replied({"error": "No."}, status, after=3.0)
    told = the_no_of(lambda: reading(reply, TICKET))
    assert isinstance(told, Unanswered)
    assert told.after == 3.0


@pytest.mark.parametrize(
    ("body", "amount", "unit"),
    [
        ({"balance": 120}, "120", "credits@seedancetv"),
        ({"balance": "120.50"}, "120.50", "credits@seedancetv"),
        ({"credits": 0}, "0", "credits@seedancetv"),
        ({"data": {"credits_remaining": 3.5}}, "3.5", "credits@seedancetv"),
        ({"balance": {"amount": 4}}, "4", "credits@seedancetv"),
        ({"balance": {"amount": 4, "currency": "USD"}}, "4", "usd"),
        ({"balance": 4, "currency": "points"}, "4", "credits@seedancetv"),
        ({"user": {"balance": 9}, "credits": 5}, "5", "credits@seedancetv"),
        (17, "17", "credits@seedancetv"),
        ({"remaining": 12}, "12", "credits@seedancetv"),
        ({"balance": 7, "credit_limit": 500}, "7", "credits@seedancetv"),
        (
            {"rate_limit": {"remaining": 59}, "account": {"wallet": {"credits": 8}}},
            "8",
            "credits@seedancetv",
        ),
        (
            {"limit": 60, "remaining": 59, "data": {"credits": 8}},
            "8",
            "credits@seedancetv",
        ),
    ],
)
def test_a_balance_is_found_wherever_it_plausibly_is(
    body: object, amount: str, unit: str
) -> None:
    assert credit(replied(body)) == Money(amount=Decimal(amount), unit=unit)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"balance": None},
        {"balance": True},
        {"balance": "much"},
        {"balance": -1},
        {"balance": []},
        {"used": 5},
        {"data": [{"balance": 5}]},
        {"balance": "NaN"},
        {"rate_limit": {"remaining": 59}},
        {"rateLimit": {"available": 59, "amount": 60}},
        {"X-RateLimit": {"balance": 59}},
        {"limits": {"requests": {"credits": 59}}},
        {"throttling": {"remaining": 59}},
        {"rate": {"remaining": 59}},
        {"limit": 60, "remaining": 59},
        {"remaining": 59, "reset": 1_795_219_200},
        {"data": {"limit": 60, "remaining": 59}},
        True,
    ],
)
def test_a_balance_that_is_not_understood_is_unknown(body: object) -> None:
    assert credit(replied(body)) is None


@pytest.mark.parametrize(
    "body",
    [
        ["anime", "cinematic"],
        {"styles": ["anime", "cinematic", "anime", " "]},
        {"data": [{"id": "anime", "name": "Anime"}, {"name": "cinematic"}]},
        {"items": [{"slug": "anime"}, 5, None, {"id": 7, "key": "cinematic"}]},
    ],
)
def test_styles_are_found_wherever_they_plausibly_are(body: object) -> None:
    assert style_names(replied(body)) == ("anime", "cinematic")


@pytest.mark.parametrize("body", [{}, {"styles": {}}, {"styles": "anime"}, 5, [[]]])
def test_styles_that_are_not_understood_are_none(body: object) -> None:
    assert style_names(replied(body)) == ()


@pytest.mark.parametrize("body", ["", "<p>hello</p>", {"error": "No."}])
def test_no_answer_about_the_account_is_no_answer(body: object) -> None:
    for status in (200, 401, 500):
        reply = replied(body, status)
        assert isinstance(the_no_of(partial(credit, reply)), Unanswered)
        assert isinstance(the_no_of(partial(style_names, reply)), Unanswered)
