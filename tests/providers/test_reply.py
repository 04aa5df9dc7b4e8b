import pytest

from storyboard.providers.addresses import address_of, addresses_of
from storyboard.providers.base import Refused, SubmitRefused, Unanswered
from storyboard.providers.reply import Reply, answered, kinds_of, refuse_submit
from storyboard.providers.service import plain, said_seed
from tests.providers.asked import asked, medium, replied


def test_the_first_text_of_several_places_counts() -> None:
    reply = replied({"error": {"message": " "}, "message": 402, "msg": "later"})
    assert reply.text_among(("error", "message"), ("message",), ("msg",)) == "402"
    assert reply.text_among(("nothing",), ("error",)) == ""


def test_only_a_web_address_is_a_link() -> None:
    reply = replied({"a": "ftp://x/y.mp4", "b": [7, "https://x/y.mp4"]})
    assert reply.link_among(("a",), ("b", 0), ("b", 1)) == "https://x/y.mp4"
    assert reply.link_among(("a",), ("b", 0)) == ""


def test_a_job_that_stands_nowhere_is_odd() -> None:
    reply = replied({})
    assert reply.undecided("asleep", "done").message == 'state "asleep"'
    assert reply.undecided("done", "done").message == "a clip without an address"
    assert reply.undecided("done", "done").kind == "odd"


def test_a_no_to_a_free_question_is_no_answer() -> None:
    reply = replied({}, status=503, after=4.0)
    answered(reply, None)
    with pytest.raises(Unanswered) as no:
        answered(reply, Refused(kind="unavailable", code="503", message="down"))
    assert no.value.after == 4.0


def test_codes_are_looked_up_one_by_one() -> None:
    kinds = kinds_of({"rate": "slow wait", "content": "rude"})
    assert kinds == {"slow": "rate", "wait": "rate", "rude": "content"}


@pytest.mark.parametrize("said", [True, "7", 7.0, -1, None, 8])
def test_a_seed_is_a_whole_number_of_its_range(said: object) -> None:
    assert said_seed(said, 7) is None
    assert said_seed(7, 7) == 7
    assert said_seed(8) == 8


def test_whole_seconds_are_written_whole() -> None:
    assert repr(plain(8.0)) == "8"
    assert repr(plain(8.5)) == "8.5"


def test_files_of_a_kind_go_in_the_order_of_the_prompt() -> None:
    mara, door = medium("reference", "mara"), medium("first_frame", "door")
    request = asked("any", media=(mara, door))
    assert addresses_of(request, "image") == (door.address, mara.address)
    assert addresses_of(request, "video") is None


def test_a_file_that_was_not_published_has_no_address() -> None:
    unpublished = medium("reference", "mara").model_copy(update={"address": None})
    with pytest.raises(ValueError, match=r"mara\.\w+ has no address yet"):
        address_of(unpublished)


def test_a_wait_that_is_only_said_in_words_is_kept() -> None:
    said = Refused(kind="rate", code="429", message="slow down, retry after 60 seconds")
    raised = refuse_submit(Reply(429, {}, ""), said)
    assert isinstance(raised, SubmitRefused)
    assert raised.after == 60
    raised = refuse_submit(Reply(429, {}, "", after=7), said)
    assert isinstance(raised, SubmitRefused)
    assert raised.after == 7
