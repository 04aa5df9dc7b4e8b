"""A service with its own log of charges, a clock that jumps, and a run to put on."""

import asyncio
import heapq
import itertools
import sqlite3
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from storyboard.errors import MediaError, StoreError
from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.event import Event
from storyboard.model.money import Money
from storyboard.model.plan import Reason, Step
from storyboard.model.request import ClipRequest, SlateText, Staging
from storyboard.model.take import Flaw, FlawKind, Take
from storyboard.model.value import SceneId, ShotId
from storyboard.providers.base import (
    Account,
    Published,
    Ready,
    RecoveryClass,
    Refused,
    SubmitRefused,
    Ticket,
    Upload,
    Waiting,
)
from storyboard.scheduler.caps import Cap
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.executor import EmbeddedExecutor, Executor
from storyboard.scheduler.job import Crew, Publish
from storyboard.scheduler.ledger import Ledger
from storyboard.scheduler.outside import Bell, Look
from storyboard.scheduler.patience import Patience, Terms
from storyboard.scheduler.runner import (
    Complete,
    Outcome,
    Setup,
    as_it_is,
    as_planned,
    shoot,
)
from storyboard.scheduler.runs import Runner
from storyboard.store.clips import ClipStore

START = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PROJECT = "the-film/board"
CLIP = b"a film of shot "


