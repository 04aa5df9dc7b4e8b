"""Ark, the official API of Volcengine and BytePlus (sheet ark.md, read 2026-11-21).

Kept rules: only jobs that succeed are paid; a record is kept for 7 days, one that was
called off for 24 hours; at most 120 jobs wait.

Not documented, so chosen plainly: a job that is not there is a 404 `ResourceNotFound`;
a record that was called off cannot be removed (409 `InvalidAction`); pages have 20
records and the newest comes first; `priority` changes nothing; a draft's final takes
the draft's prompt and media and nothing else of it. Models and prices: ark_models; the
body: ark_request; errors: ark_errors.
"""

import hashlib
import secrets
from datetime import timedelta
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyboard.sandbox.desk import Desk
from storyboard.sandbox.jobs import Job, Order, State, spared
from storyboard.sandbox.services.ark_errors import error, error_of, in_task, refusal
from storyboard.sandbox.services.ark_models import FPS, family_of, unit_of
from storyboard.sandbox.services.ark_request import (
    AUDIOS,
    IMAGES,
    MOST_BODY,
    VIDEOS,
    Submit,
    check,
)
from storyboard.sandbox.services.reading import BodyError, read_body, seed_of, wrong
from storyboard.sandbox.services.seeing import (
    looked_at,
    nearest_ratio,
    pictures,
    seconds_of,
)
from storyboard.sandbox.services.shots import shots_of

NAME = "ark"
_AT = "/api/v3/contents/generations/tasks"
_KEPT = timedelta(days=7)
_KEPT_CANCELLED = timedelta(hours=24)
_LINK_SECONDS = 86_400
_MOST_WAITING = 120
_PAGE, _MOST_PAGE = 20, 500
_FILTERS = ("status", "task_ids", "model", "service_tier")


class _Record:
    """What Ark keeps of a job beside what the book keeps."""

    def __init__(self, body: Submit, tokens: Decimal) -> None:
        self.draft_id = body.draft_id
        # Pictures may be in there; only the final of a draft needs them once more.
        spare = {} if body.draft else {"content": ()}
        self.body = body.model_copy(update=spare)
        self.tokens = int(tokens)
        self.expired = False


