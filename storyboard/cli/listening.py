"""`--listen`: where services call to say that a job has ended."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from storyboard.errors import PreflightError
from storyboard.production import Planned
from storyboard.production.script import providers_of
from storyboard.scheduler.outside import Bell
from storyboard.web.receiver import Receiver, in_a_thread
from storyboard.web.secret import secret_in


@contextmanager
def heard(planned: Planned, *, listen: bool) -> Iterator[Bell | None]:
    """What hears the services of a plan, for as long as the run goes on; None: nobody.

    PreflightError where they could not reach it, or the port cannot be had.
    """
    if not listen or not planned.to_make:
        yield None
        return
    script = planned.script
    settings = script.project.settings.listen
    outside = [
        provider.name
        for provider in providers_of(script, set(planned.asks)).values()
        if provider.account is not None and not provider.account.loopback
    ]
    if outside and settings.public_url is None:
        raise PreflightError(
            f"{', '.join(outside)} cannot call {settings.address}: set public_url "
            "under [listen] of storyboard.toml to an address that leads there, or "
            "leave --listen out"
        )
    host, _, port = settings.address.rpartition(":")
    secret = secret_in(script.project.store)
    clock = script.studio.clock
    receiver = Receiver(host, int(port), secret, clock, public=settings.public_url)
    with in_a_thread(receiver) as bell:
        where = settings.public_url or bell.here
        click.echo(f"listening at {where}", err=True)
        yield bell
