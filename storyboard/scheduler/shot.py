"""One shot, from wanted to done: the re-entrant function that decides whether to pay.

The ledger, not whoever calls, knows how far a take has come. Called again after a
crash, or in two processes at once, it goes on from there: claim, intent, submit,
ticket, poll, fetch, keep.
"""

import asyncio
from dataclasses import replace

from storyboard.errors import StoreError, StoryboardError
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.providers.base import (
    CannotTell,
    NotSent,
    SubmitRefused,
    Ticket,
    Unanswered,
    intended_at,
)
from storyboard.scheduler.caps import OverCap
from storyboard.scheduler.collect import collect
from storyboard.scheduler.complaints import (
    NotMade,
    ended,
    not_accepted,
    not_known,
    not_published,
    over_cap,
    plain,
    unsigned,
)
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.job import Crew, Job, Order, PutOff
from storyboard.scheduler.ledger import LostClaim
from storyboard.scheduler.moves import State


async def make(crew: Crew, order: Order) -> Take:
    """The order's take; NotMade where this run ends without it.

    However this ends, the ledger says how the take stands, and nobody has to wait for
    it: the same call later goes on.
    """
    while True:
        job = Job(crew, order, await _claimed(crew, order.entry))
        try:
            return await _go_on(job)
        except LostClaim:
            order = replace(order, entry=crew.ledger.entry(order.entry.key))
        except BaseException:
            job.release()
            raise
        finally:
            job.leave()


async def _claimed(crew: Crew, entry: Entry) -> Entry:
    """The entry, held by us or ended; waits while another run holds it."""
    while not entry.ended:
        held = crew.ledger.claim(entry, run=crew.run, hold=crew.patience.lease)
        if held is not None:
            return held
        entry = crew.ledger.entry(entry.key)
        left = max(entry.lease_until - crew.now(), 0.1)
        said = f"held by another run, or one that crashed: {left:.0f} s more"
        crew.show(entry, "waiting", message=said)
        await crew.clock.sleep(min(left, crew.patience.lease / 4))
    return entry


async def _go_on(job: Job) -> Take:
    while True:
        match job.next_move():
            case "keep":
                return job.entry.take()
            case "stop":
                raise NotMade(ended(job.entry), free=_was_free(job.entry))
            case "submit":
                await job.sit(running=job.entry.state != "wanted")
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
                await job.sit(running=True)
                await collect(job)


def _was_free(entry: Entry) -> bool:
    """Whether an ended entry is known to have cost nothing."""
    failed_free = entry.state == "failed" and entry.failed_at_a_cost is False
    return entry.state == "refused" or failed_free


async def _submit(job: Job) -> None:
    """Send the request once; how it went is in the ledger when this returns.

    Sent again after an unknown outcome, nothing but a ticket settles that outcome: what
    became of this try says nothing about the first.
    """
    patience, clock = job.crew.patience, job.crew.clock
    await _until_it_may_be_sent(job)
    request = await _published(job)
    await job.lane.turn()
    job.sent += 1
    doubtful = job.entry.state == "intent"
    began = clock.elapsed(), clock.now().timestamp()
    try:
        job.move(
            "intent",
            hold=patience.submit + patience.grace,
            caps=job.crew.caps,
            callback=request.callback,
            # Of several tries the first counts: it is the oldest that may have arrived.
            sent_by=(job.entry.sent_by if doubtful else None)
            or job.crew.now() + patience.submit,
        )
    except OverCap as cap:
        raise NotMade(over_cap(job.entry, cap)) from cap
    # A machine that slept between intent and sending would send after its lease.
    slept = max(clock.elapsed() - began[0], clock.now().timestamp() - began[1])
    if slept >= patience.grace:
        _not_sent(job, "the machine slept", doubtful=doubtful)
        return
    intended_at.set(began)
    sending = asyncio.create_task(_send(job, request, doubtful=doubtful))
    try:
        await asyncio.shield(sending)
    except asyncio.CancelledError:
        # A request on its way is heard out, its ticket is money; a second
        # interruption ends this too.
        (heard,) = await asyncio.gather(sending, return_exceptions=True)
        if isinstance(heard, StoreError):
            # It may name a ticket that is written down nowhere else.
            raise heard from None
        raise


async def _until_it_may_be_sent(job: Job) -> None:
    """Wait as the last try demands; NotMade where that took too long."""
    patience, clock, off = job.crew.patience, job.crew.clock, job.put_off
    if job.began is None:
        job.began = clock.elapsed()
        return
    job.show("waiting", message=job.entry.error_message or "")
    tries = off.times if off else job.sent
    _not_for_ever(job, tries)
    pause = patience.after_failure(tries, job.dice)
    if off is None:
        await job.sleep(pause)
    elif off.concurrency:
        # A job of ours that ends makes room; so may one that somebody else runs.
        await job.lane.until_one_left(max(off.after, pause))
    else:
        job.lane.slow_down(max(off.after, pause))