class JumpingClock:
    """Time jumps to the earliest sleeper once everyone else had a turn."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.set_by = 0.0
        """By how much somebody has set the wall clock, in seconds."""
        self.asleep: list[tuple[float, int, asyncio.Future[None]]] = []
        self.order = itertools.count()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed + self.set_by)

    def elapsed(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[None] = loop.create_future()
        wake = self.passed + seconds
        heapq.heappush(self.asleep, (wake, next(self.order), woken))
        # Each who falls asleep wakes one, so that nobody sleeps for ever.
        loop.call_soon(loop.call_soon, self._wake_the_earliest)
        await woken

    def _wake_the_earliest(self) -> None:
        wake, _, woken = heapq.heappop(self.asleep)
        if not woken.done():
            self.passed = max(self.passed, wake)
            woken.set_result(None)


class AtOnce(ThreadPoolExecutor):
    """Runs what is meant for threads at once, so that no time jumps meanwhile."""

    def submit(
        self, fn: Callable[..., Any], /, *args: object, **kwargs: object
    ) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            done.set_exception(error)
        return done


def no_mood(_point: str) -> "Fault":
    return None


def usd(amount: str | Decimal) -> Money:
    return Money(amount=Decimal(amount), unit="usd")


Fault = BaseException | Refused | bytes | Callable[[], None] | None
"""What is raised, said, delivered or done in place of the usual answer."""


@dataclass
class FakeService:
    """A paid service: it takes jobs, charges for them and says so in its own log."""

    name: str = "fake"
    recovery: RecoveryClass = "blind"
    models: tuple[str, ...] = ("fake-1", "fake-2")
    polls_needed: int = 2
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    """By point: `submit`, `charged`, `poll`, `fetch`, `find`; used up in order."""
    mood: Callable[[str], Fault] = no_mood
    """What happens at a point where no fault is left."""
    says: Callable[[ClipRequest], Money | None] = lambda _request: usd("0.40")
    """What it says in the end that a request took."""
    calls_back: bool = False
    declines: frozenset[str] = frozenset()
    """Shots that it refuses to make."""
    jobs: dict[str, str] = field(default_factory=dict)
    """Shot by ticket."""
    keys: dict[str, str] = field(default_factory=dict)
    """Ticket by key."""
    asked: dict[str, ClipRequest] = field(default_factory=dict)
    """Request by ticket."""
    charges: Counter[str] = field(default_factory=Counter)
    """How often each shot was paid."""
    paid: Counter[str] = field(default_factory=Counter)
    """How often each key was paid."""
    refunded: set[str] = field(default_factory=set)
    """The tickets of failed jobs whose money was given back."""
    polls: Counter[str] = field(default_factory=Counter)
    submits: list[tuple[str, str]] = field(default_factory=list)
    """Shot and key of each submit that arrived, accepted or not."""
    requests: list[ClipRequest] = field(default_factory=list)
    """What came with each of them."""
    running: int = 0
    most_running: int = 0
    closed: int = 0

    @property
    def account(self) -> Account | None:
        return None

    async def upload(self, upload: Upload) -> Published:
        return Published(address=f"https://files/{upload.name}")

    def rehearse(self, request: ClipRequest) -> str | None:
        del request
        return None

    async def styles(self) -> tuple[str, ...]:
        return ()

    def capabilities(self, model: str | None) -> Capabilities | None:
        if model not in {None, *self.models}:
            return None
        return Capabilities(
            provider=self.name,
            model=model or self.models[0],
            origin="paid",
            modes=(Mode(name="text to video"),),
        )

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        self.submits.append((request.shot, key))
        self.requests.append(request)
        self._meet("submit")
        if request.shot in self.declines:
            raise SubmitRefused(Refused(kind="content", code="no", message="not this"))
        if self.recovery == "idempotent" and key in self.keys:
            return Ticket(provider=self.name, id=self.keys[key])
        ticket = Ticket(provider=self.name, id=f"job-{len(self.jobs) + 1}")
        self.jobs[ticket.id] = request.shot
        self.keys[key] = ticket.id
        self.asked[ticket.id] = request
        self.charges[request.shot] += 1
        self.paid[key] += 1
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await asyncio.sleep(0)
        self._meet("charged")
        return ticket

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        fault = self._meet("poll")
        if isinstance(fault, Refused):
            self.running -= 1
            if fault.charged is False:
                self.refunded.add(ticket.id)
            return fault
        self.polls[ticket.id] += 1
        if self.polls[ticket.id] < self.polls_needed:
            return Waiting(progress=self.polls[ticket.id] / self.polls_needed)
        if self.polls[ticket.id] == self.polls_needed:
            self.running -= 1
        return Ready(
            ticket=ticket,
            address=f"https://clips/{ticket.id}?signature=secret",
            seed=7,
            charged=self.says(self.asked[ticket.id]),
        )

    async def fetch(self, ready: Ready) -> AsyncIterator[bytes]:
        clip = CLIP + self.jobs[ready.ticket.id].encode()
        yield clip[:5]
        await asyncio.sleep(0)
        fault = self._meet("fetch")
        yield fault if isinstance(fault, bytes) else clip[5:]

    async def cancel(self, ticket: Ticket) -> bool:
        return self.jobs.pop(ticket.id, None) is not None

    async def balance(self) -> Money | None:
        return None

    async def find(self, key: str) -> Ticket | None:
        self._meet("find")
        if self.recovery != "listing" or key not in self.keys:
            return None
        return Ticket(provider=self.name, id=self.keys[key])

    async def close(self) -> None:
        self.closed += 1

    def _meet(self, point: str) -> Fault:
        left = self.faults[point]
        fault = left.popleft() if left else self.mood(point)
        if isinstance(fault, BaseException):
            raise fault
        if callable(fault):
            fault()
        return fault


def in_no_hurry(ledger: Ledger) -> Ledger:
    """The ledger without forcing each commit to disk, for many runs that all live."""

    def relax(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    ledger._engine.dispose()
    event.listen(ledger._engine, "connect", relax)
    return ledger


class Killed(BaseException):
    """The process ends here; from now on it writes nothing."""


def nothing(_transaction: int) -> None:
    return


class WatchedLedger(Ledger):
    """A ledger that calls `before` and `after` with each transaction's number."""

    def __init__(
        self,
        url: str,
        clock: JumpingClock,
        *,
        before: Callable[[int], None] = nothing,
        after: Callable[[int], None] = nothing,
    ) -> None:
        super().__init__(url, clock)
        self.before, self.after, self.transactions = before, after, 0

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        self.transactions += 1
        number = self.transactions
        self.before(number)
        with super()._transaction() as connection:
            yield connection
        self.after(number)


