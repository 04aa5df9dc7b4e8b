from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial

import pytest

from storyboard.model.money import Money
from storyboard.providers.ark import Ark
from storyboard.providers.base import CannotTell, Ready, Ticket, Unanswered, Waiting
from tests.providers.answers import KEY, answer
from tests.providers.asked import asked, golden, the_no_of
from tests.providers.met import hides_its_key, met

TICKET = Ticket(provider="ark", id="cgt/1?ü")
TASKS = "/api/v3/contents/generations/tasks"
PATH = f"{TASKS}/cgt%2F1%3F%C3%BC"
OURS = "0123456789abcdef" * 4
GONE = answer({"error": {"code": "NotFound", "message": "No."}}, status=404)


def state(status: str, **more: object) -> bytes:
    return answer({"id": "cgt-1", "status": status, **more})


def a_page(*names: str | None, total: int | None = None, first: int = 0) -> bytes:
    items = [
        {"id": f"cgt-{at}"} | ({"safety_identifier": name} if name else {})
        for at, name in enumerate(names, first)
    ]
    return answer({"items": items, "total": len(names) if total is None else total})


def test_a_submit_goes_to_the_documented_path_and_bears_our_key() -> None:
    ticket, answers = met(
        Ark, lambda service: service.submit(asked("ark"), OURS), answer({"id": "cgt-1"})
    )
    assert ticket == Ticket(provider="ark", id="cgt-1")
    (sent,) = answers.sent
    assert (sent.method, sent.path) == ("POST", TASKS)
    assert sent.json == golden(__file__, "text") | {"safety_identifier": OURS}
    assert sent.headers["authorization"] == f"Bearer {KEY}"


def test_a_poll_names_the_job_in_the_path() -> None:
    waiting, answers = met(Ark, lambda service: service.poll(TICKET), state("running"))
    assert waiting == Waiting()
    assert (answers.sent[0].method, answers.sent[0].path) == ("GET", PATH)


def test_a_finished_job_tells_what_it_took_by_the_price_list_of_its_model() -> None:
    done = state(
        "succeeded",
        model="doubao-seedance-2-0-260128",
        content={"video_url": "https://a.example.org/c.mp4"},
        resolution="720p",
        ratio="16:9",
        duration=5,
        usage={"total_tokens": 108_900},
    )
    ready, _ = met(Ark, lambda service: service.poll(TICKET), done)
    assert isinstance(ready, Ready)
    assert ready.charged == Money(amount=Decimal("5.0094"), unit="cny")


@pytest.mark.parametrize("model", [None, "", "seedance-99", 5, "ep-"])
def test_a_model_that_is_not_known_does_not_keep_a_clip_back(model: object) -> None:
    done = state(
        "succeeded", model=model, content={"video_url": "https://a.example.org/c.mp4"}
    )
    ready, _ = met(Ark, lambda service: service.poll(TICKET), done)
    assert isinstance(ready, Ready)
    assert ready.charged is None


def test_a_waiting_job_is_called_off() -> None:
    done, answers = met(
        Ark, lambda service: service.cancel(TICKET), state("queued"), answer({})
    )
    assert done is True
    assert [(sent.method, sent.path) for sent in answers.sent] == [
        ("GET", PATH),
        ("DELETE", PATH),
    ]


@pytest.mark.parametrize(
    "status", ["running", "succeeded", "failed", "expired", "cancelled", "new"]
)
def test_the_record_of_any_other_job_is_never_deleted(status: str) -> None:
    done, answers = met(Ark, lambda service: service.cancel(TICKET), state(status))
    assert done is False
    assert [sent.method for sent in answers.sent] == ["GET"]


@pytest.mark.parametrize(
    "said",
    [
        answer(
            {"error": {"code": "InvalidAction.RunningTaskDeletion", "message": "No."}},
            status=409,
        ),
        GONE,
    ],
)
def test_a_job_that_ran_meanwhile_is_not_called_off(said: bytes) -> None:
    done, _ = met(Ark, lambda service: service.cancel(TICKET), state("queued"), said)
    assert done is False


def test_an_unknown_job_is_not_called_off() -> None:
    done, answers = met(Ark, lambda service: service.cancel(TICKET), GONE)
    assert done is False
    assert len(answers.sent) == 1


