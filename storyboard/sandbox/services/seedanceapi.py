"""seedanceapi.org, API v2 (sheet seedanceapi.md, read 2026-11-21).

Kept silences: a Mini request for 1080p is rendered and billed as 720p; the effect of
`resolution` on the price of 2.0 and Fast is not stated, so it has none.

Not documented, so chosen plainly: an error is {"code": HTTP, "message": "CODE: words"},
and one that no printed code is for has words only; a job that is not done has an empty
`response`; a job that failed gives its credits back; the audio field is
`reference_audio_urls`; adaptive, and pictures without a ratio, take the ratio of the
first picture. There is no 429.
"""

import secrets
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyboard.model.media import MediaLimits
from storyboard.sandbox.desk import Desk
from storyboard.sandbox.jobs import Job, Order, State
from storyboard.sandbox.services.reading import (
    BodyError,
    Callback,
    Complaint,
    Link,
    Wire,
    Words,
    figure,
    iso,
    read_body,
    why,
    wrong,
)
from storyboard.sandbox.services.seeing import (
    FRAMES,
    each,
    looked_at,
    nearest_ratio,
    pictures,
)
from storyboard.sandbox.services.shots import shots_of

NAME = "seedanceapi"
MINI = "seedance-2-mini"
_RATIOS = ("16:9", "9:16", "4:3", "3:4")
_DURATIONS = (5, 10, 15)
_PER_SECOND = {"seedance-2.0": Decimal(48), "seedance-2.0-fast": Decimal(32)}
_MINI_PER_SECOND = {
    ("480p", False): Decimal("14.25"),
    ("480p", True): Decimal(9),
    ("720p", False): Decimal("30.75"),
    ("720p", True): Decimal("18.75"),
}
_CODES: Mapping[str, tuple[int, str]] = {
    "INVALID_PROMPT": (400, "the prompt is missing or invalid"),
    "INVALID_ASPECT_RATIO": (400, "this model does not offer the aspect_ratio"),
    "INVALID_DURATION": (400, "2.0 and Fast take 5, 10 or 15, Mini 4 to 15"),
    "TOO_MANY_IMAGES": (400, "at most 4 images are taken"),
    "INVALID_API_KEY": (401, "the API key is missing or invalid"),
    "INSUFFICIENT_CREDITS": (402, "there are not enough credits"),
    "TASK_NOT_FOUND": (404, "there is no such task"),
    "INTERNAL_ERROR": (500, "something broke on the server"),
}
_KINDS: Mapping[str, str] = {
    "invalid": "INVALID_PROMPT",
    "unauthorised": "INVALID_API_KEY",
    "no-credit": "INSUFFICIENT_CREDITS",
    "not-found": "TASK_NOT_FOUND",
    "server": "INTERNAL_ERROR",
}
_FIELD_CODES: Mapping[str, str] = {
    "prompt": "INVALID_PROMPT",
    "aspect_ratio": "INVALID_ASPECT_RATIO",
    "duration": "INVALID_DURATION",
}
_STATUS: Mapping[State, str] = {
    "queued": "IN_PROGRESS",
    "running": "IN_PROGRESS",
    "succeeded": "SUCCESS",
    "failed": "FAILED",
    "cancelled": "FAILED",
    "expired": "FAILED",
}


class Submit(Wire):
    """The body of POST /v2/generate."""

    prompt: Annotated[Words, Field(max_length=2000)]
    """What is to be seen; at most 2000 characters."""
    model: Literal["seedance-2.0", "seedance-2.0-fast", "seedance-2-mini"] = (
        "seedance-2.0"
    )
    """The model."""
    duration: float = 5.0
    """Seconds: 5, 10 or 15; Mini any whole number from 4 to 15."""
    resolution: Literal["480p", "720p", "1080p"] = "720p"
    """Mini renders 1080p as 720p."""
    aspect_ratio: Literal["16:9", "9:16", "4:3", "3:4", "1:1", "21:9", "adaptive"] = (
        "16:9"
    )
    """1:1, 21:9 and adaptive with Mini only."""
    images: Annotated[tuple[Link, ...], Field(min_length=1, max_length=4)] = ()
    """1 to 4 pictures; their roles are not documented."""
    reference_video_urls: tuple[Link, ...] = ()
    """Mini only; they lower its rate."""
    reference_audio_urls: tuple[Link, ...] = ()
    """Mini only; the name is not confirmed by any text."""
    callback_url: Callback = ""
    """Never called by the sandbox."""
    public: bool = False
    """Whether the gallery may show it."""

    def check(self) -> None:
        """What depends on the model; BodyError."""
        mini = self.model == MINI
        if mini and not (self.duration.is_integer() and 4 <= self.duration <= 15):  # noqa: PLR2004 - the sheet's limits
            raise wrong("duration", f"Mini takes 4 to 15, not {self.duration:g}")
        if not mini and self.duration not in _DURATIONS:
            raise wrong("duration", f"{self.model} takes 5, 10 or 15")
        if not mini and self.aspect_ratio not in _RATIOS:
            raise wrong("aspect_ratio", f"{self.model} takes {', '.join(_RATIOS)}")
        for field in ("reference_video_urls", "reference_audio_urls"):
            if not mini and self.gives(field):
                raise wrong(field, f"{field} are for {MINI} only")

    @property
    def rendered(self) -> str:
        """The resolution that is rendered and billed."""
        return (
            "720p"
            if self.model == MINI and self.resolution == "1080p"
            else (self.resolution)
        )

    @property
    def price(self) -> Decimal:
        """What it costs, in credits."""
        rate = _PER_SECOND.get(self.model)
        if rate is None:
            rate = _MINI_PER_SECOND[self.rendered, bool(self.reference_video_urls)]
        amount = rate * Decimal(str(self.duration))
        return amount.to_integral_value(ROUND_CEILING)