def killed_from(number: int) -> Callable[[int], None]:
    """The process is gone from this transaction on."""

    def kill(transaction: int) -> None:
        if transaction >= number:
            raise Killed

    return kill


def was_killed(error: BaseException) -> bool:
    """Whether an error, or one of several, is that the process ended."""
    several = isinstance(error, BaseExceptionGroup) and error.subgroup(Killed)
    return isinstance(error, Killed) or bool(several)


def request(
    shot: str,
    prompt: str = "A door opens.",
    *,
    provider: str = "fake",
    seed: int | None = None,
) -> ClipRequest:
    return ClipRequest(
        provider=provider,
        model=None,
        prompt=prompt,
        seconds=5,
        aspect="16:9",
        resolution="720p",
        fps="24",
        seed=seed,
        staging=Staging(),
        slate=SlateText(film="Film", scene=SceneId("one"), shot=ShotId(shot)),
    )


def step(
    shot: str,
    *,
    prompt: str = "A door opens.",
    forced: bool = False,
    provider: str = "fake",
    attempt: int = 0,
    after: Sequence[str] = (),
    fallbacks: Sequence[Step] = (),
    price: Money | None = usd("0.50"),  # noqa: B008 - frozen
    dollars: Money | None = None,
    seed: int | None = None,
) -> Step:
    """A step; `dollars` is what the price is worth, where it is in another unit."""
    elsewhere = "" if provider == "fake" else f" at {provider}"
    seeded = None if seed is None else seed + attempt
    return Step(
        shot=ShotId(shot),
        scene=SceneId("one"),
        action="generate",
        reason=Reason(kind="forced" if forced else "new"),
        seconds=5,
        provider=provider,
        model="fake-1",
        request=request(shot, prompt, provider=provider, seed=seeded),
        number=attempt + 1,
        attempt=attempt,
        after=tuple(map(ShotId, after)),
        fallbacks=tuple(fallbacks),
        fingerprint=f"fingerprint of {prompt}{elsewhere}",
        parts={"prompt": prompt},
        price=price,
        dollars=price if price and price.unit == "usd" else dollars,
    )


def looked_at(clip: Path, _request: ClipRequest | None) -> Look:
    """Five seconds without a flaw, of what is a clip."""
    if not clip.read_bytes().startswith(CLIP):
        raise MediaError(f"{clip.name} is no video")
    return Look(5.0)


def flawed(*kinds: FlawKind) -> Look:
    return Look(5.0, tuple(Flaw(kind=kind, said=f"it is {kind}") for kind in kinds))


