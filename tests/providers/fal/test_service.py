import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from storyboard.providers.base import (
    NotSent,
    Ready,
    SubmitRefused,
    Ticket,
    Unanswered,
    Waiting,
)
from storyboard.providers.fal import Fal
from tests.providers.answers import KEY, Answers, a_workplace, answer, answering
from tests.providers.asked import asked, golden

Result = TypeVar("Result")
JOB = "/bytedance/seedance-2.0/requests/r1"
TICKET = Ticket(provider="fal", id=f"r1 {JOB}/status {JOB} {JOB}/cancel")
MADE = {
    "request_id": "r1",
    "status": "IN_QUEUE",
    "response_url": f"https://queue.fal.run{JOB}",
    "status_url": f"https://queue.fal.run{JOB}/status",
    "cancel_url": f"https://queue.fal.run{JOB}/cancel",
}


def met(
    play: Callable[[Fal], Awaitable[Result]],
    *script: bytes | None,
    **settings: str | float | bool,
) -> tuple[Result, Answers]:
    async def played() -> tuple[Result, Answers]:
        async with answering(*script) as answers:
            service = Fal(a_workplace(answers.address, settings=dict(settings)))
            try:
                return await play(service), answers
            finally:
                await service.close()

    return asyncio.run(played())


def test_a_submit_goes_to_the_models_path_with_the_services_own_word() -> None:
    ticket, answers = met(
        lambda service: service.submit(asked("fal"), "k"), answer(MADE)
    )
    assert ticket == TICKET
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("POST", "/bytedance/seedance-2.0/text-to-video")
    assert sent.json == golden(__file__, "text")
    assert sent.headers["authorization"] == f"Key {KEY}"
    assert "x-fal-object-lifecycle-preference" not in sent.headers


def test_the_webhook_and_the_lifetime_go_along() -> None:
    hook = "https://films.example.org/hook?film=1&take=a b"
    _, answers = met(
        lambda service: service.submit(asked("fal"), "k"),
        answer(MADE),
        callback_url=hook.replace(" ", "+"),
        keep_seconds=7200,
    )
    (sent,) = answers.sent
    assert sent.path == (
        "/bytedance/seedance-2.0/text-to-video?fal_webhook="
        "https%3A%2F%2Ffilms.example.org%2Fhook%3Ffilm%3D1%26take%3Da%2Bb"
    )
    lifetime = json.loads(sent.headers["x-fal-object-lifecycle-preference"])
    assert lifetime == {"expiration_duration_seconds": 7200}


def test_the_requests_own_webhook_goes_before_the_settings() -> None:
    request = asked("fal").model_copy(update={"callback": "http://127.0.0.1:9/a"})
    _, answers = met(
        lambda service: service.submit(request, "k"),
        answer(MADE),
        callback_url="https://films.example.org/hook",
    )
    (sent,) = answers.sent
    assert sent.path.endswith("?fal_webhook=http%3A%2F%2F127.0.0.1%3A9%2Fa")


def test_a_poll_asks_for_the_result_only_at_the_end() -> None:
    async def play(service: Fal) -> list[object]:
        return [await service.poll(TICKET) for _ in range(3)]

    states, answers = met(
        play,
        answer({"status": "IN_QUEUE", "queue_position": 4}, status=202),
        answer({"status": "IN_PROGRESS"}, status=202),
        answer({"status": "COMPLETED"}),
        answer({"video": {"url": "https://cdn.example.org/c.mp4"}, "seed": 1}),
    )
    address = "https://cdn.example.org/c.mp4"
    ready = Ready(ticket=TICKET, address=address, seed=1)
    assert states == [Waiting(), Waiting(), ready]
    status = ("GET", f"{JOB}/status")
    assert [(sent.method, sent.path) for sent in answers.sent] == [
        *[status] * 3,
        ("GET", JOB),
    ]
    assert {sent.headers["authorization"] for sent in answers.sent} == {f"Key {KEY}"}


def test_a_job_is_called_off_by_put() -> None:
    called, answers = met(
        lambda service: service.cancel(TICKET),
        answer({"status": "CANCELLATION_REQUESTED"}, status=202),
    )
    assert called is True
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("PUT", f"{JOB}/cancel")
    assert sent.headers["authorization"] == f"Key {KEY}"


def test_what_has_no_address_to_be_called_off_at_is_not_asked() -> None:
    ticket = Ticket(provider="fal", id=f"r1 {JOB}/status {JOB} -")
    called, answers = met(lambda service: service.cancel(ticket), answer({}))
    assert (called, answers.sent) == (False, [])


def test_the_key_does_not_go_to_an_address_elsewhere() -> None:
    async def play(service: Fal) -> tuple[object, Answers]:
        async with answering(answer({"status": "IN_QUEUE"}, status=202)) as other:
            places = f"r1 {other.address}/status {JOB} {JOB}/cancel"
            return await service.poll(Ticket(provider="fal", id=places)), other

    (state, other), own = met(play, answer({}))
    assert (state, own.sent) == (Waiting(), [])
    assert "authorization" not in other.sent[0].headers


def test_an_address_in_a_private_network_is_not_asked() -> None:
    ticket = Ticket(provider="fal", id="r1 http://192.168.1.1/s /r /c")
    with pytest.raises(Unanswered, match="private network"):
        met(lambda service: service.poll(ticket), answer({}))


def test_a_path_whose_query_holds_an_address_is_asked_at_the_service() -> None:
    ticket = Ticket(provider="fal", id="r1 /s?next=https://a.example/ /r /c")
    state, answers = met(
        lambda service: service.poll(ticket), answer({"status": "IN_QUEUE"}, status=202)
    )
    assert state == Waiting()
    assert answers.sent[0].path == "/s?next=https://a.example/"
    assert answers.sent[0].headers["authorization"] == f"Key {KEY}"


def test_a_request_that_never_left_may_be_sent_again() -> None:
    service = Fal(a_workplace("http://127.0.0.1:9"))
    with pytest.raises(NotSent):
        asyncio.run(service.submit(asked("fal"), "k"))


def test_no_answer_leaves_the_outcome_unknown() -> None:
    with pytest.raises(Unanswered):
        met(lambda service: service.submit(asked("fal"), "k"), None)


@pytest.mark.parametrize("status", [200, 202, 400, 401, 403, 404, 422, 429, 500])
def test_the_key_is_in_no_error(status: int) -> None:
    said = {
        "detail": [{"loc": [KEY], "msg": f"wrong {KEY}", "type": KEY}],
        "status": KEY,
        "request_id": KEY,
    }
    plays: tuple[Callable[[Fal], Awaitable[object]], ...] = (
        lambda service: service.submit(asked("fal"), "k"),
        lambda service: service.poll(TICKET),
        lambda service: service.cancel(TICKET),
    )
    for play in plays:
        said_back = ""
        try:
            found, _ = met(play, answer(said, status=status))
            said_back = repr(found)
        except (SubmitRefused, Unanswered) as no:
            said_back = f"{no} {no!r} {no.refused!r} {no.refused.raw}"
        assert said_back
        assert KEY not in said_back


def test_what_is_not_documented_is_not_done() -> None:
    service = Fal(a_workplace("http://127.0.0.1:9"))
    assert asyncio.run(service.find("k")) is None
    assert asyncio.run(service.balance()) is None
    assert asyncio.run(service.styles()) == ()
    assert service.recovery == "blind"
