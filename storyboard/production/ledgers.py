"""The ledger of a script, for whoever looks into it.

Imported late: it brings the database along.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

from storyboard.model.money import Money
from storyboard.model.take import Take
from storyboard.model.words import Origin
from storyboard.planning.under_way import Sent, SentState
from storyboard.production.records import film_id, has_ledger
from storyboard.production.script import Script
from storyboard.scheduler.ledger import Ledger
from storyboard.store.lock import read_lock


@contextmanager
def opened(script: Script) -> Iterator[tuple[Ledger, str] | None]:
    """The ledger and the film's name in it; None where there is none.

    Looking makes none. A board without a lock has a name in it where the project has
    a stable id.
    """
    lock, own = read_lock(script.project.lock), script.project.settings.project.id
    if (lock is None and own is None) or not has_ledger(script.project):
        yield None
        return
    with Ledger(script.project.ledger_url, script.studio.clock) as ledger:
        yield ledger, film_id(script, lock)


def ledger_says(script: Script) -> tuple[tuple[Take, ...], tuple[Sent, ...]]:
    """The finished takes that the ledger knows of, and what was sent and has not ended.

    Nothing where there is no ledger.
    """
    with opened(script) as found:
        if found is None:
            return (), ()
        ledger, film = found
        jobs, takes = ledger.open_jobs(film), ledger.takes(film)
    states: Mapping[str, SentState] = {"intent": "on its way", "uncertain": "uncertain"}
    return takes, tuple(
        Sent(
            shot=job.wish.shot,
            provider=job.wish.provider,
            origin=job.wish.origin,
            fingerprint=job.wish.fingerprint,
            number=job.wish.number,
            attempt=job.wish.attempt,
            state=states.get(job.state, "running"),
        )
        for job in jobs
    )


def spent(script: Script, origin: Origin, most: Money) -> Decimal:
    """What all runs of the project have spent or reserved, in the unit of `most`."""
    with opened(script) as found:
        if found is None:
            return Decimal(0)
        ledger, film = found
        return ledger.held(film.partition("/")[0], origin, most.unit)
