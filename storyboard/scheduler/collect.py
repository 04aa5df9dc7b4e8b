"""From a ticket to a kept clip: all of it free, and repeated until it is right."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from storyboard.errors import MediaError
from storyboard.providers.base import Provider, Ready, Refused, Waiting
from storyboard.scheduler.complaints import (
    NotMade,
    not_fetched,
    plain,
    still_running,
    unsigned,
)
from storyboard.scheduler.job import Job
from storyboard.scheduler.outside import Look
from storyboard.store.durable import storing, throw_away


class _DamagedError(Exception):
    """The clip did not arrive, or is none."""


async def collect(job: Job) -> None:
    """Wait for the job and bring its clip in; the entry is done or failed after it.

    NotMade where the job, or a whole clip, does not come in time. The job is kept.
    """
    said = ""
    for tries in range(job.crew.patience.fetches):
        if tries:
            await job.sleep(job.crew.patience.after_failure(tries, job.dice))
        # Asked anew for each try: the address may have run out meanwhile.
        result = await _result(job)
        # The service is done with it: somebody else may be asked for a clip there.
        job.leave()
        if isinstance(result, Refused):
            job.move(
                "failed",
                error_code=result.kind,
                error_message=unsigned(result.message),
                failed_at_a_cost=result.charged,
            )
            job.keep_raw(result)
            return
        if job.entry.state == "submitted":
            # What was said with the ticket stands, unless the end says more.
            charged = result.charged or job.entry.charged
            job.move("ready", seed=result.seed, charged=charged)
        job.show("fetching", message=said)
        try:
            clip, look = await _bring_in(job, result)
        except _DamagedError as damage:
            said = str(damage)
        else:
            job.move("done", clip=clip, seconds=look.seconds, flaws=look.flaws)
            return
    job.move("ready", error_code="not-fetched", error_message=said)
    raise NotMade(not_fetched(job.entry))


async def _result(job: Job) -> Ready | Refused:
    patience, wish, terms = job.crew.patience, job.entry.wish, job.order.terms
    offered = job.provider.capabilities(wish.model)
    usual = offered.usual_seconds if offered else None
    longest = terms.longest_job or patience.longest_job
    # Not by wall time: a clock that is set forward must not end a paid job's wait.
    began = job.crew.clock.elapsed()
    waited = max(job.crew.now() - (job.entry.submitted or 0.0), 0.0)
    if terms.first_poll is not None and waited < terms.first_poll:
        await job.sleep(terms.first_poll - waited)
    while True:
        state = await job.answer(lambda: job.provider.poll(job.ticket))
        if not isinstance(state, Waiting):
            return state
        waited = max(job.crew.now() - (job.entry.submitted or 0.0), 0.0)
        left = longest - (job.crew.clock.elapsed() - began)
        if left < 0:
            raise NotMade(still_running(job.entry))
        job.show("working", progress=state.progress)
        pause = patience.until_poll(
            waited, wish.origin, job.dice, usual=usual, progress=state.progress
        )
        # The last look comes right after the longest that a run waits.
        await job.until_poll(min(pause, left + 1.0))


async def _bring_in(job: Job, ready: Ready) -> tuple[str, Look]:
    """The kept clip's digest and a look at it; _DamagedError where it is no clip."""
    crew, entry = job.crew, job.entry
    unfinished = crew.clips.incoming(f"{entry.key}-{entry.fence}.mp4")
    try:
        await _download(job, ready, unfinished)
        look = await asyncio.to_thread(crew.look_at, unfinished, job.order.request)
        return await asyncio.to_thread(crew.clips.keep, unfinished), look
    except MediaError as error:
        raise _DamagedError(error.message) from error
    finally:
        throw_away(unfinished)


async def _download(job: Job, ready: Ready, unfinished: Path) -> None:
    with storing(unfinished), unfinished.open("wb") as file:
        async with aclosing(_bytes(job.provider, ready)) as chunks:
            async for chunk in chunks:
                file.write(chunk)


async def _bytes(provider: Provider, ready: Ready) -> AsyncGenerator[bytes, None]:
    try:
        async for chunk in provider.fetch(ready):
            yield chunk
    except Exception as error:
        raise _DamagedError(plain(error)) from error
