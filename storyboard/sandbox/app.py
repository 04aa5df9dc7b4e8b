"""The app: all services on one port, their clips, and the sandbox's own pages."""

import json
from collections.abc import Sequence
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
)
from starlette.routing import Route
from starlette.types import ASGIApp

from storyboard.errors import offer
from storyboard.sandbox.book import Book
from storyboard.sandbox.clips import last_frame
from storyboard.sandbox.desk import Desk, Service
from storyboard.sandbox.faults import CALLS, FaultError, Faults, On
from storyboard.sandbox.front import Front, Known, call_of
from storyboard.sandbox.jobs import Call, Job
from storyboard.sandbox.options import Options
from storyboard.sandbox.page import page


def services(modules: Sequence[str]) -> tuple[Service, ...]:
    """The service of each module, by the modules' full names."""
    return tuple(cast("Service", import_module(name).service) for name in modules)


def app(
    desk: Desk, faults: Faults, options: Options, modules: Sequence[str]
) -> ASGIApp:
    """Everything that the sandbox answers, as an ASGI app.

    `modules` are the services' full names; what is wrong with one of them is raised as
    it is.
    """
    present = services(modules)
    known = [
        Known(service, route, call_of(route))
        for service in present
        for route in service.routes(desk)
    ]
    own = _Own(desk, faults, tuple(service.name for service in present))
    inner = Starlette(routes=[*(each.route for each in known), *own.routes()])
    # Another seed than the book's, so that the shares are drawn apart.
    chance = Random(options.chance + 1)  # noqa: S311 - nothing here is a secret
    return Front(inner, desk, faults, known, busy=options.busy, chance=chance)


class _Own:
    """What no service has: clips, files, the log, faults and the page."""

    def __init__(self, desk: Desk, faults: Faults, names: tuple[str, ...]) -> None:
        self._desk = desk
        self._book: Book = desk.book
        self._faults = faults
        self._names = names

    def routes(self) -> list[Route]:
        """Their paths."""
        return [
            Route("/", self.front_page, methods=["GET"]),
            Route("/clips/{job_id:path}.mp4", self.clip, methods=["GET"]),
            Route("/clips/{job_id:path}.png", self.frame, methods=["GET"]),
            Route("/sandbox/files/{name}", self.file, methods=["GET"]),
            Route("/sandbox/log", self.log, methods=["GET"]),
            Route("/sandbox/faults", self.waiting, methods=["GET"]),
            Route("/sandbox/faults", self.ask, methods=["POST"]),
            Route("/sandbox/faults", self.clear, methods=["DELETE"]),
        ]

    async def front_page(self, _request: Request) -> Response:
        """Jobs and charges, to look at."""
        return HTMLResponse(page(self._desk, self._names, self._faults.waiting))

    def _clip(self, job_id: str) -> Path | None:
        job = self._book.anywhere(job_id)
        return None if job is None else job.clip

    async def clip(self, request: Request) -> Response:
        """A clip; ranges and lengths are FileResponse's."""
        path = self._clip(request.path_params["job_id"])
        if path is None:
            return PlainTextResponse("there is no clip here", 404)
        return FileResponse(path, media_type="video/mp4")

    def frame(self, request: Request) -> Response:
        """A clip's last frame; in a thread, since it is decoded."""
        path = self._clip(request.path_params["job_id"])
        if path is None:
            return PlainTextResponse("there is no clip here", 404)
        return Response(last_frame(path), media_type="image/png")

    async def file(self, request: Request) -> Response:
        """A file that was uploaded."""
        path = self._desk.file_store.file(request.path_params["name"])
        return (
            PlainTextResponse("no such file", 404) if not path else FileResponse(path)
        )

    async def log(self, _request: Request) -> Response:
        """Everything that happened, as JSON."""
        return JSONResponse(
            {
                "submits": [_call_data(call) for call in tuple(self._book.submits)],
                "calls": [_call_data(call) for call in tuple(self._book.calls)],
                "jobs": [_job_data(job) for job in self._book.jobs()],
                "charges": {
                    name: str(self._book.kept(name))
                    for name in self._names
                    if self._book.jobs(name)
                },
            }
        )

    async def waiting(self, _request: Request) -> Response:
        """The faults that are still to happen."""
        return JSONResponse(
            [
                {"service": f.service, "on": f.on, "fault": str(f), "times": f.times}
                for f in self._faults.waiting
            ]
        )

    async def clear(self, _request: Request) -> Response:
        """Let nothing more go wrong."""
        self._faults.clear()
        return Response(status_code=204)

    async def ask(self, request: Request) -> Response:
        """Ask for a fault: {"service": …, "on": …, "fault": …, "times": …}."""
        try:
            asked = self._read(await request.body())
        except FaultError as error:
            return JSONResponse({"detail": str(error)}, 422)
        return JSONResponse({"fault": asked}, 201)

    def _read(self, body: bytes) -> str:
        try:
            said = json.loads(body)
        except ValueError as error:
            raise FaultError(f"this is no JSON: {error}") from error
        if not isinstance(said, dict) or not isinstance(said.get("fault"), str):
            raise FaultError('a JSON object with "fault" in it is expected')
        keys = ("service", "on", "fault", "times")
        for key in said:
            if key not in keys:
                raise FaultError(f"there is no {key!r} ({offer(str(key), keys)})")
        service, on, times = said.get("service"), said.get("on"), said.get("times", 1)
        if service not in {None, "any", *self._names}:
            hint = offer(str(service), self._names)
            raise FaultError(f"there is no service {service!r} ({hint})")
        if on is not None and on not in CALLS:
            raise FaultError(f"on is one of {', '.join(CALLS)}, not {on!r}")
        if times is not None and not (type(times) is int and times > 0):
            raise FaultError(f"times is a whole number from 1 on, not {times!r}")
        asked = self._faults.add(
            said["fault"],
            on=cast("On", on or "any"),
            service=None if service == "any" else service,
            times=times,
        )
        return str(asked)


def _call_data(call: Call) -> dict[str, Any]:
    return {
        "service": call.service,
        "call": call.call,
        "method": call.method,
        "path": call.path,
        "headers": dict(call.headers),
        "body": call.body,
        "status": call.status,
        "faults": list(call.faults),
        "refusal": call.refusal,
    }


def _job_data(job: Job) -> dict[str, Any]:
    return {
        "service": job.order.service,
        "id": job.id,
        "model": job.order.model,
        "state": job.state,
        "progress": job.progress,
        "created": job.created.isoformat(),
        "seconds": job.order.seconds,
        "prompts": [list(prompt) for prompt in job.order.prompts],
        "charged": _figure(job.charged),
        "kept": _figure(job.kept),
        "unit": job.order.unit,
        "refunded": job.refunded,
        "failure": job.failure.kind if job.failure and not job.active else None,
        "reason": job.failure.reason if job.failure and not job.active else None,
        "key": job.order.key,
        "called": job.called,
    }


def _figure(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
