from decimal import Decimal
from typing import Any

import pytest

from storyboard.model.capabilities import named
from storyboard.model.money import Money
from storyboard.model.price import Edition, Rate
from storyboard.providers.ark import accepted, charge, kind_of, page, reading, refusal
from storyboard.providers.base import (
    Ready,
    RefusalKind,
    Refused,
    SubmitRefused,
    Ticket,
    Unanswered,
    Waiting,
)
from storyboard.providers.models.ark import models
from storyboard.providers.reply import EDGE
from tests.providers.asked import ODD_BODIES, replied, the_no_of

TICKET = Ticket(provider="ark", id="cgt-20261121100000-abcde")
CLIP = "https://ark-content.example.org/clip.mp4"
JOB: dict[str, Any] = {
    "id": TICKET.id,
    "model": "doubao-seedance-2-0-260128",
    "status": "running",
    "error": None,
    "created_at": 1_763_719_200,
    "updated_at": 1_763_719_260,
    "service_tier": "default",
    "execution_expires_after": 172_800,
}
DONE: dict[str, Any] = {
    **JOB,
    "status": "succeeded",
    "content": {"video_url": CLIP},
    "seed": 10,
    "resolution": "720p",
    "ratio": "16:9",
    "duration": 5,
    "framespersecond": 24,
    "generate_audio": True,
    "usage": {"completion_tokens": 108_900, "total_tokens": 108_900},
}


def no(code: object, message: object = "No.", **more: object) -> dict[str, object]:
    return {"error": {"code": code, "message": message, **more}}


NOES: list[tuple[int, str, RefusalKind]] = [
    (400, "MissingParameter", "invalid"),
    (400, "InvalidParameter", "invalid"),
    (400, "InvalidParameter.OversizeImage", "invalid"),
    (400, "InvalidParameter(duration)", "invalid"),
    (400, "InputTextSensitiveContentDetected", "content"),
    (400, "InputImageSensitiveContentDetected", "content"),
    (400, "InputImageSensitiveContentDetected.PrivacyInformation", "content"),
    (400, "InputVideoSensitiveContentDetected.PolicyViolation", "content"),
    (400, "InputAudioSensitiveContentDetected", "content"),
    (401, "AuthenticationError", "unauthorised"),
    (403, "AccountOverdueError", "no credit"),
    (403, "AccessDenied", "unauthorised"),
    (403, "OperationDenied.ServiceOverdue", "no credit"),
    (403, "OperationDenied.ServiceNotOpen", "unauthorised"),
    (404, "InvalidEndpointOrModel.NotFound", "not found"),
    (404, "ModelNotOpen", "not found"),
    (409, "InvalidAction.RunningTaskDeletion", "invalid"),
    (429, "RateLimitExceeded.EndpointRPMExceeded", "rate"),
    (429, "RateLimitExceeded.EndpointTPMExceeded", "rate"),
    (429, "ModelAccountRpmRateLimitExceeded", "rate"),
    (429, "ModelAccountTpmRateLimitExceeded", "rate"),
    (429, "APIAccountRpmRateLimitExceeded", "rate"),
    (429, "AccountRateLimitExceeded", "rate"),
    (429, "RequestBurstTooFast", "rate"),
    (429, "InflightBatchsizeExceeded", "concurrency"),
    (429, "ServerOverloaded", "rate"),
    (429, "ModelLoadingError", "rate"),
    (429, "SetLimitExceeded", "no credit"),
    (429, "QuotaExceeded", "no credit"),
    (429, "SomethingNew", "rate"),
    (500, "InternalServiceError", "unavailable"),
    (503, "ServerOverloaded", "unavailable"),
    (502, "InvalidParameter", "unavailable"),
    (400, "SomethingNew", "invalid"),
    (402, "SomethingNew", "no credit"),
    (200, "AuthenticationError", "unauthorised"),
    (200, "SomethingNew", "odd"),
]


@pytest.mark.parametrize(("status", "code", "kind"), NOES)
def test_every_documented_code_is_read(
    status: int, code: str, kind: RefusalKind
) -> None:
    refused = refusal(replied(no(code), status))
    assert refused is not None
    assert (refused.kind, refused.code, refused.message) == (kind, code, "No.")
    assert code in refused.raw


LATER = {"rate", "concurrency"}


