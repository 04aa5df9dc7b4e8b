"""What is sent, held against a server that reads the sheet by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from storyboard.model.request import ClipRequest
from storyboard.providers.base import (
    Ready,
    RefusalKind,
    Refused,
    SubmitRefused,
    Unanswered,
)
from storyboard.providers.reply import EDGE
from storyboard.providers.seedanceapi import SeedanceApi, Settings
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import a_workplace
from tests.providers.asked import asked
from tests.providers.contract import Case, result
from tests.providers.seedanceapi.test_payload import CASES

Result = TypeVar("Result")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Options(clips="tiny", seconds=0.01)) as running:
        yield running


def played(
    sandbox: Sandbox,
    play: Callable[[SeedanceApi], Awaitable[Result]],
    settings: Settings | None = None,
) -> Result:
    async def run() -> Result:
        service = SeedanceApi(a_workplace(sandbox.address))
        service.settings = settings or Settings()
        try:
            return await play(service)
        finally:
            await service.close()

    return asyncio.run(run())


def shot(sandbox: Sandbox, request: ClipRequest) -> Ready | Refused:
    def build() -> SeedanceApi:
        return SeedanceApi(a_workplace(sandbox.address))

    case = Case(build=build, request=request)

    async def play(service: SeedanceApi) -> Ready | Refused:
        return await result(case, service, await service.submit(request, "k"))

    return played(sandbox, play)


@pytest.mark.parametrize("name", CASES)
def test_every_golden_body_is_taken(sandbox: Sandbox, name: str) -> None:
    request, settings = CASES[name]
    ticket = played(sandbox, lambda each: each.submit(request, "k"), settings)
    assert sandbox.book.job("seedanceapi", ticket.id) is not None


@pytest.mark.parametrize(
    ("model", "charged"),
    [("seedance-2.0", 240), ("seedance-2.0-fast", 160), ("seedance-2-mini", 154)],
)
def test_what_was_charged_is_told(sandbox: Sandbox, model: str, charged: int) -> None:
    state = shot(sandbox, asked("seedanceapi", model))
    assert isinstance(state, Ready)
    assert str(state.charged) == f"{charged} credits@seedanceapi"


@pytest.mark.parametrize(
    ("fail", "kind"), [("content", "content"), ("failed", "failed")]
)
def test_a_job_that_fails_says_why(
    sandbox: Sandbox, fail: str, kind: RefusalKind
) -> None:
    prompt = f"Rain. [sandbox: fail={fail}]"
    state = shot(sandbox, asked("seedanceapi", prompt=prompt))
    assert isinstance(state, Refused)
    assert (state.kind, state.charged) == (kind, None)


@pytest.mark.parametrize(
    ("words", "kind", "code"),
    [
        ("error=INVALID_PROMPT", "invalid", "INVALID_PROMPT"),
        ("error=INVALID_ASPECT_RATIO", "invalid", "INVALID_ASPECT_RATIO"),
        ("error=INVALID_DURATION", "invalid", "INVALID_DURATION"),
        ("error=TOO_MANY_IMAGES", "invalid", "TOO_MANY_IMAGES"),
        ("error=INVALID_API_KEY", "unauthorised", "INVALID_API_KEY"),
        ("error=INSUFFICIENT_CREDITS", "no credit", "INSUFFICIENT_CREDITS"),
        ("edge", "unavailable", EDGE),
    ],
)
def test_a_clear_no_is_a_clear_no(
    sandbox: Sandbox, words: str, kind: RefusalKind, code: str
) -> None:
    request = asked("seedanceapi", prompt=f"Rain. [sandbox: {words}]")
    with pytest.raises(SubmitRefused) as caught:
        played(sandbox, lambda each: each.submit(request, "k"))
    said = caught.value
    assert (said.refused.kind, said.refused.code, said.later) == (kind, code, False)


@pytest.mark.parametrize(
    "words",
    ["error=server", "html", "empty", "broken-json", "no-id", "odd-json",
     "reset-after", "status=503", "huge"],
)  # fmt: skip
def test_after_an_unclear_answer_the_outcome_is_unknown(
    sandbox: Sandbox, words: str
) -> None:
    request = asked("seedanceapi", prompt=f"Rain. [sandbox: {words}]")
    with pytest.raises(Unanswered):
        played(sandbox, lambda each: each.submit(request, "k"))
