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
from storyboard.providers.kinovi import accepted, place, reading, refusal
from storyboard.providers.reply import EDGE, Reply
from tests.providers.asked import ODD_BODIES, replied, the_no_of

TICKET = Ticket(provider="kinovi", id="task-1")
CLIP = "https://media.example.org/task-1.mp4?sign=a"
DONE = {
    "taskId": "task-1",
    "model": "seedance20-video-generation",
    "status": "success",
    "creditsUsed": 200,
    "output": [
        {
            "url": CLIP,
            "width": 1280,
            "height": 720,
            "mediaType": "video",
            "seed": 123,
            "lastFrameImage": "https://media.example.org/task-1.png",
        }
    ],
    "error": None,
    "createTime": 1_750_000_000_000,
    "completeTime": 1_750_000_100_000,
}

NOES: list[tuple[int, object, RefusalKind, str]] = [
    (400, {"message": "Invalid inputs for model"}, "invalid", "Invalid inputs"),
    (
        400,
        {
            "message": "Invalid inputs for model",
            "errors": [
                {"path": ["inputs", "duration"], "message": "too long"},
                {"path": ["inputs", 0]},
                {"path": "seed"},
                "odd",
                {},
            ],
        },
        "invalid",
        "Invalid inputs for model; inputs.duration: too long; inputs.0; seed",
    ),
    (400, {"message": "Unknown model"}, "invalid", "Unknown model"),
    (400, {"message": "Invalid taskId"}, "invalid", "Invalid taskId"),
    (400, {"message": "Missing taskId parameter"}, "invalid", "Missing taskId"),
    (401, {"message": "Missing Authorization header"}, "unauthorised", "Missing"),
    (401, {"message": "Invalid API Key"}, "unauthorised", "Invalid API Key"),
    (
        402,
        {"message": "Insufficient credits", "required": 200, "available": 12},
        "no credit",
        "Insufficient credits; required 200; available 12",
    ),
    (403, {"message": "API access not enabled"}, "unauthorised", "API access"),
    (403, {"message": "Access denied"}, "unauthorised", "Access denied"),
    (404, {"message": "Task not found"}, "not found", "Task not found"),
    (
        429,
        {"message": "Concurrency limit reached (5)", "limit": 5, "current": 5},
        "concurrency",
        "Concurrency limit reached (5); limit 5; current 5",
    ),
    (500, {"message": "Internal error"}, "unavailable", "Internal error"),
    (500, {"error": {"message": "Internal"}}, "unavailable", "Internal"),
    (503, {"message": "Down"}, "unavailable", "Down"),
    (502, "<html>Bad Gateway</html>", "unavailable", "HTTP 502: Bad Gateway"),
    (418, {}, "odd", "HTTP 418"),
    (400, [], "invalid", "HTTP 400"),
    (200, "<html>hello</html>", "odd", "HTTP 200: hello"),
]


@pytest.mark.parametrize(("status", "body", "kind", "words"), NOES)
def test_every_documented_no_is_read(
    status: int, body: object, kind: RefusalKind, words: str
) -> None:
    refused = refusal(replied(body, status))
    assert refused is not None
    assert (refused.kind, refused.code) == (kind, str(status))
    assert refused.message.startswith(words)


def test_a_gatekeeper_is_not_a_wrong_key() -> None:
    refused = refusal(replied("<html>Blocked</html>", 403))
    assert refused is not None
    assert (refused.kind, refused.code) == ("unavailable", EDGE)


@pytest.mark.parametrize("body", [{"taskId": "task-1"}, {"data": {"taskId": "task-1"}}])
def test_a_submit_gives_a_ticket(body: object) -> None:
    assert accepted(replied(body)) == TICKET


def test_a_number_is_as_good_an_id_as_a_text() -> None:
    assert accepted(replied({"taskId": 77, "more": []})).id == "77"


