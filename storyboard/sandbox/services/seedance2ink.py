"""seedance2.ink, Open API v1 (sheet seedance2ink.md, read 2026-11-21).

Kept silence: a job that failed still says `success: true`.

Not documented, so chosen plainly: 5 s at 16:9 in 720p where nothing is said; every
error has the one body that is shown, with a code of ours and the usual HTTP status; a
job that is over cannot be called off (409); a job that failed or was called off gives
its credits back; an item of the list of models. Known prices are 8 credits a second for
text and 12.8 with images, for 2.0 in 720p; here Fast and 1.5-pro cost the same, 480p
half, 1080p twice as much, any other media count as images, and the sum is rounded up.
"""

import secrets
from collections.abc import Mapping, Sequence
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
    Link,
    Wire,
    Words,
    figure,
    read_body,
    why,
    wrong,
)
from storyboard.sandbox.services.seeing import (
    FRAMES,
    Seen,
    each,
    looked_at,
    pictures,
    suffix_of,
)
from storyboard.sandbox.services.shots import shots_of

NAME = "seedance2ink"
_AT = "/api/open/v1"
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
_MEDIA = MediaLimits(
    suffixes=(
        *_PICTURES,
        *(".mp4", ".mov", ".m4v"),
        *(".mp3", ".wav"),
    )
)
_DURATIONS: Mapping[str, tuple[int, ...]] = {
    "seedance-2.0": tuple(range(4, 16)),
    "seedance-2.0-fast": tuple(range(4, 16)),
    "seedance-1.5-pro": (5, 10),
}
_RATIOS = ("16:9", "9:16", "1:1")
_PER_SECOND = {"text": Decimal(8), "media": Decimal("12.8")}
_TIMES = {"480p": Decimal("0.5"), "720p": Decimal(1), "1080p": Decimal(2)}
_CODES: Mapping[str, tuple[int, str]] = {
    "unauthorized": (401, "Invalid API key"),
    "invalid_request": (400, "The request is invalid"),
    "insufficient_credits": (402, "There are not enough credits"),
    "not_found": (404, "There is no such request"),
    "not_cancellable": (409, "The request is over and cannot be called off"),
    "rate_limited": (429, "Too many requests"),
    "internal_error": (500, "Something broke on the server"),
}
"""Only the first is documented."""
_KINDS: Mapping[str, str] = {
    "unauthorised": "unauthorized",
    "invalid": "invalid_request",
    "no-credit": "insufficient_credits",
    "not-found": "not_found",
    "rate": "rate_limited",
    "server": "internal_error",
}
_STATUS: Mapping[State, str] = {
    "queued": "queued",
    "running": "processing",
    "succeeded": "succeeded",
    "failed": "failed",
    "cancelled": "cancelled",
    "expired": "failed",
}


class Submit(Wire):
    """The body of POST /api/open/v1/video/generations."""

    model: Literal["seedance-2.0", "seedance-2.0-fast", "seedance-1.5-pro"]
    """The model."""
    prompt: Words
    """What is to be seen."""
    aspect: Literal["16:9", "9:16", "1:1"] = Field("16:9", alias="aspectRatio")
    """Width to height."""
    duration: int = 5
    """Seconds: 4 to 15; 1.5-pro 5 or 10."""
    resolution: Literal["480p", "720p", "1080p"] = "720p"
    """Lines."""
    media: Annotated[tuple[Link, ...], Field(min_length=1, max_length=5)] = Field(
        (), alias="mediaUrls"
    )
    """1 to 5 pictures, videos and sounds; the ending of the name tells the kind."""
    webhook: Link = Field("", alias="webhookUrl")
    """Called when the job has ended; undocumented, so with the body of a query."""
    metadata: dict[str, Any] = {}
    """Kept with the request; not told back."""

    def check(self) -> None:
        """What depends on other fields; BodyError."""
        durations = _DURATIONS[self.model]
        if self.duration not in durations:
            taken = ", ".join(map(str, durations))
            raise wrong("duration", f"duration: {self.model} takes {taken}")
        for place, address in each("mediaUrls", self.media):
            if not suffix_of(address):
                raise wrong(place, f"{address} does not end in a kind of file")

    @property
    def price(self) -> Decimal:
        """What it costs, in credits."""
        rate = _PER_SECOND["media" if self.media else "text"]
        amount = rate * _TIMES[self.resolution] * self.duration
        return amount.to_integral_value(ROUND_CEILING)


