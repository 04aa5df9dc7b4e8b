"""The story of takes, as the ledger has it: what was sent, said, paid and fetched."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storyboard.model.money import Money
from storyboard.model.value import ShotId
from storyboard.production.script import Script
from storyboard.store.guard import is_left


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


@dataclass(frozen=True)
class Running:
    """The run that shoots a film."""

    owner: str
    """Who started it."""
    host: str
    pid: int
    since: datetime
    """When, in UTC."""
    alive: bool
    """Whether it gave a sign of life within its lease."""


def running(script: Script) -> Running | None:
    """Who shoots the film now, or did until it ended without a word; None: nobody."""
    from storyboard.production.ledgers import opened  # noqa: PLC0415 - heavy

    with opened(script) as found:
        seen = found[0].runner(found[1]) if found else None
        if found is None or seen is None:
            return None
        who = seen.runner
        here = who.host == script.studio.host
        ended = here and is_left(Path(who.guard))
        return Running(
            owner=who.owner,
            host=who.host,
            pid=who.pid,
            since=datetime.fromtimestamp(seen.since, UTC),
            alive=not ended and seen.lease_until > found[0].now(),
        )


def story(script: Script, shots: frozenset[ShotId]) -> tuple[TakeStory, ...]:
    """Every take of these shots that was ever wanted, by shot, origin and number."""
    from storyboard.production.ledgers import opened  # noqa: PLC0415 - heavy

    with opened(script) as found:
        if found is None:
            return ()
        ledger, film = found
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
            for entry in ledger.entries(film)
            if entry.wish.shot in shots
        )