@pytest.mark.parametrize(("status", "body", "kind", "_words"), NOES)
def test_only_a_clear_no_to_a_submit_says_that_no_job_was_made(
    status: int, body: object, kind: RefusalKind, _words: str
) -> None:
    no = the_no_of(lambda: accepted(replied(body, status, after=3.0)))
    assert no.refused.kind == kind
    assert no.after == 3.0 or kind not in {"concurrency", "unavailable", "odd"}
    if kind in {"unavailable", "odd"}:
        assert isinstance(no, Unanswered)
    else:
        assert isinstance(no, SubmitRefused)
        assert no.refused.charged is False
        assert no.later is (kind == "concurrency")


@pytest.mark.parametrize(
    "body", [*ODD_BODIES, {"message": "Insufficient credits"}, {"taskId": ".."}]
)
def test_a_submit_without_an_id_is_of_unknown_outcome(body: object) -> None:
    with pytest.raises(Unanswered) as caught:
        accepted(replied(body))
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize("word", ["status", "state"])
@pytest.mark.parametrize("value", ["waiting", "generating"])
def test_a_job_goes_on(word: str, value: str) -> None:
    body = {"taskId": "task-1", word: value, "output": None, "error": None}
    assert reading(replied(body), TICKET) == Waiting()


@pytest.mark.parametrize("word", ["status", "state"])
def test_a_clip_comes_with_its_price_seed_and_last_frame(word: str) -> None:
    body = {**DONE, word: "success", "orderId": "o", "updateTime": 1}
    if word == "state":
        del body["status"]
    assert reading(replied(body), TICKET) == Ready(
        ticket=TICKET,
        address=CLIP,
        seed=123,
        charged=Money(amount=Decimal(200), unit="credits@kinovi"),
        last_frame="https://media.example.org/task-1.png",
    )


@pytest.mark.parametrize(
    ("charged", "seed"),
    [
        (None, None),
        ("many", "123"),
        (True, True),
        (-5, 1.5),
        ([200], {}),
        (float("1e999"), [1]),
        ("NaN", -1),
        ("", 4_294_967_296),
    ],
)
def test_a_clip_is_ready_whatever_stands_beside_it(
    charged: object, seed: object
) -> None:
    output = [{"url": CLIP, "seed": seed, "lastFrameImage": seed and None}]
    body = {"status": "success", "creditsUsed": charged, "output": output}
    reply = Reply(status=200, body=body, text="")
    assert reading(reply, TICKET) == Ready(ticket=TICKET, address=CLIP)


def test_a_fraction_of_a_credit_is_exact() -> None:
    state = reading(replied({**DONE, "creditsUsed": 13.5}), TICKET)
    assert isinstance(state, Ready)
    assert str(state.charged) == "13.5 credits@kinovi"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("asset_review_failed", "content"),
        ("InvalidParameter", "invalid"),
        ("500", "failed"),
        (500, "failed"),
        ("2038", "failed"),
        (2038, "failed"),
        ("4011", "failed"),
        (4011, "failed"),
        ("never heard of", "failed"),
    ],
)
def test_a_failed_job_says_why_and_is_refunded(
    code: str | int, kind: RefusalKind
) -> None:
    error = {"code": code, "message": "It went wrong."}
    body = {"status": "fail", "creditsUsed": 200, "output": None, "error": error}
    state = reading(replied(body), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.code, state.charged) == (kind, str(code), False)
    assert state.message == "It went wrong."
    assert "It went wrong." in state.raw


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("Video too long", "Video too long"),
        (None, "the job failed, and the service does not say why"),
        ({}, "the job failed, and the service does not say why"),
        ([], "the job failed, and the service does not say why"),
        ({"code": None, "message": None}, "the job failed"),
    ],
)
def test_an_error_may_be_a_text_or_nothing(error: object, words: str) -> None:
    state = reading(replied({"state": "fail", "error": error}), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.code, state.charged) == ("failed", "fail", False)
    assert state.message.startswith(words)


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        ("asset_review_failed: a face was found", "content", "asset_review_failed"),
        ("asset_review_failed", "content", "asset_review_failed"),
        ("InvalidParameter - too long", "invalid", "InvalidParameter"),
        ("2038: it broke", "failed", "2038"),
        ({"message": "asset_review_failed: no"}, "content", "asset_review_failed"),
        ("asset_review_failed_badly", "failed", "fail"),
        ("It says asset_review_failed", "failed", "fail"),
    ],
)
def test_a_text_that_begins_with_a_code_means_what_the_code_does(
    error: object, kind: RefusalKind, code: str
) -> None:
    state = reading(replied({"state": "fail", "error": error}), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.code, state.charged) == (kind, code, False)
    said = error["message"] if isinstance(error, dict) else error
    assert state.message == said


