from collections.abc import Awaitable, Callable

import pytest

from storyboard.providers.base import Ticket, Waiting
from storyboard.providers.seedanceapi import SeedanceApi
from tests.providers.answers import KEY, answer
from tests.providers.asked import asked, golden
from tests.providers.met import hides_its_key, met

TICKET = Ticket(provider="seedanceapi", id="task/1ü&x=1")


def test_a_submit_goes_to_the_documented_path_with_an_ordinary_name() -> None:
    ticket, answers = met(
        SeedanceApi,
        lambda service: service.submit(asked("seedanceapi"), "k"),
        answer({"code": 200, "message": "success", "data": {"task_id": "n1"}}),
    )
    assert ticket == Ticket(provider="seedanceapi", id="n1")
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("POST", "/v2/generate")
    assert sent.json == golden(__file__, "text")
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["user-agent"].startswith("storyboard/")


def test_a_poll_names_the_job_in_the_query() -> None:
    state, answers = met(
        SeedanceApi,
        lambda service: service.poll(TICKET),
        answer({"code": 200, "data": {"status": "IN_PROGRESS"}}),
    )
    assert state == Waiting()
    path = "/v2/status?task_id=task%2F1%C3%BC%26x%3D1"
    assert (answers.sent[0].method, answers.sent[0].path) == ("GET", path)


@pytest.mark.parametrize("status", [200, 400, 401, 402, 403, 404, 429, 500])
def test_the_key_is_in_no_error(status: int) -> None:
    said = {
        "code": KEY,
        "message": f"INVALID_API_KEY {KEY}",
        "data": {"status": KEY, "task_id": "" if status == 200 else KEY},
    }
    plays: tuple[Callable[[SeedanceApi], Awaitable[object]], ...] = (
        lambda service: service.submit(asked("seedanceapi"), "k"),
        lambda service: service.poll(TICKET),
    )
    hides_its_key(SeedanceApi, plays, answer(said, status=status))
