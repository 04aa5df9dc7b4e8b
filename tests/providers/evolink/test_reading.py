from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from storyboard.model.money import Money
from storyboard.providers.base import (
    CannotTell,
    Published,
    Ready,
    RefusalKind,
    Refused,
    SubmitRefused,
    Ticket,
    Unanswered,
    Waiting,
)
from storyboard.providers.evolink import (
    accepted,
    left,
    reading,
    refusal,
    uploaded,
)
from storyboard.providers.reply import EDGE, Reply
from tests.providers.asked import ODD_BODIES, replied

TICKET = Ticket(provider="evolink", id="task-unified-1774857405-abc123")
CLIP = "https://media.example.org/a.mp4?sign=a"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
TASK = {
    "created": 1_761_313_744,
    "id": TICKET.id,
    "model": "seedance-2.0-text-to-video",
    "object": "video.generation.task",
    "progress": 0,
    "status": "pending",
    "task_info": {"can_cancel": True, "estimated_time": 165, "video_duration": 8},
    "type": "video",
    "usage": {"billing_rule": "per_second", "credits_reserved": 50},
}
DONE = {
    **TASK,
    "progress": 100,
    "status": "completed",
    "results": [CLIP],
    "usage": {"credits_used": 67.5, "cost": {"credits": 67.5, "usd": 0.9926}},
}

NOES: list[tuple[int, int | str, str, RefusalKind]] = [
    (400, 400, "invalid_request_error", "invalid"),
    (401, 401, "authentication_error", "unauthorised"),
    (402, 402, "insufficient_quota_error", "no credit"),
    (403, 403, "permission_error", "unauthorised"),
    (404, 404, "not_found_error", "not found"),
    (413, 413, "request_too_large_error", "invalid"),
    (429, 429, "rate_limit_error", "rate"),
    (500, 500, "internal_server_error", "unavailable"),
    (502, 502, "upstream_error", "unavailable"),
    (503, 503, "service_unavailable_error", "unavailable"),
    # The same without a type, as words of the newer guide, and with 200 above it.
    (400, "400", "", "invalid"),
    (401, 401, "", "unauthorised"),
    (402, "", "", "no credit"),
    (429, 0, "", "rate"),
    (500, "", "", "unavailable"),
    (400, "invalid_request", "invalid_request_error", "invalid"),
    (401, "unauthorized", "authentication_error", "unauthorised"),
    (402, "insufficient_quota", "insufficient_quota", "no credit"),
    (403, "model_access_denied", "invalid_request_error", "unauthorised"),
    (429, "rate_limit_exceeded", "rate_limit_error", "rate"),
    (500, "internal_error", "api_error", "unavailable"),
    (200, 402, "", "no credit"),
    (200, "402", "insufficient_quota_error", "no credit"),
    (200, 429, "", "rate"),
    (200, 503, "", "unavailable"),
    (200, 404, "", "not found"),
    (200, "insufficient_user_quota", "", "no credit"),
    # Words of the gateway.
    (402, "insufficient_user_quota", "", "no credit"),
    (403, "insufficient_user_quota", "", "no credit"),
    (402, "INSUFFICIENT_USER_QUOTA", "", "no credit"),
    (402, "quota_not_enough", "", "no credit"),
    (402, "account_balance_insufficient", "", "no credit"),
    (402, "insufficient_token_quota", "", "no credit"),
    (402, "key_quota_exhausted", "", "no credit"),
    (402, "token_daily_quota_exceeded", "", "no credit"),
    (402, "key_daily_quota_exhausted", "", "no credit"),
    (429, "key_daily_quota_exhausted", "rate_limit_error", "no credit"),
    (403, "key_model_not_allowed", "", "unauthorised"),
    (403, "key_disabled", "", "unauthorised"),
    (403, "key_expired", "", "unauthorised"),
    (403, "user_disabled", "", "unauthorised"),
    (403, "ip_restricted", "", "unauthorised"),
    (401, "invalid_token", "", "unauthorised"),
    (400, "content_policy_violation", "invalid_request_error", "content"),
    (400, "input_moderation_failed", "", "content"),
    (400, "moderation_blocked", "", "content"),
    (400, "sensitive_content", "", "content"),
    (400, "content_filter", "", "content"),
    (400, "invalid_parameters", "", "invalid"),
    (400, "invalid_media_url", "", "invalid"),
    (503, "no_available_channel", "", "unavailable"),
    (503, "model_unavailable", "", "unavailable"),
    (500, "channel_selection_failed", "", "unavailable"),
    (409, "paid_outcome_unknown", "", "unavailable"),
    # A server that broke is believed only of what it checks before it starts.
    (500, "insufficient_user_quota", "", "no credit"),
    (500, "invalid_request", "invalid_request_error", "unavailable"),
    (502, "content_policy_violation", "", "unavailable"),
    (503, "", "rate_limit_error", "unavailable"),
    (418, "teapot", "", "odd"),
    (599, "", "", "unavailable"),
]
TASK_CODES: list[tuple[str, RefusalKind]] = [
    ("content_policy_violation", "content"),
    ("invalid_parameters", "invalid"),
    ("image_processing_error", "invalid"),
    ("image_dimension_mismatch", "invalid"),
    ("request_cancelled", "cancelled"),
    ("resource_not_found", "not found"),
    ("generation_failed_no_content", "failed"),
    ("service_error", "unavailable"),
    ("generation_timeout", "failed"),
    ("resource_exhausted", "unavailable"),
    ("quota_exceeded", "no credit"),
    ("service_unavailable", "unavailable"),
    ("unknown_error", "failed"),
    ("never heard of", "failed"),
    ("", "failed"),
]


