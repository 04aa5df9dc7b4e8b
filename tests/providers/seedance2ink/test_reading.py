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
from storyboard.providers.seedance2ink import accepted, called_off, reading, refusal
from tests.providers.asked import ODD_BODIES, replied, the_no_of

TOOK = Money(amount=Decimal(40), unit="credits@seedance2ink")
TICKET = Ticket(provider="seedance2ink", id="req_1234567890", charged=TOOK)
CLIP = "https://pub-1.r2.example.org/open-api-results/req_1234567890.mp4"
JOB = {
    "success": True,
    "requestId": "req_1234567890",
    "model": "seedance-2.0",
    "prompt": "A river.",
    "duration": 5,
    "aspectRatio": "16:9",
    "output": None,
    "error": None,
}


def no(code: object, message: object = "No.") -> dict[str, object]:
    return {"success": False, "error": {"code": code, "message": message}}


NOES: list[tuple[int, object, RefusalKind, str, str]] = [
    (401, no("unauthorized", "Invalid API key"), "unauthorised", "unauthorized", "Inv"),
    (200, no("unauthorized", "Invalid API key"), "unauthorised", "unauthorized", "Inv"),
    (400, no("unauthorized"), "unauthorised", "unauthorized", "No."),
    (400, no("bad_duration"), "invalid", "bad_duration", "No."),
    (402, no("anything"), "no credit", "anything", "No."),
    (403, no("forbidden"), "unauthorised", "forbidden", "No."),
    (404, no(404), "not found", "404", "No."),
    (409, no("finished"), "odd", "finished", "No."),
    (422, no(None, None), "invalid", "422", "HTTP 422"),
    (429, no("slow_down"), "rate", "slow_down", "No."),
    (500, no("unauthorized"), "unavailable", "unauthorized", "No."),
    (500, {"success": True}, "unavailable", "500", "HTTP 500"),
    (400, {"success": False, "error": "Bad."}, "invalid", "400", "Bad."),
    (503, "<p>Down</p>", "unavailable", "503", "HTTP 503: Down"),
    (200, no("some_code"), "odd", "some_code", "No."),
    (200, {"success": False}, "odd", "200", "HTTP 200"),
    (200, "<html>hello</html>", "odd", "200", "HTTP 200: hello"),
]


@pytest.mark.parametrize(("status", "body", "kind", "code", "words"), NOES)
def test_every_no_is_read_by_its_code_and_status(
    status: int, body: object, kind: RefusalKind, code: str, words: str
) -> None:
    refused = refusal(replied(body, status))
    assert refused is not None
    assert (refused.kind, refused.code) == (kind, code)
    assert refused.message.startswith(words)


def test_a_gatekeeper_is_not_a_wrong_key() -> None:
    refused = refusal(replied("<html>Blocked</html>", 403))
    assert refused is not None
    assert (refused.kind, refused.code) == ("unavailable", EDGE)


def submitted(**body: object) -> Ticket:
    return accepted(
        replied({"success": True, "requestId": "req_1", "status": "queued", **body})
    )


def test_a_submit_gives_a_ticket_and_says_what_it_took() -> None:
    ticket = submitted(creditsCharged=40, more={})
    assert ticket == Ticket(provider="seedance2ink", id="req_1", charged=TOOK)


@pytest.mark.parametrize("took", [None, "many", True, -1, [], {}])
def test_a_ticket_stands_whatever_the_price_is(took: object) -> None:
    assert submitted(creditsCharged=took).charged is None
    assert submitted(creditsCharged=took).id == "req_1"


def test_a_price_without_end_is_none() -> None:
    body = {"requestId": "req_1", "creditsCharged": float("inf")}
    assert accepted(Reply(status=200, body=body, text="")).charged is None


def test_a_fraction_of_a_credit_is_exact() -> None:
    assert str(submitted(creditsCharged=12.8).charged) == "12.8 credits@seedance2ink"
    assert str(submitted(creditsCharged="12.8").charged) == "12.8 credits@seedance2ink"


def test_a_number_is_as_good_an_id_as_a_text() -> None:
    assert submitted(requestId=77).id == "77"


@pytest.mark.parametrize(("status", "body", "kind", "_code", "_words"), NOES)
def test_only_a_clear_no_to_a_submit_says_that_no_job_was_made(
    status: int, body: object, kind: RefusalKind, _code: str, _words: str
) -> None:
    said = the_no_of(lambda: accepted(replied(body, status)))
    assert said.refused.kind == kind
    if kind in {"unavailable", "odd"}:
        assert isinstance(said, Unanswered)
    else:
        assert isinstance(said, SubmitRefused)
        assert said.refused.charged is False
        assert said.later is (kind == "rate")