def wrapped(data: object, **more: object) -> Reply:
    return replied({"code": 200, "message": "success", "data": data, **more})


def test_a_job_may_come_wrapped() -> None:
    assert reading(wrapped(DONE), TICKET) == reading(replied(DONE), TICKET)
    assert reading(wrapped({"state": "waiting"}), TICKET) == Waiting()
    error = {"code": "asset_review_failed", "message": "No."}
    failed = wrapped({"status": "fail", "error": error})
    state = reading(failed, TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.raw) == ("content", failed.text)


def test_a_state_of_its_own_counts_for_more_than_one_inside() -> None:
    body = wrapped({"status": "fail", "error": None}, status="generating")
    assert reading(body, TICKET) == Waiting()


@pytest.mark.parametrize(
    "body",
    [
        *ODD_BODIES,
        {"code": 402, "message": "Insufficient credits", "data": None},
        {"code": 200, "message": "success", "data": [DONE]},
        {"code": 200, "message": "success", "data": {"data": DONE}},
        {"status": "success"},
        {"status": "success", "output": None},
        {"status": "success", "output": []},
        {"status": "success", "output": {}},
        {"status": "success", "output": [None]},
        {"status": "success", "output": [{"url": None}]},
        {"status": "success", "output": [{"url": ""}]},
        {"status": "SUCCESS", "output": [{"url": CLIP}]},
    ],
)
def test_an_odd_answer_to_a_poll_is_no_end(body: object) -> None:
    with pytest.raises(Unanswered) as caught:
        reading(replied(body), TICKET)
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize(("status", "body", "kind", "_words"), NOES)
def test_a_no_to_a_poll_is_no_end_either(
    status: int, body: object, kind: RefusalKind, _words: str
) -> None:
    with pytest.raises(Unanswered) as caught:
        reading(replied(body, status, after=7.0), TICKET)
    assert caught.value.refused.kind == kind
    assert caught.value.after == 7.0


@pytest.mark.parametrize(
    "body",
    [
        *ODD_BODIES,
        {"uploadUrl": "https://up.example.org/1"},
        {"uploadUrl": "file:///etc/passwd", "url": "https://a.example/1.png"},
        {"uploadUrl": "https://up.example.org/1", "url": 5},
    ],
)
def test_an_upload_without_a_place_is_asked_again(body: object) -> None:
    with pytest.raises(Unanswered) as caught:
        place(replied(body), loopback=True)
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize(
    ("host", "taken"),
    [
        ("up.example.org", True),
        ("127.0.0.1:8080", False),
        ("10.0.0.7", False),
        ("[::1]", False),
        ("printer.local", False),
        ("[odd", False),
    ],
)
def test_no_file_is_put_into_a_private_network(host: str, *, taken: bool) -> None:
    body = {"uploadUrl": f"https://{host}/1", "url": "https://a.example/1.png"}
    if taken:
        assert place(replied(body), loopback=False).put == f"https://{host}/1"
        return
    with pytest.raises(Unanswered):
        place(replied(body), loopback=False)


def test_a_wrong_key_is_told_of_an_upload_too() -> None:
    with pytest.raises(SubmitRefused) as caught:
        place(replied({"message": "Invalid API Key"}, 401), loopback=True)
    assert caught.value.refused.kind == "unauthorised"
