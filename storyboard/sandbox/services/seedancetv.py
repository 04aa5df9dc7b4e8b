"""seedance.tv, "v2": its one document is a blog post.

Source: sheet seedancetv.md, read 2026-11-21.

Not documented, so chosen plainly: an error is {"error": the printed text, "message":
words}; a submit answers 200; clips last 1 to 60 s, and 5 where nothing is said; prompt
and scenes together are refused, and so is a length beside scenes, which have their own;
`camera` is an object, `motion_level` low, medium or high; a failed job's `error` is a
text; styles are {"styles": […]}, the balance is {"balance": …}, and nothing is ever
taken from it, as there are no prices; 6000 requests a minute. The field for a webhook
has no name, so there is none.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyboard.sandbox.desk import Desk
from storyboard.sandbox.jobs import Job, Order
from storyboard.sandbox.services.reading import (
    BodyError,
    Wire,
    Words,
    figure,
    iso,
    read_body,
    why,
    wrong,
)
from storyboard.sandbox.services.shots import shots_of

NAME = "seedancetv"
STYLES = ("photorealistic", "anime", "cyberpunk", "cinematic")
"""The styles that the post names."""
REQUESTS = 6000
"""Allowed in each window."""
WINDOW = 60
"""Seconds."""
_ERRORS: Mapping[int, tuple[str, str]] = {
    401: ("Unauthorized", "the API key is missing, invalid or expired"),
    404: ("Not Found", "there is no such video"),
    422: ("Unprocessable Entity", "the request is invalid"),
    429: ("Too Many Requests", "the rate limit is exceeded"),
    500: ("Internal Server Error", "something broke on the server"),
}
_KINDS: Mapping[str, int] = {
    "unauthorised": 401,
    "not-found": 404,
    "invalid": 422,
    "rate": 429,
    "server": 500,
}
Length = Annotated[float, Field(ge=1, le=60)]


class Camera(Wire):
    """`camera`; only zoom in and pan left are printed, the others are their likes."""

    zoom: Literal["in", "out"] = "in"
    """Towards or away."""
    pan: Literal["left", "right"] = "left"
    """To a side."""
    tilt: Literal["up", "down"] = "up"
    """Up or down."""


class Scene(Wire):
    """One shot of `scenes`."""

    prompt: Words
    """What is to be seen."""
    duration_secs: Length
    """Its seconds."""


class Submit(Wire):
    """The body of POST /v2/videos."""

    prompt: Words = ""
    """What is to be seen; or scenes."""
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1)] = ()
    """One for each shot."""
    aspect_ratio: Literal["16:9", "9:16", "1:1"] = "16:9"
    """Width to height."""
    duration_secs: Length = 5.0
    """Seconds."""
    style: Literal[
        "photorealistic", "photorealism", "anime", "cyberpunk", "cinematic"
    ] = "photorealistic"
    """The post writes the first one in two ways."""
    seed: int = -1
    """For clips that are alike."""
    camera: Camera = Camera()
    """How the camera moves."""
    motion_level: Literal["low", "medium", "high"] = "medium"
    """How much happens."""

    def check(self) -> None:
        """What depends on other fields; BodyError."""
        if not self.scenes and not self.prompt:
            raise wrong("prompt", "prompt: is required where there are no scenes")
        for field in ("prompt", "duration_secs"):
            if self.scenes and self.gives(field):
                raise wrong(field, f"{field}: cannot stand beside scenes")

    @property
    def shots(self) -> tuple[tuple[str, float], ...]:
        """Each shot's prompt and seconds."""
        if self.scenes:
            return tuple((each.prompt, each.duration_secs) for each in self.scenes)
        return shots_of(self.prompt, self.duration_secs)


