"""What the ledger holds about one take: what was wanted, and how it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from storyboard.model.money import NOTHING, Money
from storyboard.model.request import digest_of
from storyboard.model.take import Flaw, Take
from storyboard.model.value import ShotId
from storyboard.model.words import Origin
from storyboard.providers.base import Ticket
from storyboard.scheduler.moves import ENDED, State


@dataclass(frozen=True)
class Wish:
    """A take that is wanted."""

    project: str
    origin: Origin
    shot: ShotId
    number: int
    """The take's number; the ledger gives the next free one where it is used up."""
    fingerprint: str
    parts: Mapping[str, str]
    provider: str
    model: str
    seed: int | None
    price: Money | None
    """What it is expected to cost; None: unknown."""
    dollars: Money | None = None
    """The same in US dollars, where that is known."""
    attempt: int = 0
    """Which of the shot's takes of this request it is, from 0."""
    instead_of: str | None = None
    """Who was asked before and why they did not make it."""
    anew: bool = False
    """Whether the user asked for another take although one may exist."""

    @property
    def key(self) -> str:
        """The name of this one attempt, for the ledger and for the service.

        It covers every part that the service is told, so that no two requests share
        one, and nothing that it is not told, so that an open job is found again.
        """
        return digest_of(
            [
                self.project,
                self.origin,
                self.provider,
                self.shot,
                self.fingerprint,
                dict(self.parts),
                self.attempt,
                self.number,
            ]
        )


@dataclass(frozen=True)
class Entry:
    """One take in the ledger. Times are Unix times in seconds."""

    key: str
    wish: Wish
    state: State
    fence: int
    """How often it was claimed; a write that names an older one is refused."""
    lease_until: float
    """Until when nobody else may claim it."""
    run: str | None = None
    """The run that held it last."""
    sent_by: float | None = None
    """By when the request has left, or never will."""
    submitted: float | None = None
    """When the ticket came."""
    ticket: Ticket | None = None
    clip: str | None = None
    seconds: float | None = None
    seed: int | None = None
    charged: Money | None = None
    """What the service said it took."""
    callback: str | None = None
    """Where the service was asked to call; a request that is sent again under the same
    key has to be the same."""
    flaws: tuple[Flaw, ...] = ()
    """What a look at the clip found."""
    failed_at_a_cost: bool | None = None
    """Of a failed job: whether money was taken; None: unknown."""
    error_code: str | None = None
    error_message: str | None = None
    moved: float = 0.0
    """When it last changed its state."""

    @property
    def ended(self) -> bool:
        """Whether nothing more happens with it in this run."""
        return self.state in ENDED

    @property
    def holds(self) -> Money | None:
        """What it takes of the budget: spent, or reserved; None: nobody knows.

        What failed counts unless the service said that it was not charged.
        """
        match self.state:
            case "wanted" | "refused":
                return NOTHING
            case "failed" if self.failed_at_a_cost is False:
                return NOTHING
            case _:
                return self.charged or self.wish.price

    @property
    def holds_dollars(self) -> Money | None:
        """The same in US dollars; None: nobody knows."""
        holds, price, dollars = self.holds, self.wish.price, self.wish.dollars
        if holds is None or holds.unit == "usd":
            return holds
        if price is None or dollars is None:
            return None
        if price.unit != holds.unit:
            # Charged in a unit of unknown worth: what was reserved stays reserved.
            return dollars
        if not price.amount:
            return NOTHING if not holds.amount else None
        worth = dollars.amount / price.amount
        return Money(amount=holds.amount * worth, unit="usd")

    def take(self) -> Take:
        """The finished take; only of an entry that is done."""
        if self.clip is None or self.seconds is None:
            raise ValueError(f"take {self.key} is {self.state}, not done")
        wish = self.wish
        return Take(
            shot=wish.shot,
            number=wish.number,
            origin=wish.origin,
            provider=wish.provider,
            model=wish.model,
            fingerprint=wish.fingerprint,
            parts=wish.parts,
            seed=wish.seed if self.seed is None else self.seed,
            clip=self.clip,
            seconds=self.seconds,
            attempt=wish.attempt,
            price=self.charged or wish.price,
            flaws=self.flaws,
            instead_of=wish.instead_of,
            made=datetime.fromtimestamp(int(self.moved), UTC),
        )


def choose(
    wish: Wish, entries: Sequence[Entry], present: Callable[[str], bool]
) -> Entry | int:
    """The entry to go on with, or the number of a new one.

    `entries` are the shot's, of the wish's project and origin. Only the last attempt
    at the same request counts: one that is open goes on, one that was never accepted
    is asked for again, one that is done and there is used. A failed job is never
    revived: its key belongs to it. One that is uncertain, or whose clip could not be
    fetched, stands until the user asks for another take.
    """
    attempts = [entry for entry in entries if _serves(entry, wish)]
    if attempts:
        last = max(attempts, key=lambda entry: entry.wish.number)
        if _goes_on(last, wish, present):
            return last
    return max([wish.number, *(entry.wish.number + 1 for entry in entries)])


def _serves(entry: Entry, wish: Wish) -> bool:
    """Whether an entry is an attempt at what is wished.

    What may be sent again must be the same request to the letter; of what was accepted
    the fingerprint is enough, which may leave a part out, such as the model's name.
    """
    if entry.wish.provider != wish.provider:
        return False
    accepted = entry.state in {"submitted", "ready", "done"}
    same = (entry.wish.fingerprint, entry.wish.attempt) == (
        wish.fingerprint,
        wish.attempt,
    )
    return same and (accepted or entry.wish.parts == wish.parts)


def _goes_on(last: Entry, wish: Wish, present: Callable[[str], bool]) -> bool:
    match last.state:
        case "failed":
            return False
        case "uncertain":
            return not wish.anew
        case "ready":
            return not (wish.anew and last.error_code)
        case "done":
            newer = last.wish.number >= wish.number
            return newer and last.clip is not None and present(last.clip)
        case _:
            return True