@pytest.mark.parametrize(
    "script", [(None,), (answer(b"<p>"),), (state("queued"), None)]
)
def test_calling_off_without_an_answer_is_no_answer(
    script: tuple[bytes | None, ...],
) -> None:
    with pytest.raises(Unanswered):
        met(Ark, lambda service: service.cancel(TICKET), *script)


def test_a_job_is_found_by_our_key_on_any_page() -> None:
    found, answers = met(
        Ark,
        lambda service: service.find(OURS),
        a_page("other", None, total=4),
        a_page("another", OURS, total=4, first=2),
    )
    assert found == Ticket(provider="ark", id="cgt-3")
    assert [sent.path for sent in answers.sent] == [
        f"{TASKS}?page_num=1&page_size=500",
        f"{TASKS}?page_num=2&page_size=500",
    ]


@pytest.mark.parametrize(
    "script",
    [
        (a_page(),),
        (a_page("other", None),),
        (a_page("other", total=2), a_page("other", total=2, first=1)),
        (answer({"items": [{"id": "a", "safety_identifier": "b"}]}), a_page()),
    ],
)
def test_a_job_that_is_not_listed_never_arrived(script: tuple[bytes, ...]) -> None:
    found, answers = met(Ark, lambda service: service.find(OURS), *script)
    assert found is None
    assert len(answers.sent) == len(script)


def test_a_job_that_is_shown_twice_is_counted_once() -> None:
    """A new job moved the others on while the pages were turned."""
    found, answers = met(
        Ark,
        lambda service: service.find(OURS),
        a_page("a", "b", total=4),
        a_page("b", "c", total=4, first=1),
        a_page(OURS, total=4, first=3),
    )
    assert found == Ticket(provider="ark", id="cgt-3")
    assert len(answers.sent) == 3


def test_a_list_that_shows_one_job_again_and_again_proves_nothing() -> None:
    with pytest.raises(Unanswered, match="1 of 2 jobs"):
        met(
            Ark,
            lambda service: service.find(OURS),
            a_page("x", total=2),
            a_page("x", total=2),
            a_page(total=2),
        )


def test_a_job_without_a_name_is_never_found() -> None:
    odd = {"id": "..", "safety_identifier": OURS}
    script = answer({"items": [odd], "total": 1}), answer({"items": [], "total": 1})
    with pytest.raises(Unanswered, match="0 of 1 jobs"):
        met(Ark, lambda service: service.find(OURS), *script)


def test_a_list_without_any_names_cannot_tell() -> None:
    with pytest.raises(CannotTell):
        met(Ark, lambda service: service.find(OURS), a_page(None, None))


def test_a_list_that_shows_less_than_there_is_proves_nothing() -> None:
    with pytest.raises(Unanswered, match="1 of 9 jobs"):
        met(
            Ark,
            lambda service: service.find(OURS),
            a_page("x", total=9),
            a_page(total=9),
        )


def test_a_list_without_end_cannot_tell() -> None:
    with pytest.raises(CannotTell, match="more jobs"):
        met(Ark, lambda service: service.find(OURS), a_page("x", total=10**9))


def test_a_list_that_does_not_come_is_asked_for_again() -> None:
    with pytest.raises(Unanswered):
        met(Ark, lambda service: service.find(OURS), a_page("x", total=2), None)


@pytest.mark.parametrize("status", [200, 400, 401, 402, 403, 404, 429, 500])
def test_the_key_is_in_no_error(status: int) -> None:
    said = {"error": {"code": KEY, "message": f"The API key {KEY} is invalid"}}
    plays: list[Callable[[Ark], Awaitable[object]]] = [
        lambda service: service.submit(asked("ark"), OURS),
        lambda service: service.poll(TICKET),
        lambda service: service.find(OURS),
    ]
    hides_its_key(Ark, plays, answer(said, status=status))


def test_images_in_an_error_are_cut_out() -> None:
    inline = f"data:image/png;base64,{'A' * 5000}"
    said = {"error": {"code": "InvalidParameter", "message": f"bad {inline}"}}
    told = the_no_of(
        partial(
            met,
            Ark,
            lambda service: service.submit(asked("ark"), OURS),
            answer(said, status=400),
        )
    )
    assert "AAAA" not in told.refused.raw
