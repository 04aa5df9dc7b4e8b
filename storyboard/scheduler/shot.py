"""One shot, from wanted to done: the re-entrant function that decides whether to pay.

The ledger, not whoever calls, knows how far a take has come. Called again after a
crash, or in two processes at once, it goes on from there: claim, intent, submit,
ticket, poll, fetch, keep.
"""

import asyncio

from storyboard.errors import StoreError
from storyboard.model.event import ShotMoved
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.providers.base import NotSent, Provider, SubmitRefused, Ticket
from storyboard.scheduler.collect import collect
from storyboard.scheduler.complaints import (
    NotMade,
    ended,
    not_accepted,
    plain,
    unsigned,
)
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.job import Crew, Job
from storyboard.scheduler.ledger import LostClaim
from storyboard.scheduler.moves import State


async def make(
    crew: Crew, provider: Provider, request: ClipRequest, entry: Entry
) -> Take:
    """The entry's take; NotMade where this run ends without it.

    However this ends, the ledger says how the take stands, and nobody has to wait for
    it: the same call later goes on.
    """
    while True:
        job = Job(crew, provider, request, await _claimed(crew, entry))
        try:
            return await _go_on(job)
        except LostClaim:
            entry = crew.ledger.entry(entry.key)
        except BaseException:
            job.release()
            raise


async def _claimed(crew: Crew, entry: Entry) -> Entry:
    """The entry, held by us or ended; waits while another run holds it."""
    while not entry.ended:
        now = crew.now()
        held = crew.ledger.claim(entry, now=now, until=now + crew.patience.lease)
        if held is not None:
            return held
        entry = crew.ledger.entry(entry.key)
        wish, left = entry.wish, max(entry.lease_until - now, 0.1)
        crew.report(
            ShotMoved(
                shot=wish.shot,
                state="waiting",
                provider=wish.provider,
                message=f"held by another run, or one that crashed: {left:.0f} s more",
            )
        )
        await crew.clock.sleep(min(left, crew.patience.lease / 4))
    return entry


async def _go_on(job: Job) -> Take:
    while True:
        match job.next_move():
            case "keep":
                return job.entry.take()
            case "stop":
                raise NotMade(ended(job.entry))
            case "submit":
                await _submit(job)
            case "wait":
                settled = (job.entry.sent_by or 0.0) + job.crew.patience.grace
                await job.sleep(max(settled - job.crew.now(), 0.1))
            case "look":
                await _look(job)
            case "doubt":
                said = job.entry.error_message or "the run ended before the answer came"
                job.move("uncertain", error_code="uncertain", error_message=said)
            case "collect":
                await collect(job)


async def _submit(job: Job) -> None:
    """Send the request once; how it went is in the ledger when this returns.

    Sent again after an unknown outcome, nothing but a ticket settles that outcome: what
    became of this try says nothing about the first.
    """
    patience, clock = job.crew.patience, job.crew.clock
    if job.sent >= patience.submits:
        raise NotMade(not_accepted(job.entry, job.sent))
    if job.sent:
        job.show("waiting", message=job.entry.error_message or "")
        await job.sleep(patience.after_failure(job.sent, job.dice))
    job.sent += 1
    doubtful = job.entry.state == "intent"
    began = clock.elapsed(), job.crew.now()
    job.move(
        "intent",
        hold=patience.submit + patience.grace,
        sent_by=began[1] + patience.submit,
    )
    # A machine that slept between intent and sending would send after its lease.
    slept = max(clock.elapsed() - began[0], job.crew.now() - began[1])
    if slept >= patience.grace:
        _not_sent(job, "the machine slept", doubtful=doubtful)
        return
    sending = asyncio.create_task(_send(job, doubtful=doubtful))
    try:
        await asyncio.shield(sending)
    except asyncio.CancelledError:
        # A request on its way is heard out, its ticket is money; a second
        # interruption ends this too.
        await asyncio.gather(sending, return_exceptions=True)
        raise


async def _send(job: Job, *, doubtful: bool) -> None:
    try:
        ticket = await job.provider.submit(job.request, job.entry.key)
    except NotSent as error:
        _not_sent(job, plain(error), doubtful=doubtful)
    except SubmitRefused as error:
        said = unsigned(error.refused.message)
        if error.later:
            _not_sent(job, said, doubtful=doubtful)
        elif doubtful:
            job.move("uncertain", error_code="uncertain", error_message=said)
        else:
            job.move("refused", error_code=error.refused.code, error_message=said)
    except Exception as error:  # noqa: BLE001 - whatever it was, the outcome is unknown
        job.move("intent", error_code="unknown", error_message=plain(error))
    else:
        _accepted(job, ticket)


def _not_sent(job: Job, said: str, *, doubtful: bool) -> None:
    state: State = "intent" if doubtful else "wanted"
    job.move(state, error_code="not-sent", error_message=said)


async def _look(job: Job) -> None:
    """Ask the service whether it has the job."""
    ticket = await job.answer(lambda: job.provider.find(job.entry.key))
    if ticket is None:
        job.move("wanted", error_code="not-sent", error_message="it never arrived")
    else:
        _accepted(job, ticket)


def _accepted(job: Job, ticket: Ticket) -> None:
    """Put the ticket on disk, or at least before somebody's eyes."""
    try:
        job.move("submitted", ticket=ticket, submitted=job.crew.now())
    except LostClaim:
        note = f"ticket {ticket.id} came after the claim was lost"
        job.crew.ledger.note(job.entry, note, now=job.crew.now())
        raise
    except StoreError as error:
        raise StoreError(
            f"{error.message}; shot {job.entry.wish.shot} was accepted by "
            f"{ticket.provider} as {ticket.id}, which could not be recorded"
        ) from error
    job.show("submitted")
