import re

import pytest

from storyboard.providers.base import (
    Ready,
    RefusalKind,
    Refused,
    SubmitRefused,
    Ticket,
    Unanswered,
)
from storyboard.providers.fal import (
    accepted,
    called_off,
    places_of,
    reading,
    refusal,
    waiting,
)
from storyboard.providers.reply import EDGE
from tests.providers.asked import ODD_BODIES, replied, the_no_of

HERE = "https://queue.fal.run"
JOB = "/bytedance/seedance-2.0/requests/r1"
MADE = {
    "request_id": "r1",
    "status": "IN_QUEUE",
    "queue_position": 3,
    "response_url": f"{HERE}{JOB}",
    "status_url": f"{HERE}{JOB}/status",
    "cancel_url": f"{HERE}{JOB}/cancel",
    "gateway_request_id": "g1",
}
TICKET = Ticket(provider="fal", id=f"r1 {JOB}/status {JOB} {JOB}/cancel")
CLIP = {"video": {"url": "https://cdn.example.org/c.mp4", "file_size": 9}, "seed": 42}
WRONG = {"detail": [{"loc": ["body", "duration"], "msg": "not one", "type": "enum"}]}


def test_a_ticket_keeps_where_to_ask() -> None:
    ticket = accepted(replied(MADE), HERE)
    assert ticket == TICKET
    places = places_of(ticket)
    assert places is not None
    assert places.status == f"{JOB}/status"
    assert places.result == JOB
    assert places.cancel == f"{JOB}/cancel"


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("https://proxy.example.org", "https://queue.fal.run"),
        ("https://queue.falrun.com", "https://queue.fal.run"),
        ("https://queue.fal.run", "https://queue.falrun.com"),
    ],
)
def test_addresses_of_the_queue_itself_are_kept_without_their_host(
    base: str, said: str
) -> None:
    body = {
        name: value.replace(HERE, said) if isinstance(value, str) else value
        for name, value in MADE.items()
    }
    assert accepted(replied(body), base) == TICKET


@pytest.mark.parametrize(
    "elsewhere",
    ["https://queue.fal.run.example.org", "https://queue2.fal.run", "http://a.b:1"],
)
def test_an_address_elsewhere_is_kept_whole(elsewhere: str) -> None:
    said = f"{elsewhere}{JOB}/status?v=2"
    ticket = accepted(replied({**MADE, "status_url": said}), HERE)
    assert ticket.id == f"r1 {said} {JOB} {JOB}/cancel"


def test_without_an_address_for_it_a_job_cannot_be_called_off() -> None:
    body = {name: value for name, value in MADE.items() if name != "cancel_url"}
    assert accepted(replied(body), HERE).id == f"r1 {JOB}/status {JOB} -"


NO_IDS: tuple[object, ...] = (None, "", "..", True, [], "two words")
NO_LINKS: tuple[object, ...] = (None, "", "/r1", 7, [], "ftp://a.b/c", f"{HERE}/a b")


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        *(("request_id", each) for each in NO_IDS),
        *(("status_url", each) for each in NO_LINKS),
        *(("response_url", each) for each in NO_LINKS),
    ],
)
def test_an_answer_that_does_not_say_where_to_ask_leaves_the_outcome_unknown(
    name: str, instead: object
) -> None:
    no = the_no_of(lambda: accepted(replied({**MADE, name: instead}), HERE))
    assert isinstance(no, Unanswered)
    assert no.refused.code == "odd reply"
    assert "requests/r1" in no.refused.raw


@pytest.mark.parametrize("text", ["", "f" * 64, "a b c", "a b c d e", "a  b c"])
def test_a_ticket_of_another_make_says_nothing(text: str) -> None:
    assert places_of(Ticket(provider="fal", id=text)) is None


@pytest.mark.parametrize(
    ("status", "body", "kind", "later"),
    [
        (400, {"detail": "bad"}, "invalid", False),
        (401, {"detail": "No key"}, "unauthorised", False),
        (403, {"detail": "Not yours"}, "unauthorised", False),
        (404, {"detail": "No such app"}, "not found", False),
        (422, WRONG, "invalid", False),
        (429, {"detail": "Slow down"}, "rate", True),
    ],
)
def test_a_clear_no_to_a_submit_is_one(
    status: int, body: object, kind: RefusalKind, *, later: bool
) -> None:
    no = the_no_of(lambda: accepted(replied(body, status, after=9.0), HERE))
    assert isinstance(no, SubmitRefused)
    assert (no.refused.kind, no.refused.charged, no.later) == (kind, False, later)
    assert no.after == (9.0 if later else None)


def test_a_page_with_403_is_a_gatekeeper() -> None:
    no = the_no_of(lambda: accepted(replied("<html>no</html>", 403), HERE))
    assert isinstance(no, SubmitRefused)
    assert (no.refused.kind, no.refused.code) == ("unavailable", EDGE)


@pytest.mark.parametrize("status", [202, 302, 408, 409, 425, 500, 502, 503, 504])
def test_any_other_answer_to_a_submit_leaves_the_outcome_unknown(status: int) -> None:
    no = the_no_of(lambda: accepted(replied({"detail": "x"}, status), HERE))
    assert isinstance(no, Unanswered)


def test_a_no_that_names_a_job_leaves_the_outcome_unknown() -> None:
    no = the_no_of(lambda: accepted(replied({**MADE, "detail": "x"}, 422), HERE))
    assert isinstance(no, Unanswered)
    assert "r1" in no.refused.message