class _Window:
    """Counts requests, and begins anew every minute."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._left = REQUESTS
        self._resets = 0

    def count(self) -> bool:
        """Count a request; False where it is one too many."""
        now = int(self._now().timestamp())
        if now >= self._resets:
            self._left, self._resets = REQUESTS, now + WINDOW
        self._left -= 1
        return self._left >= 0

    def told(self, response: Response) -> Response:
        """An answer with the headers that every answer carries."""
        self._write(response, max(self._left, 0), self._resets)
        return response

    def refused(self, seconds: int | None = None) -> Response:
        """The answer to one that came too soon; `seconds`: how long it has to wait."""
        now = int(self._now().timestamp())
        resets = self._resets if seconds is None else now + seconds
        response = _error(429)
        response.headers["Retry-After"] = str(max(resets - now, 1))
        self._write(response, 0, resets)
        return response

    def _write(self, response: Response, left: int, resets: int) -> None:
        response.headers["X-RateLimit-Limit"] = str(REQUESTS)
        response.headers["X-RateLimit-Remaining"] = str(left)
        response.headers["X-RateLimit-Reset"] = str(resets)


Handler = Callable[[Request], Awaitable[Response]]


class _Counter:
    """Where one sandbox's requests are taken."""

    def __init__(self, desk: Desk, window: _Window) -> None:
        self.desk = desk
        self.window = window

    def open_to(self, handler: Handler) -> Handler:
        """A handler behind the rate limit and the key; every answer has its headers."""

        async def answer(request: Request) -> Response:
            if not self.window.count():
                return self.window.refused()
            if self.desk.key_problem(request):
                return self.window.told(_error(401))
            return self.window.told(await handler(request))

        return answer

    async def submit(self, request: Request) -> Response:
        """POST /v2/videos."""
        try:
            body, came = await read_body(request, Submit)
            body.check()
        except BodyError as error:
            return _error(422, error.first.message)
        job_id = f"vid_{secrets.token_hex(6)}"
        return JSONResponse(_head(self.desk.book.open(_order(body, came), job_id)))

    async def video(self, request: Request) -> Response:
        """GET /v2/videos/{id}."""
        job = self.desk.book.job(NAME, request.path_params["id"])
        if job is None:
            return _error(404)
        told = _head(job)
        if job.state == "succeeded":
            told |= {"status": "succeeded", "url": self.desk.clip_url(job)}
        elif not job.active:
            told |= {"status": "failed", "error": _reason(job)}
        return JSONResponse(told)

    async def styles(self, _request: Request) -> Response:
        """GET /v2/styles."""
        return JSONResponse({"styles": list(STYLES)})

    async def balance(self, _request: Request) -> Response:
        """GET /v2/account/balance."""
        return JSONResponse({"balance": figure(self.desk.book.balance(NAME))})


def _order(body: Submit, came: dict[str, Any]) -> Order:
    return Order(
        service=NAME,
        model="seedance-2.0",
        prompts=body.shots,
        aspect=body.aspect_ratio,
        resolution="1080p",
        audio=True,
        seed=body.seed if body.gives("seed") else None,
        price=None,
        unit="credits",
        media=(),
        request=came,
    )


def _head(job: Job) -> dict[str, object]:
    return {"id": job.id, "status": "processing", "created_at": iso(job.created)}


def _reason(job: Job) -> str:
    kind = job.failure.kind if job.failure else "failed"
    words = {
        "content": "the content was refused by moderation",
        "expired": "the generation took too long",
        "cancelled": "the generation was called off",
    }
    return why(job, words.get(kind, "the generation failed"))


def _error(status: int, words: str | None = None) -> Response:
    text, usual = _ERRORS[status]
    return JSONResponse({"error": text, "message": words or usual}, status)


class SeedanceTv:
    """The wire format of seedance.tv."""

    name = NAME

    def __init__(self) -> None:
        self._window: _Window | None = None

    def routes(self, desk: Desk) -> list[Route]:
        """Videos, styles and balance."""
        self._window = _Window(desk.now)
        at = _Counter(desk, self._window)

        def route(path: str, handler: Handler, method: str, call: str) -> Route:
            return Route(path, at.open_to(handler), methods=[method], name=call)

        return [
            route("/v2/videos", at.submit, "POST", "submit"),
            route("/v2/videos/{id}", at.video, "GET", "poll"),
            route("/v2/styles", at.styles, "GET", "other"),
            route("/v2/account/balance", at.balance, "GET", "balance"),
        ]

    def error(self, code_or_kind: str) -> Response | None:
        """A printed status, or the one for a kind; None: there is none such.

        Its headers are those of the sandbox that was opened last; a 429 asks to wait
        for a second.
        """
        kind = int(code_or_kind) if code_or_kind.isdecimal() else 0
        status = _KINDS.get(code_or_kind, kind)
        if status not in _ERRORS:
            return None
        if self._window is None:
            return _error(status)
        self._window.count()
        if status == 429:  # noqa: PLR2004 - too many requests
            return self._window.refused(1)
        return self._window.told(_error(status))


service = SeedanceTv()