class _Counter:
    """Where one sandbox's requests are taken."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._records: dict[str, _Record] = {}

    async def submit(self, request: Request) -> Response:
        """POST: make a job."""
        if self.desk.key_problem(request):
            return error("AuthenticationError")
        try:
            body, came = await read_body(request, Submit, MOST_BODY)
            family = family_of(body.model)
            if family is None:
                return error("InvalidEndpointOrModel.NotFound", param="model")
            check(body, family)
            body = self._undrafted(body)
            order, tokens = await self._order(body, came)
        except BodyError as found:
            return refusal(found)
        short = self._short_of(order.price)
        if short:
            return error(short)
        day = self.desk.now().strftime("%Y%m%d%H%M%S")
        job_id = f"cgt-{day}-{secrets.token_hex(4)}"
        self._records[job_id] = _Record(body, tokens)
        self.desk.book.open(order, job_id, self._told)
        return JSONResponse({"id": job_id})

    def _short_of(self, price: Decimal | None) -> str | None:
        """The code for what is used up: money, places to wait, places to run."""
        book, limit = self.desk.book, self.desk.limits.concurrency
        if price is not None and price > book.balance(NAME):
            return "AccountOverdueError"
        waiting = book.queued(NAME)
        if waiting >= _MOST_WAITING:
            return "QuotaExceeded"
        if limit is not None and book.running(NAME) >= limit:
            return "InflightBatchsizeExceeded"
        return None

    def _undrafted(self, body: Submit) -> Submit:
        """A request for a draft's final: the draft's own prompt and media with it."""
        if body.draft_id is None:
            return body
        job = self._job(body.draft_id)
        record = self._records.get(body.draft_id)
        if job is None or record is None or not record.body.draft:
            raise wrong("content", f"content: there is no draft {body.draft_id}")
        if job.state != "succeeded":
            raise wrong("content", f"content: the draft {body.draft_id} is not done")
        content = (*record.body.content, *body.content)
        return body.model_copy(update={"content": content})

    async def _order(self, body: Submit, came: dict[str, Any]) -> tuple[Order, Decimal]:
        images = await looked_at(self.desk, body.images, IMAGES)
        clips = body.named("reference_video")
        videos = await looked_at(self.desk, clips, VIDEOS)
        sounds = body.named("reference_audio")
        await looked_at(self.desk, sounds, AUDIOS)
        adaptive = body.ratio == "adaptive"
        aspect = nearest_ratio([*images, *videos]) if adaptive else body.ratio
        tokens = body.tokens(aspect, seconds_of(videos))
        family = family_of(body.model)
        order = Order(
            service=NAME,
            model=body.model,
            prompts=shots_of(body.text, body.seconds),
            aspect=aspect,
            resolution=body.rendered,
            audio=body.generate_audio and family is not None and family.sounds,
            seed=body.seed if body.seed >= 0 else None,
            price=body.price(tokens),
            unit=unit_of(body.model),
            media=tuple(spared([a for _, a in (*body.images, *clips, *sounds)])),
            pictures=pictures(body.text, images, body.roles),
            request=came,
            key=body.safety_identifier or None,
            callback=body.callback_url or None,
        )
        return order, tokens

    async def query(self, request: Request) -> Response:
        """GET one job."""
        if self.desk.key_problem(request):
            return error("AuthenticationError")
        job = self._job(request.path_params["id"])
        if job is None:
            return error("ResourceNotFound")
        return JSONResponse(self._told(job))

    async def list(self, request: Request) -> Response:
        """GET many jobs, the newest first."""
        if self.desk.key_problem(request):
            return error("AuthenticationError")
        query = request.query_params
        known = {"page_num", "page_size", *(f"filter.{name}" for name in _FILTERS)}
        for name in query:
            if name not in known:
                return error("InvalidParameter", f"there is no {name}", param=name)
        page, size = query.get("page_num", "1"), query.get("page_size", str(_PAGE))
        if not (page.isdecimal() and int(page) >= 1):
            return error("InvalidParameter", "a number from 1", param="page_num")
        if not (size.isdecimal() and 1 <= int(size) <= _MOST_PAGE):
            return error("InvalidParameter", "1 to 500", param="page_size")
        ids = query.getlist("filter.task_ids")
        asked = {
            name: query[f"filter.{name}"]
            for name in ("status", "model", "service_tier")
            if f"filter.{name}" in query
        }
        jobs = [self._job(job.id) for job in reversed(self.desk.book.jobs(NAME))]
        told = [self._told(job) for job in jobs if job]
        found = [
            each
            for each in told
            if asked.items() <= each.items() and (not ids or each["id"] in ids)
        ]
        first = (int(page) - 1) * int(size)
        items = found[first : first + int(size)]
        return JSONResponse({"items": items, "total": len(found)})

    async def delete(self, request: Request) -> Response:
        """DELETE: call off a job that waits, or remove one that is over."""
        if self.desk.key_problem(request):
            return error("AuthenticationError")
        job = self._job(request.path_params["id"])
        if job is None:
            return error("ResourceNotFound")
        state = self._state(job)
        if state == "running":
            return error("InvalidAction.RunningTaskDeletion")
        if state == "cancelled":
            return error("InvalidAction")
        if state == "queued":
            self.desk.book.cancel(job)
        else:
            del self._records[job.id]
        return JSONResponse({})

    def _job(self, job_id: str) -> Job | None:
        """A job whose record is still kept."""
        job = self.desk.book.job(NAME, job_id)
        if job is None or job_id not in self._records:
            return None
        state, now = self._state(job), self.desk.now()
        over = job.updated or job.created
        gone = state == "cancelled" and now > over + _KEPT_CANCELLED
        return None if gone or now > job.created + _KEPT else job

    def _state(self, job: Job) -> State:
        """A job's state; one that took longer than it may has expired."""
        record = self._records[job.id]
        lasts = timedelta(seconds=record.body.execution_expires_after)
        if job.active and self.desk.now() > job.created + lasts:
            record.expired = self.desk.book.cancel(job)
        return "expired" if record.expired else job.state

    def _told(self, job: Job) -> dict[str, object]:
        record, state = self._records[job.id], self._state(job)
        body = record.body
        told: dict[str, object] = {
            "id": job.id,
            "model": job.order.model,
            "status": state,
            "error": in_task(job) if state == "failed" else None,
            "created_at": int(job.created.timestamp()),
            "updated_at": int((job.updated or job.created).timestamp()),
            "service_tier": body.service_tier,
            "execution_expires_after": body.execution_expires_after,
        }
        if body.safety_identifier:
            told["safety_identifier"] = body.safety_identifier
        return told | self._result(job, record) if state == "succeeded" else told

    def _result(self, job: Job, record: _Record) -> dict[str, object]:
        """What a job that succeeded has beside the common keys."""
        body, family = record.body, family_of(job.order.model)
        content = {"video_url": _signed(self.desk.clip_url(job))}
        if body.return_last_frame:
            content["last_frame_url"] = _signed(self.desk.last_frame_url(job))
        usage: dict[str, object] = {
            "completion_tokens": record.tokens,
            "total_tokens": record.tokens,
        }
        told: dict[str, object] = {
            "content": content,
            "seed": seed_of(job),
            "resolution": job.order.resolution,
            "ratio": job.order.aspect,
            "framespersecond": FPS,
            "usage": usage,
        }
        if body.gives("frames"):
            told["frames"] = body.frames
        else:
            told["duration"] = body.seconds
        if family is not None and family.sounds:
            told["generate_audio"] = body.generate_audio
        if body.draft:
            told["draft"] = True
        if record.draft_id:
            told["draft_task_id"] = record.draft_id
        if body.tools:
            told["tools"] = [each.model_dump() for each in body.tools]
            usage["tool_usage"] = {"web_search": 1}
        return told


def _signed(address: str) -> str:
    """A link as Ark gives it; it is not looked at when it is fetched."""
    signature = hashlib.sha256(address.encode()).hexdigest()
    return f"{address}?X-Tos-Expires={_LINK_SECONDS}&X-Tos-Signature={signature}"


class Ark:
    """The wire format of Ark."""

    name = NAME

    def routes(self, desk: Desk) -> list[Route]:
        """Make, query, list and delete jobs."""
        at = _Counter(desk)
        one = f"{_AT}/{{id}}"
        return [
            Route(_AT, at.submit, methods=["POST"], name="submit"),
            Route(_AT, at.list, methods=["GET"], name="other"),
            Route(one, at.query, methods=["GET"], name="poll"),
            Route(one, at.delete, methods=["DELETE"], name="cancel"),
        ]

    def error(self, code_or_kind: str) -> Response | None:
        """The answer to a kind or a documented code; None: there is none such."""
        return error_of(code_or_kind)


service = Ark()
