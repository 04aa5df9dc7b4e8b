"""The golden bodies over real HTTP, at the sandbox's Ark."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from storyboard.model.money import Money
from storyboard.model.price import price_of
from storyboard.providers.ark import Ark
from storyboard.providers.base import Ready, Ticket, Waiting
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import a_workplace
from tests.providers.ark.test_payload import CASES, PLAIN, OwnSettings, wish
from tests.providers.asked import golden

Result = TypeVar("Result")
KEY = "0123456789abcdef" * 4
NOT_THERE = {"own_fields_2_5", "final_of_a_draft", "endpoint_of_a_draft"}
"""The sandbox gives 2.5 the lengths of 2.0, a draft's final needs its draft first, and
every endpoint runs 2.0."""

OF_1_0 = {"references_1_0_lite"}
"""The sandbox counts the pixels of 2.0 for every model."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    modules = ("storyboard.sandbox.services.ark",)
    with Sandbox(Options(clips="tiny", seconds=0), modules=modules) as running:
        yield running


def at(
    sandbox: Sandbox,
    play: Callable[[Ark], Awaitable[Result]],
    settings: OwnSettings = PLAIN,
) -> Result:
    async def played() -> Result:
        service = Ark(a_workplace(sandbox.address, settings=settings))
        try:
            return await play(service)
        finally:
            await service.close()

    return asyncio.run(played())


async def ended(service: Ark, ticket: Ticket) -> Ready:
    state = await service.poll(ticket)
    while isinstance(state, Waiting):
        await asyncio.sleep(0.01)
        state = await service.poll(ticket)
    assert isinstance(state, Ready), state
    return state


@pytest.mark.parametrize("name", [name for name in CASES if name not in NOT_THERE])
def test_a_golden_body_is_taken_and_its_price_comes_back(
    sandbox: Sandbox, name: str
) -> None:
    request, settings = CASES[name]

    async def play(service: Ark) -> tuple[Ready, Money | None]:
        row = service.capabilities(request.model)
        assert row is not None
        planned, _ = price_of(row.prices, request)
        return await ended(service, await service.submit(request, KEY)), planned

    ready, planned = at(sandbox, play, settings)
    order = sandbox.book.jobs("ark")[-1].order
    wanted = golden(__file__, name) | {"safety_identifier": KEY}
    assert order.request == wanted
    if planned and order.price and not request.web_search:
        assert ready.charged == Money(amount=order.price, unit=order.unit)
        assert ready.charged == planned or name in OF_1_0
    assert ready.seed is not None
    assert bool(ready.last_frame) is wanted.get("return_last_frame", False)


def test_a_draft_is_made_final(sandbox: Sandbox) -> None:
    draft = wish("seedance-1.5-pro-draft", resolution="480p", seed=7)

    async def play(service: Ark) -> Ready:
        ready = await ended(service, await service.submit(draft, KEY))
        extra = {"draft_task": ready.ticket.id}
        final = wish("seedance-1.5-pro", resolution="1080p", extra=extra)
        return await ended(service, await service.submit(final, KEY))

    assert at(sandbox, play).address
    order = sandbox.book.jobs("ark")[-1].order
    assert order.resolution == "1080p"
    assert "Mara opens the lamp room door" in order.prompts[0][0]


def test_a_job_is_found_by_the_key_that_it_bears(sandbox: Sandbox) -> None:
    async def play(service: Ark) -> None:
        assert await service.find("e" * 64) is None
        ticket = await service.submit(wish(), "e" * 64)
        await service.submit(wish(), "f" * 64)
        assert await service.find("e" * 64) == ticket

    at(sandbox, play)


def test_a_job_that_runs_is_not_called_off_and_stays_on_record(
    sandbox: Sandbox,
) -> None:
    async def play(service: Ark) -> None:
        ticket = await service.submit(wish(), KEY)
        await ended(service, ticket)
        assert await service.cancel(ticket) is False
        assert isinstance(await service.poll(ticket), Ready)

    at(sandbox, play)


def test_a_job_that_waits_is_called_off() -> None:
    modules = ("storyboard.sandbox.services.ark",)
    with Sandbox(Options(clips="tiny", seconds=600), modules=modules) as slow:

        async def play(service: Ark) -> None:
            ticket = await service.submit(wish(), KEY)
            assert await service.cancel(ticket) is True
            assert await service.cancel(ticket) is False
            assert not isinstance(await service.poll(ticket), Waiting)

        at(slow, play)
        (job,) = slow.book.jobs("ark")
        assert job.state == "cancelled"
        assert job.kept == 0
