from decimal import Decimal

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
from storyboard.providers.reply import EDGE, Reply
from storyboard.providers.seedanceapi import accepted, reading, refusal
from tests.providers.asked import ODD_BODIES, replied

TICKET = Ticket(provider="seedanceapi", id="n90a1b2c3d4e5f6sd20")
TOOK = Money(amount=Decimal(480), unit="credits@seedanceapi")
CLIP = "https://media.example.org/n90a.mp4?sign=a"
MADE = {
    "task_id": TICKET.id,
    "status": "IN_PROGRESS",
    "consumed_credits": 480,
}
DONE = {
    **MADE,
    "status": "SUCCESS",
    "created_at": "2026-04-03T10:30:00Z",
    "request": {"prompt": "INTERNAL_ERROR is a fine word", "duration": 10},
    "response": [CLIP],
    "error_message": None,
}
CODES: list[tuple[int, str, RefusalKind]] = [
    (400, "INVALID_PROMPT", "invalid"),
    (400, "INVALID_ASPECT_RATIO", "invalid"),
    (400, "INVALID_DURATION", "invalid"),
    (400, "TOO_MANY_IMAGES", "invalid"),
    (401, "INVALID_API_KEY", "unauthorised"),
    (402, "INSUFFICIENT_CREDITS", "no credit"),
    (404, "TASK_NOT_FOUND", "not found"),
    (500, "INTERNAL_ERROR", "unavailable"),
]
BY_STATUS: list[tuple[int, RefusalKind]] = [
    (400, "invalid"),
    (401, "unauthorised"),
    (402, "no credit"),
    (403, "unauthorised"),
    (404, "not found"),
    (429, "rate"),
    (500, "unavailable"),
    (502, "unavailable"),
    (503, "unavailable"),
    (504, "unavailable"),
]


def told(data: object, code: object = 200) -> Reply:
    return replied({"code": code, "message": "success", "data": data})


@pytest.mark.parametrize(("status", "code", "kind"), CODES)
@pytest.mark.parametrize(
    "place",
    [
        lambda code, _: {"error": code},
        lambda code, _: {"error": {"code": code, "message": "No."}},
        lambda code, _: {"error": {"message": f"{code}: no"}},
        lambda code, _: {"code": code, "message": "No."},
        lambda code, status: {"code": status, "message": code},
        lambda code, status: {"code": status, "message": f"{code}: no", "data": None},
        lambda code, status: {"code": status, "data": {"error_message": code}},
    ],
)
def test_a_code_is_found_wherever_it_sits(
    status: int, code: str, kind: RefusalKind, place: object
) -> None:
    assert callable(place)
    body = place(code, status)
    refused = refusal(replied(body, status))
    assert refused is not None
    assert (refused.kind, refused.code) == (kind, code)
    within = refusal(replied(body, 200))
    assert within is not None
    assert (within.kind, within.code) == (kind, code)


@pytest.mark.parametrize(("status", "kind"), BY_STATUS)
@pytest.mark.parametrize("as_text", [False, True])
def test_the_number_counts_on_the_wire_and_in_the_body(
    status: int, kind: RefusalKind, as_text: object
) -> None:
    said = {"code": str(status) if as_text else status, "message": "No."}
    for reply in (replied(said, status), replied(said, 200), replied({}, status)):
        refused = refusal(reply)
        assert refused is not None
        assert (refused.kind, refused.code) == (kind, str(status))
    assert refusal(replied(said, status)) == refusal(replied(said, 200))


def test_a_gatekeeper_is_not_a_wrong_key() -> None:
    blocked = replied("<html>error code: 1010</html>", 403)
    refused = refusal(blocked)
    assert refused is not None
    assert (refused.kind, refused.code) == ("unavailable", EDGE)
    with pytest.raises(SubmitRefused) as caught:
        accepted(blocked)
    assert caught.value.refused.charged is False


@pytest.mark.parametrize(
    "code", [200, "200", None, 0, 201, 402, 500, "odd", "²²²", "9" * 5000, [], {}]
)
def test_a_submit_that_names_a_job_gives_a_ticket_and_what_it_took(
    code: object,
) -> None:
    assert accepted(told(MADE, code)) == TICKET.model_copy(update={"charged": TOOK})


@pytest.mark.parametrize("message", ["INVALID_PROMPT", "Insufficient credits", None, 5])
def test_a_job_that_is_named_counts_for_more_than_a_message(message: object) -> None:
    reply = replied({"code": 402, "message": message, "error": "No.", "data": MADE})
    assert accepted(reply).id == TICKET.id


@pytest.mark.parametrize(
    "consumed", [None, "many", True, -5, [480], "NaN", float("1e999")]
)
def test_a_ticket_stands_whatever_was_consumed(consumed: object) -> None:
    body = {"code": 200, "data": {**MADE, "consumed_credits": consumed}}
    assert accepted(Reply(status=200, body=body, text="")) == TICKET


def test_a_number_is_as_good_an_id_as_a_text() -> None:
    assert accepted(told({"task_id": 77, "more": []})).id == "77"


@pytest.mark.parametrize(("status", "code", "kind"), CODES)
def test_only_a_clear_no_to_a_submit_says_that_no_job_was_made(
    status: int, code: str, kind: RefusalKind
) -> None:
    body = {"code": status, "message": f"{code}: no"}
    with pytest.raises(Unanswered if status == 500 else SubmitRefused) as caught:
        accepted(replied(body, status))
    assert isinstance(caught.value, SubmitRefused | Unanswered)
    assert caught.value.refused.kind == kind
    if isinstance(caught.value, SubmitRefused):
        assert caught.value.refused.charged is False
        assert not caught.value.later