class _Counter:
    """Where one sandbox's requests are taken."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def submit(self, request: Request) -> Response:
        """POST /v2/generate."""
        if self.desk.key_problem(request):
            return _error("INVALID_API_KEY")
        try:
            body, came = await read_body(request, Submit)
            body.check()
            order = await self._order(body, came)
        except BodyError as error:
            return _refusal(error.first)
        if body.price > self.desk.book.balance(NAME):
            return _error("INSUFFICIENT_CREDITS")
        job_id = f"n{secrets.token_hex(7)}sd20"
        job = self.desk.book.open(order, job_id, self._told)
        return JSONResponse(
            _good(
                task_id=job.id,
                status="IN_PROGRESS",
                consumed_credits=figure(body.price),
            )
        )

    async def _order(self, body: Submit, came: dict[str, Any]) -> Order:
        known = MediaLimits()
        images = await looked_at(self.desk, each("images", body.images), known)
        videos = await looked_at(
            self.desk, each("reference_video_urls", body.reference_video_urls), known
        )
        free = body.images and not body.gives("aspect_ratio")
        adaptive = free or body.aspect_ratio == "adaptive"
        return Order(
            service=NAME,
            model=body.model,
            prompts=shots_of(body.prompt, body.duration),
            aspect=nearest_ratio([*images, *videos]) if adaptive else body.aspect_ratio,
            resolution=body.rendered,
            audio=True,
            seed=None,
            price=body.price,
            unit="credits",
            media=(
                *body.images,
                *body.reference_video_urls,
                *body.reference_audio_urls,
            ),
            pictures=pictures(body.prompt, images, untold=() if videos else FRAMES[:1]),
            request=came,
            callback=body.callback_url or None,
        )

    async def status(self, request: Request) -> Response:
        """GET /v2/status."""
        if self.desk.key_problem(request):
            return _error("INVALID_API_KEY")
        job = self.desk.book.job(NAME, request.query_params.get("task_id", ""))
        if job is None:
            return _error("TASK_NOT_FOUND")
        return JSONResponse(self._told(job))

    def _told(self, job: Job) -> dict[str, object]:
        state = _STATUS[job.state]
        return _good(
            task_id=job.id,
            status=state,
            consumed_credits=figure(job.charged or Decimal(0)),
            created_at=iso(job.created),
            request=job.order.request,
            response=[self.desk.clip_url(job)] if state == "SUCCESS" else [],
            error_message=_reason(job) if state == "FAILED" else None,
        )


def _reason(job: Job) -> str:
    kind = job.failure.kind if job.failure else "failed"
    words = {
        "content": "the content was refused by moderation",
        "failed": "the generation failed",
        "expired": "the generation took too long",
    }
    return why(job, words.get(kind, f"the generation failed: {kind}"))


def _good(**data: object) -> dict[str, object]:
    return {"code": 200, "message": "success", "data": data}


def _error(code: str, words: str | None = None) -> Response:
    status, usual = _CODES[code]
    message = f"{code}: {words or usual}"
    return JSONResponse({"code": status, "message": message}, status)


def _refusal(complaint: Complaint) -> Response:
    code = _FIELD_CODES.get(complaint.field)
    if complaint.field == "images" and complaint.kind == "too_long":
        code = "TOO_MANY_IMAGES"
    if code:
        return _error(code, complaint.message)
    return JSONResponse({"code": 400, "message": complaint.message}, 400)


class SeedanceApi:
    """The wire format of seedanceapi.org."""

    name = NAME

    def routes(self, desk: Desk) -> list[Route]:
        """Submit and status."""
        at = _Counter(desk)
        return [
            Route("/v2/generate", at.submit, methods=["POST"], name="submit"),
            Route("/v2/status", at.status, methods=["GET"], name="poll"),
        ]

    def error(self, code_or_kind: str) -> Response | None:
        """A printed code, or the one for a kind; there is none for most kinds."""
        code = _KINDS.get(code_or_kind, code_or_kind)
        return _error(code) if code in _CODES else None


service = SeedanceApi()