@dataclass
class Stage:
    """A film's ledger, clips, services and clock, and runs over them."""

    folder: Path
    service: FakeService = field(default_factory=FakeService)
    others: Sequence[FakeService] = ()
    """Services beside the first."""
    clock: JumpingClock = field(default_factory=JumpingClock)
    events: list[Event] = field(default_factory=list)
    arrived: list[Take] = field(default_factory=list)
    patience: Patience = field(default_factory=Patience)
    limit: int = 2
    terms: Terms | None = None
    """In place of the limit."""
    publish: Publish = as_it_is
    report: Callable[[Event], None] | None = None
    caps: Sequence[Cap] = ()
    complete: Complete = as_planned
    look_at: Callable[[Path, ClipRequest | None], Look] = looked_at
    retake_on: frozenset[FlawKind] = frozenset()
    executor: Executor = field(default_factory=EmbeddedExecutor)
    bell: Bell | None = None
    dead_are_known: bool = False
    """Whether a run that was killed is known to have ended: it was on this host."""
    begun: Iterator[int] = field(default_factory=itertools.count)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'ledger.sqlite'}"

    @property
    def clips(self) -> ClipStore:
        return ClipStore(self.folder)

    def ledger(self) -> Ledger:
        return Ledger(self.url, self.clock)

    def watched(
        self,
        *,
        before: Callable[[int], None] = nothing,
        after: Callable[[int], None] = nothing,
    ) -> WatchedLedger:
        return WatchedLedger(self.url, self.clock, before=before, after=after)

    def run(
        self, *steps: Step, ledger: Ledger | None = None, project: str = PROJECT
    ) -> Outcome:
        """A run in a process of its own, the film's only one."""
        with self.only_run(project) as name, ledger or self.ledger() as opened:
            work = self.shoot(steps, opened, run=name, project=project)
            return asyncio.run(work)

    @contextmanager
    def only_run(self, project: str = PROJECT) -> Iterator[str]:
        """Be the film's only runner; one that is killed does not retire."""
        name = f"run-{next(self.begun)}"
        me = Runner(run=name, owner="me", host="here", pid=7, guard=name)
        with self.ledger() as own:
            self._enlist(own, project, me)
            try:
                yield name
            except BaseException as error:
                if not was_killed(error):
                    own.retire(project, name)
                raise
            own.retire(project, name)

    def _enlist(self, own: Ledger, project: str, me: Runner) -> None:
        hold = self.patience.lease
        for _ in range(2):
            try:
                own.enlist(project, me, hold=hold, is_dead=self._is_dead)
            except StoreError:
                # Whoever was killed gives no sign of life.
                self.clock.passed += hold
            else:
                return
        raise AssertionError("a dead run keeps the film")

    def _is_dead(self, _other: Runner) -> bool:
        return self.dead_are_known

    async def shoot(
        self,
        steps: Sequence[Step],
        ledger: Ledger,
        *,
        run: str = "this",
        project: str = PROJECT,
    ) -> Outcome:
        asyncio.get_running_loop().set_default_executor(AtOnce(1))
        services = {each.name: each for each in (self.service, *self.others)}
        crew = Crew(
            ledger=ledger,
            run=run,
            clips=self.clips,
            clock=self.clock,
            look_at=self.look_at,
            report=self.report or self.events.append,
            patience=self.patience,
            publish=self.publish,
            caps=self.caps,
            bell=self.bell,
        )
        setup = Setup(
            project=project,
            providers=services,
            terms={name: self.terms or Terms(self.limit) for name in services},
            complete=self.complete,
            on_take=self.arrived.append,
            retake_on=self.retake_on,
            executor=self.executor,
        )
        return await shoot(steps, crew, setup)

    def entries(self) -> tuple[Entry, ...]:
        """All that the ledger has of the film."""
        with self.ledger() as ledger:
            return ledger.entries(PROJECT)

    def states(self) -> Mapping[str, str]:
        """The last entry's state of each shot."""
        return {entry.wish.shot: entry.state for entry in self.entries()}

    def story(self) -> list[str]:
        """What the ledger tells of the one take there is."""
        with self.ledger() as ledger:
            (entry,) = ledger.entries(PROJECT)
            told = ledger.story(entry.key)
        return [f"{e.state}: {e.note}" if e.note else e.state for e in told]

    def claim_elsewhere(self) -> None:
        """Another process claims the one take there is, and is never seen again."""
        with self.ledger() as other:
            (entry,) = other.entries(PROJECT)
            assert other.claim(entry, run="elsewhere", hold=30)


def takes_of(outcome: Outcome) -> list[tuple[str, int]]:
    """Shot and attempt of each take, in board order."""
    return sorted((take.shot, take.attempt) for take in outcome.takes)


def codes_of(outcome: Outcome) -> dict[str, str]:
    """Why each shot was not made."""
    return {shot: problem.code for (shot, _), problem in outcome.failures.items()}
