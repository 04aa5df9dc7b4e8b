import pytest

from storyboard.scheduler.complaints import ended, plain
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.moves import State
from tests.scheduler.test_entry import WISH


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("no\nroute"), "RuntimeError: no"),
        (TimeoutError(), "TimeoutError"),
        (
            RuntimeError("GET https://a.b/c.mp4?key=1&sig=2 gave 403"),
            "RuntimeError: GET https://a.b/c.mp4?… gave 403",
        ),
        (
            RuntimeError("from 'http://a/x?sig=2' to \"http://b/y?sig=3\""),
            "RuntimeError: from 'http://a/x?…' to \"http://b/y?…\"",
        ),
    ],
)
def test_an_error_is_told_in_one_line_without_secrets(
    error: BaseException, told: str
) -> None:
    assert plain(error) == told


def told(state: State, *, cost: bool | None = None) -> str:
    entry = Entry(
        WISH.key, WISH, state, 1, 0.0, failed_at_a_cost=cost, error_message="no"
    )
    return str(ended(entry))


def test_a_refusal_costs_nothing() -> None:
    assert told("refused") == (
        "error: fake refused the request: no "
        "(nothing was charged; change the shot, or run again)"
    )


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (True, "it was charged"),
        (False, "nothing was charged"),
        (None, "whether it was charged is unknown"),
    ],
)
def test_a_failure_says_whether_it_cost_money(*, cost: bool | None, words: str) -> None:
    assert told("failed", cost=cost) == (
        f"error: fake did not make it: no ({words}; run again for another take)"
    )


def test_an_uncertain_take_says_how_to_settle_it() -> None:
    assert told("uncertain") == (
        "error: nobody knows whether fake accepted the request: no (it is never sent "
        "again by itself; look for it at fake, then `storyboard resolve 010 --ticket "
        "ID` if it is there, or `--lost` if it is not)"
    )
