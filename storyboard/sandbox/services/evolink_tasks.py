"""How EvoLink tells of its tasks and of errors (sheet evolink.md, read 2026-11-21)."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from starlette.responses import JSONResponse, Response

from storyboard.sandbox.jobs import Job, State
from storyboard.sandbox.services.reading import figure, why

CREDITS_PER_USD = 68
"""About as many, says the price list."""
TYPES: Mapping[int, tuple[str, str]] = {
    400: ("invalid_request_error", "the request is invalid"),
    401: ("authentication_error", "the API key is missing or invalid"),
    402: ("insufficient_quota_error", "there are not enough credits"),
    403: ("permission_error", "this key may not do that"),
    404: ("not_found_error", "there is no such task"),
    409: ("invalid_request_error", "the key was used for another request"),
    413: ("request_too_large_error", "the request is too large"),
    429: ("rate_limit_error", "too many requests; retry after 60 seconds"),
    500: ("internal_server_error", "something broke on the server"),
    502: ("upstream_error", "the model's own service did not answer"),
    503: ("service_unavailable_error", "the service is not available now"),
}
_STRING_CODES: Mapping[str, int] = {
    "idempotency_conflict": 409,
    "insufficient_user_quota": 402,
    "key_daily_quota_exhausted": 402,
    "key_model_not_allowed": 403,
}
_KINDS: Mapping[str, int] = {
    "invalid": 400,
    "unauthorised": 401,
    "no-credit": 402,
    "not-found": 404,
    "rate": 429,
    "server": 500,
    "unavailable": 503,
}
_TASK_CODES: Mapping[str, str] = {
    "content": "content_policy_violation",
    "invalid": "invalid_parameters",
    "failed": "generation_failed_no_content",
    "expired": "generation_timeout",
    "cancelled": "request_cancelled",
    "no-credit": "quota_exceeded",
    "rate": "resource_exhausted",
    "concurrency": "resource_exhausted",
    "unavailable": "service_unavailable",
    "not-found": "resource_not_found",
    "server": "service_error",
}
TASK_CODES = frozenset(_TASK_CODES.values()) | {
    "image_processing_error",
    "image_dimension_mismatch",
    "unknown_error",
}
"""Every code that a failed task may have."""
_TASK_WORDS: Mapping[str, str] = {
    "content_policy_violation": "the content policy refused this",
    "generation_failed_no_content": "nothing came of it; change the prompt",
    "generation_timeout": "the generation took too long",
    "service_error": "the service failed",
}
_LONG = 3600
"""The estimate, in seconds, for a task that never ends."""
STATUS: Mapping[State, str] = {
    "queued": "pending",
    "running": "processing",
    "succeeded": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
    "expired": "failed",
}


def submitted(job: Job) -> dict[str, Any]:
    """A task as it is told of when it is taken."""
    lasts = job.ends - job.started
    return {
        "created": int(job.created.timestamp()),
        "id": job.id,
        "model": job.order.model,
        "object": "video.generation.task",
        "progress": 0,
        "status": "pending",
        "task_info": {
            "can_cancel": job.state == "queued",
            "estimated_time": max(math.ceil(lasts), 1)
            if math.isfinite(lasts)
            else _LONG,
            "video_duration": round(job.order.seconds),
        },
        "type": "video",
        "usage": {
            "billing_rule": "per_second",
            "credits_reserved": figure(job.charged or Decimal(0)),
            "user_group": "default",
        },
    }


def task(job: Job, clip: str) -> dict[str, Any]:
    """A task as it is; `clip`: where its clip is, once there is one."""
    told = submitted(job)
    told["status"] = STATUS[job.state]
    told["progress"] = math.floor(job.progress * 100)
    if job.active:
        return told
    used = job.kept or Decimal(0)
    told["usage"]["credits_used"] = figure(used)
    if job.state != "succeeded":
        return {**told, "error": _failure(job)}
    usd = round(float(used) / CREDITS_PER_USD, 4)
    told["usage"]["cost"] = {"credits": figure(used), "usd": usd}
    return {**told, "results": [clip]}


def item(job: Job) -> dict[str, object]:
    """A task as the list tells of it, without links."""
    return {
        "id": job.id,
        "status": STATUS[job.state],
        "model": job.order.model,
        "type": "video",
        "progress": math.floor(job.progress * 100),
        "created_at": int(job.created.timestamp()),
        "has_results": job.state == "succeeded",
        "credits_used": 0 if job.active else figure(job.kept or Decimal(0)),
        "has_error": STATUS[job.state] == "failed",
    }


def _failure(job: Job) -> dict[str, str]:
    kind = job.failure.kind if job.failure else "failed"
    code = kind if kind in TASK_CODES else _TASK_CODES.get(kind, "unknown_error")
    return {"code": code, "message": why(job, _TASK_WORDS.get(code, "it failed"))}


def error(
    status: int, words: str | None = None, *, code: str | None = None, param: str = ""
) -> Response:
    """The documented error body for an HTTP status."""
    kind, usual = TYPES[status]
    told: dict[str, object] = {
        "code": code or status,
        "message": words or usual,
        "type": kind,
    }
    return JSONResponse({"error": told | ({"param": param} if param else {})}, status)


def error_of(code_or_kind: str) -> Response | None:
    """The answer to a kind, a type or a string code; None: there is none such."""
    types = {kind: status for status, (kind, _) in sorted(TYPES.items(), reverse=True)}
    if code_or_kind in _STRING_CODES:
        return error(_STRING_CODES[code_or_kind], code=code_or_kind)
    status = _KINDS.get(code_or_kind) or types.get(code_or_kind)
    return error(status) if status else None
