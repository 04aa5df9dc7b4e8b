import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from storyboard.providers.base import (
    Published,
    SubmitRefused,
    Ticket,
    Unanswered,
    Upload,
    Waiting,
)
from storyboard.providers.kinovi import Kinovi
from tests.providers.answers import KEY, Answers, a_workplace, answer, answering
from tests.providers.asked import asked, golden
from tests.providers.met import hides_its_key, met

TICKET = Ticket(provider="kinovi", id="task/1?ü")


def test_a_submit_goes_to_the_documented_path() -> None:
    ticket, answers = met(
        Kinovi,
        lambda service: service.submit(asked("kinovi"), "k"),
        answer({"taskId": "task-1"}),
    )
    assert ticket == Ticket(provider="kinovi", id="task-1")
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("POST", "/api/v1/jobs/createTask")
    assert sent.json == golden(__file__, "text")
    assert sent.headers["authorization"] == f"Bearer {KEY}"


def test_a_poll_names_the_job_in_the_query() -> None:
    state, answers = met(
        Kinovi, lambda service: service.poll(TICKET), answer({"status": "waiting"})
    )
    assert state == Waiting()
    path = "/api/v1/jobs/recordInfo?taskId=task%2F1%3F%C3%BC"
    assert (answers.sent[0].method, answers.sent[0].path) == ("GET", path)


def test_a_file_goes_up_in_two_steps_and_stays_a_day(picture: Upload) -> None:
    async def uploaded() -> tuple[Published, list[Answers]]:
        async with answering(answer(b"")) as bucket:
            told = {
                "uploadUrl": f"{bucket.address}/put/abc123.png?sign=s3cret",
                "url": "https://media.example.org/abc123.png",
                "contentType": "image/x-png",
            }
            async with answering(answer(told)) as answers:
                service = Kinovi(a_workplace(answers.address))
                published = await service.upload(picture)
                await service.close()
                return published, [answers, bucket]

    published, (answers, bucket) = asyncio.run(uploaded())
    assert published == Published(
        address="https://media.example.org/abc123.png",
        expires=datetime(2026, 11, 22, tzinfo=UTC),
    )
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("POST", "/api/v1/uploads")
    assert sent.json == {"fileName": "abc123.png"}
    (put,) = bucket.sent
    assert (put.method, put.path) == ("PUT", "/put/abc123.png?sign=s3cret")
    assert put.body == b"\x89PNG bytes"
    assert put.headers["content-type"] == "image/x-png"
    assert "authorization" not in put.headers
    assert KEY not in str(put.headers)


def test_bytes_that_are_not_taken_are_sent_again_later(picture: Upload) -> None:
    async def uploaded() -> None:
        refused = answer(b"<Error>expired</Error>", status=403)
        async with answering(refused) as bucket:
            told = {"uploadUrl": f"{bucket.address}/put", "url": "https://a.example/1"}
            async with answering(answer(told)) as answers:
                service = Kinovi(a_workplace(answers.address))
                try:
                    await service.upload(picture)
                finally:
                    await service.close()

    with pytest.raises(Unanswered):
        asyncio.run(uploaded())


def test_an_upload_with_a_wrong_key_is_refused(picture: Upload) -> None:
    said = answer({"message": "Invalid API Key"}, status=401)
    with pytest.raises(SubmitRefused) as caught:
        met(Kinovi, lambda service: service.upload(picture), said)
    assert caught.value.refused.kind == "unauthorised"
    assert not caught.value.later


@pytest.mark.parametrize("status", [200, 400, 401, 402, 403, 404, 429, 500])
def test_the_key_is_in_no_error(status: int) -> None:
    said = {"message": f"Invalid API Key {KEY}", "taskId": "", "status": KEY}
    plays: list[Callable[[Kinovi], Awaitable[object]]] = [
        lambda service: service.submit(asked("kinovi"), "k"),
        lambda service: service.poll(TICKET),
    ]
    hides_its_key(Kinovi, plays, answer(said, status=status))
