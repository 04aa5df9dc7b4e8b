"""What is sent, held against a server that reads the sheet by itself."""

import pytest

from storyboard.providers.base import (
    RefusalKind,
    Refused,
    SubmitRefused,
)
from storyboard.providers.seedanceapi import SeedanceApi
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import a_workplace
from tests.providers.asked import asked
from tests.providers.met import at, made, ready


def service_at(sandbox: Sandbox) -> SeedanceApi:
    return SeedanceApi(a_workplace(sandbox.address))


@pytest.mark.parametrize(
    ("model", "charged"),
    [("seedance-2.0", 240), ("seedance-2.0-fast", 160), ("seedance-2-mini", 154)],
)
def test_what_was_charged_is_told(sandbox: Sandbox, model: str, charged: int) -> None:
    state = ready(service_at(sandbox), asked("seedanceapi", model), "k")
    assert str(state.charged) == f"{charged} credits@seedanceapi"


@pytest.mark.parametrize(
    ("fail", "kind"), [("content", "content"), ("failed", "failed")]
)
def test_a_job_that_fails_says_why(
    sandbox: Sandbox, fail: str, kind: RefusalKind
) -> None:
    prompt = f"Rain. [sandbox: fail={fail}]"
    state = made(service_at(sandbox), asked("seedanceapi", prompt=prompt), "k")
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
    ],
)
def test_a_clear_no_is_a_clear_no(
    sandbox: Sandbox, words: str, kind: RefusalKind, code: str
) -> None:
    request = asked("seedanceapi", prompt=f"Rain. [sandbox: {words}]")
    with pytest.raises(SubmitRefused) as caught:
        at(service_at(sandbox), lambda each: each.submit(request, "k"))
    said = caught.value
    assert (said.refused.kind, said.refused.code, said.later) == (kind, code, False)
