"""What is sent, held against a server that reads the sheet by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image

from storyboard.model.capabilities import named
from storyboard.model.media import FileFacts
from storyboard.model.request import ClipRequest
from storyboard.providers.base import (
    Ready,
    RefusalKind,
    Refused,
    SubmitRefused,
    Unanswered,
    Upload,
)
from storyboard.providers.evolink import EvoLink, Settings
from storyboard.providers.models.evolink import MODELS
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import a_workplace
from tests.providers.asked import asked, medium
from tests.providers.contract import Case, result
from tests.providers.evolink.test_payload import CASES

Result = TypeVar("Result")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Options(clips="tiny", seconds=0.01)) as running:
        yield running


def played(
    sandbox: Sandbox,
    play: Callable[[EvoLink], Awaitable[Result]],
    settings: Settings | None = None,
) -> Result:
    async def run() -> Result:
        service = EvoLink(a_workplace(sandbox.address))
        service.settings = settings or Settings()
        try:
            return await play(service)
        finally:
            await service.close()

    return asyncio.run(run())


def shot(sandbox: Sandbox, request: ClipRequest, key: str) -> Ready | Refused:
    case = Case(build=lambda: EvoLink(a_workplace(sandbox.address)), request=request)

    async def play(service: EvoLink) -> Ready | Refused:
        return await result(case, service, await service.submit(request, key))

    return played(sandbox, play)


@pytest.mark.parametrize("name", CASES)
def test_every_golden_body_is_taken(sandbox: Sandbox, name: str) -> None:
    request, settings = CASES[name]
    ticket = played(sandbox, lambda each: each.submit(request, name), settings)
    job = sandbox.book.job("evolink", ticket.id)
    assert job is not None
    assert job.order.key == name


def test_what_was_charged_is_told(sandbox: Sandbox) -> None:
    state = shot(sandbox, asked("evolink"), "charged")
    assert isinstance(state, Ready)
    assert str(state.charged) == "67.5 credits@evolink"


@pytest.mark.parametrize("name", CASES)
def test_the_sandbox_asks_what_the_newest_list_says(
    sandbox: Sandbox, name: str
) -> None:
    request, _ = CASES[name]
    # The sandbox takes a video that it cannot see for one of five seconds.
    facts = FileFacts(bytes=1000, suffix=".mp4", seconds=5.0)
    media = tuple(each.model_copy(update={"facts": facts}) for each in request.media)
    row = named(MODELS, request.model)
    assert row is not None
    planned = row.prices[0].of(request.model_copy(update={"media": media}))
    ticket = played(sandbox, lambda each: each.submit(request, f"price {name}"))
    job = sandbox.book.job("evolink", ticket.id)
    assert job is not None
    assert planned is not None
    assert job.order.price == planned.amount


def test_the_balance_falls_by_what_was_charged(sandbox: Sandbox) -> None:
    before = played(sandbox, lambda each: each.balance())
    shot(sandbox, asked("evolink"), "balance")
    after = played(sandbox, lambda each: each.balance())
    assert before is not None
    assert after is not None
    assert before.amount - after.amount == 67.5


def test_an_uploaded_picture_can_be_asked_with(sandbox: Sandbox, folder: Path) -> None:
    file = folder / "door.png"
    Image.new("RGB", (640, 360), "navy").save(file)
    upload = Upload(file=file, name="0abc.png", kind="image", type="image/png")
    published = played(sandbox, lambda each: each.upload(upload))
    assert published.expires is not None
    door = medium("first_frame", "door")
    door = door.model_copy(update={"address": published.address})
    state = shot(sandbox, asked("evolink", media=(door,)), "uploaded")
    assert isinstance(state, Ready)


@pytest.mark.parametrize(
    ("fail", "kind"),
    [
        ("content", "content"),
        ("failed", "failed"),
        ("cancelled", "cancelled"),
        ("generation_timeout", "failed"),
        ("image_processing_error", "invalid"),
        ("quota_exceeded", "no credit"),
        ("resource_exhausted", "unavailable"),
    ],
)
def test_a_job_that_fails_says_why(
    sandbox: Sandbox, fail: str, kind: RefusalKind
) -> None:
    prompt = f"Rain. [sandbox: fail={fail}]"
    state = shot(sandbox, asked("evolink", prompt=prompt), f"fail {fail}")
    assert isinstance(state, Refused)
    assert state.kind == kind
    assert state.charged is not True


@pytest.mark.parametrize(
    ("words", "kind", "later"),
    [
        ("error=invalid", "invalid", False),
        ("error=unauthorised", "unauthorised", False),
        ("error=no-credit", "no credit", False),
        ("error=rate retry-after=7", "rate", True),
        ("error=insufficient_user_quota", "no credit", False),
        ("error=key_model_not_allowed", "unauthorised", False),
    ],
)
def test_a_clear_no_is_a_clear_no(
    sandbox: Sandbox, words: str, kind: RefusalKind, later: object
) -> None:
    request = asked("evolink", prompt=f"Rain. [sandbox: {words}]")
    with pytest.raises(SubmitRefused) as caught:
        played(sandbox, lambda each: each.submit(request, words))
    said = caught.value
    assert (said.refused.kind, said.later) == (kind, later)
    assert said.after == (7.0 if later else None)


@pytest.mark.parametrize(
    "words",
    ["error=server", "error=unavailable", "html", "empty", "broken-json", "no-id",
     "odd-json", "reset-after", "status=503", "huge"],
)  # fmt: skip
def test_an_unclear_answer_is_asked_for_again_under_the_same_key(
    sandbox: Sandbox, words: str
) -> None:
    request = asked("evolink", prompt=f"Rain, {words}. [sandbox: {words}]")
    with pytest.raises(Unanswered):
        played(sandbox, lambda each: each.submit(request, f"again {words}"))
    jobs = [
        job for job in sandbox.book.jobs("evolink") if job.order.key == f"again {words}"
    ]
    assert len(jobs) <= 1