def _not_for_ever(job: Job, tries: int) -> None:
    """NotMade where a request was sent in vain for long enough."""
    patience, off, began = job.crew.patience, job.put_off, job.began or 0.0
    elapsed = job.crew.clock.elapsed()
    if job.order.has_fallback and job.order.terms.fall_back_after is not None:
        over = elapsed - began > job.order.terms.fall_back_after
    elif off is not None:
        over = elapsed - off.since > patience.put_off(concurrency=off.concurrency)
    else:
        over = tries >= patience.submits
    if over:
        # What may have arrived may be paid, however long nobody answers.
        free = job.order.terms.fall_back_after is not None
        free = free and job.entry.state == "wanted"
        raise NotMade(not_accepted(job.entry, tries), free=free)


async def _published(job: Job) -> ClipRequest:
    """The request with its files where the service can reach them.

    Links run out, so this is done anew for each try. NotMade where a file cannot be
    published: nothing was sent, and nothing is charged.
    """
    request, tries = job.order.request, 0
    if request is None:
        raise NotMade(not_known(job.entry))
    request = request.model_copy(update={"callback": _callback(job)})
    while True:
        try:
            return await job.crew.publish(job.provider, request)
        except StoryboardError as error:
            raise NotMade(not_published(job.entry, error.message)) from error
        except SubmitRefused as error:
            if not error.later:
                said = unsigned(error.refused.message)
                raise NotMade(not_published(job.entry, said)) from error
            said, after = plain(error), error.after or 0.0
        except (NotSent, Unanswered) as error:
            said, after = plain(error), getattr(error, "after", None) or 0.0
        tries += 1
        if tries >= job.crew.patience.submits:
            raise NotMade(not_published(job.entry, said))
        job.show("waiting", message=said)
        await job.sleep(max(after, job.crew.patience.after_failure(tries, job.dice)))


def _callback(job: Job) -> str | None:
    """Where the service is to call; of a request that may have arrived, as it was."""
    if job.entry.state == "intent":
        return job.entry.callback
    bell = job.crew.bell if job.provider.calls_back else None
    return bell.address(job.entry.key) if bell is not None else None


async def _send(job: Job, request: ClipRequest, *, doubtful: bool) -> None:
    try:
        ticket = await job.provider.submit(request, job.entry.key)
    except NotSent as error:
        job.put_off = None
        _not_sent(job, plain(error), doubtful=doubtful)
    except SubmitRefused as error:
        _said_no(job, error, doubtful=doubtful)
    except CannotTell as error:
        job.move("uncertain", error_code="uncertain", error_message=plain(error))
    except Exception as error:  # noqa: BLE001 - whatever it was, the outcome is unknown
        job.put_off = None
        job.move("intent", error_code="unknown", error_message=plain(error))
        if isinstance(error, Unanswered):
            job.keep_raw(error.refused)
    else:
        job.lane.speed_up()
        _accepted(job, ticket)


def _said_no(job: Job, no: SubmitRefused, *, doubtful: bool) -> None:
    said = unsigned(no.refused.message)
    if no.later:
        job.sent -= 1
        clock, before = job.crew.clock, job.put_off
        job.put_off = PutOff(
            since=before.since if before else clock.elapsed(),
            times=before.times + 1 if before else 1,
            after=no.after or 0.0,
            concurrency=no.refused.kind == "concurrency",
        )
        _not_sent(job, said, doubtful=doubtful)
    elif doubtful:
        job.move("uncertain", error_code="uncertain", error_message=said)
    else:
        job.move("refused", error_code=no.refused.kind, error_message=said)
    job.keep_raw(no.refused)


def _not_sent(job: Job, said: str, *, doubtful: bool) -> None:
    state: State = "intent" if doubtful else "wanted"
    job.move(state, error_code="not-sent", error_message=said)


async def _look(job: Job) -> None:
    """Ask the service whether it has the job."""
    try:
        ticket = await job.answer(lambda: job.provider.find(job.entry.key))
    except CannotTell as error:
        job.move("uncertain", error_code="uncertain", error_message=plain(error))
        return
    if ticket is None:
        job.move("wanted", error_code="not-sent", error_message="it never arrived")
    else:
        _accepted(job, ticket)


def _accepted(job: Job, ticket: Ticket) -> None:
    """Put the ticket on disk, or at least before somebody's eyes."""
    try:
        now = job.crew.now()
        job.move("submitted", ticket=ticket, submitted=now, charged=ticket.charged)
    except LostClaim:
        _late_ticket(job, ticket)
        raise
    except StoreError as error:
        raise StoreError(
            f"{error.message}; shot {job.entry.wish.shot} was accepted by "
            f"{ticket.provider} as {ticket.id}, which could not be recorded"
        ) from error
    job.show("submitted")


def _late_ticket(job: Job, ticket: Ticket) -> None:
    """A ticket that came after another run took the take over, which then doubts it.

    It settles that doubt; only if the other run has a ticket already, nobody needs it.
    """
    ledger, run = job.crew.ledger, job.crew.run
    ledger.note(job.entry, f"ticket {ticket.id} came after the claim was lost")
    entry = ledger.entry(job.entry.key)
    if entry.state == "uncertain":
        held = ledger.claim(entry, run=run, hold=job.crew.patience.lease)
        if held is not None:
            ledger.move(
                held,
                "submitted",
                hold=0.0,
                ticket=ticket,
                submitted=ledger.now(),
                charged=ticket.charged,
            )
