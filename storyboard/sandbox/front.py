"""In front of the services: writes every call down, and lets it go wrong as asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from storyboard.sandbox.book import Book
from storyboard.sandbox.desk import Desk, Service
from storyboard.sandbox.faults import (
    ANSWER_WORDS,
    CALLS,
    WIRE_WORDS,
    Fault,
    FaultError,
    Faults,
    On,
    asked_now,
    directives,
)
from storyboard.sandbox.jobs import Job
from storyboard.sandbox.spoil import EDGE_PAGE, Answer, spoiled
from storyboard.sandbox.visit import Place, Taken, Visit

_LARGEST_BODY = 256 * 1024 * 1024
_CLIPS = "/clips/"
_STATUS_OF = {
    "content": 451,
    "invalid": 400,
    "unauthorised": 403,
    "no-credit": 402,
    "rate": 429,
    "concurrency": 429,
    "unavailable": 503,
    "not-found": 404,
    "server": 500,
}
"""What a clip's host answers to an error kind; it is no service and has no codes."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")
"""What may be a job's id in a path, a query or a body."""
_TEXT = {"content-type": "text/plain; charset=utf-8"}


@dataclass(frozen=True)
class Known:
    """A route of a service, and the kind of call that it takes."""

    service: Service
    route: Route
    call: On


def call_of(route: Route) -> On:
    """The kind of call that a route takes: by its name, else by path and method."""
    named = next((call for call in CALLS if call == route.name), None)
    if named is not None and named != "any":
        return named
    methods = route.methods or set()
    path = route.path.lower()
    if "PUT" in methods or "upload" in path or "/files" in path:
        return "upload"
    if "balance" in path or "credits" in path:
        return "balance"
    if "DELETE" in methods or path.endswith("/cancel"):
        return "cancel"
    return "poll" if "GET" in methods or path.endswith("/batch") else "submit"


class Front:
    """ASGI: what stands between the proxy and the app."""

    def __init__(
        self,
        app: ASGIApp,
        desk: Desk,
        faults: Faults,
        known: Sequence[Known],
        *,
        busy: float,
        chance: Random,
    ) -> None:
        self._app = app
        self._desk = desk
        self._book: Book = desk.book
        self._faults = faults
        self._known = known
        self._services = {each.service.name: each.service for each in known}
        self._busy = busy
        self._chance = chance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        place = self._place(scope)
        if place is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        if int(request.headers.get("content-length", "0") or 0) > _LARGEST_BODY:
            await Response("too large", 413)(scope, receive, send)
            return
        body = await request.body()
        visit = Visit(scope, receive, send, place, body)
        try:
            asked = self._asked(visit)
        except FaultError as error:
            await visit.answer(Answer(400, _TEXT, f"sandbox: {error}".encode()))
        else:
            await self._serve(visit, asked)
        finally:
            self._book.note(visit.written())

    def _place(self, scope: Scope) -> Place | None:
        """What a request is for; None for the sandbox's own pages."""
        path = str(scope["path"])
        if path.startswith(_CLIPS):
            job = self._book.anywhere(path.removeprefix(_CLIPS).rpartition(".")[0])
            return Place(job.order.service if job else "", "fetch", job)
        if path == "/" or path.startswith("/sandbox/"):
            return None
        partial = ""
        for each in self._known:
            match, _ = each.route.matches(scope)
            if match is Match.FULL:
                return Place(each.service.name, each.call)
            if match is Match.PARTIAL:
                partial = each.service.name
        return Place(partial, "other")

    def _asked(self, visit: Visit) -> Fault | None:
        """What is to go wrong: what waits in the queue, else what a prompt asks."""
        place = visit.place
        queued = self._faults.take(place.service, place.call)
        if place.call == "submit":
            of_prompts = self._of_prompts(visit)
            return queued or of_prompts or self._busy_now(place.service)
        return queued or self._of_job(visit)

    def _busy_now(self, name: str) -> Fault | None:
        """The service's own way to say that it is busy, now and then."""
        if self._busy == 0 or self._chance.random() >= self._busy:
            return None
        service = next(
            each.service for each in self._known if each.service.name == name
        )
        words = (word for word in ("rate", "concurrency") if service.error(word))
        word = next(words, None)
        return Fault({"error": word}) if word else None

    def _of_prompts(self, visit: Visit) -> Fault | None:
        """What a submit's own prompts ask for, apart from how its job goes."""
        if b"[sandbox:" not in visit.body.lower():
            return None
        text = visit.body.decode("utf-8", errors="replace")
        return next(
            (
                each
                for each in directives(text, visit.place.service)
                if each.on in {"submit", "any"}
                and _acts_on_call(each)
                and self._faults.due(each, visit.body)
            ),
            None,
        )

    def _of_job(self, visit: Visit) -> Fault | None:
        """What the prompt of a job asks for when it is polled or fetched."""
        for job in self._concerned(visit):
            for each in job.faults:
                if each.on == visit.place.call and self._faults.due(each, job.id):
                    return each
        return None

    def _concerned(self, visit: Visit) -> tuple[Job, ...]:
        if visit.place.job is not None:
            return (visit.place.job,)
        said = unquote(visit.address) + visit.body.decode("utf-8", errors="replace")
        words = dict.fromkeys(_ID.findall(said))
        return self._book.troubled(visit.place.service, words)

    async def _serve(self, visit: Visit, asked: Fault | None) -> None:
        """Let a call be acted on, or not, and answered, well or not."""
        if asked is None:
            await self._app(visit.scope, visit.replay, visit.watch)
            return
        visit.faults = (str(asked),)
        if "reset-before" in asked.words:
            await visit.answer(Answer(200), asked)
            visit.status = 0
            return
        answer = self._instead(visit.place, asked)
        if answer is None and not asked.asks(*ANSWER_WORDS, "retry-after"):
            await self._act(visit, asked)
            return
        if answer is None:
            answer = await self._acted(visit, asked)
        await visit.answer(spoiled(asked, answer, self._book.ids), asked)

    async def _act(self, visit: Visit, asked: Fault) -> None:
        """Act on a call and pass its answer on piece by piece, with the wire's."""
        token = asked_now.set((asked,))
        try:
            await self._app(visit.scope, visit.replay, visit.watching(asked))
        finally:
            asked_now.reset(token)

    async def _acted(self, visit: Visit, asked: Fault) -> Answer:
        """Act on a call and hold its answer back."""
        taken = Taken()
        token = asked_now.set((asked,))
        try:
            await self._app(visit.scope, visit.replay, taken.send)
        finally:
            asked_now.reset(token)
        return taken.answer()

    def _instead(self, place: Place, asked: Fault) -> Answer | None:
        """The answer to a call that is not acted on; None: it is."""
        if "edge" in asked.words:
            return Answer(403, {"content-type": "text/html"}, EDGE_PAGE.encode())
        word = asked.words.get("error")
        if word is None:
            return None
        service = self._services.get(place.service)
        if place.call == "fetch":
            status = _STATUS_OF.get(word)
            response = Response(word, status) if status else None
        else:
            response = service.error(word) if service else None
        if response is None:
            text = f"sandbox: {place.service or 'nobody'} has no error {word} here"
            return Answer(400, _TEXT, text.encode())
        headers = {k.decode(): v.decode() for k, v in response.raw_headers}
        return Answer(response.status_code, headers, bytes(response.body))


def _acts_on_call(asked: Fault) -> bool:
    """Whether it does anything to the call itself, and not only to its job."""
    said = asked.asks(*ANSWER_WORDS, *WIRE_WORDS, "error", "edge", "retry-after")
    return said is not None