@pytest.mark.parametrize(("status", "code", "kind"), NOES)
def test_only_a_clear_no_or_later_says_that_there_is_no_job(
    status: int, code: str, kind: RefusalKind
) -> None:
    reply = replied(no(code), status, after=7.0)
    told = the_no_of(lambda: accepted(reply))
    if kind in {"unavailable", "odd"}:
        assert isinstance(told, Unanswered)
        assert told.after == 7.0
    else:
        assert isinstance(told, SubmitRefused)
        assert told.later is (kind in LATER)
        assert told.after == (7.0 if kind in LATER else None)
        assert told.refused.charged is False


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "message"),
    [
        (400, no("InvalidParameter", "Bad.", param="ratio"), "invalid", "", "Bad. (ra"),
        (400, no(1024, "Bad."), "invalid", "1024", "Bad."),
        (400, {"error": "Bad."}, "invalid", "400", "Bad."),
        (400, no(None, None), "invalid", "400", "HTTP 400: "),
        (400, {"error": ["x"]}, "invalid", "400", "HTTP 400: "),
        (401, {}, "unauthorised", "401", "HTTP 401: {}"),
        (403, "<html>Denied</html>", "unavailable", EDGE, "gatekeeper"),
        (404, "", "not found", "404", "HTTP 404"),
        (413, "too large", "invalid", "413", "HTTP 413: too large"),
        (500, "<p>Down</p>", "unavailable", "500", "HTTP 500: Down"),
        (504, [], "unavailable", "504", "HTTP 504: []"),
        (200, "<html>hello</html>", "odd", "200", "HTTP 200: hello"),
        (200, {"error": "Bad."}, "odd", "200", "Bad."),
    ],
)
def test_other_noes_are_read_by_their_status(
    status: int, body: object, kind: RefusalKind, code: str, message: str
) -> None:
    refused = refusal(replied(body, status))
    assert refused is not None
    assert refused.kind == kind
    assert code in refused.code
    assert message in refused.message


@pytest.mark.parametrize(
    ("body", "job"),
    [
        ({"id": "cgt-1"}, "cgt-1"),
        ({"id": 7}, "7"),
        ({"id": "cgt-1", "status": "queued", "new": [1]}, "cgt-1"),
        ({"id": "cgt-1", "error": None}, "cgt-1"),
        ({"id": "cgt-1", "error": {"code": "ServerOverloaded"}}, "cgt-1"),
    ],
)
def test_a_submit_is_accepted_by_its_id(body: object, job: str) -> None:
    assert accepted(replied(body)) == Ticket(provider="ark", id=job)


@pytest.mark.parametrize(
    "body",
    [*ODD_BODIES, {"id": ""}, {"id": None}, {"id": [1]}, {"id": "."}, {"id": ".."}],
)
def test_a_submit_without_an_id_leaves_its_outcome_unknown(body: object) -> None:
    told = the_no_of(lambda: accepted(replied(body)))
    assert isinstance(told, Unanswered)
    assert told.refused.kind == "odd"


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_job_under_way_is_waited_for(state: str) -> None:
    assert reading(replied({**JOB, "status": state}), TICKET) == Waiting()


def test_a_finished_job_has_a_clip() -> None:
    assert reading(replied(DONE), TICKET) == Ready(ticket=TICKET, address=CLIP, seed=10)


def test_the_last_frame_comes_along() -> None:
    last = "https://ark-content.example.org/last.png"
    content = {"video_url": CLIP, "last_frame_url": last}
    state = reading(replied({**DONE, "content": content}), TICKET)
    assert isinstance(state, Ready)
    assert state.last_frame == last


@pytest.mark.parametrize("seed", [-1, None, "x", True, 1.5, [1]])
def test_a_seed_that_says_nothing_is_none(seed: object) -> None:
    state = reading(replied({**DONE, "seed": seed}), TICKET)
    assert isinstance(state, Ready)
    assert state.seed is None


@pytest.mark.parametrize(
    ("state", "error", "kind", "code"),
    [
        ("failed", "OutputVideoSensitiveContentDetected", "content", "OutputV"),
        (
            "failed",
            "OutputVideoSensitiveContentDetected.PolicyViolation",
            "content",
            "OutputV",
        ),
        ("failed", "OutputAudioSensitiveContentDetected", "content", "OutputA"),
        ("failed", "InputImageSensitiveContentDetected", "content", "InputI"),
        ("failed", "InvalidParameter", "invalid", "InvalidP"),
        ("failed", "InternalServiceError", "failed", "InternalS"),
        ("failed", "ServerOverloaded", "failed", "ServerO"),
        ("failed", "SomethingNew", "failed", "SomethingNew"),
        ("failed", None, "failed", "failed"),
        ("cancelled", None, "cancelled", "cancelled"),
        ("expired", None, "cancelled", "expired"),
    ],
)
def test_a_job_without_a_clip_is_not_charged(
    state: str, error: str | None, kind: RefusalKind, code: str
) -> None:
    told = {"code": error, "message": "No."} if error else None
    ended = reading(replied({**JOB, "status": state, "error": told}), TICKET)
    assert isinstance(ended, Refused)
    assert ended.kind == kind
    assert ended.code.startswith(code)
    assert ended.charged is False
    assert ended.message
    assert ended.raw


@pytest.mark.parametrize("error", ["It broke.", 5, [], {"code": {}, "message": 1}])
def test_a_failure_may_be_told_in_any_shape(error: object) -> None:
    body = {**JOB, "status": "failed", "error": error}
    ended = reading(replied(body), TICKET)
    assert isinstance(ended, Refused)
    assert ended.kind == "failed"


