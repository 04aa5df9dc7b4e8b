"""Reconcile: jobs of earlier runs, settled with the services. Nothing is spent.

Imported late: it brings the ledger along.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from storyboard.errors import PreflightError, Problem, StoryboardError, offer
from storyboard.model.plan import Plan
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.production.looking import look_at
from storyboard.production.making import terms_of
from storyboard.production.preparing import plan
from storyboard.production.records import film_id, ready_store, write_takes
from storyboard.production.running import Run, only_run
from storyboard.production.script import Script, providers_of
from storyboard.production.shooting import gather
from storyboard.providers.base import Provider, Refused, Ticket
from storyboard.scheduler import reconcile
from storyboard.scheduler.complaints import plain
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.job import Crew
from storyboard.scheduler.reconcile import Found
from storyboard.scheduler.runner import as_it_is
from storyboard.store.lock import Lock, read_lock, write_lock

_Providers = dict[str, Provider]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Collected:
    """What was brought in."""

    takes: Sequence[Take]
    failed: Sequence[tuple[Entry, Problem]]


def collect(script: Script, shots: frozenset[ShotId] | None = None) -> Collected:
    """Fetch every clip that was paid for and that nobody fetched, and keep it.

    Whatever the board says of its shot by now: it may have changed, or be gone.
    """

    async def work(
        crew: Crew, entries: Sequence[Entry], providers: _Providers
    ) -> Collected:
        accepted = [entry for entry in entries if entry.ticket is not None]
        terms = {name: terms_of(script, each) for name, each in providers.items()}
        return Collected(*await reconcile.collect(accepted, crew, providers, terms))

    collected = _with_services(script, shots, work)
    if collected is None:
        return Collected((), ())
    _record(script, collected.takes)
    return collected


def refresh(script: Script, shots: frozenset[ShotId] | None = None) -> Sequence[Found]:
    """Ask the services once about every take that has not ended."""

    async def work(
        crew: Crew, entries: Sequence[Entry], providers: _Providers
    ) -> Sequence[Found]:
        return await reconcile.refresh(entries, crew, providers)

    return _with_services(script, shots, work) or ()


def cancel(script: Script, shots: frozenset[ShotId] | None = None) -> Sequence[Found]:
    """Call off what the services let be called off."""

    async def work(
        crew: Crew, entries: Sequence[Entry], providers: _Providers
    ) -> Sequence[Found]:
        return await reconcile.cancel(entries, crew, providers)

    return _with_services(script, shots, work) or ()


def resolve(script: Script, shot: ShotId, ticket: str | None) -> Found:
    """Settle a take of which nobody knows whether it was accepted.

    With its `ticket` the job goes on, once the service has said that it knows it;
    without, it counts as lost: never made, and never charged. PreflightError where the
    shot has no such take, or the service does not know the ticket.
    """

    async def work(
        crew: Crew, entries: Sequence[Entry], providers: _Providers
    ) -> Found:
        doubtful = [e for e in entries if e.state in {"uncertain", "intent"}]
        if not doubtful:
            raise PreflightError(_no_doubt(script, shot, entries))
        entry = max(doubtful, key=lambda each: each.wish.number)
        held = crew.ledger.claim(entry, run=crew.run, hold=crew.patience.lease)
        if held is None:
            raise PreflightError(f"another run holds shot {shot}")
        if held.state == "intent":
            said = "the run ended before the answer came"
            held = crew.ledger.move(
                held, "uncertain", hold=crew.patience.lease, error_message=said
            )
        if ticket is None:
            said = "said to be lost by a person"
            moved = crew.ledger.move(
                held, "refused", hold=0.0, error_code="lost", error_message=said
            )
            return Found(moved, "failed", said)
        job = Ticket(provider=held.wish.provider, id=ticket)
        await _known(providers[held.wish.provider], job)
        moved = crew.ledger.move(
            held, "submitted", hold=0.0, ticket=job, submitted=crew.now()
        )
        return Found(moved, "found", f"it is job {ticket}")

    found = _with_services(script, frozenset({shot}), work)
    if found is None:
        raise PreflightError(_no_doubt(script, shot, ()))
    return found


async def _known(provider: Provider, ticket: Ticket) -> None:
    """PreflightError where the service does not know a job of this name."""
    try:
        said = await provider.poll(ticket)
    except Exception as error:
        raise PreflightError(
            f"{provider.name} does not say whether it has job {ticket.id}: "
            f"{plain(error)}; try again later"
        ) from error
    if isinstance(said, Refused) and said.kind == "not found":
        raise PreflightError(
            f"{provider.name} knows no job {ticket.id}: {said.message}; look again at "
            "its list of jobs, or say --lost"
        )


def _no_doubt(script: Script, shot: ShotId, entries: Sequence[Entry]) -> str:
    if entries:
        entry = entries[-1]
        return (
            f"shot {shot} has no take in doubt: take {entry.wish.number} is "
            f"{entry.state}; `storyboard log {shot}` tells its story"
        )
    known = [each.id for each in script.board.shots()]
    if shot not in known:
        return f"there is no shot {shot} ({offer(shot, known)})"
    return f"shot {shot} has no take in doubt; `storyboard log {shot}` tells its story"


def _with_services(
    script: Script,
    shots: frozenset[ShotId] | None,
    work: Callable[[Crew, Sequence[Entry], _Providers], Awaitable[Result]],
) -> Result | None:
    """What comes of the work on everything that was sent; None where nothing was."""
    lock = read_lock(script.project.lock)
    if lock is None:
        return None
    ready_store(script.project)
    project = film_id(script, lock)
    with only_run(script, project) as run:
        found = [
            entry
            for entry in run.ledger.open_jobs(project)
            if shots is None or entry.wish.shot in shots
        ]
        if not found:
            return None
        return run.carry_on(partial(_asking, run, found, work))


async def _asking(
    run: Run,
    entries: Sequence[Entry],
    work: Callable[[Crew, Sequence[Entry], _Providers], Awaitable[Result]],
) -> Result:
    script, studio = run.script, run.script.studio
    providers = dict(providers_of(script, {entry.wish.provider for entry in entries}))
    crew = Crew(
        ledger=run.ledger,
        run=run.name,
        clips=script.clips,
        clock=studio.clock,
        look_at=partial(look_at, Plan(steps=())),
        report=studio.report,
        patience=run.patience,
        publish=as_it_is,
    )
    try:
        # A sandbox that has ended took its jobs with it: only what is of the same
        # origin as the service is now can be asked about.
        here = [entry for entry in entries if _is_here(providers, entry)]
        return await work(crew, here, providers)
    finally:
        for provider in providers.values():
            await provider.close()


def _is_here(providers: _Providers, entry: Entry) -> bool:
    provider = providers.get(entry.wish.provider)
    offered = provider.capabilities(entry.wish.model) if provider else None
    return offered is not None and offered.origin == entry.wish.origin


def _record(script: Script, takes: Sequence[Take]) -> None:
    """Put the takes into the lock; where the board cannot be planned, as they are."""
    with suppress(StoryboardError):
        dailies = gather(plan(script))
        steps = dailies.planned.plan.steps
        joint = {step.shot for step in steps if step.request and step.request.beats}
        plain_takes = tuple(take for take in takes if take.shot not in joint)
        write_takes(replace(dailies, made=plain_takes))
        return
    lock = read_lock(script.project.lock) or Lock(project=film_id(script, None))
    write_lock(script.project.lock, lock.with_takes(takes))