def no(code: int | str, sort: str) -> dict[str, object]:
    error = {"code": code, "message": "It cannot be."}
    return {"error": {**error, "type": sort} if sort else error}


@pytest.mark.parametrize(("status", "code", "sort", "kind"), NOES)
def test_every_no_has_its_kind(
    status: int, code: int | str, sort: str, kind: RefusalKind
) -> None:
    refused = refusal(replied(no(code, sort), status))
    assert refused is not None
    assert (refused.kind, refused.message) == (kind, "It cannot be.")
    assert refused.code
    assert "It cannot be." in refused.raw


def test_a_no_names_its_field_and_what_there_is_instead() -> None:
    error = {
        "code": 400,
        "message": "Too long",
        "type": "invalid_request_error",
        "param": "duration",
        "fallback_suggestion": "use 15",
    }
    refused = refusal(replied({"error": error}, 400))
    assert refused is not None
    assert refused.message == "Too long (duration) use 15"
    assert refused.code == "invalid_request_error"


@pytest.mark.parametrize(
    "body",
    [
        {"error": "insufficient_quota", "error_description": "Top up."},
        {"success": False, "code": 402, "msg": "insufficient"},
        {"success": False, "code": "insufficient_quota", "msg": "insufficient"},
    ],
)
def test_a_no_may_have_another_shape(body: object) -> None:
    refused = refusal(replied(body))
    assert refused is not None
    assert refused.kind == "no credit"


def test_a_gatekeeper_is_not_a_wrong_key() -> None:
    refused = refusal(replied("<html>Blocked</html>", 403))
    assert refused is not None
    assert (refused.kind, refused.code) == ("unavailable", EDGE)


def test_a_submit_gives_a_ticket() -> None:
    assert accepted(replied(TASK)) == TICKET
    assert accepted(replied({"id": 77, "more": []})).id == "77"


@pytest.mark.parametrize(("status", "code", "sort", "kind"), NOES)
def test_only_a_clear_no_to_a_submit_says_that_no_job_was_made(
    status: int, code: int | str, sort: str, kind: RefusalKind
) -> None:
    with pytest.raises((SubmitRefused, Unanswered)) as caught:
        accepted(replied(no(code, sort), status, after=60.0))
    said = caught.value
    assert isinstance(said, SubmitRefused | Unanswered)
    assert said.refused.kind == kind
    assert isinstance(said, Unanswered) == (kind in {"unavailable", "odd"})
    if isinstance(said, SubmitRefused):
        assert said.refused.charged is False
        assert said.later is (kind == "rate")
        assert said.after == (60.0 if said.later else None)