@pytest.mark.parametrize(
    "body",
    [
        *ODD_BODIES,
        {**DONE, "status": "done"},
        {**DONE, "status": ""},
        {**DONE, "content": None},
        {**DONE, "content": {}},
        {**DONE, "content": {"video_url": None}},
        {**DONE, "content": {"video_url": [CLIP]}},
        {**DONE, "content": CLIP},
        no("InternalServiceError"),
    ],
)
def test_a_poll_that_says_nothing_leaves_the_job_alone(body: object) -> None:
    assert isinstance(the_no_of(lambda: reading(replied(body), TICKET)), Unanswered)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500, 502, 503])
def test_a_poll_that_fails_leaves_the_job_alone(status: int) -> None:
    reply = replied(no("InternalServiceError"), status, after=3.0)
    told = the_no_of(lambda: reading(reply, TICKET))
    assert isinstance(told, Unanswered)
    assert told.after == 3.0


def charged(region: Any, model: str, **changes: object) -> Money | None:  # noqa: ANN401
    row = named(models(region), model)
    assert row is not None
    state = reading(replied({**DONE, **changes}), TICKET, row)
    assert isinstance(state, Ready)
    return state.charged


def tokens(count: object, **more: object) -> dict[str, object]:
    return {"usage": {"completion_tokens": count, "total_tokens": count, **more}}


@pytest.mark.parametrize(
    ("region", "model", "changes", "amount", "unit"),
    [
        ("volcengine", "seedance-2.0", {}, "5.0094", "cny"),
        ("volcengine", "seedance-2.0", tokens(108_000), "4.968", "cny"),
        # With two seconds of video there are 151,200 tokens at the lower rate.
        ("volcengine", "seedance-2.0", tokens(151_200), "4.2336", "cny"),
        ("byteplus", "seedance-2.0", {}, "0.7623", "usd"),
        ("byteplus", "seedance-2.0-fast", {}, "0.60984", "usd"),
        ("byteplus", "seedance-1.5-pro", {}, "0.26136", "usd"),
        ("byteplus", "seedance-1.5-pro", {"generate_audio": False}, "0.13068", "usd"),
        ("byteplus", "seedance-1.5-pro", {"service_tier": "flex"}, "0.13068", "usd"),
        (
            "byteplus",
            "seedance-1.0-pro",
            {
                "duration": None,
                "frames": 121,
                **tokens(103_818),
                "generate_audio": None,
            },
            "0.259545",
            "usd",
        ),
    ],
)
def test_tokens_times_the_rate_is_what_was_charged(
    region: str, model: str, changes: dict[str, object], amount: str, unit: str
) -> None:
    took = charged(region, model, **changes)
    assert took == Money(amount=Decimal(amount), unit=unit)


@pytest.mark.parametrize(
    ("region", "model", "changes"),
    [
        ("volcengine", "seedance-2.0-fast", {}),
        ("byteplus", "seedance-2.0", tokens(151_200)),
        ("byteplus", "seedance-1.5-pro", {"generate_audio": None}),
        ("byteplus", "seedance-1.5-pro", {"generate_audio": "yes"}),
        ("byteplus", "seedance-1.5-pro", {"draft": True}),
        ("volcengine", "seedance-2.0", {"usage": None}),
        ("volcengine", "seedance-2.0", tokens(None)),
        ("volcengine", "seedance-2.0", tokens("108900")),
        ("volcengine", "seedance-2.0", tokens(-5)),
        ("volcengine", "seedance-2.0", tokens(True)),
        ("volcengine", "seedance-2.0", {"ratio": "adaptive"}),
        ("volcengine", "seedance-2.0", {"resolution": "4k"}),
        ("volcengine", "seedance-2.0", {"resolution": 720}),
        ("volcengine", "seedance-2.0", {"duration": None}),
        ("volcengine", "seedance-2.0", {"duration": True}),
        ("volcengine", "seedance-2.0", {"duration": 10**400}),
        ("volcengine", "seedance-2.0", tokens(108_900, tool_usage={"web_search": 2})),
    ],
)
def test_a_charge_that_cannot_be_told_is_unknown(
    region: str, model: str, changes: dict[str, object]
) -> None:
    assert charged(region, model, **changes) is None


def test_with_the_users_own_prices_no_charge_is_told() -> None:
    own = Edition(source="mine", unit="usd", rates=(Rate(amount=Decimal(1)),))
    row = models("volcengine")[0]
    mine = row.model_copy(update={"prices": (own, *row.prices)})
    assert charge(replied(DONE), mine) is None


def test_a_page_of_the_list_names_jobs_and_what_they_bear() -> None:
    items = [{**JOB, "safety_identifier": "k1"}, JOB, {"id": ".."}, "x"]
    found = page(replied({"items": items, "total": 4}))
    assert found.jobs == ((TICKET.id, "k1"), (TICKET.id, ""), ("", ""), ("", ""))
    assert found.total == 4
    assert page(replied({"items": [], "total": "many"})).total is None


@pytest.mark.parametrize("body", [*ODD_BODIES, {"items": {}}, {"total": 0}])
def test_a_list_that_is_none_is_asked_for_again(body: object) -> None:
    assert isinstance(the_no_of(lambda: page(replied(body))), Unanswered)


def test_a_code_nobody_documents_means_nothing() -> None:
    assert kind_of("") is None
    assert kind_of("RateLimitExceededX") is None
