"""The embedded runner: all shots of a plan at once, within each provider's limit."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard.errors import PlanError, Problem
from storyboard.model.clock import Clock
from storyboard.model.event import Event, ShotMoved
from storyboard.model.plan import Step
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.providers.base import Provider
from storyboard.scheduler.complaints import NotMade
from storyboard.scheduler.entry import Entry, Wish
from storyboard.scheduler.job import Crew, Publish
from storyboard.scheduler.ledger import Ledger
from storyboard.scheduler.moves import OPEN
from storyboard.scheduler.patience import Patience, Terms
from storyboard.scheduler.shot import make
from storyboard.store.clips import ClipStore


@dataclass(frozen=True)
class Outcome:
    """What came of a run, in the order of its steps."""

    takes: tuple[Take, ...]
    """The takes that were made, or that the ledger had already."""
    failures: Mapping[ShotId, Problem]
    """Why each other shot was not made."""


@dataclass(frozen=True)
class _Order:
    """A step that generates, ready to be made."""

    provider: Provider
    request: ClipRequest
    entry: Entry


async def as_it_is(_provider: Provider, request: ClipRequest) -> ClipRequest:
    """Of requests whose files need no publishing."""
    return request


async def shoot(
    steps: Sequence[Step],
    *,
    project: str,
    providers: Mapping[str, Provider],
    terms: Mapping[str, Terms],
    ledger: Ledger,
    clips: ClipStore,
    clock: Clock,
    measure: Callable[[Path], float],
    report: Callable[[Event], None],
    publish: Publish = as_it_is,
    on_clip: Callable[[Take], None] | None = None,
    patience: Patience = Patience(),  # noqa: B008 - frozen
) -> Outcome:
    """Make the steps that generate; a shot that fails never stops the others.

    `terms` says of each provider how many jobs run at once and how long they may take.
    `publish` sees that it can reach a request's files, right before the request is
    intended. `on_clip` is called with each take as it arrives. Cancelled, or ended by
    a StoreError, it leaves a ledger from which the same call goes on; what was
    accepted is never sent again.
    """
    made = [(s, s.request) for s in steps if s.action == "generate" and s.request]
    wishes = [
        _wish(project, step, request, providers[request.provider])
        for step, request in made
    ]
    entries = ledger.want(wishes, now=clock.now().timestamp(), present=clips.has)
    orders = [
        _Order(providers[request.provider], request, entry)
        for (_, request), entry in zip(made, entries, strict=True)
    ]
    crew = Crew(ledger, clips, clock, measure, report, patience, publish)
    slots = {name: asyncio.Semaphore(terms[name].jobs) for name in providers}

    async def run(order: _Order) -> Take | Problem:
        async with slots[order.provider.name]:
            result = await _made(crew, order, terms[order.provider.name])
        report(_moved(order, result))
        if on_clip is not None and isinstance(result, Take):
            on_clip(result)
        return result

    # What is running at a service takes up its limit already: it comes first.
    open_first = sorted(orders, key=lambda order: order.entry.state not in OPEN)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = {o.request.shot: group.create_task(run(o)) for o in open_first}
    except ExceptionGroup as faults:
        # Each would have ended the run; the first did.
        raise faults.exceptions[0] from faults
    results = {
        order.request.shot: tasks[order.request.shot].result() for order in orders
    }
    return Outcome(
        tuple(each for each in results.values() if isinstance(each, Take)),
        {shot: each for shot, each in results.items() if isinstance(each, Problem)},
    )


async def _made(crew: Crew, order: _Order, terms: Terms) -> Take | Problem:
    try:
        return await make(crew, order.provider, terms, order.request, order.entry)
    except NotMade as reason:
        return reason.problem


def _moved(order: _Order, result: Take | Problem) -> ShotMoved:
    shot, name = order.request.shot, order.provider.name
    if isinstance(result, Take):
        return ShotMoved(shot=shot, state="done", provider=name, take=result)
    return ShotMoved(shot=shot, state="failed", provider=name, message=result.message)


def _wish(project: str, step: Step, request: ClipRequest, provider: Provider) -> Wish:
    offered = provider.capabilities(step.model)
    if offered is None:
        raise PlanError(f"{provider.name} offers no model {step.model}")
    return Wish(
        project=project,
        origin=offered.origin,
        shot=step.shot,
        number=step.number,
        fingerprint=step.fingerprint,
        parts=step.parts,
        provider=provider.name,
        model=offered.model,
        seed=request.seed,
        price=step.price,
        anew=step.reason.kind == "forced",
    )
