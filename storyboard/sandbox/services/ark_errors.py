"""Ark's errors (sheet ark.md, Errors; read 2026-11-21).

`type` is not printed with the codes; here it is the HTTP status in words, as one word.
"""

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response

from storyboard.sandbox.jobs import Job
from storyboard.sandbox.services.reading import BodyError, Complaint, Place, why

_INPUTS = {
    f"Input{kind}SensitiveContentDetected{more}": (400, "the input was refused")
    for kind in ("Text", "Image", "Video", "Audio")
    for more in ("", ".PrivacyInformation", ".PolicyViolation")
}
_LATER = (
    "RateLimitExceeded.EndpointRPMExceeded",
    "RateLimitExceeded.EndpointTPMExceeded",
    "ModelAccountRpmRateLimitExceeded",
    "ModelAccountTpmRateLimitExceeded",
    "APIAccountRpmRateLimitExceeded",
    "AccountRateLimitExceeded",
    "RequestBurstTooFast",
    "InflightBatchsizeExceeded",
    "ServerOverloaded",
    "ModelLoadingError",
)
CODES: Mapping[str, tuple[int, str]] = {
    "MissingParameter": (400, "a parameter is missing"),
    "InvalidParameter": (400, "a parameter is invalid"),
    **_INPUTS,
    "AuthenticationError": (401, "the API key is missing or invalid"),
    "AccountOverdueError": (403, "the account has an overdue balance"),
    "AccessDenied": (403, "this key may not do that"),
    "OperationDenied.ServiceOverdue": (403, "the service's bill is overdue"),
    "InvalidEndpointOrModel.NotFound": (404, "there is no such model or endpoint"),
    "ModelNotOpen": (404, "the model was not opened for this account"),
    "ResourceNotFound": (404, "there is no such task"),
    "InvalidAction.RunningTaskDeletion": (409, "a running task cannot be deleted"),
    "InvalidAction": (409, "a task that was called off vanishes by itself"),
    **dict.fromkeys(_LATER, (429, "too many requests; try again later")),
    "SetLimitExceeded": (429, "the limit that was set for this account is reached"),
    "QuotaExceeded": (429, "the quota is used up, or too many tasks wait"),
    "InternalServiceError": (500, "something broke on the server"),
}
"""HTTP status and words by code; ResourceNotFound and InvalidAction are our guesses."""
_TYPES: Mapping[int, str] = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    429: "TooManyRequests",
    500: "InternalServerError",
}
_KINDS: Mapping[str, str] = {
    "content": "InputTextSensitiveContentDetected",
    "invalid": "InvalidParameter",
    "unauthorised": "AuthenticationError",
    "no-credit": "AccountOverdueError",
    "not-found": "ResourceNotFound",
    "rate": "RateLimitExceeded.EndpointRPMExceeded",
    "concurrency": "InflightBatchsizeExceeded",
    "unavailable": "ServerOverloaded",
    "server": "InternalServiceError",
}
_MISSING = frozenset({"missing", "union_tag_not_found"})
_INSIDE_ITEM = 3
_IN_TASK: Mapping[str, str] = {
    f"Output{kind}SensitiveContentDetected{more}": "the output was refused"
    for kind in ("Video", "Audio")
    for more in ("", ".PolicyViolation")
}


def error(code: str, words: str | None = None, *, param: str = "") -> Response:
    """The documented error body for a code."""
    status, usual = CODES[code]
    told = {
        "code": code,
        "message": words or usual,
        "param": param,
        "type": _TYPES[status],
    }
    return JSONResponse({"error": told}, status)


def refusal(found: BodyError) -> Response:
    """The answer to a body that is not taken."""
    first = found.first
    code = "MissingParameter" if first.kind in _MISSING else "InvalidParameter"
    param = Complaint(_plain(first.place), "").written
    words = first.message.replace(first.written, param) if first.written else None
    return error(code, words or first.message, param=param)


def _plain(place: Place) -> Place:
    """A place inside `content` without the item's type, by which it was read."""
    if place[:1] == ("content",) and len(place) > _INSIDE_ITEM:
        return (*place[:2], *place[3:])
    return place


def error_of(code_or_kind: str) -> Response | None:
    """The answer to a kind or a documented code; None: there is none such."""
    code = _KINDS.get(code_or_kind, code_or_kind)
    return error(code) if code in CODES else None


def in_task(job: Job) -> dict[str, str]:
    """Why a job failed."""
    kind = job.failure.kind if job.failure else "failed"
    code = "OutputVideoSensitiveContentDetected" if kind == "content" else kind
    known = _IN_TASK.keys() | CODES.keys()
    code = code if code in known else "InternalServiceError"
    return {"code": code, "message": why(job, _IN_TASK.get(code, "the task failed"))}
