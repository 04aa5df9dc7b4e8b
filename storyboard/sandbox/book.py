"""The book: every job that was ordered, how it stands, and what it cost."""

import threading
from collections import deque
from collections.abc import KeysView, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Literal, Protocol

from storyboard.model.clock import Clock
from storyboard.model.value import Value
from storyboard.sandbox.faults import Fault, directives, fate_of, without_directives
from storyboard.sandbox.legend import PictureRole
from storyboard.sandbox.options import Options

State = Literal["queued", "running", "succeeded", "failed", "cancelled", "expired"]
ACTIVE: frozenset[State] = frozenset({"queued", "running"})
"""The states of a job that is still under way."""
_QUEUED_SHARE = 0.2
"""The part of its time that a job waits before it runs."""
_SLOWER = 10
"""How many times as long a slow job takes."""
_LONGEST_DATA = 200
"""Characters kept of a `data:` address; the rest is counted, not kept."""


class Picture(Value):
    """A picture that goes along with an order, and that the sandbox could see."""

    file: Path
    """Where the sandbox keeps it; it is named after its content."""
    role: PictureRole
    """What it is to the clip."""
    shows: str | None = None
    """Whom or what it shows, where the prompt says so."""


class Order(Value):
    """What a service understood of a submit."""

    service: str
    """The service's name."""
    model: str
    """The model as the service calls it."""
    prompts: tuple[tuple[str, float], ...]
    """One (prompt, seconds) for each shot of the job; mostly there is one."""
    aspect: str
    """Width to height, such as 16:9; never "adaptive": the service settles it."""
    resolution: str
    """480p, 720p, 1080p or 4k."""
    audio: bool
    """Whether the clip has sound."""
    seed: int | None
    """The seed, where one was given."""
    price: Decimal | None
    """What the service charges, in its own unit; None: it does not say."""
    unit: str
    """What the price counts: credits, or a currency."""
    media: tuple[str, ...]
    """The addresses that it was given."""
    pictures: tuple[Picture, ...] = ()
    """Those among them that are to be drawn: pictures within sight (seeing.py)."""
    request: dict[str, Any]
    """The body as it came."""
    key: str | None = None
    """An idempotency key or a safety identifier."""

    @property
    def seconds(self) -> float:
        """The length of the clip that is wanted."""
        return sum(seconds for _, seconds in self.prompts)


class Failure(Value):
    """How a job ends badly."""

    kind: str
    """One of the kinds that the seam names: content, failed, cancelled, expired, …"""
    charged: bool = False
    """Whether the service keeps the money."""
    reason: str = ""
    """What really happened, where the sandbox itself is at fault."""


@dataclass
class Job:
    """One order as it stands; `Book.job` brings it up to date."""

    id: str
    order: Order
    state: State
    created: datetime
    """By the wall clock, in UTC."""
    started: float
    """When it was opened, by the elapsed clock."""
    ends: float
    """The earliest moment it can be done, by the elapsed clock; infinity: never."""
    failure: Failure | None = None
    """How it ended, or will end, badly; services look at it once `state` says so."""
    clip: Path | None = None
    """Its clip; None until the job has succeeded."""
    progress: float = 0.0
    """From 0 to 1."""
    charged: Decimal | None = None
    """What was taken from the account when it was opened."""
    refunded: bool = False
    """Whether that was given back."""
    updated: datetime | None = None
    """When it last changed its state."""
    faults: list[Fault] = field(default_factory=list)
    """What its prompt asks to go wrong at polls and fetches."""

    @property
    def active(self) -> bool:
        """Whether it is still under way."""
        return self.state in ACTIVE

    @property
    def kept(self) -> Decimal | None:
        """What the service keeps for it; None where no price is known."""
        return Decimal(0) if self.refunded else self.charged


@dataclass(frozen=True)
class Call:
    """One call that arrived, accepted or not."""

    service: str
    """Empty where it was for no service."""
    call: str
    """submit, poll, cancel, fetch, upload, balance or other."""
    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    """Names in small letters; a key's value is replaced by "(a key)"."""
    body: Any
    """The JSON as it came; text where it is none; a count where it is no text."""
    status: int
    """What was answered; 0 where the connection was reset before it was acted on."""
    faults: tuple[str, ...] = ()
    """What went wrong because somebody asked for it."""
    refusal: str = ""
    """How an answer of 400 or more begins."""


class Artist(Protocol):
    """Who makes the clips."""

    def draw(self, order: Order) -> "Future[Path]":
        """Begin to make an order's clip; may raise no error but through the future."""
        ...