def test_a_broken_server_is_not_believed_that_no_job_was_made() -> None:
    with pytest.raises(Unanswered):
        accepted(replied({"code": 500, "message": "INVALID_PROMPT"}, 500))


def test_a_429_says_later() -> None:
    with pytest.raises(SubmitRefused) as caught:
        accepted(replied({"message": "slow down"}, 429, after=5.0))
    assert (caught.value.later, caught.value.after) == (True, 5.0)


@pytest.mark.parametrize("status", [400, 402, 429, 500])
def test_a_no_that_names_a_job_is_of_unknown_outcome(status: int) -> None:
    body = {"code": status, "message": "No.", "data": MADE}
    with pytest.raises(Unanswered, match="n90a1b2c3d4e5f6sd20"):
        accepted(replied(body, status))


@pytest.mark.parametrize(
    "body",
    [
        *ODD_BODIES,
        {"task_id": TICKET.id},
        {"code": 200, "data": {"task_id": ""}},
        {"code": 200, "data": {"task_id": []}},
        {"code": 200, "data": [MADE]},
        {"code": 200, "data": {**MADE, "task_id": "."}},
        {"code": 200, "data": {**MADE, "task_id": ".."}},
        {"code": "²²²", "data": {}},
        {"code": "9" * 5000, "data": {}},
    ],
)
def test_a_submit_without_an_id_is_of_unknown_outcome(body: object) -> None:
    with pytest.raises(Unanswered) as caught:
        accepted(replied(body))
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize("response", [None, [], "", [CLIP]])
def test_a_job_goes_on(response: object) -> None:
    assert reading(told({**MADE, "response": response}), TICKET) == Waiting()


def test_a_clip_comes_with_what_it_consumed() -> None:
    assert reading(told({**DONE, "more": 1}), TICKET) == Ready(
        ticket=TICKET,
        address=CLIP,
        charged=Money(amount=Decimal(480), unit="credits@seedanceapi"),
    )


@pytest.mark.parametrize(
    "consumed", [None, "many", True, -5, [480], "NaN", float("1e999")]
)
def test_a_clip_is_ready_whatever_stands_beside_it(consumed: object) -> None:
    body = {"code": 200, "data": {**DONE, "consumed_credits": consumed}}
    reply = Reply(status=200, body=body, text="")
    assert reading(reply, TICKET) == Ready(ticket=TICKET, address=CLIP)


@pytest.mark.parametrize(
    ("message", "kind", "code"),
    [
        ("the generation failed", "failed", "FAILED"),
        ("INTERNAL_ERROR", "unavailable", "INTERNAL_ERROR"),
        ("INVALID_PROMPT: no", "invalid", "INVALID_PROMPT"),
        ("Refused by moderation", "content", "FAILED"),
        ("The image may contain sensitive content", "content", "FAILED"),
        ("It violates our content policy", "content", "FAILED"),
        (None, "failed", "FAILED"),
        ("", "failed", "FAILED"),
        ({"a": 1}, "failed", "FAILED"),
    ],
)
@pytest.mark.parametrize("code_inside", [200, 500, None])
def test_a_failed_job_says_why_and_nobody_knows_whether_it_is_paid(
    message: object, kind: RefusalKind, code: str, code_inside: object
) -> None:
    data = {**MADE, "status": "FAILED", "response": [], "error_message": message}
    state = reading(told(data, code_inside), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.code, state.charged) == (kind, code, None)
    assert state.message


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"status": "QUEUED"},
        {"status": "success", "response": [CLIP]},
        {"status": "SUCCESS"},
        {"status": "SUCCESS", "response": None},
        {"status": "SUCCESS", "response": []},
        {"status": "SUCCESS", "response": {}},
        {"status": "SUCCESS", "response": [None]},
        {"status": "SUCCESS", "response": [{"url": CLIP}]},
        {"status": "SUCCESS", "response": ["clip.mp4"]},
        {"status": None},
        {"status": 5},
    ],
)
def test_an_odd_state_is_no_end(data: object) -> None:
    with pytest.raises(Unanswered) as caught:
        reading(told(data), TICKET)
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize("body", ODD_BODIES)
def test_an_odd_answer_to_a_poll_is_no_end(body: object) -> None:
    with pytest.raises(Unanswered) as caught:
        reading(replied(body), TICKET)
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize(("status", "code", "kind"), CODES)
@pytest.mark.parametrize("on_the_wire", [True, False])
def test_a_no_to_a_poll_is_no_end_either(
    status: int, code: str, kind: RefusalKind, on_the_wire: object
) -> None:
    body = {"code": status, "message": f"{code}: no", "data": None}
    with pytest.raises(Unanswered) as caught:
        reading(replied(body, status if on_the_wire else 200, after=7.0), TICKET)
    assert caught.value.refused.kind == kind
    assert caught.value.after == 7.0


def test_a_state_under_an_error_status_is_no_end() -> None:
    for state in ("FAILED", "SUCCESS", "IN_PROGRESS"):
        body = {"code": 200, "data": {**DONE, "status": state}}
        with pytest.raises(Unanswered):
            reading(replied(body, 502), TICKET)
