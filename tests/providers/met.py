"""A service that is met over HTTP: at a sandbox, or where a script answers."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TypeVar

from storyboard.model.request import ClipRequest
from storyboard.providers.base import Provider, Ready, Refused, Workplace
from tests.providers.answers import KEY, Answers, a_workplace, answering
from tests.providers.asked import the_no_of
from tests.providers.contract import Case, result, run

Some = TypeVar("Some", bound=Provider)
Result = TypeVar("Result")


def at(service: Some, play: Callable[[Some], Awaitable[Result]]) -> Result:
    """Something done with a service, which is closed afterwards."""

    async def played() -> Result:
        try:
            return await play(service)
        finally:
            await service.close()

    return asyncio.run(played())


def met(
    make: Callable[[Workplace], Some],
    play: Callable[[Some], Awaitable[Result]],
    *script: bytes | None,
) -> tuple[Result, Answers]:
    """Something done with a service that is answered as scripted; what it sent."""

    async def played() -> tuple[Result, Answers]:
        async with answering(*script) as answers:
            service = make(a_workplace(answers.address))
            try:
                return await play(service), answers
            finally:
                await service.close()

    return asyncio.run(played())


def made(service: Provider, request: ClipRequest, key: str) -> Ready | Refused:
    """How a job ends; the service is closed afterwards."""
    case = Case(build=lambda: service, request=request)

    async def play(service: Provider) -> Ready | Refused:
        return await result(case, service, await service.submit(request, key))

    return run(case, play)


def ready(service: Provider, request: ClipRequest, key: str) -> Ready:
    """The clip of a job that must end well."""
    state = made(service, request, key)
    assert isinstance(state, Ready), state
    return state


def hides_its_key(
    make: Callable[[Workplace], Some],
    plays: Iterable[Callable[[Some], Awaitable[object]]],
    said: bytes,
) -> None:
    """None of what goes wrong tells the key, although the answer holds it."""
    assert KEY.encode() in said
    for play in plays:
        no = the_no_of(partial(met, make, play, said))
        assert "[key]" in no.refused.raw
        assert KEY not in f"{no} {no!r} {no.refused!r}"