@pytest.mark.parametrize(
    "body", [*ODD_BODIES, {"success": True, "status": "queued"}, {"requestId": "."}]
)
def test_a_submit_without_an_id_is_of_unknown_outcome(body: object) -> None:
    with pytest.raises(Unanswered) as caught:
        accepted(replied(body))
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize("status", ["queued", "processing"])
def test_a_job_goes_on(status: str) -> None:
    assert reading(replied({**JOB, "status": status}), TICKET) == Waiting()


def test_a_clip_costs_what_the_submit_said() -> None:
    output = {"type": "video", "url": CLIP}
    body = {**JOB, "status": "succeeded", "output": output, "resolution": "720p"}
    assert reading(replied(body), TICKET) == Ready(
        ticket=TICKET, address=CLIP, charged=TOOK
    )
    bare = Ticket(provider="seedance2ink", id="req_1234567890")
    assert reading(replied(body), bare) == Ready(ticket=bare, address=CLIP)


@pytest.mark.parametrize("code", ["provider_error", "some_code", 7])
def test_a_failed_job_says_success_and_is_a_no(code: str | int) -> None:
    error = {"code": code, "message": "Video generation failed upstream"}
    state = reading(replied({**JOB, "status": "failed", "error": error}), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.code, state.charged) == ("failed", str(code), None)
    assert state.message == "Video generation failed upstream"
    assert "provider_error" in state.raw or code != "provider_error"


@pytest.mark.parametrize("code", ["provider_error", "some_code", None])
def test_a_failed_job_that_says_no_success_is_at_its_end_too(code: str | None) -> None:
    body = {**JOB, **no(code, "It went wrong."), "status": "failed"}
    state = reading(replied(body), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.code, state.charged) == ("failed", code or "failed", None)
    assert state.message == "It went wrong."


def test_a_wrong_key_is_no_end_whatever_stands_beside_it() -> None:
    for status, code in ((200, "unauthorized"), (404, "some_code"), (500, "oops")):
        body = {**JOB, **no(code), "status": "failed"}
        with pytest.raises(Unanswered):
            reading(replied(body, status), TICKET)


@pytest.mark.parametrize("error", [None, {}, [], 5, {"code": None, "message": {}}])
def test_a_failed_job_may_not_say_why(error: object) -> None:
    state = reading(replied({**JOB, "status": "failed", "error": error}), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.code) == ("failed", "failed")


def test_a_job_that_was_called_off_is_at_its_end() -> None:
    state = reading(replied({**JOB, "status": "cancelled"}), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.charged) == ("cancelled", None)
    assert state.message == "the job was called off"


@pytest.mark.parametrize(
    "body",
    [
        *ODD_BODIES,
        {**JOB, "status": "succeeded"},
        {**JOB, "status": "succeeded", "output": CLIP},
        {**JOB, "status": "succeeded", "output": {"url": None}},
        {**JOB, "status": "succeeded", "output": [{"url": CLIP}]},
        {**JOB, "status": "expired"},
        {**JOB, "success": False, "status": "processing"},
        {**JOB, "success": False, "status": "cancelled"},
        {**JOB, "success": False, "status": "succeeded", "output": {"url": CLIP}},
    ],
)
def test_an_odd_answer_to_a_poll_is_no_end(body: object) -> None:
    with pytest.raises(Unanswered) as caught:
        reading(replied(body), TICKET)
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize(("status", "body", "kind", "_code", "_words"), NOES)
def test_a_no_to_a_poll_is_no_end_either(
    status: int, body: object, kind: RefusalKind, _code: str, _words: str
) -> None:
    with pytest.raises(Unanswered) as caught:
        reading(replied(body, status, after=7.0), TICKET)
    assert caught.value.refused.kind == kind
    assert caught.value.after == 7.0


def test_a_job_is_called_off_where_the_answer_says_so() -> None:
    assert called_off(replied({"success": True, "status": "cancelled"}))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"success": True, "status": "succeeded"}),
        (200, {"success": True, "status": "processing"}),
        (200, []),
        (400, no("finished")),
        (404, no("not_found")),
        (409, no("finished")),
    ],
)
def test_a_job_is_not_called_off_where_the_service_says_no(
    status: int, body: object
) -> None:
    assert not called_off(replied(body, status))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, no("unauthorized")),
        (429, no("slow_down")),
        (500, no("oops")),
        (200, "<html>hello</html>"),
        (200, no("some_code")),
    ],
)
def test_whether_a_job_was_called_off_may_stay_unknown(
    status: int, body: object
) -> None:
    with pytest.raises(Unanswered):
        called_off(replied(body, status))
