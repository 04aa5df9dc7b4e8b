"""Kinovi's errors, each with its HTTP status (sheet kinovi.md, read 2026-11-21)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storyboard.sandbox.desk import Desk
from storyboard.sandbox.services.reading import BodyError

_MESSAGES: Mapping[int, str] = {
    400: "Invalid inputs for model",
    401: "Invalid API Key",
    402: "Insufficient credits",
    403: "API access not enabled",
    404: "Task not found",
    429: "Concurrency limit reached",
    500: "Internal server error",
}
_KINDS: Mapping[str, int] = {
    "invalid": 400,
    "unauthorised": 401,
    "no-credit": 402,
    "not-found": 404,
    "concurrency": 429,
    "server": 500,
}
_EXAMPLES: Mapping[int, Mapping[str, int]] = {
    402: {"required": 200, "available": 0},
    429: {"limit": 5, "current": 5},
}
"""The figures of an answer that was asked for; 5 stands in the README's example."""


def error(status: int, message: str | None = None, **more: object) -> Response:
    """The documented error body for an HTTP status."""
    return JSONResponse({"message": message or _MESSAGES[status], **more}, status)


def invalid(found: BodyError) -> Response:
    """Every complaint about a body, each with its path and message."""
    errors = [
        {"path": each.place, "message": each.message} for each in found.complaints
    ]
    return error(400, errors=errors)


def locked(desk: Desk, request: Request) -> Response | None:
    """The answer to a key that is missing or wrong; None: the key is right."""
    problem = desk.key_problem(request)
    if problem == "missing":
        return error(401, "Missing Authorization header")
    return error(401) if problem else None


def concurrency(limit: int, current: int) -> Response:
    """The answer where as many jobs run as may."""
    words = f"Concurrency limit reached ({current} of {limit} tasks are under way)"
    return error(429, words, limit=limit, current=current)


def error_of(code_or_kind: str) -> Response | None:
    """The answer to a kind or an HTTP status; None: there is none such."""
    status = int(code_or_kind) if code_or_kind.isdecimal() else 0
    status = _KINDS.get(code_or_kind, status)
    if status not in _MESSAGES:
        return None
    return error(status, None, **_EXAMPLES.get(status, {}))
