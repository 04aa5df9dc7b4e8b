"""Prices, over real HTTP, at the sandbox's seedance2.ink."""

import pytest

from storyboard.providers.base import Provider, Ready, Refused, Ticket
from storyboard.providers.seedance2ink import Seedance2Ink
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import KEY, a_workplace
from tests.providers.asked import asked
from tests.providers.contract import Case, result, run
from tests.providers.met import ready
from tests.providers.seedance2ink.test_payload import CASES


@pytest.mark.parametrize(
    ("name", "credits_charged"),
    [
        ("text", 40),
        ("first_frame", 64),
        ("five_files_of_all_kinds", 64),
        ("together", 80),
    ],
)
def test_the_price_of_a_golden_body_comes_back(
    sandbox: Sandbox, name: str, credits_charged: int
) -> None:
    request, settings = CASES[name]
    service = Seedance2Ink(a_workplace(sandbox.address, settings=settings))
    state = ready(service, request, KEY)
    assert str(state.charged) == f"{credits_charged} credits@seedance2ink"


def test_only_the_submit_says_what_a_clip_took(sandbox: Sandbox) -> None:
    """After a restart a ticket is nothing but its id."""
    request = asked("seedance2ink")
    case = Case(
        build=lambda: Seedance2Ink(a_workplace(sandbox.address)), request=request
    )

    async def play(service: Provider) -> Ready | Refused:
        ticket = await service.submit(request, KEY)
        again = Ticket(provider=ticket.provider, id=ticket.id)
        return await result(case, service, again)

    state = run(case, play)
    assert isinstance(state, Ready)
    assert state.charged is None
