"""The contract, kept by fal against a queue that speaks as its sheet says."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import pytest

from storyboard.providers.base import (
    Provider,
    Ready,
    Refused,
    SubmitRefused,
    Ticket,
    Unanswered,
    Waiting,
)
from storyboard.providers.registry import build_one
from tests.providers.answers import a_workplace
from tests.providers.asked import asked, medium
from tests.providers.contract import Case, ProviderContract, clip, result, run
from tests.providers.fal.fake_queue import Queue, a_queue


@pytest.fixture(scope="module")
def queue() -> Iterator[Queue]:
    with a_queue() as running:
        yield running


class TestFal(ProviderContract):
    @pytest.fixture
    def case(self, queue: Queue) -> Case:
        return Case(
            build=lambda: build_one("fal", a_workplace(queue.address)),
            request=asked("fal"),
        )

    def test_the_bare_id_of_a_ticket_is_enough_after_a_restart(
        self, case: Case
    ) -> None:
        """The ledger keeps no more of a ticket than its id."""

        async def submit(provider: Provider) -> str:
            return (await provider.submit(case.request, case.key)).id

        ticket = Ticket(provider="fal", id=run(case, submit))

        async def collect(provider: Provider) -> bytes:
            ready = await result(case, provider, ticket)
            assert isinstance(ready, Ready)
            assert ready.seed == 42
            return await clip(provider, ready)

        assert run(case, collect).startswith(b"clip of /files/")

    @pytest.mark.parametrize(
        ("media", "model"),
        [
            ((), "seedance-2.0-fast"),
            ((medium("first_frame", "door"),), "seedance-2.0"),
            ((medium("reference", "walk", "video"),), "seedance-2.0-fast"),
        ],
    )
    def test_every_way_to_ask_leads_to_a_model_that_exists(
        self, case: Case, media: tuple[object, ...], model: str
    ) -> None:
        request = asked("fal", model, media=media)
        one = replace(case, request=request)

        async def play(provider: Provider) -> None:
            ticket = await provider.submit(request, one.key)
            assert isinstance(await result(one, provider, ticket), Ready)

        run(one, play)

    def test_a_job_without_a_clip_reads_as_refused(self, case: Case) -> None:
        request = asked("fal", prompt="Rain. [refuse]")

        async def play(provider: Provider) -> Refused | Ready:
            ticket = await provider.submit(request, case.key)
            assert isinstance(await provider.poll(ticket), Waiting)
            return await result(case, provider, ticket)

        found = run(case, play)
        assert isinstance(found, Refused)
        assert (found.kind, found.code) == ("content", "content_policy")
        assert found.message == "body.prompt: flagged"

    def test_only_a_job_that_goes_on_can_be_called_off(
        self, case: Case, queue: Queue
    ) -> None:
        async def play(provider: Provider) -> tuple[bool, bool]:
            ticket = await provider.submit(case.request, case.key)
            early = await provider.cancel(ticket)
            assert queue.jobs[ticket.id.split(" ")[2]].called_off
            await result(case, provider, ticket)
            return early, await provider.cancel(ticket)

        assert run(case, play) == (True, False)

    def test_a_wrong_key_is_a_clear_no(self, queue: Queue) -> None:
        place = a_workplace(queue.address, key=lambda: "wrong-key-0123456789")
        provider = build_one("fal", place)
        refused = noes(provider, lambda: provider.submit(asked("fal"), "k"))
        assert isinstance(refused, SubmitRefused)
        assert refused.refused.kind == "unauthorised"

    def test_a_ticket_of_a_job_that_is_gone_says_nothing(self, case: Case) -> None:
        provider = case.build()
        for text in ("r /gone/status /gone /gone/cancel", "f" * 64):
            ticket = Ticket(provider="fal", id=text)
            no = noes(provider, lambda ticket=ticket: provider.poll(ticket))  # type: ignore[misc]
            assert isinstance(no, Unanswered)
            assert no.refused.kind == "not found"


def noes(
    provider: Provider, play: Callable[[], Awaitable[object]]
) -> SubmitRefused | Unanswered:
    async def played() -> SubmitRefused | Unanswered:
        try:
            with pytest.raises((SubmitRefused, Unanswered)) as caught:
                await play()
        finally:
            await provider.close()
        assert isinstance(caught.value, SubmitRefused | Unanswered)
        return caught.value

    return asyncio.run(played())
