"""What every provider must keep, whoever makes its clips.

A provider's test module subclasses `ProviderContract` and gives the fixture `case`:

    class TestMine(ProviderContract):
        @pytest.fixture
        def case(self, tmp_path: Path) -> Case:
            return Case(build=lambda: MyProvider(tmp_path), request=a_small_request())

`build` gives a fresh instance, as a new process would have it: state that must outlive
a process belongs to the service, or to the disk.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

import pytest

from storyboard.model.capabilities import Capabilities
from storyboard.model.request import PART_NAMES, ClipRequest
from storyboard.providers.base import Provider, Ready, Refused, Ticket, Waiting

Result = TypeVar("Result")

KEY = "0123456789abcdef" * 4
"""Of the kind that the ledger makes."""


@dataclass(frozen=True)
class Case:
    """A provider under test."""

    build: Callable[[], Provider]
    """A fresh instance over the same service and folders."""
    request: ClipRequest
    """A small request that it can fulfil."""
    key: str = KEY
    """The ledger's name of an attempt; another one for each test that shares a
    service with others."""
    most_polls: int = 2_000
    """Polls, 10 ms apart, until it must be done."""


def run(case: Case, play: Callable[[Provider], Awaitable[Result]]) -> Result:
    """Something done with a provider, which is closed afterwards."""

    async def played() -> Result:
        provider = case.build()
        try:
            return await play(provider)
        finally:
            await provider.close()

    return asyncio.run(played())


async def result(case: Case, provider: Provider, ticket: Ticket) -> Ready | Refused:
    for _ in range(case.most_polls):
        state = await provider.poll(ticket)
        if not isinstance(state, Waiting):
            return state
        assert state.progress is None or 0 <= state.progress <= 1
        await asyncio.sleep(0.01)
    pytest.fail("the job never came to its end")


async def clip(provider: Provider, ready: Ready) -> bytes:
    async with aclosing(provider.fetch(ready)) as chunks:  # type: ignore[type-var]
        return b"".join([chunk async for chunk in chunks])


async def shot(case: Case, provider: Provider) -> Ready:
    ticket = await provider.submit(case.request, case.key)
    ready = await result(case, provider, ticket)
    assert isinstance(ready, Ready), ready
    return ready


class ProviderContract:
    """The tests; subclasses give the case."""

    def test_it_has_a_name_and_models(self, case: Case) -> None:
        provider = case.build()
        assert provider.name
        assert provider.name == provider.name.strip().lower()
        assert provider.models
        assert len(set(provider.models)) == len(provider.models)
        assert provider.recovery in {"idempotent", "listing", "blind"}
        assert case.request.provider == provider.name

    def test_every_model_has_capabilities_in_its_own_name(self, case: Case) -> None:
        provider = case.build()
        for model in provider.models:
            row = provider.capabilities(model)
            assert row is not None
            assert (row.provider, row.model) == (provider.name, model)
            shortest, longest = row.seconds
            assert 0 < shortest <= longest
            assert row.concurrency > 0
            assert row.told
            assert row.told <= set(PART_NAMES)

    def test_no_model_means_the_first(self, case: Case) -> None:
        provider = case.build()
        assert provider.capabilities(None) == provider.capabilities(provider.models[0])

    def test_an_unknown_model_has_no_capabilities(self, case: Case) -> None:
        assert case.build().capabilities("no-such-model") is None

    def test_capabilities_are_data(self, case: Case) -> None:
        row = case.build().capabilities(None)
        assert row is not None
        assert Capabilities.model_validate_json(row.model_dump_json()) == row

    def test_a_clip_is_asked_for_awaited_and_fetched(self, case: Case) -> None:
        async def play(provider: Provider) -> bytes:
            ready = await shot(case, provider)
            assert ready.ticket.provider == provider.name
            return await clip(provider, ready)

        assert run(case, play)

    def test_a_ticket_can_be_written_down_and_read_again(self, case: Case) -> None:
        async def play(provider: Provider) -> None:
            ticket = await provider.submit(case.request, case.key)
            again = Ticket.model_validate_json(ticket.model_dump_json())
            assert again == ticket
            assert isinstance(await result(case, provider, again), Ready)

        run(case, play)

    def test_a_ticket_outlives_the_process_that_got_it(self, case: Case) -> None:
        async def submit(provider: Provider) -> Ticket:
            return await provider.submit(case.request, case.key)

        ticket = run(case, submit)

        async def collect(provider: Provider) -> bytes:
            ready = await result(case, provider, ticket)
            assert isinstance(ready, Ready), ready
            return await clip(provider, ready)

        assert run(case, collect)

    def test_polling_and_fetching_can_be_repeated(self, case: Case) -> None:
        async def play(provider: Provider) -> None:
            ready = await shot(case, provider)
            first = await clip(provider, ready)
            again = await provider.poll(ready.ticket)
            assert isinstance(again, Ready)
            assert await clip(provider, again) == first

        run(case, play)

    def test_an_idempotent_service_has_one_job_for_one_key(self, case: Case) -> None:
        async def play(provider: Provider) -> None:
            if provider.recovery != "idempotent":
                return
            first = await provider.submit(case.request, case.key)
            assert await provider.submit(case.request, case.key) == first
            assert isinstance(await result(case, provider, first), Ready)
            assert await provider.submit(case.request, case.key) == first

        run(case, play)

    def test_two_keys_are_two_jobs(self, case: Case) -> None:
        async def play(provider: Provider) -> None:
            first = await provider.submit(case.request, case.key)
            second = await provider.submit(case.request, case.key[::-1])
            assert first != second
            for ticket in (first, second):
                assert isinstance(await result(case, provider, ticket), Ready)

        run(case, play)

    def test_only_a_listing_service_finds_jobs(self, case: Case) -> None:
        async def play(provider: Provider) -> None:
            assert await provider.find(case.key) is None
            ticket = await provider.submit(case.request, case.key)
            listed = ticket if provider.recovery == "listing" else None
            assert await provider.find(case.key) in {listed, ticket}
            assert isinstance(await result(case, provider, ticket), Ready)

        run(case, play)

    def test_an_unknown_job_cannot_be_called_off(self, case: Case) -> None:
        async def play(provider: Provider) -> bool:
            return await provider.cancel(Ticket(provider=provider.name, id="f" * 64))

        assert run(case, play) is False

    def test_closing_twice_is_closing_once(self, case: Case) -> None:
        async def play(provider: Provider) -> None:
            await provider.submit(case.request, case.key)
            await provider.close()

        run(case, play)

    def test_a_provider_that_was_never_used_can_be_closed(self, case: Case) -> None:
        run(case, lambda provider: provider.balance())
