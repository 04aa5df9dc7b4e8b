"""Reconcile: what the ledger holds against what the services say. Nothing is spent.

Whoever calls is the film's only runner.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storyboard.errors import Problem, StoreError
from storyboard.model.take import Take
from storyboard.providers.base import CannotTell, Provider, Ready, Refused, Ticket
from storyboard.scheduler.complaints import NotMade, plain, unsigned
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.job import Crew, Order
from storyboard.scheduler.lane import Lane
from storyboard.scheduler.patience import Terms
from storyboard.scheduler.shot import make

Finding = Literal[
    "running", "ready", "done", "failed", "found", "in doubt", "no answer", "called off"
]


@dataclass(frozen=True)
class Found:
    """How one take stands now."""

    entry: Entry
    finding: Finding
    said: str = ""
    """What the service said, or why nobody knows."""


async def collect(
    entries: Sequence[Entry],
    crew: Crew,
    providers: Mapping[str, Provider],
    terms: Mapping[str, Terms],
) -> tuple[Sequence[Take], Sequence[tuple[Entry, Problem]]]:
    """Bring in the clips of accepted jobs, whatever the board says of them by now.

    Waits for those that are still running. Nothing is ever sent.
    """
    lanes = {name: Lane(each, crew.clock) for name, each in terms.items()}

    async def one(entry: Entry) -> Take | Problem:
        name = entry.wish.provider
        try:
            take = await make(crew, Order(providers[name], lanes[name], entry, None))
        except NotMade as reason:
            crew.show(entry, "failed", message=reason.problem.message)
            return reason.problem
        crew.show(entry, "done", take=take)
        return take

    results = await asyncio.gather(*map(one, entries))
    takes = [each for each in results if isinstance(each, Take)]
    failed = [
        (entry, result)
        for entry, result in zip(entries, results, strict=True)
        if isinstance(result, Problem)
    ]
    return takes, failed


async def refresh(
    entries: Sequence[Entry], crew: Crew, providers: Mapping[str, Provider]
) -> Sequence[Found]:
    """Ask once about each take that has not ended, and record what is said."""

    async def one(entry: Entry) -> Found:
        provider = providers[entry.wish.provider]
        held = crew.ledger.claim(entry, run=crew.run, hold=crew.patience.lease)
        if held is None:
            return Found(entry, "no answer", "another run holds it")
        try:
            found = await _asked(crew, provider, held)
        except Exception as error:
            if isinstance(error, StoreError):
                raise
            found = Found(held, "no answer", plain(error))
        crew.ledger.release(found.entry)
        return found

    return await _each(entries, one)


async def cancel(
    entries: Sequence[Entry], crew: Crew, providers: Mapping[str, Provider]
) -> Sequence[Found]:
    """Call off what the services let be called off, and record how it stands then.

    A job is called off only if it still runs: at some services the same call deletes
    a finished one.
    """

    async def one(entry: Entry) -> Found:
        provider, ticket = providers[entry.wish.provider], entry.ticket
        if ticket is None:
            return Found(entry, "in doubt", "nobody knows whether it was accepted")
        (before,) = await refresh([entry], crew, providers)
        if before.finding != "running":
            return before
        try:
            gone = await provider.cancel(ticket)
        except Exception as error:  # noqa: BLE001 - it goes on running then
            return Found(before.entry, "running", plain(error))
        if not gone:
            said = f"{provider.name} cannot call it off"
            return Found(before.entry, "running", said)
        crew.ledger.note(before.entry, "called off")
        (after,) = await refresh([before.entry], crew, providers)
        if after.finding == "failed":
            return Found(after.entry, "called off", after.said)
        return after

    return await _each(entries, one)


async def _each(
    entries: Sequence[Entry], ask: Callable[[Entry], Awaitable[Found]]
) -> Sequence[Found]:
    few = asyncio.Semaphore(16)

    async def one(entry: Entry) -> Found:
        async with few:
            return await ask(entry)

    return await asyncio.gather(*map(one, entries))


async def _asked(crew: Crew, provider: Provider, entry: Entry) -> Found:
    if entry.ticket is not None:
        return await _polled(crew, provider, entry, entry.ticket)
    ticket = None
    if provider.recovery == "listing":
        try:
            ticket = await provider.find(entry.key)
        except CannotTell as error:
            return Found(entry, "in doubt", plain(error))
    if ticket is None:
        return Found(entry, "in doubt", entry.error_message or "")
    hold, now = crew.patience.lease, crew.now()
    moved = crew.ledger.move(
        entry, "submitted", hold=hold, ticket=ticket, submitted=now
    )
    return Found(moved, "found", f"it is job {ticket.id}")


async def _polled(
    crew: Crew, provider: Provider, entry: Entry, ticket: Ticket
) -> Found:
    said, hold = await provider.poll(ticket), crew.patience.lease
    if isinstance(said, Refused) and entry.state in {"submitted", "ready"}:
        if said.kind == "not found":
            # Paid for, and perhaps only its record is gone: that ends no job here.
            return Found(entry, "no answer", unsigned(said.message))
        moved = crew.ledger.move(
            entry,
            "failed",
            hold=hold,
            error_code=said.kind,
            error_message=unsigned(said.message),
            failed_at_a_cost=said.charged,
        )
        return Found(moved, "failed", unsigned(said.message))
    if isinstance(said, Ready):
        if entry.state == "submitted":
            charged = said.charged or entry.charged
            entry = crew.ledger.move(
                entry, "ready", hold=hold, seed=said.seed, charged=charged
            )
        return Found(entry, "ready")
    progress = getattr(said, "progress", None)
    return Found(entry, "running", f"{progress:.0%}" if progress is not None else "")
