"""A service with its own log of charges, a clock that jumps, and a run to put on."""

import asyncio
import heapq
import itertools
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection

from storyboard.errors import MediaError
from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.event import Event
from storyboard.model.money import Money
from storyboard.model.plan import Reason, Step
from storyboard.model.request import ClipRequest, SlateText, Staging
from storyboard.model.take import Take
from storyboard.model.value import SceneId, ShotId
from storyboard.providers.base import (
    Account,
    Published,
    Ready,
    RecoveryClass,
    Refused,
    Ticket,
    Upload,
    Waiting,
)
from storyboard.scheduler.job import Publish
from storyboard.scheduler.ledger import Ledger
from storyboard.scheduler.patience import Patience, Terms
from storyboard.scheduler.runner import Outcome, as_it_is, shoot
from storyboard.store.clips import ClipStore

START = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PROJECT = "the-film"
CLIP = b"a film of shot "


class JumpingClock:
    """Time jumps to the earliest sleeper once everyone else had a turn."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.asleep: list[tuple[float, int, asyncio.Future[None]]] = []
        self.order = itertools.count()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

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
    jobs: dict[str, str] = field(default_factory=dict)
    """Shot by ticket."""
    keys: dict[str, str] = field(default_factory=dict)
    """Ticket by key."""
    charges: Counter[str] = field(default_factory=Counter)
    """How often each shot was paid."""
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
        if self.recovery == "idempotent" and key in self.keys:
            return Ticket(provider=self.name, id=self.keys[key])
        ticket = Ticket(provider=self.name, id=f"job-{len(self.jobs) + 1}")
        self.jobs[ticket.id] = request.shot
        self.keys[key] = ticket.id
        self.charges[request.shot] += 1
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await asyncio.sleep(0)
        self._meet("charged")
        return ticket

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        fault = self._meet("poll")
        if isinstance(fault, Refused):
            self.running -= 1
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
            charged=Money(amount=Decimal("0.40"), unit="usd"),
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
        fault = self.faults[point].popleft() if self.faults[point] else None
        if isinstance(fault, BaseException):
            raise fault
        if callable(fault):
            fault()
        return fault


class Killed(BaseException):
    """The process ends here; from now on it writes nothing."""


def nothing(_transaction: int) -> None:
    return


class WatchedLedger(Ledger):
    """A ledger that calls `before` and `after` with each transaction's number."""

    def __init__(
        self,
        url: str,
        *,
        before: Callable[[int], None] = nothing,
        after: Callable[[int], None] = nothing,
    ) -> None:
        super().__init__(url)
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


def request(shot: str, prompt: str = "A door opens.") -> ClipRequest:
    return ClipRequest(
        provider="fake",
        model=None,
        prompt=prompt,
        seconds=5,
        aspect="16:9",
        resolution="720p",
        fps="24",
        seed=None,
        staging=Staging(),
        slate=SlateText(film="Film", scene=SceneId("one"), shot=ShotId(shot)),
    )


def step(shot: str, *, prompt: str = "A door opens.", forced: bool = False) -> Step:
    return Step(
        shot=ShotId(shot),
        scene=SceneId("one"),
        action="generate",
        reason=Reason(kind="forced" if forced else "new"),
        seconds=5,
        provider="fake",
        model="fake-1",
        request=request(shot, prompt),
        fingerprint=f"fingerprint of {prompt}",
        parts={"prompt": prompt},
        price=Money(amount=Decimal("0.50"), unit="usd"),
    )


def measured(clip: Path) -> float:
    """Five seconds, of what is a clip."""
    if not clip.read_bytes().startswith(CLIP):
        raise MediaError(f"{clip.name} is no video")
    return 5.0


@dataclass
class Stage:
    """A project's ledger, clips, service and clock, and a run over them."""

    folder: Path
    service: FakeService = field(default_factory=FakeService)
    clock: JumpingClock = field(default_factory=JumpingClock)
    events: list[Event] = field(default_factory=list)
    arrived: list[Take] = field(default_factory=list)
    patience: Patience = field(default_factory=Patience)
    limit: int = 2
    terms: Terms | None = None
    """In place of the limit."""
    publish: Publish = as_it_is
    report: Callable[[Event], None] | None = None

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'ledger.sqlite'}"

    @property
    def clips(self) -> ClipStore:
        return ClipStore(self.folder)

    def ledger(self) -> Ledger:
        return Ledger(self.url)

    def run(self, *steps: Step, ledger: Ledger | None = None) -> Outcome:
        """A run in a process of its own."""
        with ledger or self.ledger() as opened:
            return asyncio.run(self.shoot(steps, opened))

    async def shoot(self, steps: Sequence[Step], ledger: Ledger) -> Outcome:
        return await shoot(
            steps,
            project=PROJECT,
            providers={"fake": self.service},
            terms={"fake": self.terms or Terms(self.limit)},
            ledger=ledger,
            clips=self.clips,
            clock=self.clock,
            measure=measured,
            report=self.report or self.events.append,
            publish=self.publish,
            on_clip=self.arrived.append,
            patience=self.patience,
        )

    def states(self) -> Mapping[str, str]:
        """The last entry's state of each shot."""
        with self.ledger() as ledger:
            entries = ledger.entries(PROJECT)
        return {entry.wish.shot: entry.state for entry in entries}

    def story(self) -> list[str]:
        """What the ledger tells of the one take there is."""
        with self.ledger() as ledger:
            (entry,) = ledger.entries(PROJECT)
            told = ledger.story(entry.key)
        return [f"{e.state}: {e.note}" if e.note else e.state for e in told]

    def claim_elsewhere(self) -> None:
        """Another process claims the one take there is, and is never seen again."""
        now = self.clock.now().timestamp()
        with self.ledger() as other:
            (entry,) = other.entries(PROJECT)
            assert other.claim(entry, now=now, until=now + 30)
