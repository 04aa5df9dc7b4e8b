"""The story of takes, as the ledger has it: what was sent, said, paid and fetched."""

from dataclasses import dataclass
from datetime import UTC, datetime

from storyboard.model.money import Money
from storyboard.model.value import ShotId
from storyboard.production.records import film_id, has_ledger
from storyboard.production.script import Script
from storyboard.store.lock import read_lock


@dataclass(frozen=True)
class Moment:
    """Something that happened with a take."""

    at: datetime
    """When, in UTC."""
    state: str
    """What it became, or stayed."""
    note: str
    """What was said; of a service, in its own words."""


@dataclass(frozen=True)
class TakeStory:
    """One take from wanted to its end."""

    shot: ShotId
    number: int
    origin: str
    provider: str
    model: str
    state: str
    """How it stands."""
    ticket: str | None
    """The service's name for the job."""
    price: Money | None
    """What the service said it took, else what was expected; None: unknown."""
    moments: tuple[Moment, ...]


def story(script: Script, shots: frozenset[ShotId]) -> tuple[TakeStory, ...]:
    """Every take of these shots that was ever wanted, by shot, origin and number."""
    lock = read_lock(script.project.lock)
    if lock is None or not has_ledger(script.project):
        return ()
    from storyboard.scheduler.ledger import Ledger  # noqa: PLC0415 - heavy

    with Ledger(script.project.ledger_url) as ledger:
        return tuple(
            TakeStory(
                shot=entry.wish.shot,
                number=entry.wish.number,
                origin=entry.wish.origin,
                provider=entry.wish.provider,
                model=entry.wish.model,
                state=entry.state,
                ticket=entry.ticket.id if entry.ticket else None,
                price=entry.charged or entry.wish.price,
                moments=tuple(
                    Moment(
                        datetime.fromtimestamp(event.at, UTC), event.state, event.note
                    )
                    for event in ledger.story(entry.key)
                ),
            )
            for entry in ledger.entries(film_id(script, lock))
            if entry.wish.shot in shots
        )