class _Counter:
    """Where one sandbox's requests are taken."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def submit(self, request: Request) -> Response:
        """POST /api/open/v1/video/generations."""
        if self.desk.key_problem(request):
            return _error("unauthorized")
        try:
            body, came = await read_body(request, Submit)
            body.check()
            seen = await looked_at(self.desk, each("mediaUrls", body.media), _MEDIA)
        except BodyError as error:
            return _error("invalid_request", error.first.message)
        if body.price > self.desk.book.balance(NAME):
            return _error("insufficient_credits")
        order, job_id = _order(body, came, seen), secrets.randbelow(10**10)
        job = self.desk.book.open(order, f"req_{job_id:010}", self._told)
        charged = figure(job.charged or Decimal(0))
        return JSONResponse({**_head(job, "queued"), "creditsCharged": charged})

    def _job(self, request: Request) -> Job | None:
        return self.desk.book.job(NAME, request.path_params["id"])

    async def query(self, request: Request) -> Response:
        """GET /api/open/v1/video/generations/{requestId}."""
        if self.desk.key_problem(request):
            return _error("unauthorized")
        job = self._job(request)
        if job is None:
            return _error("not_found")
        return JSONResponse(self._told(job))

    def _told(self, job: Job) -> dict[str, object]:
        done = {"type": "video", "url": self.desk.clip_url(job)}
        return {
            **_head(job, _STATUS[job.state]),
            "model": job.order.model,
            "prompt": job.order.request["prompt"],
            "duration": round(job.order.seconds),
            "aspectRatio": job.order.aspect,
            "output": done if job.state == "succeeded" else None,
            "error": _failure(job) if _STATUS[job.state] == "failed" else None,
        }

    async def cancel(self, request: Request) -> Response:
        """POST /api/open/v1/video/generations/{requestId}/cancel."""
        if self.desk.key_problem(request):
            return _error("unauthorized")
        job = self._job(request)
        if job is None:
            return _error("not_found")
        if not self.desk.book.cancel(job):
            return _error("not_cancellable")
        return JSONResponse(_head(job, "cancelled"))

    async def models(self, request: Request) -> Response:
        """GET /api/open/v1/models."""
        if self.desk.key_problem(request):
            return _error("unauthorized")
        data = [
            {
                "id": model,
                "durations": list(durations),
                "aspectRatios": list(_RATIOS),
                "resolutions": list(_TIMES),
                "creditsPerSecond": {
                    resolution: {
                        kind: figure(rate * times) for kind, rate in _PER_SECOND.items()
                    }
                    for resolution, times in _TIMES.items()
                },
            }
            for model, durations in _DURATIONS.items()
        ]
        return JSONResponse({"success": True, "data": data})


def _order(body: Submit, came: dict[str, Any], seen: Sequence[Seen | None]) -> Order:
    images = [
        file
        for address, file in zip(body.media, seen, strict=True)
        if suffix_of(address) in _PICTURES
    ]
    # With nothing but pictures it is image to video; no text names their roles.
    frames = FRAMES[:1] if len(images) == len(body.media) else ()
    return Order(
        service=NAME,
        model=body.model,
        prompts=shots_of(body.prompt, body.duration),
        aspect=body.aspect,
        resolution=body.resolution,
        audio=True,
        seed=None,
        price=body.price,
        unit="credits",
        media=body.media,
        pictures=pictures(body.prompt, images, untold=frames),
        request=came,
        callback=body.webhook or None,
    )


def _head(job: Job, status: str) -> dict[str, object]:
    return {"success": True, "requestId": job.id, "status": status}


def _failure(job: Job) -> dict[str, str]:
    """`provider_error` is the one code that was ever seen."""
    kind = job.failure.kind if job.failure else "failed"
    words = {"content": "The content was refused by moderation"}
    message = words.get(kind, "Video generation failed upstream")
    return {"code": "provider_error", "message": why(job, message)}


def _error(code: str, words: str | None = None) -> Response:
    status, usual = _CODES[code]
    told = {"code": code, "message": words or usual}
    return JSONResponse({"success": False, "error": told}, status)


class SeedanceInk:
    """The wire format of seedance2.ink."""

    name = NAME

    def routes(self, desk: Desk) -> list[Route]:
        """Submit, query, cancel and models."""
        at = _Counter(desk)
        jobs = f"{_AT}/video/generations"
        one = f"{jobs}/{{id}}"
        return [
            Route(jobs, at.submit, methods=["POST"], name="submit"),
            Route(one, at.query, methods=["GET"], name="poll"),
            Route(f"{one}/cancel", at.cancel, methods=["POST"], name="cancel"),
            Route(f"{_AT}/models", at.models, methods=["GET"], name="other"),
        ]

    def error(self, code_or_kind: str) -> Response | None:
        """The one body that is shown, with the code of a kind; None: there is none."""
        code = _KINDS.get(code_or_kind, code_or_kind)
        return _error(code) if code in _CODES else None


service = SeedanceInk()
