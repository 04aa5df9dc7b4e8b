"""The golden bodies, over real HTTP, at the sandbox's seedance2.ink."""

import asyncio
from collections.abc import Iterator

import pytest

from storyboard.model.request import ClipRequest
from storyboard.providers.base import Ready, Ticket, Waiting
from storyboard.providers.seedance2ink import Seedance2Ink
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import KEY, a_workplace
from tests.providers.asked import TOGETHER, asked, golden, medium

DOOR, WINDOW = medium("first_frame", "door"), medium("last_frame", "window")
ALL_KINDS = (
    DOOR,
    WINDOW,
    medium("reference", "mara", shows="Mara"),
    medium("reference", "walk", "video"),
    medium("voice", "voice", "audio", shows="Mara"),
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    modules = ("storyboard.sandbox.services.seedance2ink",)
    options = Options(clips="tiny", seconds=0)
    with Sandbox(options, modules=modules) as running:
        yield running


def ready(sandbox: Sandbox, request: ClipRequest, *, restart: bool = False) -> Ready:
    """The clip of a request; after a restart, by a ticket with nothing but its id."""

    async def played() -> Ready:
        place = a_workplace(sandbox.address, settings={"project": "proj-7f3a"})
        service = Seedance2Ink(place)
        try:
            ticket = await service.submit(request, KEY)
            if restart:
                ticket = Ticket(provider=ticket.provider, id=ticket.id)
            state = await service.poll(ticket)
            while isinstance(state, Waiting):
                await asyncio.sleep(0.01)
                state = await service.poll(ticket)
        finally:
            await service.close()
        assert isinstance(state, Ready), state
        return state

    return asyncio.run(played())


@pytest.mark.parametrize(
    ("name", "request_", "credits_charged"),
    [
        ("text", asked("seedance2ink"), 40),
        ("first_frame", asked("seedance2ink", media=(DOOR,)), 64),
        ("five_files_of_all_kinds", asked("seedance2ink", media=ALL_KINDS), 64),
        ("together", asked("seedance2ink", **TOGETHER), 80),
    ],
)
def test_a_golden_body_is_taken_and_its_price_comes_back(
    sandbox: Sandbox, name: str, request_: ClipRequest, credits_charged: int
) -> None:
    state = ready(sandbox, request_)
    sent = sandbox.book.jobs("seedance2ink")[-1].order.request
    assert sent == golden(__file__, name)
    assert str(state.charged) == f"{credits_charged} credits@seedance2ink"


def test_only_the_submit_says_what_a_clip_took(sandbox: Sandbox) -> None:
    assert ready(sandbox, asked("seedance2ink"), restart=True).charged is None
