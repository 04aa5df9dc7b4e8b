"""What is sent, held against a server that reads the sheet by itself."""

from pathlib import Path

import pytest
from PIL import Image

from storyboard.model.capabilities import named
from storyboard.model.media import FileFacts
from storyboard.providers.base import (
    RefusalKind,
    Refused,
    SubmitRefused,
    Unanswered,
    Upload,
)
from storyboard.providers.evolink import EvoLink
from storyboard.providers.models.evolink import MODELS
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import a_workplace
from tests.providers.asked import asked, medium
from tests.providers.evolink.test_payload import CASES
from tests.providers.met import at, made, ready


def service_at(sandbox: Sandbox) -> EvoLink:
    return EvoLink(a_workplace(sandbox.address))


def test_what_was_charged_is_told(sandbox: Sandbox) -> None:
    state = ready(service_at(sandbox), asked("evolink"), "charged")
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
    ticket = at(service_at(sandbox), lambda each: each.submit(request, f"price {name}"))
    job = sandbox.book.job("evolink", ticket.id)
    assert job is not None
    assert planned is not None
    assert job.order.price == planned.amount


def test_the_balance_falls_by_what_was_charged(sandbox: Sandbox) -> None:
    before = at(service_at(sandbox), lambda each: each.balance())
    ready(service_at(sandbox), asked("evolink"), "balance")
    after = at(service_at(sandbox), lambda each: each.balance())
    assert before is not None
    assert after is not None
    assert before.amount - after.amount == 67.5


def test_an_uploaded_picture_can_be_asked_with(sandbox: Sandbox, folder: Path) -> None:
    file = folder / "door.png"
    Image.new("RGB", (640, 360), "navy").save(file)
    upload = Upload(file=file, name="0abc.png", kind="image", type="image/png")
    published = at(service_at(sandbox), lambda each: each.upload(upload))
    assert published.expires is not None
    door = medium("first_frame", "door")
    door = door.model_copy(update={"address": published.address})
    ready(service_at(sandbox), asked("evolink", media=(door,)), "uploaded")


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
    state = made(service_at(sandbox), asked("evolink", prompt=prompt), f"fail {fail}")
    assert isinstance(state, Refused)
    assert state.kind == kind
    assert state.charged is not True


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("insufficient_user_quota", "no credit"),
        ("key_model_not_allowed", "unauthorised"),
    ],
)
def test_a_word_of_the_gateway_is_a_clear_no(
    sandbox: Sandbox, words: str, kind: RefusalKind
) -> None:
    request = asked("evolink", prompt=f"Rain. [sandbox: error={words}]")
    with pytest.raises(SubmitRefused) as caught:
        at(service_at(sandbox), lambda each: each.submit(request, words))
    said = caught.value
    assert (said.refused.kind, said.later, said.after) == (kind, False, None)


def test_after_an_unclear_answer_the_outcome_is_unknown(sandbox: Sandbox) -> None:
    request = asked("evolink", prompt="Rain. [sandbox: error=unavailable]")
    with pytest.raises(Unanswered):
        at(service_at(sandbox), lambda each: each.submit(request, "unavailable"))
    jobs = sandbox.book.jobs("evolink")
    assert [job for job in jobs if job.order.key == "unavailable"] == []
