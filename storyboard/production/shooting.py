"""Shoot: make what the plan says, once everything was looked at."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType

from storyboard.errors import PlanError, Problem
from storyboard.model.event import ShotMoved
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.planning.together import share_of
from storyboard.production.consent import Allowance, check_spending
from storyboard.production.developing import developing
from storyboard.production.preflight import preflight
from storyboard.production.records import (
    film_id,
    ready_store,
    shots_to_make,
    write_takes,
)
from storyboard.production.script import Dailies, Planned
from storyboard.production.versions import Version
from storyboard.scheduler.outside import Bell
from storyboard.store.lock import Lock, read_lock, write_lock


def shoot(
    planned: Planned,
    allowed: Allowance = Allowance(),  # noqa: B008 - frozen
    bell: Bell | None = None,
    films: Sequence[Version] = (),
) -> Dailies:
    """Make what the plan says is to be made, within what the user allows.

    A shot that fails does not stop the others: see `Dailies.failures`. What was made
    is in the lock when this returns. `bell` is where services call when a job has
    ended. Parts of `films`, which are to be cut, are made meanwhile. PlanError where
    the plan has errors or may not be spent; StoreError while another run shoots the
    same film.
    """
    check_ready(planned, allowed)
    _announce(planned)
    if planned.to_make:
        dailies = _shoot(planned, allowed, bell, films)
    else:
        dailies = gather(planned)
    write_takes(dailies)
    return dailies


def check_ready(planned: Planned, allowed: Allowance) -> None:
    """Everything that `shoot` refuses before anything is sent; free, and offline.

    PlanError where the plan has errors or may not be spent; PreflightError where
    something is missing.
    """
    if planned.plan.errors:
        raise PlanError("the plan cannot be run", planned.plan.errors)
    check_spending(planned, allowed)
    if planned.to_make:
        preflight(planned)


def gather(planned: Planned) -> Dailies:
    """What there is to cut from without shooting.

    A shot whose newest take is older than the board is cut from it and named in
    `Dailies.stale`; a shot without any take becomes a slate. PlanError where the board
    asks for something that is not served yet.
    """
    unserved = [p for p in planned.plan.errors if p.code == "unserved"]
    if unserved:
        raise PlanError("the film cannot be cut", unserved)
    return dailies_of(planned, ())


def _announce(planned: Planned) -> None:
    """Say of every shot what will happen with it."""
    report = planned.script.studio.report
    makes = planned.making
    chosen = {step.shot for step in makes}
    for step in planned.plan.steps:
        if step.action == "footage":
            report(ShotMoved(shot=step.shot, state="footage", provider=step.provider))
        elif step.action == "reuse" and step.shot not in chosen:
            report(ShotMoved(shot=step.shot, state="reused", provider=step.provider))
    for step in makes:
        report(
            ShotMoved(
                shot=step.shot,
                attempt=step.attempt,
                state="waiting",
                provider=step.provider,
            )
        )


def _shoot(
    planned: Planned,
    allowed: Allowance,
    bell: Bell | None,
    films: Sequence[Version],
) -> Dailies:
    from storyboard.production.making import make  # noqa: PLC0415 - heavy
    from storyboard.production.running import only_run  # noqa: PLC0415 - heavy

    script = planned.script
    ready_store(script.project)
    lock = read_lock(script.project.lock)
    project = film_id(script, lock)
    if lock is None:
        unshot = shots_to_make(script)
        write_lock(script.project.lock, Lock(project=project, unshot=unshot))
    with (
        only_run(script, project) as run,
        developing(planned, films, dailies_of) as on_take,
    ):
        outcome = run.carry_on(partial(make, planned, allowed, bell, run, on_take))
    failures: dict[ShotId, Problem] = {}
    for (shot, _), problem in outcome.failures.items():
        failures.setdefault(shot, problem)
    return dailies_of(planned, outcome.takes, failures)


def dailies_of(
    planned: Planned,
    job_takes: Sequence[Take],
    job_failures: Mapping[ShotId, Problem] = MappingProxyType({}),
) -> Dailies:
    """What there is of each shot; of a job, all its shots have a part."""
    jobs = {step.shot: step.lead or step.shot for step in planned.making}
    failures = {s: job_failures[job] for s, job in jobs.items() if job in job_failures}
    by_job: dict[ShotId, list[Take]] = defaultdict(list)
    for take in job_takes:
        by_job[take.shot].append(take)
    takes: dict[ShotId, Take] = {}
    stale: list[ShotId] = []
    made: list[Take] = []
    clips = planned.script.clips
    for step in planned.plan.steps:
        fresh = [
            share_of(step, take) for take in by_job[jobs.get(step.shot, step.shot)]
        ]
        made += fresh
        chosen = planned.in_cut(step, fresh)
        if chosen is not None:
            takes[step.shot] = chosen
            if chosen == step.take and step.reason.kind in {"picked", "preceded"}:
                stale += [step.shot] if step.reason.parts else []
        elif step.take and step.shot not in failures and clips.has(step.take.clip):
            takes[step.shot] = step.take
            stale.append(step.shot)
    return Dailies(planned, takes, failures, tuple(made), tuple(stale))
