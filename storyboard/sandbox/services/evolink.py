"""EvoLink, the unified API (sheet evolink.md, read 2026-11-21).

Not documented, so chosen plainly: an `Idempotency-Key` never expires, and a clash is a
409; unknown ids of a batch are left out; the list is newest first, 20 to a page, and
tells `created_at` in UNIX seconds; the credits' `token` has no limit of its own;
`/v1/models` lists ids. There is no way to cancel, and there are neither pricing rules
nor estimates, whose bodies nobody has seen. What a request costs: evolink_request;
tasks and errors: evolink_tasks; uploads: evolink_files.
"""

import secrets
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyboard.sandbox.desk import Desk
from storyboard.sandbox.jobs import Job, Order, spared
from storyboard.sandbox.services.evolink_files import Files
from storyboard.sandbox.services.evolink_request import (
    AUDIOS,
    IMAGES,
    MODELS,
    MOST_BODY,
    VIDEOS,
    Submit,
)
from storyboard.sandbox.services.evolink_tasks import (
    STATUS,
    error,
    error_of,
    item,
    submitted,
    task,
)
from storyboard.sandbox.services.reading import (
    BodyError,
    TooLargeError,
    Wire,
    figure,
    read_body,
    wrong,
)
from storyboard.sandbox.services.seeing import (
    each,
    looked_at,
    nearest_ratio,
    pictures,
    seconds_of,
)
from storyboard.sandbox.services.shots import shots_of

NAME = "evolink"
_MOST_BATCH = 50
_PAGE = 20
_MOST_PAGE = 100


class Batch(Wire):
    """The body of POST /v1/tasks/batch."""

    task_ids: Annotated[tuple[str, ...], Field(min_length=1, max_length=_MOST_BATCH)]
    """The tasks that are asked for."""


