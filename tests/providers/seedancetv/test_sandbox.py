"""The golden bodies over real HTTP, at the sandbox's seedance.tv."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from storyboard.model.request import ClipRequest
from storyboard.providers.base import Ready, Refused, Waiting
from storyboard.providers.seedancetv import SeedanceTv
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import KEY, a_workplace
from tests.providers.asked import PROMPT, asked, golden
from tests.providers.seedancetv.test_payload import CASES

Result = TypeVar("Result")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    modules = ("storyboard.sandbox.services.seedancetv",)
    with Sandbox(Options(clips="tiny", seconds=0), modules=modules) as running:
        yield running


def at(sandbox: Sandbox, play: Callable[[SeedanceTv], Awaitable[Result]]) -> Result:
    async def played() -> Result:
        service = SeedanceTv(a_workplace(sandbox.address))
        try:
            return await play(service)
        finally:
            await service.close()

    return asyncio.run(played())


def made(sandbox: Sandbox, request: ClipRequest) -> Ready | Refused:
    async def play(service: SeedanceTv) -> Ready | Refused:
        ticket = await service.submit(request, KEY)
        state = await service.poll(ticket)
        while isinstance(state, Waiting):
            await asyncio.sleep(0.01)
            state = await service.poll(ticket)
        return state

    return at(sandbox, play)


@pytest.mark.parametrize("name", CASES)
def test_a_golden_body_is_taken(sandbox: Sandbox, name: str) -> None:
    assert isinstance(made(sandbox, CASES[name]), Ready)
    order = sandbox.book.jobs("seedancetv")[-1].order
    assert order.request == golden(__file__, name)
    assert order.seconds == CASES[name].seconds


def test_a_job_that_fails_says_why(sandbox: Sandbox) -> None:
    request = asked("seedancetv", prompt=f"{PROMPT} [sandbox: fail=content]")
    ended = made(sandbox, request)
    assert isinstance(ended, Refused)
    assert ended.kind == "failed"
    assert "moderation" in ended.message


def test_styles_and_balance_are_understood(sandbox: Sandbox) -> None:
    assert "photorealistic" in at(sandbox, lambda service: service.styles())
    balance = at(sandbox, lambda service: service.balance())
    assert balance is not None
    assert balance.unit == "credits@seedancetv"