@pytest.mark.parametrize("body", ODD_BODIES)
@pytest.mark.parametrize("status", [200, 202])
def test_an_odd_answer_to_a_submit_leaves_the_outcome_unknown(
    body: object, status: int
) -> None:
    assert isinstance(
        the_no_of(lambda: accepted(replied(body, status), HERE)), Unanswered
    )


@pytest.mark.parametrize(
    ("body", "status", "goes_on"),
    [
        ({"status": "IN_QUEUE", "queue_position": 0}, 202, True),
        ({"status": "IN_PROGRESS", "logs": None}, 202, True),
        ({"status": "IN_QUEUE"}, 200, True),
        ({"status": "COMPLETED"}, 200, False),
    ],
)
def test_every_documented_state_is_read(
    body: object, status: int, *, goes_on: bool
) -> None:
    assert waiting(replied(body, status)) is goes_on


@pytest.mark.parametrize(
    ("body", "status"),
    [
        *((body, 200) for body in ODD_BODIES),
        ({"status": "completed"}, 200),
        ({"status": "FAILED"}, 200),
        ({"status": "CANCELLED"}, 200),
        *(({"status": "COMPLETED"}, status) for status in (302, 401, 404, 429, 500)),
    ],
)
def test_a_state_that_no_document_has_says_nothing(body: object, status: int) -> None:
    no = the_no_of(lambda: waiting(replied(body, status, after=4.0)))
    assert isinstance(no, Unanswered)
    assert no.after == 4.0 or status == 200


def test_a_clip_is_read_with_its_seed() -> None:
    ready = reading(replied(CLIP), TICKET)
    address = "https://cdn.example.org/c.mp4"
    assert ready == Ready(ticket=TICKET, address=address, seed=42)


@pytest.mark.parametrize("seed", [None, -1, True, "7", 1.5])
def test_an_odd_seed_is_none(seed: object) -> None:
    ready = reading(replied({**CLIP, "seed": seed}), TICKET)
    assert isinstance(ready, Ready)
    assert ready.seed is None


@pytest.mark.parametrize(
    ("detail", "kind", "code", "message"),
    [
        (WRONG["detail"], "invalid", "enum", "body.duration: not one"),
        ("Broken", "invalid", "422", "Broken"),
        (
            [{"loc": ["body"], "msg": "flagged", "type": "content_policy_violation"}],
            "content",
            "content_policy_violation",
            "body: flagged",
        ),
        ("Sensitive content", "content", "422", "Sensitive content"),
        (
            [{"loc": ["body", 0], "msg": "a", "type": "x"}, {"msg": "b"}],
            "invalid",
            "x",
            "body.0: a; b",
        ),
        ([{"loc": 5, "msg": "a", "type": None}], "invalid", "422", "a"),
    ],
)
def test_a_job_that_failed_says_so_at_its_result(
    detail: object, kind: RefusalKind, code: str, message: str
) -> None:
    found = reading(replied({"detail": detail}, 422), TICKET)
    assert isinstance(found, Refused)
    assert (found.kind, found.code, found.message) == (kind, code, message)
    assert found.charged is None
    assert found.raw


@pytest.mark.parametrize("status", [202, 302, 400, 401, 403, 404, 408, 429, 500, 503])
def test_any_other_answer_for_a_result_says_nothing(status: int) -> None:
    no = the_no_of(lambda: reading(replied({"detail": "x"}, status, 3.0), TICKET))
    assert isinstance(no, Unanswered)
    assert no.after == 3.0


@pytest.mark.parametrize("body", [*ODD_BODIES, {"video": {}}, {"video": {"url": "x"}}])
@pytest.mark.parametrize("status", [200, 422])
def test_an_odd_result_says_nothing(body: object, status: int) -> None:
    no = the_no_of(lambda: reading(replied(body, status), TICKET))
    assert isinstance(no, Unanswered)


@pytest.mark.parametrize("detail", [[], [None], [[]], [{}], {}, None, "", " "])
def test_a_422_without_a_reason_says_nothing(detail: object) -> None:
    no = the_no_of(lambda: reading(replied({"detail": detail}, 422), TICKET))
    assert isinstance(no, Unanswered)


@pytest.mark.parametrize(
    ("body", "status", "called"),
    [
        ({"status": "CANCELLATION_REQUESTED"}, 202, True),
        ({"status": "ALREADY_COMPLETED"}, 400, False),
        ({"detail": "no such job"}, 404, False),
    ],
)
def test_being_called_off_is_read(body: object, status: int, *, called: bool) -> None:
    assert called_off(replied(body, status)) is called


@pytest.mark.parametrize(
    ("body", "status"),
    [
        *((body, 202) for body in ODD_BODIES),
        *(({"status": "CANCELLATION_REQUESTED"}, s) for s in (302, 401, 429, 500)),
    ],
)
def test_whether_it_was_called_off_may_be_unknown(body: object, status: int) -> None:
    no = the_no_of(lambda: called_off(replied(body, status)))
    assert isinstance(no, Unanswered)


@pytest.mark.parametrize("body", ODD_BODIES)
@pytest.mark.parametrize("status", [200, 202, 302, 400, 401, 403, 404, 422, 429, 500])
def test_no_body_breaks_the_reading_of_a_no(body: object, status: int) -> None:
    no = refusal(replied(body, status))
    good = status < 300 and replied(body).body is not None
    assert (no is None) is good
    if no is not None:
        assert re.fullmatch(r"\S.*", no.message)
