"""A small service of our own: the sandbox is tested apart from the real ones."""

import itertools
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyboard.sandbox.desk import Desk
from storyboard.sandbox.jobs import Order

_ERRORS = {
    "content": 400,
    "unauthorised": 401,
    "no-credit": 402,
    "not-found": 404,
    "rate": 429,
    "server": 500,
    "unavailable": 503,
    "TOO_LOUD": 418,
}


def _error(code: str) -> Response:
    return JSONResponse({"error": {"code": code}}, _ERRORS[code])


class _Perch:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.numbers = itertools.count(1)

    async def submit(self, request: Request) -> Response:
        if self.desk.key_problem(request):
            return _error("unauthorised")
        body = await request.json()
        order = Order(
            service="parrot",
            model="grey",
            prompts=tuple((shot, body["seconds"]) for shot in body["shots"]),
            aspect=body.get("aspect", "16:9"),
            resolution="480p",
            audio=body.get("audio", False),
            seed=body.get("seed"),
            price=Decimal("2.50"),
            unit="seeds",
            media=(),
            request=body,
            key=body.get("key"),
            callback=body.get("callback_url"),
        )
        job = self.desk.book.open(order, f"p-{next(self.numbers)}")
        return JSONResponse({"id": job.id, "status": job.state})

    async def poll(self, request: Request) -> Response:
        job = self.desk.book.job("parrot", request.path_params["job_id"])
        if job is None:
            return _error("not-found")
        said = {
            "id": job.id,
            "status": job.state,
            "progress": job.progress,
            "failure": job.failure.kind if job.failure and not job.active else None,
            "clip": self.desk.clip_url(job) if job.clip else None,
            "frame": self.desk.last_frame_url(job) if job.clip else None,
        }
        return JSONResponse(said)

    async def cancel(self, request: Request) -> Response:
        job = self.desk.book.job("parrot", request.path_params["job_id"])
        return JSONResponse({"cancelled": bool(job and self.desk.book.cancel(job))})

    async def balance(self, _request: Request) -> Response:
        return JSONResponse({"seeds": str(self.desk.book.balance("parrot"))})

    async def upload(self, request: Request) -> Response:
        kept = self.desk.file_store.keep(await request.body(), ".png")
        return JSONResponse({"url": kept})

    async def bug(self, _request: Request) -> Response:
        raise RuntimeError("a bug in a service")


class Parrot:
    name = "parrot"

    def routes(self, desk: Desk) -> list[Route]:
        perch = _Perch(desk)
        return [
            Route("/parrot/jobs", perch.submit, methods=["POST"]),
            Route("/parrot/jobs/{job_id}", perch.poll, methods=["GET"]),
            Route("/parrot/jobs/{job_id}", perch.cancel, methods=["DELETE"]),
            Route("/parrot/balance", perch.balance, methods=["GET"]),
            Route("/parrot/uploads", perch.upload, methods=["POST"]),
            Route("/parrot/bug", perch.bug, methods=["GET"], name="poll"),
        ]

    def error(self, code_or_kind: str) -> Response | None:
        return _error(code_or_kind) if code_or_kind in _ERRORS else None


service = Parrot()
