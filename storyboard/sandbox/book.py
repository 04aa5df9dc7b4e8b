"""The book: every job that was ordered, how it stands, and what it cost.

It may hold thousands of jobs that nobody looks at: what a submit has to know (sums,
counts, keys) is kept up to date by the jobs whose time has come, not by all of them.
"""

import heapq
import itertools
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, KeysView
from concurrent.futures import Future
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Protocol

from storyboard.model.clock import Clock
from storyboard.sandbox.faults import Fault, directives, fate_of, without_directives
from storyboard.sandbox.jobs import ACTIVE, Call, Failure, Job, Order, State, spared
from storyboard.sandbox.options import Options

_QUEUED_SHARE = 0.2
"""The part of its time that a job waits before it runs."""
_SLOWER = 10
"""How many times as long a slow job takes."""
_LATEST = 5_000
"""Calls that are kept whole; of older submits only what tells them apart."""
_KEY_HEADERS = {"idempotency-key"}


class Artist(Protocol):
    """Who makes the clips."""

    def draw(self, order: Order, job: str) -> "Future[Path]":
        """Begin to make the clip of a job, by its id; errors come by the future."""
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
        self._by_key: dict[tuple[str, str], Job] = {}
        self._of: dict[str, list[Job]] = defaultdict(list)
        self._troubled: dict[tuple[str, str], Job] = {}
        self._drawings: dict[tuple[str, str], Future[Path]] = {}
        self._numbers = itertools.count()
        self._turns: list[tuple[float, int, Job]] = []
        self._drawn: deque[Job] = deque()
        self._ended: deque[Job] = deque()
        self._counts: Counter[tuple[str, State]] = Counter()
        self._kept: dict[str, Decimal] = {}
        self.submits: list[Call] = []
        """Every submit, accepted or not, in the order of arrival; of all but the
        latest, headers and bodies are gone, apart from idempotency keys."""
        self.calls: deque[Call] = deque(maxlen=_LATEST)
        """The latest calls of any kind."""

    def open(
        self,
        order: Order,
        job_id: str,
        told: Callable[[Job], object] | None = None,
    ) -> Job:
        """Take an order: charge for it and begin its clip.

        ValueError where the service already has a job of this id. What the prompts ask
        of the sandbox in `[sandbox: …]` is taken out of them and done. `told` is what
        the service says of the job when it ends.
        """
        place = (order.service, job_id)
        text = " ".join(prompt for prompt, _ in order.prompts)
        asked = directives(text, order.service)
        kept = order.model_copy(
            update={"prompts": _plain(order.prompts), "request": spared(order.request)}
        )
        with self._lock:
            if place in self._jobs:
                raise ValueError(f"{order.service} already has a job {job_id}")
            job = self._opened(kept, job_id, asked)
            job.told = told
            self._enter(job, place)
            if job.failure is None and job.ends != float("inf"):
                drawing = self._drawings[place] = self._artist.draw(kept, job_id)
                drawing.add_done_callback(lambda _: self._drawn.append(job))
            return self._fresh(job)

    def _enter(self, job: Job, place: tuple[str, str]) -> None:
        """Put a new job where it is found again."""
        service, order = place[0], job.order
        self._jobs[place] = self._by_id[job.id] = job
        self._of[service].append(job)
        if order.key is not None:
            self._by_key.setdefault((service, order.key), job)
        if job.faults:
            self._troubled[place] = job
        for moment in (job.runs, job.ends):
            if moment != float("inf"):
                heapq.heappush(self._turns, (moment, next(self._numbers), job))
        self._counts[service, job.state] += 1
        kept = self._kept.get(service, Decimal(0))
        self._kept[service] = kept + (job.charged or Decimal(0))
        if order.callback and job.callback == "early":
            self._ended.append(job)

    def _opened(self, order: Order, job_id: str, asked: tuple[Fault, ...]) -> Job:
        fate = fate_of(asked)
        slow = self._chance.random() < self._options.slow
        fails = self._chance.random() < self._options.fail
        lasts = self._options.seconds * (_SLOWER if slow else 1)
        lasts = lasts if fate.seconds is None else fate.seconds
        kind = fate.fail or ("failed" if fails else None)
        now = self._clock.elapsed()
        ends = float("inf") if fate.stuck else now + lasts
        return Job(
            id=job_id,
            order=order,
            state="queued",
            created=self._clock.now(),
            started=now,
            ends=ends,
            runs=now + min((ends - now) * _QUEUED_SHARE, self._options.seconds),
            failure=Failure(kind=kind, charged=fate.charged) if kind else None,
            charged=order.price,
            updated=self._clock.now(),
            faults=[f for f in asked if f.on in {"poll", "fetch"}],
            callback=fate.callback,
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

    def troubled(self, service: str, words: Iterable[str]) -> tuple[Job, ...]:
        """The jobs of a service, by their ids, whose prompts ask for faults later on.

        That is, at polls and fetches; whatever else is among the words is no job.
        """
        with self._lock:
            found = (self._troubled.get((service, word)) for word in words)
            return tuple(job for job in found if job is not None)

    @property
    def ids(self) -> KeysView[str]:
        """The ids of all jobs."""
        return self._by_id.keys()

    def by_key(self, service: str, key: str) -> Job | None:
        """The first job that was ordered under a key."""
        with self._lock:
            found = self._by_key.get((service, key))
            return None if found is None else self._fresh(found)

    def jobs(self, service: str | None = None) -> tuple[Job, ...]:
        """All jobs, or those of a service, the oldest first, brought up to date."""
        with self._lock:
            wanted = self._jobs.values() if service is None else self._of[service]
            return tuple(self._fresh(job) for job in wanted)

    def ended(self) -> tuple[Job, ...]:
        """The jobs whose end is to be told somebody and was not yet given out here."""
        with self._lock:
            self._move_on()
            jobs = tuple(self._ended)
            self._ended.clear()
            return jobs

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

    def queued(self, service: str) -> int:
        """How many jobs of a service wait to run."""
        with self._lock:
            self._move_on()
            return self._counts[service, "queued"]

    def running(self, service: str) -> int:
        """How many jobs of a service are queued or running."""
        with self._lock:
            self._move_on()
            return sum(self._counts[service, state] for state in ACTIVE)

    def balance(self, service: str) -> Decimal:
        """What the account holds: what it held at first, less what was kept."""
        return self._options.balance - self.kept(service)

    def kept(self, service: str) -> Decimal:
        """What a service charged and did not give back, in its own unit."""
        with self._lock:
            self._move_on()
            # Nothing is 0, whatever came and went.
            return self._kept.get(service) or Decimal(0)

    def note(self, call: Call) -> None:
        """Write down a call that arrived."""
        with self._lock:
            written = replace(call, body=spared(call.body))
            self.calls.append(written)
            if call.call == "submit":
                self.submits.append(written)
                old = len(self.submits) - 1 - _LATEST
                if old >= 0:
                    self.submits[old] = _slim(self.submits[old])

    def _move_on(self) -> None:
        """Bring every job up to date whose time has come or whose clip is drawn."""
        now = self._clock.elapsed()
        while self._turns and self._turns[0][0] <= now:
            self._fresh(heapq.heappop(self._turns)[2])
        for _ in range(len(self._drawn)):
            self._fresh(self._drawn.popleft())

    def _turn(self, job: Job, state: State) -> None:
        """Write down that a job is in another state."""
        self._counts[job.order.service, job.state] -= 1
        self._counts[job.order.service, state] += 1
        job.state, job.updated = state, self._clock.now()
        if job.order.callback and not job.active and job.callback != "early":
            self._ended.append(job)

    def _fresh(self, job: Job) -> Job:
        """Move a job on to where its time and its drawing have come."""
        if not job.active:
            return job
        now = self._clock.elapsed()
        if now >= job.ends and self._settle(job):
            return job
        span = job.ends - job.started
        share = (now - job.started) / span if span > 0 else 1.0
        if job.state == "queued" and now >= job.runs:
            self._turn(job, "running")
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
        job.progress, job.clip = 1.0, drawing.result()
        self._turn(job, "succeeded")
        return True

    def _end(self, job: Job, failure: Failure) -> None:
        endings: dict[str, State] = {"cancelled": "cancelled", "expired": "expired"}
        job.failure = failure
        if not failure.charged and job.charged is not None:
            job.refunded = True
            self._kept[job.order.service] -= job.charged
        self._turn(job, endings.get(failure.kind, "failed"))


def _plain(prompts: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    return tuple((without_directives(text), seconds) for text, seconds in prompts)


def _slim(call: Call) -> Call:
    told = {k: v for k, v in call.headers.items() if k in _KEY_HEADERS}
    return replace(call, headers=told, body=None)
