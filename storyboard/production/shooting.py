"""Shoot: make what the plan says, once everything was looked at."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from storyboard.errors import PlanError, PreflightError, Problem
from storyboard.model.event import Event, ShotMoved, ShotState
from storyboard.model.plan import Step
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.planning.together import share, shots_of
from storyboard.production.records import (
    film_id,
    ready_store,
    write_takes,
)
from storyboard.production.script import (
    Dailies,
    Planned,
    Script,
    measure,
    providers_of,
)
from storyboard.providers.base import Account, Provider
from storyboard.sandbox.options import SERVICES
from storyboard.scheduler.patience import Terms
from storyboard.store.lock import Lock, read_lock, write_lock
from storyboard.studio import Studio

SPACE_NEEDED = 200_000_000
"""Bytes that must be free before anything is made."""


def shoot(planned: Planned) -> Dailies:
    """Make what the plan says is to be made; PlanError where it has errors.

    A shot that fails does not stop the others: see `Dailies.failures`. What was made
    is in the lock when this returns.
    """
    if planned.plan.errors:
        raise PlanError("the plan cannot be run", planned.plan.errors)
    _announce(planned)
    if not planned.to_make:
        dailies = gather(planned)
    else:
        _preflight(planned)
        dailies = asyncio.run(_shoot(planned))
    write_takes(dailies)
    return dailies


def gather(planned: Planned) -> Dailies:
    """What there is to cut from without shooting.

    A shot whose newest take is older than the board is cut from it and named in
    `Dailies.stale`; a shot without any take becomes a slate. PlanError where the board
    asks for something that is not served yet.
    """
    unserved = [p for p in planned.plan.errors if p.code == "unserved"]
    if unserved:
        raise PlanError("the film cannot be cut", unserved)
    return _dailies(planned, (), {})


def _announce(planned: Planned) -> None:
    """Say of every shot what will happen with it."""
    chosen = {step.shot for step in planned.making}
    for step in planned.plan.steps:
        state: ShotState
        if step.action == "footage":
            state = "footage"
        elif step.shot in chosen:
            state = "waiting"
        elif step.action == "reuse":
            state = "reused"
        else:
            continue
        planned.script.studio.report(
            ShotMoved(shot=step.shot, state=state, provider=step.provider)
        )


def _preflight(planned: Planned) -> None:
    """The last look before anything is made."""
    script = planned.script
    ready_store(script.project)
    free = script.studio.free_space(script.project.store)
    if free < SPACE_NEEDED:
        raise PreflightError(
            f"only {free // 1_000_000} MB are free where {script.project.store} is; "
            f"make room for at least {SPACE_NEEDED // 1_000_000} MB"
        )
    names = {step.provider for step in planned.to_make if step.provider}
    for provider in providers_of(script, names).values():
        if provider.account is not None:
            _allowed(provider.name, provider.account, script.studio)
    for step in planned.to_make:
        for medium in step.request.media if step.request else ():
            if not script.file(medium.file).is_file():
                raise PreflightError(
                    f"{medium.file}, which shot {step.shot} refers to, has vanished"
                )
    for asset in _material(script.board):
        _look_at(script.file(asset))


def _allowed(name: str, account: Account, studio: Studio) -> None:
    """PreflightError where a service cannot, or may not, be asked to make clips."""
    spoken = name in SERVICES and account.loopback
    if studio.sandbox is not None and not spoken:
        raise PreflightError(
            f"the sandbox does not stand in for {name}; it speaks like "
            f"{', '.join(SERVICES)}"
        )
    if not account.loopback:
        raise PreflightError(
            f"{name} at {account.address} is not asked: until this version's rules "
            "about money are proved, no submit leaves this machine. Try the board with "
            "`render --sandbox`, or draw it with `render --animatic`"
        )
    if not account.key_set:
        raise PreflightError(
            f"{account.key_name} is not set, and {name} needs a key (a sandbox takes "
            "any); put it into the environment or the keyring"
        )


def _material(board: Storyboard) -> Iterator[str]:
    """The files that the cut takes as they are."""
    yield from (shot.footage for shot in board.shots() if shot.footage is not None)
    sound = board.sound
    yield from (cue.file for cue in sound.music)
    yield from (cue.file for cue in (*sound.narration, *sound.effects))


def _look_at(media: Path) -> None:
    """MediaError where a file cannot be cut; better before the shots than after."""
    from storyboard.media.probe import probe  # noqa: PLC0415 - heavy

    probe(media)


async def _shoot(planned: Planned) -> Dailies:
    from storyboard.production.publishing import publisher  # noqa: PLC0415 - heavy
    from storyboard.scheduler.ledger import Ledger  # noqa: PLC0415 - heavy
    from storyboard.scheduler.runner import shoot as run  # noqa: PLC0415 - heavy

    script, studio = planned.script, planned.script.studio
    lock = read_lock(script.project.lock)
    project = film_id(script, lock)
    if lock is None:
        write_lock(script.project.lock, Lock(project=project))
    names = {step.provider for step in planned.to_make if step.provider}
    providers = providers_of(script, names)
    terms = {name: _terms(script, provider) for name, provider in providers.items()}
    published = publisher(script, providers.values())
    try:
        with Ledger(script.project.ledger_url) as ledger:
            async with published as publish:
                outcome = await run(
                    planned.to_make,
                    project=project,
                    providers=providers,
                    terms=terms,
                    ledger=ledger,
                    clips=script.clips,
                    clock=studio.clock,
                    measure=measure,
                    report=partial(_tell, planned),
                    publish=publish,
                )
    finally:
        for provider in providers.values():
            await provider.close()
    return _dailies(planned, outcome.takes, outcome.failures)


def _terms(script: Script, provider: Provider) -> Terms:
    table = script.project.settings.provider(provider.name)
    offered, account = provider.capabilities(None), provider.account
    sandboxed = account is not None and account.loopback
    return Terms(
        jobs=table.concurrency or (offered.concurrency if offered else 1),
        # A sandbox is quicker than what it stands in for.
        first_poll=None if sandboxed else table.poll_seconds,
        longest_job=table.patience,
    )


def _tell(planned: Planned, event: Event) -> None:
    """Report what happens; what happens to a job happens to all its shots."""
    report = planned.script.studio.report
    if not isinstance(event, ShotMoved):
        report(event)
        return
    for step in planned.making:
        if event.shot in {step.shot, step.lead}:
            take = _shared(step, event.take) if event.take else None
            report(event.model_copy(update={"shot": step.shot, "take": take}))


def _shared(step: Step, take: Take) -> Take:
    """The take of one shot out of that of its job."""
    if step.request is None or not step.request.beats:
        return take
    return share(take, step.request, shots_of(step.request).index(step.shot))


def _dailies(
    planned: Planned, job_takes: Sequence[Take], job_failures: Mapping[ShotId, Problem]
) -> Dailies:
    """What there is of each shot; of a job, all its shots have a part."""
    made = {take.shot: take for take in job_takes}
    jobs = {step.shot: step.lead or step.shot for step in planned.making}
    fresh = {
        step.shot: _shared(step, made[jobs[step.shot]])
        for step in planned.making
        if jobs[step.shot] in made
    }
    failures = {s: job_failures[job] for s, job in jobs.items() if job in job_failures}
    takes: dict[ShotId, Take] = {}
    stale: list[ShotId] = []
    clips = planned.script.clips
    for step in planned.plan.steps:
        if step.shot in fresh:
            takes[step.shot] = fresh[step.shot]
        elif step.take is None or step.shot in failures:
            continue
        elif step.action == "reuse":
            takes[step.shot] = step.take
        elif clips.has(step.take.clip):
            takes[step.shot] = step.take
            stale.append(step.shot)
    return Dailies(planned, takes, failures, tuple(stale))