class Book:
    """Jobs, charges and calls of one sandbox; safe to read from any thread."""

    def __init__(self, options: Options, clock: Clock, artist: Artist) -> None:
        self._options = options
        self._clock = clock
        self._artist = artist
        # Shares are to come out the same in every run; nothing here is a secret.
        self._chance = Random(options.chance)  # noqa: S311
        self._lock = threading.RLock()
        self._jobs: dict[tuple[str, str], Job] = {}
        self._by_id: dict[str, Job] = {}
        self._troubled: list[Job] = []
        self._drawings: dict[tuple[str, str], Future[Path]] = {}
        self.submits: list[Call] = []
        """Every submit, accepted or not, in the order of arrival."""
        self.calls: deque[Call] = deque(maxlen=5_000)
        """The latest calls of any kind."""

    def open(self, order: Order, job_id: str) -> Job:
        """Take an order: charge for it and begin its clip.

        ValueError where the service already has a job of this id. What the prompts ask
        of the sandbox in `[sandbox: …]` is taken out of them and done.
        """
        place = (order.service, job_id)
        asked = directives(" ".join(prompt for prompt, _ in order.prompts))
        kept = order.model_copy(
            update={"prompts": _plain(order.prompts), "request": spared(order.request)}
        )
        with self._lock:
            if place in self._jobs:
                raise ValueError(f"{order.service} already has a job {job_id}")
            job = self._opened(kept, job_id, asked)
            self._jobs[place] = self._by_id[job_id] = job
            if job.faults:
                self._troubled.append(job)
            if job.failure is None and job.ends != float("inf"):
                self._drawings[place] = self._artist.draw(kept)
            return self._fresh(job)

    def _opened(self, order: Order, job_id: str, asked: tuple[Fault, ...]) -> Job:
        fate = fate_of(asked)
        slow = self._chance.random() < self._options.slow
        fails = self._chance.random() < self._options.fail
        lasts = self._options.seconds * (_SLOWER if slow else 1)
        lasts = lasts if fate.seconds is None else fate.seconds
        kind = fate.fail or ("failed" if fails else None)
        now = self._clock.elapsed()
        return Job(
            id=job_id,
            order=order,
            state="queued",
            created=self._clock.now(),
            started=now,
            ends=float("inf") if fate.stuck else now + lasts,
            failure=Failure(kind=kind, charged=fate.charged) if kind else None,
            charged=order.price,
            updated=self._clock.now(),
            faults=[f for f in asked if f.on in {"poll", "fetch"}],
        )

    def job(self, service: str, job_id: str) -> Job | None:
        """A job of a service, brought up to date."""
        with self._lock:
            found = self._jobs.get((service, job_id))
            return None if found is None else self._fresh(found)

    def anywhere(self, job_id: str) -> Job | None:
        """The job of this id at whatever service."""
        with self._lock:
            found = self._by_id.get(job_id)
            return None if found is None else self._fresh(found)

    def troubled(self, service: str) -> tuple[Job, ...]:
        """The jobs of a service whose prompts ask for faults at polls and fetches."""
        with self._lock:
            return tuple(j for j in self._troubled if j.order.service == service)

    @property
    def ids(self) -> KeysView[str]:
        """The ids of all jobs."""
        return self._by_id.keys()

    def by_key(self, service: str, key: str) -> Job | None:
        """The first job that was ordered under a key."""
        return next((job for job in self.jobs(service) if job.order.key == key), None)

    def jobs(self, service: str | None = None) -> tuple[Job, ...]:
        """All jobs, or those of a service, the oldest first, brought up to date."""
        with self._lock:
            return tuple(
                self._fresh(job)
                for (held, _), job in self._jobs.items()
                if service in {None, held}
            )

    def cancel(self, job: Job) -> bool:
        """Call off a job that is under way and give its money back.

        A service asks for `job.state` first where it calls off queued jobs only.
        """
        with self._lock:
            if not self._fresh(job).active:
                return False
            drawing = self._drawings.pop((job.order.service, job.id), None)
            if drawing is not None:
                drawing.cancel()
            self._end(job, Failure(kind="cancelled"))
            return True

    def running(self, service: str) -> int:
        """How many jobs of a service are queued or running."""
        return sum(job.active for job in self.jobs(service))

    def balance(self, service: str) -> Decimal:
        """What the account holds: what it held at first, less what was kept."""
        return self._options.balance - self.kept(service)

    def kept(self, service: str) -> Decimal:
        """What a service charged and did not give back, in its own unit."""
        kept = (job.kept for job in self.jobs(service))
        return sum((k for k in kept if k is not None), Decimal(0))

    def note(self, call: Call) -> None:
        """Write down a call that arrived."""
        with self._lock:
            written = replace(call, body=spared(call.body))
            self.calls.append(written)
            if call.call == "submit":
                self.submits.append(written)

    def _fresh(self, job: Job) -> Job:
        """Move a job on to where its time and its drawing have come."""
        if not job.active:
            return job
        now = self._clock.elapsed()
        if now >= job.ends and self._settle(job):
            return job
        span = job.ends - job.started
        share = (now - job.started) / span if span > 0 else 1.0
        if job.state == "queued" and now - job.started >= min(
            span * _QUEUED_SHARE, self._options.seconds
        ):
            job.state, job.updated = "running", self._clock.now()
        job.progress = round(min(max(share, 0.0), 0.99), 2)
        return job

    def _settle(self, job: Job) -> bool:
        """End a job whose time has passed; False while its clip is not drawn."""
        if job.failure is not None:
            self._end(job, job.failure)
            return True
        drawing = self._drawings[job.order.service, job.id]
        if not drawing.done():
            return False
        del self._drawings[job.order.service, job.id]
        fault = None if drawing.cancelled() else drawing.exception()
        if drawing.cancelled() or fault is not None:
            reason = str(fault) if fault else "its drawing was called off"
            self._end(job, Failure(kind="server", reason=reason))
            return True
        job.state, job.progress, job.clip = "succeeded", 1.0, drawing.result()
        job.updated = self._clock.now()
        return True

    def _end(self, job: Job, failure: Failure) -> None:
        endings: dict[str, State] = {"cancelled": "cancelled", "expired": "expired"}
        job.state = endings.get(failure.kind, "failed")
        job.failure = failure
        job.refunded = not failure.charged and job.charged is not None
        job.updated = self._clock.now()


def _plain(prompts: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    return tuple((without_directives(text), seconds) for text, seconds in prompts)


def spared(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A JSON value with long `data:` addresses cut short, so that they may be kept."""
    if isinstance(value, dict):
        return {key: spared(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [spared(held) for held in value]
    if (
        isinstance(value, str)
        and len(value) > _LONGEST_DATA
        and value.startswith("data:")
    ):
        return f"{value[:_LONGEST_DATA]}… ({len(value)} characters)"
    return value
