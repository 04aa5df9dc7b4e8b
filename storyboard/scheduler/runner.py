"""The runner: all shots of a plan at once, chains in order, within every limit."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter

from storyboard.errors import PlanError, Problem, StoryboardError
from storyboard.model.event import ShotMoved, ShotState
from storyboard.model.plan import Step
from storyboard.model.request import ClipRequest
from storyboard.model.take import FlawKind, Take
from storyboard.model.value import ShotId
from storyboard.providers.base import Provider
from storyboard.scheduler.complaints import NotMade, kept_waiting
from storyboard.scheduler.entry import Entry, Wish, choose
from storyboard.scheduler.executor import EmbeddedExecutor, Executor, Shot
from storyboard.scheduler.job import Crew, Order
from storyboard.scheduler.lane import Lane
from storyboard.scheduler.moves import OPEN
from storyboard.scheduler.patience import Terms
from storyboard.scheduler.shot import make

_SENT = OPEN | {"done", "uncertain"}
"""What may have been paid."""

Complete = Callable[[Step, Mapping[ShotId, Sequence[Take]]], Step]
"""A step whose frames of other shots are known now, from the takes that this run made
of them; called in threads, StoryboardError where it cannot be."""


class Outcome:
    """What came of a run."""

    def __init__(self) -> None:
        self.takes: list[Take] = []
        """The takes that were made, or that the ledger had already."""
        self.failures: dict[tuple[ShotId, int], Problem] = {}
        """Why another take was not made, by shot and attempt."""


@dataclass(frozen=True)
class Setup:
    """What a run makes its shots by."""

    project: str
    providers: Mapping[str, Provider]
    terms: Mapping[str, Terms]
    complete: Complete
    on_take: Callable[[Take], None] = lambda _take: None
    """Called with each take as it arrives."""
    retake_on: frozenset[FlawKind] = frozenset()
    """Flaws for which a shot is made once more, within the caps."""
    executor: Executor = field(default_factory=EmbeddedExecutor)


async def as_it_is(_provider: Provider, request: ClipRequest) -> ClipRequest:
    """Of requests whose files need no publishing."""
    return request


def as_planned(step: Step, _takes: Mapping[ShotId, Sequence[Take]]) -> Step:
    """Of steps that wait for nobody."""
    return step


async def shoot(steps: Sequence[Step], crew: Crew, setup: Setup) -> Outcome:
    """Make the steps that generate; a shot that fails never stops the others.

    Cancelled, or ended by a StoreError, it leaves a ledger from which the same call
    goes on; what was accepted is never sent again. Whoever calls is the film's only
    runner (see `Ledger.enlist`), and gives signs of life meanwhile.
    """
    wanted = [step for step in steps if step.action == "generate" and step.request]
    run = _Run(wanted, crew, setup)
    await setup.executor.run([run.shot(step) for step in run.in_order()])
    return run.outcome


class _Run:
    """One run: who waits for whom, and what came of each."""

    def __init__(self, steps: Sequence[Step], crew: Crew, setup: Setup) -> None:
        self.outcome = Outcome()
        self._steps = steps
        self._crew = crew
        self._setup = setup
        self._lanes = {
            name: Lane(terms, crew.clock) for name, terms in setup.terms.items()
        }
        self._ranks = _ranks(steps)
        self._left: dict[ShotId, set[int]] = defaultdict(set)
        for step in steps:
            self._left[step.shot].add(step.attempt)
        self._further = {s: max(a) - min(a) + 1 for s, a in self._left.items()}
        self._over = {shot: asyncio.Event() for shot in self._left}
        self._turns = {(step.shot, step.attempt): asyncio.Lock() for step in steps}
        self._takes: dict[ShotId, list[Take]] = defaultdict(list)
        self._entries = self._wanted_at_once()

    def _wanted_at_once(self) -> dict[tuple[ShotId, int], Entry]:
        """The entries of all that waits for nobody, in one transaction."""
        ready = [s for s in self._steps if not s.after and not s.fallbacks]
        wishes = [self._wish(step) for step in ready]
        entries = self._crew.ledger.want(wishes, present=self._crew.clips.has)
        return {
            (step.shot, step.attempt): entry
            for step, entry in zip(ready, entries, strict=True)
        }

    def in_order(self) -> Sequence[Step]:
        """The steps: what is running first, then by rank.

        What runs at a service takes up its limit already.
        """
        running = {name for name, entry in self._entries.items() if entry.state in OPEN}
        return sorted(
            self._steps,
            key=lambda step: (
                (step.shot, step.attempt) not in running,
                self._ranks[step.shot],
            ),
        )

    def shot(self, step: Step) -> Shot:
        """The step as a function without arguments, for an executor."""

        async def run() -> None:
            left = self._left[step.shot]
            async with self._turns[step.shot, step.attempt]:
                if step.attempt not in left:
                    # Run again by its executor: what came of it stands.
                    return
                await self._made(step)
                left.discard(step.attempt)
                if not left:
                    self._over[step.shot].set()

        return run

    async def _made(self, step: Step) -> None:
        ready = await self._completed(step)
        result = await self._tried(ready) if isinstance(ready, Step) else ready
        self._keep(step, result)
        if not isinstance(ready, Step) or not isinstance(result, Take):
            return
        if {flaw.kind for flaw in result.flaws} & self._setup.retake_on:
            asked = next(s for s in ready.candidates if s.provider == result.provider)
            # Behind the takes that the board wants of the shot in any case.
            again = _again(asked, self._further[step.shot])
            self._keep(again, await self._tried(again))

    async def _completed(self, step: Step) -> Step | Problem:
        """The step with the frames that it waits for."""
        for shot in step.after:
            if shot in self._over:
                if not self._over[shot].is_set():
                    self._show(step, "waiting", self._waits_for(step))
                await self._over[shot].wait()
                if not self._takes[shot]:
                    return kept_waiting(shot)
        if not step.after and not _lacks_frames(step):
            return step
        try:
            return await asyncio.to_thread(
                self._setup.complete, step, dict(self._takes)
            )
        except StoryboardError as error:
            return Problem("no-frame", error.message)

    def _waits_for(self, step: Step) -> str:
        """`for shots 020 and 040`: all whose takes are yet to come."""
        over = self._over
        shots = [s for s in step.after if s in over and not over[s].is_set()]
        more = ", ".join(shots[:-1])
        named = f"s {more} and {shots[-1]}" if more else "".join(f" {s}" for s in shots)
        return f"for shot{named}"

    async def _tried(self, step: Step) -> Take | Problem:
        """The take, by the first who makes it; else why the last did not.

        Somebody else is asked only after a no that is known to have cost nothing.
        """
        asked = self._asked_already_first(step.candidates)
        instead_of: str | None = None
        for place, each in enumerate(asked):
            last = place == len(asked) - 1
            try:
                return await make(self._crew, self._order(each, instead_of, last=last))
            except NotMade as reason:
                if last or not reason.free:
                    return reason.problem
                instead_of = reason.problem.message
                following = asked[place + 1].provider
                self._show(each, "waiting", f"{instead_of}; asking {following}")
        raise AssertionError("somebody is asked")

    def _asked_already_first(self, steps: Sequence[Step]) -> Sequence[Step]:
        """The same steps, one that was sent already before all others.

        What it made is taken, and what nobody knows of it is not paid elsewhere.
        """
        if len(steps) == 1:
            return steps
        ledger, project = self._crew.ledger, self._setup.project
        entries = ledger.entries(project, shot=steps[0].shot)

        def was_sent(step: Step) -> bool:
            wish = self._wish(step)
            ours = [entry for entry in entries if entry.wish.origin == wish.origin]
            found = choose(wish, ours, self._crew.clips.has)
            return isinstance(found, Entry) and found.state in _SENT

        return sorted(steps, key=lambda step: not was_sent(step))

    def _order(self, step: Step, instead_of: str | None, *, last: bool) -> Order:
        name = step.provider or ""
        entry = self._entries.pop((step.shot, step.attempt), None)
        wish = replace(self._wish(step), instead_of=instead_of)
        if entry is None or entry.wish.provider != name:
            (entry,) = self._crew.ledger.want([wish], present=self._crew.clips.has)
        return Order(
            provider=self._setup.providers[name],
            lane=self._lanes[name],
            entry=entry,
            request=step.request,
            rank=self._ranks[step.shot],
            has_fallback=not last,
        )

    def _keep(self, step: Step, result: Take | Problem) -> None:
        if isinstance(result, Take):
            if result in self._takes[step.shot]:
                # Its executor called the shot off after this, and began anew.
                return
            self.outcome.takes.append(result)
            self._takes[step.shot].append(result)
            self._show(step, "done", provider=result.provider, take=result)
            self._setup.on_take(result)
        else:
            self.outcome.failures[step.shot, step.attempt] = result
            self._show(step, "failed", result.message)

    def _show(
        self,
        step: Step,
        state: ShotState,
        message: str = "",
        *,
        provider: str | None = None,
        take: Take | None = None,
    ) -> None:
        self._crew.report(
            ShotMoved(
                shot=step.shot,
                attempt=step.attempt,
                state=state,
                provider=provider or step.provider,
                message=message,
                take=take,
            )
        )

    def _wish(self, step: Step) -> Wish:
        provider = self._setup.providers[step.provider or ""]
        offered = provider.capabilities(step.model)
        if offered is None:
            raise PlanError(f"{provider.name} offers no model {step.model}")
        return Wish(
            project=self._setup.project,
            origin=offered.origin,
            shot=step.shot,
            number=step.number,
            fingerprint=step.fingerprint,
            parts=step.parts,
            provider=provider.name,
            model=offered.model,
            seed=step.request.seed if step.request else None,
            price=step.price,
            dollars=step.dollars,
            attempt=step.attempt,
            anew=step.reason.kind == "forced",
        )


def _lacks_frames(step: Step) -> bool:
    media = step.request.media if step.request else ()
    return any(medium.frame_of and not medium.digest for medium in media)


def _again(step: Step, further: int) -> Step:
    """A take so many attempts further on, with the seed of that one."""
    return step.model_copy(
        update={
            "request": step.request.reseeded(further) if step.request else None,
            "attempt": step.attempt + further,
            "number": step.number + further,
            "after": (),
            "fallbacks": (),
        }
    )


def _ranks(steps: Sequence[Step]) -> Mapping[ShotId, int]:
    """Of each shot its place in the queue: whoever most others wait for comes first.

    Shots that head long chains go before those that nobody waits for, since a chain
    takes its length in time however many jobs may run at once.
    """
    waits = {step.shot: step.after for step in steps}
    depth = dict.fromkeys(waits, 0)
    for shot in reversed(tuple(TopologicalSorter(waits).static_order())):
        for before in waits.get(shot, ()):
            if before in depth:
                depth[before] = max(depth[before], depth[shot] + 1)
    places = {shot: place for place, shot in enumerate(waits)}
    order = sorted(waits, key=lambda shot: (-depth[shot], places[shot]))
    return {shot: rank for rank, shot in enumerate(order)}