@pytest.mark.parametrize("status", [200, 400, 409, 500])
def test_of_a_key_that_stands_for_another_body_nobody_can_tell(status: int) -> None:
    conflict = replied(no("idempotency_conflict", ""), status)
    with pytest.raises(CannotTell, match="another body"):
        accepted(conflict)
    with pytest.raises(Unanswered):
        reading(conflict, TICKET)


@pytest.mark.parametrize(
    "body",
    [
        *ODD_BODIES,
        {"id": ""},
        {"id": None},
        {"id": {}},
        {"id": "."},
        {"id": ".."},
        {**TASK, "id": " .. "},
    ],
)
def test_a_submit_without_an_id_is_of_unknown_outcome(body: object) -> None:
    with pytest.raises(Unanswered) as caught:
        accepted(replied(body))
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize("state", ["pending", "processing", "queued", "running"])
def test_a_job_goes_on(state: str) -> None:
    body = {**TASK, "status": state, "progress": 42, "error": None}
    assert reading(replied(body), TICKET) == Waiting(progress=0.42)


@pytest.mark.parametrize(
    ("progress", "share"),
    [(None, None), ("70", 0.7), (250, 1.0), (-1, None), (True, None), ([], None)],
)
def test_progress_is_a_share_or_unknown(progress: object, share: float | None) -> None:
    body = {**TASK, "progress": progress}
    assert reading(replied(body), TICKET) == Waiting(progress=share)


def test_a_clip_comes_with_what_was_charged() -> None:
    assert reading(replied(DONE), TICKET) == Ready(
        ticket=TICKET,
        address=CLIP,
        charged=Money(amount=Decimal("67.5"), unit="credits@evolink"),
    )


@pytest.mark.parametrize(
    ("usage", "charged"),
    [
        ({"cost": {"credits": 8}}, Money(amount=Decimal(8), unit="credits@evolink")),
        ({"cost": {"usd": "0.99"}}, Money(amount=Decimal("0.99"), unit="usd")),
        ({"credits_used": 0}, Money(amount=Decimal(0), unit="credits@evolink")),
        ({"credits_used": "NaN"}, None),
        ({"credits_used": float("1e999")}, None),
        ({"credits_reserved": 50}, None),
        ({"credits_used": 0, "credits_reserved": 50}, None),
        ({"credits_used": "0.00", "credits_reserved": "50"}, None),
        ({"cost": {"credits": 0}, "credits_reserved": 50}, None),
        (
            {"credits_used": 0, "credits_reserved": 0},
            Money(amount=Decimal(0), unit="credits@evolink"),
        ),
        (
            {"credits_used": 8, "credits_reserved": 50},
            Money(amount=Decimal(8), unit="credits@evolink"),
        ),
        (None, None),
        ([], None),
    ],
)
def test_what_was_charged_is_read_where_it_stands(
    usage: object, charged: Money | None
) -> None:
    reply = Reply(status=200, body={**DONE, "usage": usage}, text="")
    assert reading(reply, TICKET) == Ready(ticket=TICKET, address=CLIP, charged=charged)


@pytest.mark.parametrize(
    "places",
    [
        {"results": [{"url": CLIP}]},
        {"result_data": [{"url": CLIP}]},
        {"results": [], "result_data": [{"video_url": CLIP}]},
        {"results": None, "output": {"video_url": CLIP}},
    ],
)
def test_other_places_of_the_clip_are_a_last_resort(places: object) -> None:
    assert isinstance(places, dict)
    state = reading(replied({"status": "completed", **places}), TICKET)
    assert isinstance(state, Ready)
    assert state.address == CLIP
    both = reading(replied({**DONE, "output": {"video_url": "https://b.c/"}}), TICKET)
    assert isinstance(both, Ready)
    assert both.address == CLIP


@pytest.mark.parametrize(("code", "kind"), TASK_CODES)
def test_a_failed_job_says_why_and_is_not_charged(code: str, kind: RefusalKind) -> None:
    error = {"code": code, "message": "It went wrong."}
    state = reading(replied({**TASK, "status": "failed", "error": error}), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.code, state.charged) == (kind, code or "failed", False)
    assert state.message == "It went wrong."


