"""Make: a plan's steps handed to the scheduler, with everything it is to be given.

Imported late: it brings the ledger along.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import partial

from storyboard.model.event import Event, ShotMoved
from storyboard.model.plan import Step
from storyboard.model.value import ShotId
from storyboard.planning.together import share_of
from storyboard.production.completing import Completing
from storyboard.production.consent import Allowance, caps_of
from storyboard.production.developing import OnTake
from storyboard.production.looking import look_at
from storyboard.production.publishing import publisher
from storyboard.production.running import Run
from storyboard.production.script import Planned, Script, providers_of
from storyboard.providers.base import Provider
from storyboard.scheduler.job import Crew
from storyboard.scheduler.outside import Bell
from storyboard.scheduler.patience import Terms
from storyboard.scheduler.runner import Outcome, Setup, shoot


async def make(
    planned: Planned,
    allowed: Allowance,
    bell: Bell | None,
    run: Run,
    on_take: OnTake,
) -> Outcome:
    """Make the plan's steps, in the run that is given; `on_take` hears of each take."""
    script, studio = planned.script, planned.script.studio
    providers = providers_of(script, set(planned.asks))
    setup = Setup(
        project=run.project,
        providers=providers,
        terms={name: terms_of(script, each) for name, each in providers.items()},
        complete=Completing(planned),
        retake_on=allowed.retake_on,
    )
    try:
        async with publisher(script, providers.values()) as publish:
            crew = Crew(
                ledger=run.ledger,
                run=run.name,
                clips=script.clips,
                clock=studio.clock,
                look_at=partial(look_at, planned.plan),
                report=_teller(planned, on_take),
                patience=run.patience,
                publish=publish,
                caps=caps_of(planned, allowed),
                bell=bell,
            )
            return await shoot(planned.to_make, crew, setup)
    finally:
        for provider in providers.values():
            await provider.close()


def terms_of(script: Script, provider: Provider) -> Terms:
    """How a provider is treated, as the settings and its own table say."""
    table = script.project.settings.provider(provider.name)
    offered, account = provider.capabilities(None), provider.account
    sandboxed = account is not None and account.loopback
    return Terms(
        jobs=table.concurrency or (offered.concurrency if offered else 1),
        per_minute=table.requests_per_minute,
        submits_per_minute=table.submits_per_minute,
        # A sandbox is quicker than what it stands in for.
        first_poll=None if sandboxed else table.poll_seconds,
        longest_job=table.patience,
        fall_back_after=table.fall_back_after,
    )


def _teller(planned: Planned, on_take: OnTake) -> Callable[[Event], None]:
    """What reports: what happens to a job happens to all its shots."""
    report = planned.script.studio.report
    together: dict[ShotId, list[Step]] = defaultdict(list)
    for step in planned.making:
        if step.request is not None and step.request.beats:
            together[step.lead or step.shot].append(step)

    def tell(event: Event) -> None:
        if isinstance(event, ShotMoved) and event.take is not None:
            on_take(event.take)
        steps = together.get(event.shot) if isinstance(event, ShotMoved) else None
        if not isinstance(event, ShotMoved) or steps is None:
            report(event)
            return
        for step in steps:
            take = share_of(step, event.take) if event.take else None
            report(event.model_copy(update={"shot": step.shot, "take": take}))

    return tell
