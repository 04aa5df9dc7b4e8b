from collections.abc import Callable
from dataclasses import replace

import pytest

from storyboard.model.value import ShotId
from storyboard.scheduler.entry import Entry, Wish, choose
from storyboard.scheduler.moves import ALL, State

WISH = Wish(
    project="the-film",
    origin="paid",
    shot=ShotId("010"),
    number=1,
    fingerprint="one",
    parts={"prompt": "a"},
    provider="fake",
    model="fake-1",
    seed=None,
    price=None,
)


def entry(
    state: State, number: int = 1, *, fingerprint: str = "one", provider: str = "fake"
) -> Entry:
    wish = replace(WISH, number=number, fingerprint=fingerprint, provider=provider)
    clip, seconds = ("c", 5.0) if state == "done" else (None, None)
    return Entry(wish.key, wish, state, 1, 0.0, clip=clip, seconds=seconds)


def everything(_clip: str) -> bool:
    return True


def nothing(_clip: str) -> bool:
    return False


def test_the_first_take_is_number_one() -> None:
    assert choose(WISH, [], everything) == 1


def test_the_plan_may_know_of_takes_that_the_ledger_does_not() -> None:
    assert choose(replace(WISH, number=4), [entry("done", 2)], everything) == 4


@pytest.mark.parametrize("state", ["wanted", "intent", "submitted", "ready", "refused"])
def test_what_has_not_come_to_its_end_goes_on(state: State) -> None:
    begun = entry(state)
    assert choose(WISH, [begun], everything) == begun
    later = replace(WISH, number=3)
    assert choose(later, [begun, entry("done", 2, fingerprint="two")], nothing) == begun


def test_a_failed_job_is_followed_by_another_number() -> None:
    assert choose(WISH, [entry("failed")], everything) == 2


@pytest.mark.parametrize(
    ("number", "present", "found"),
    [(1, everything, True), (1, nothing, False), (2, everything, False)],
)
def test_a_finished_take_serves_where_its_clip_is_there_and_the_plan_did_not_know_it(
    number: int, present: Callable[[str], bool], *, found: bool
) -> None:
    done = entry("done")
    chosen = choose(replace(WISH, number=number), [done], present)
    assert chosen == (done if found else 2)


def test_an_uncertain_take_stands_until_another_is_asked_for() -> None:
    lost = entry("uncertain")
    assert choose(WISH, [lost], everything) == lost
    assert choose(replace(WISH, anew=True), [lost], everything) == 2


def test_a_clip_that_could_not_be_fetched_can_be_given_up() -> None:
    ready = entry("ready")
    stuck = replace(ready, error_code="not-fetched")
    anew = replace(WISH, anew=True)
    assert choose(WISH, [stuck], everything) == stuck
    assert choose(anew, [ready], everything) == ready
    assert choose(anew, [stuck], everything) == 2


@pytest.mark.parametrize(
    "other", [entry("submitted", fingerprint="two"), entry("submitted", provider="b")]
)
def test_another_request_or_provider_gets_a_number_of_its_own(other: Entry) -> None:
    assert choose(WISH, [other], everything) == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(WISH, project="another"),
        replace(WISH, origin="sandbox"),
        replace(WISH, provider="another"),
        replace(WISH, shot=ShotId("020")),
        replace(WISH, fingerprint="two"),
        replace(WISH, parts={"prompt": "a", "model": "m"}),
        replace(WISH, number=2),
    ],
)
def test_every_attempt_has_its_own_key(other: Wish) -> None:
    assert other.key != WISH.key


def test_what_a_service_is_not_told_does_not_change_the_key() -> None:
    assert replace(WISH, price=None, seed=3, anew=True).key == WISH.key


@pytest.mark.parametrize("state", sorted(ALL))
def test_what_may_be_sent_again_is_the_same_request_to_the_letter(
    state: State,
) -> None:
    """Of the same fingerprint, which leaves out the model, with another model."""
    other = replace(WISH, parts={"prompt": "a", "model": "m"})
    accepted = state in {"submitted", "ready", "done"}
    assert choose(other, [entry(state)], everything) == (
        entry(state) if accepted else 2
    )


def test_only_a_finished_entry_has_a_take() -> None:
    with pytest.raises(ValueError, match="submitted, not done"):
        entry("submitted").take()