@pytest.mark.parametrize("error", [None, {}, [], 5, {"code": None}, {"message": {}}])
def test_a_failed_job_may_say_nothing(error: object) -> None:
    state = reading(replied({"status": "failed", "error": error}), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.charged) == ("failed", False)


def test_a_cancelled_job_is_at_its_end() -> None:
    state = reading(replied({**TASK, "status": "cancelled"}), TICKET)
    assert isinstance(state, Refused)
    assert (state.kind, state.charged) == ("cancelled", None)


@pytest.mark.parametrize(
    "body",
    [
        *ODD_BODIES,
        {"status": "completed"},
        {"status": "completed", "results": None},
        {"status": "completed", "results": []},
        {"status": "completed", "results": {}},
        {"status": "completed", "results": [None]},
        {"status": "completed", "results": ["clip.mp4"]},
        {"status": "completed", "results": ["file:///etc/passwd"]},
        {"status": "succeeded", "results": [CLIP]},
    ],
)
def test_an_odd_answer_to_a_poll_is_no_end(body: object) -> None:
    with pytest.raises(Unanswered) as caught:
        reading(replied(body), TICKET)
    assert caught.value.refused.kind == "odd"


@pytest.mark.parametrize(("status", "code", "sort", "kind"), NOES)
def test_a_no_to_a_poll_is_no_end_either(
    status: int, code: int | str, sort: str, kind: RefusalKind
) -> None:
    with pytest.raises(Unanswered) as caught:
        reading(replied(no(code, sort), status, after=7.0), TICKET)
    assert caught.value.refused.kind == kind
    assert caught.value.after == 7.0


def test_a_failed_state_under_an_error_status_is_no_end() -> None:
    with pytest.raises(Unanswered):
        reading(replied({**TASK, "status": "failed"}, 502), TICKET)


def test_the_balance_is_the_user_s() -> None:
    body = {
        "success": True,
        "data": {
            "user": {"remaining_credits": 12.5, "used_credits": 3},
            "token": {"unlimited_credits": True, "remaining_credits": 0},
        },
    }
    assert left(replied(body)) == Money(amount=Decimal("12.5"), unit="credits@evolink")


@pytest.mark.parametrize("body", [*ODD_BODIES, {"data": {"user": []}}])
def test_a_balance_that_is_not_said_is_not_nothing(body: object) -> None:
    with pytest.raises(Unanswered):
        left(replied(body))


@pytest.mark.parametrize(
    ("expires", "until"),
    [
        ("2026-11-24T08:00:00+08:00", NOW + timedelta(days=3)),
        ("2026-11-24T00:00:00Z", NOW + timedelta(days=3)),
        ("2026-11-23T00:00:00", NOW + timedelta(days=2)),
        (None, NOW + timedelta(hours=72)),
        ("soon", NOW + timedelta(hours=72)),
        (5, NOW + timedelta(hours=72)),
    ],
)
def test_an_upload_has_an_address_and_an_end(expires: object, until: datetime) -> None:
    data = {"file_url": "https://files.example.org/a.png", "expires_at": expires}
    body = {"success": True, "code": 200, "msg": "ok", "data": data}
    assert uploaded(replied(body), NOW) == Published(
        address="https://files.example.org/a.png", expires=until
    )


@pytest.mark.parametrize(
    "body", [*ODD_BODIES, {"data": {"file_url": "a.png"}}, {"data": {"file_url": 5}}]
)
def test_an_upload_without_an_address_is_asked_again(body: object) -> None:
    with pytest.raises(Unanswered):
        uploaded(replied(body), NOW)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (200, 401, "unauthorised"),
        (401, 401, "unauthorised"),
        (413, 413, "invalid"),
        (403, 403, "unauthorised"),
    ],
)
def test_an_upload_that_is_turned_away_says_why(
    status: int, code: int, kind: RefusalKind
) -> None:
    body = {"success": False, "code": code, "msg": "No."}
    with pytest.raises(SubmitRefused) as caught:
        uploaded(replied(body, status), NOW)
    assert (caught.value.refused.kind, caught.value.refused.message) == (kind, "No.")