class _Counter:
    """Where one sandbox's requests are taken."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.files = Files(desk)

    async def submit(self, request: Request) -> Response:
        """POST /v1/videos/generations."""
        if self.desk.key_problem(request):
            return error(401)
        key = request.headers.get("idempotency-key") or None
        try:
            body, came = await read_body(request, Submit, MOST_BODY)
            body.check()
            order = await self._order(body, came, key)
        except BodyError as bad:
            return _refusal(bad)
        book = self.desk.book
        before = book.by_key(NAME, key) if key else None
        if before is not None:
            return _again(before, came)
        if order.price is not None and order.price > book.balance(NAME):
            return error(402)
        now = int(self.desk.now().timestamp())
        job_id = f"task-unified-{now}-{secrets.token_hex(4)}"
        job = book.open(order, job_id, self._told)
        return JSONResponse(submitted(job))

    async def _order(
        self, body: Submit, came: dict[str, Any], key: str | None
    ) -> Order:
        media = (*body.image_urls, *body.video_urls, *body.audio_urls)
        for address in media:
            if self.files.gone(address):
                raise wrong((), f"{address} has expired")
        images = await looked_at(self.desk, each("image_urls", body.image_urls), IMAGES)
        videos = await looked_at(self.desk, each("video_urls", body.video_urls), VIDEOS)
        await looked_at(self.desk, each("audio_urls", body.audio_urls), AUDIOS)
        adaptive = body.aspect_ratio == "adaptive"
        return Order(
            service=NAME,
            model=body.model,
            prompts=shots_of(body.prompt, body.duration),
            aspect=nearest_ratio([*images, *videos]) if adaptive else body.aspect_ratio,
            resolution=body.quality,
            audio=body.generate_audio,
            seed=None,
            price=body.price(seconds_of(videos)),
            unit="credits",
            media=media,
            pictures=pictures(body.prompt, images, body.frames),
            request=came,
            key=key,
            callback=body.callback_url or None,
        )

    async def task(self, request: Request) -> Response:
        """GET /v1/tasks/{id}."""
        if self.desk.key_problem(request):
            return error(401)
        job = self.desk.book.job(NAME, request.path_params["id"])
        return error(404) if job is None else JSONResponse(self._told(job))

    async def batch(self, request: Request) -> Response:
        """POST /v1/tasks/batch."""
        if self.desk.key_problem(request):
            return error(401)
        try:
            body, _ = await read_body(request, Batch)
        except BodyError as bad:
            return _refusal(bad)
        found = (self.desk.book.job(NAME, each) for each in body.task_ids)
        return JSONResponse({"data": [self._told(job) for job in found if job]})

    async def list(self, request: Request) -> Response:
        """GET /v1/tasks."""
        if self.desk.key_problem(request):
            return error(401)
        query = request.query_params
        unknown = query.keys() - {"status", "type", "model", "page", "page_size"}
        if unknown:
            return error(400, "no such filter", param=min(unknown))
        if query.get("status", "pending") not in STATUS.values():
            return error(400, "no such status", param="status")
        page, size = query.get("page", "1"), query.get("page_size", str(_PAGE))
        if not (page.isdecimal() and int(page)):
            return error(400, "a whole number from 1", param="page")
        if not (size.isdecimal() and 1 <= int(size) <= _MOST_PAGE):
            return error(400, f"1 to {_MOST_PAGE}", param="page_size")
        items = [item(job) for job in reversed(self.desk.book.jobs(NAME))]
        asked = {key: query[key] for key in ("status", "type", "model") if key in query}
        found = [each for each in items if asked.items() <= each.items()]
        first = (int(page) - 1) * int(size)
        body = {"data": found[first : first + int(size)], "total": len(found)}
        return JSONResponse({**body, "page": int(page), "page_size": int(size)})

    async def credits(self, request: Request) -> Response:
        """GET /v1/credits."""
        if self.desk.key_problem(request):
            return error(401)
        book = self.desk.book
        account = {
            "remaining_credits": figure(book.balance(NAME)),
            "used_credits": figure(book.kept(NAME)),
        }
        token = {"unlimited_credits": True, **account}
        return JSONResponse(
            {"success": True, "data": {"user": account, "token": token}}
        )

    async def models(self, request: Request) -> Response:
        """GET /v1/models."""
        if self.desk.key_problem(request):
            return error(401)
        data = [{"id": model, "object": "model"} for model in MODELS]
        return JSONResponse({"object": "list", "data": data})

    def _told(self, job: Job) -> dict[str, Any]:
        return task(job, self.desk.clip_url(job))


def _refusal(bad: BodyError) -> Response:
    if isinstance(bad, TooLargeError):
        return error(413)
    return error(400, bad.first.message, param=bad.first.written)


def _again(before: Job, came: dict[str, Any]) -> Response:
    """The answer to a key that was used before."""
    if before.order.request != spared(came):
        return error(409, code="idempotency_conflict")
    headers = {"idempotency-replayed": "true"}
    return JSONResponse(submitted(before), headers=headers)


class EvoLink:
    """The wire format of EvoLink."""

    name = NAME

    def routes(self, desk: Desk) -> list[Route]:
        """Tasks, credits, models and files."""
        at = _Counter(desk)
        return [
            Route("/v1/videos/generations", at.submit, methods=["POST"], name="submit"),
            Route("/v1/tasks/batch", at.batch, methods=["POST"], name="poll"),
            Route("/v1/tasks/{id}", at.task, methods=["GET"], name="poll"),
            Route("/v1/tasks", at.list, methods=["GET"], name="other"),
            Route("/v1/credits", at.credits, methods=["GET"], name="balance"),
            Route("/v1/models", at.models, methods=["GET"], name="other"),
            *at.files.routes(),
        ]

    def error(self, code_or_kind: str) -> Response | None:
        """The answer to a kind, a type or a string code; None: there is none such."""
        return error_of(code_or_kind)


service = EvoLink()
