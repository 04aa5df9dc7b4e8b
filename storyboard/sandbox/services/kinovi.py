"""Kinovi (sheet kinovi.md, read 2026-11-21).

Kept silences: unknown keys inside `inputs` are taken and mean nothing; in keyframe mode
of 3 to 9 images only the first two are used; `creditsUsed` stays as it was when a
failed job gives its credits back; a reply may call the model by an inner name. Both
generations of the documents are spoken: `duration` as text or whole number, `urls` or
`imageUrls`, `upscaleResolution`.

Not documented, so chosen plainly: an id is 24 hex digits; the limit is checked only
where the sandbox is given one (`concurrency`); an entry of `errors` has `path` and
`message`. Models that were seen but have no limits or prices (Mini, 2.5) are unknown.
What a request costs: kinovi_request; uploads: kinovi_uploads; errors: kinovi_errors.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyboard.model.media import FileFacts
from storyboard.sandbox.desk import Desk
from storyboard.sandbox.faults import Fault, asked_now
from storyboard.sandbox.jobs import Job, Order, State
from storyboard.sandbox.services.kinovi_errors import (
    concurrency,
    error,
    error_of,
    invalid,
    locked,
)
from storyboard.sandbox.services.kinovi_request import (
    AUDIOS,
    IMAGES,
    MODELS,
    MOST_SECONDS,
    VIDEOS,
    Submit,
)
from storyboard.sandbox.services.kinovi_uploads import Uploads
from storyboard.sandbox.services.reading import (
    BodyError,
    figure,
    milliseconds,
    read_body,
    seed_of,
    why,
)
from storyboard.sandbox.services.seeing import (
    FRAMES,
    looked_at,
    nearest_ratio,
    pictures,
)
from storyboard.sandbox.services.shots import shots_of
from storyboard.sandbox.services.sizes import PIXELS

NAME = "kinovi"
_ID = re.compile(r"[0-9a-f]{24}")
_INNER_NAMES = {"seedance-20": "seedance20-video-generation"}
_STATUS: Mapping[State, str] = {
    "queued": "waiting",
    "running": "generating",
    "succeeded": "success",
    "failed": "fail",
    "cancelled": "fail",
    "expired": "fail",
}
_TASK_CODES: Mapping[str, str] = {
    "asset_review_failed": "the content was refused by review",
    "InvalidParameter": "a parameter is invalid",
    "500": "the generation failed",
    "2038": "the generation failed",
    "4011": "the generation failed",
}
_TASK_KINDS = {"content": "asset_review_failed", "invalid": "InvalidParameter"}


class _Counter:
    """Where one sandbox's requests are taken."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.uploads = Uploads(desk)

    async def submit(self, request: Request) -> Response:
        """POST /api/v1/jobs/createTask."""
        problem = locked(self.desk, request)
        if problem:
            return problem
        try:
            body, came = await read_body(request, Submit)
            if body.model not in MODELS:
                return error(400, "Unknown model")
            body.check()
            order, too_long = await self._order(body, came)
        except BodyError as found:
            return invalid(found)
        refusal = self._refusal(body.price)
        if refusal:
            return refusal
        # Too long a video is found out after the job was made, says the README.
        asked = [Fault({"fail": "InvalidParameter"}, "submit")] if too_long else []
        token = asked_now.set((*asked_now.get(), *asked))
        try:
            job = self.desk.book.open(order, secrets.token_hex(12), self._told)
        finally:
            asked_now.reset(token)
        return JSONResponse({"taskId": job.id})

    def _refusal(self, price: Decimal) -> Response | None:
        """Where the credits or the places for jobs are used up."""
        available = self.desk.book.balance(NAME)
        if price > available:
            figures = {"required": figure(price), "available": figure(available)}
            return error(402, None, **figures)
        limit, current = self.desk.limits.concurrency, self.desk.book.running(NAME)
        if limit is not None and current >= limit:
            return concurrency(limit, current)
        return None

    async def _order(self, body: Submit, came: dict[str, Any]) -> tuple[Order, bool]:
        """What is ordered, and whether its videos or sounds are too long."""
        asked, named = body.inputs, self.uploads.named
        used = asked.used_images
        images = await looked_at(self.desk, named("imageUrls", used), IMAGES)
        videos = await looked_at(self.desk, named("videoUrls", asked.videos), VIDEOS)
        audios = await looked_at(self.desk, named("audioUrls", asked.audios), AUDIOS)
        follows = not asked.gives("aspect")
        order = Order(
            service=NAME,
            model=body.model,
            prompts=shots_of(asked.prompt, int(asked.duration)),
            aspect=nearest_ratio([*images, *videos]) if follows else asked.aspect,
            resolution=asked.upscale or asked.resolution,
            audio=asked.generate_audio,
            seed=asked.seed if asked.seed >= 0 else None,
            price=body.price,
            unit="credits",
            media=(*used, *asked.videos, *asked.audios),
            pictures=pictures(
                asked.prompt, images, () if asked.by_reference else FRAMES
            ),
            request=came,
            callback=body.callback or None,
        )
        return order, max(_seconds(videos), _seconds(audios)) > MOST_SECONDS

    async def query(self, request: Request) -> Response:
        """GET /api/v1/jobs/recordInfo."""
        problem = locked(self.desk, request)
        if problem:
            return problem
        wanted = request.query_params.get("taskId")
        if wanted is None:
            return error(400, "Missing taskId parameter")
        if not _ID.fullmatch(wanted):
            return error(400, "Invalid taskId")
        job = self.desk.book.job(NAME, wanted)
        return error(404) if job is None else JSONResponse(self._record(job))

    def _told(self, job: Job) -> dict[str, object]:
        """The body of a call back, as the README has it."""
        return {"code": 200, "message": "success", "data": self._record(job)}

    def _record(self, job: Job) -> dict[str, object]:
        failed = _STATUS[job.state] == "fail"
        ended = None if job.active or job.updated is None else job.updated
        return {
            "taskId": job.id,
            "model": _INNER_NAMES.get(job.order.model, job.order.model),
            "status": _STATUS[job.state],
            "creditsUsed": figure(job.charged or Decimal(0)),
            "output": [self._output(job)] if job.state == "succeeded" else None,
            "error": _failure(job) if failed else None,
            "createTime": milliseconds(job.created),
            "completeTime": milliseconds(ended) if ended else None,
        }

    def _output(self, job: Job) -> dict[str, object]:
        width, height = PIXELS[job.order.resolution][job.order.aspect]
        return {
            "url": self.desk.clip_url(job),
            "width": width,
            "height": height,
            "mediaType": "video",
            "seed": seed_of(job),
            "lastFrameImage": self.desk.last_frame_url(job),
        }


def _seconds(seen: Iterable[FileFacts | None]) -> float:
    return sum(facts.seconds or 0 for facts in seen if facts)


def _failure(job: Job) -> dict[str, str]:
    kind = job.failure.kind if job.failure else "failed"
    code = _TASK_KINDS.get(kind, kind)
    code = code if code in _TASK_CODES else "500"
    return {"code": code, "message": why(job, _TASK_CODES[code])}


class Kinovi:
    """The wire format of Kinovi."""

    name = NAME

    def routes(self, desk: Desk) -> list[Route]:
        """Jobs and uploads."""
        at = _Counter(desk)
        jobs = "/api/v1/jobs"
        return [
            Route(f"{jobs}/createTask", at.submit, methods=["POST"], name="submit"),
            Route(f"{jobs}/recordInfo", at.query, methods=["GET"], name="poll"),
            *at.uploads.routes(),
        ]

    def error(self, code_or_kind: str) -> Response | None:
        """The answer to a kind or an HTTP status; None: there is none such."""
        return error_of(code_or_kind)


service = Kinovi()
