"""What Ark's jobs come to over real HTTP, at the sandbox's Ark."""

import pytest

from storyboard.model.money import Money
from storyboard.model.price import price_of
from storyboard.model.request import ClipRequest
from storyboard.providers.ark import Ark
from storyboard.providers.base import Ready, Waiting
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import a_workplace
from tests.providers.ark.test_payload import CASES, NOT_TAKEN, wish
from tests.providers.contract import KEY, Case, shot
from tests.providers.met import at, ready

OF_1_0 = {"references_1_0_lite"}
"""The sandbox counts the pixels of 2.0 for every model."""


def service_at(sandbox: Sandbox) -> Ark:
    return Ark(a_workplace(sandbox.address))


async def clip_of(service: Ark, request: ClipRequest) -> Ready:
    return await shot(Case(build=lambda: service, request=request), service)


@pytest.mark.parametrize("name", [name for name in CASES if name not in NOT_TAKEN])
def test_the_price_of_a_golden_body_comes_back(sandbox: Sandbox, name: str) -> None:
    request, settings = CASES[name]
    service = Ark(a_workplace(sandbox.address, settings=settings))
    row = service.capabilities(request.model)
    assert row is not None
    planned, _ = price_of(row.prices, request)
    state = ready(service, request, KEY)
    order = sandbox.book.jobs("ark")[-1].order
    if planned and order.price and not request.web_search:
        assert state.charged == Money(amount=order.price, unit=order.unit)
        assert state.charged == planned or name in OF_1_0
    assert state.seed is not None
    assert bool(state.last_frame) is order.request.get("return_last_frame", False)


def test_a_draft_is_made_final(sandbox: Sandbox) -> None:
    draft = wish("seedance-1.5-pro-draft", resolution="480p", seed=7)

    async def play(service: Ark) -> Ready:
        first = await clip_of(service, draft)
        extra = {"draft_task": first.ticket.id}
        final = wish("seedance-1.5-pro", resolution="1080p", extra=extra)
        return await clip_of(service, final)

    assert at(service_at(sandbox), play).address
    order = sandbox.book.jobs("ark")[-1].order
    assert order.resolution == "1080p"
    assert "Mara opens the lamp room door" in order.prompts[0][0]


def test_a_job_is_found_by_the_key_that_it_bears(sandbox: Sandbox) -> None:
    async def play(service: Ark) -> None:
        assert await service.find("e" * 64) is None
        ticket = await service.submit(wish(), "e" * 64)
        await service.submit(wish(), "f" * 64)
        assert await service.find("e" * 64) == ticket

    at(service_at(sandbox), play)


def test_a_job_that_runs_is_not_called_off_and_stays_on_record(
    sandbox: Sandbox,
) -> None:
    async def play(service: Ark) -> None:
        ticket = (await clip_of(service, wish())).ticket
        assert await service.cancel(ticket) is False
        assert isinstance(await service.poll(ticket), Ready)

    at(service_at(sandbox), play)


def test_a_job_that_waits_is_called_off() -> None:
    modules = ("storyboard.sandbox.services.ark",)
    with Sandbox(Options(clips="tiny", seconds=600), modules=modules) as slow:

        async def play(service: Ark) -> None:
            ticket = await service.submit(wish(), KEY)
            assert await service.cancel(ticket) is True
            assert await service.cancel(ticket) is False
            assert not isinstance(await service.poll(ticket), Waiting)

        at(service_at(slow), play)
        (job,) = slow.book.jobs("ark")
        assert job.state == "cancelled"
        assert job.kept == 0
