import random

from hypothesis import given
from hypothesis import strategies as st

from storyboard.scheduler.patience import QUICKEST_POLLS, Patience

PATIENCE = Patience()
dice = st.integers().map(random.Random)


@given(waited=st.floats(0, 1e6), dice=dice)
def test_polls_are_neither_too_quick_nor_too_slow(
    waited: float, dice: random.Random
) -> None:
    for origin, quickest in QUICKEST_POLLS.items():
        pause = PATIENCE.until_poll(waited, origin, dice)
        assert quickest * 0.9 <= pause <= PATIENCE.slowest_polls * 1.1


@given(dice=dice)
def test_a_job_of_two_minutes_is_seen_within_a_tenth_and_polled_seldom(
    dice: random.Random,
) -> None:
    waited, polls = 0.0, 0
    while waited < 120:
        waited += PATIENCE.until_poll(waited, "paid", dice)
        polls += 1
    assert waited < 120 * 1.12
    assert polls < 32


@given(tries=st.integers(1, 10_000), dice=dice)
def test_pauses_double_up_to_the_longest_and_are_spread(
    tries: int, dice: random.Random
) -> None:
    pause = PATIENCE.after_failure(tries, dice)
    usual = 2.0 ** (tries - 1) if tries < 7 else 60.0
    assert usual / 2 <= pause <= usual


@given(waited=st.floats(0, 1e6), usual=st.floats(1, 1e4), dice=dice)
def test_the_usual_time_of_a_job_only_makes_polls_rarer(
    waited: float, usual: float, dice: random.Random
) -> None:
    state = dice.getstate()
    without = PATIENCE.until_poll(waited, "paid", dice)
    dice.setstate(state)
    pause = PATIENCE.until_poll(waited, "paid", dice, usual=usual)
    assert pause <= PATIENCE.slowest_told * 1.1
    assert without <= pause or waited >= usual / 2


@given(waited=st.floats(1, 1e4), progress=st.floats(0.1, 0.99), dice=dice)
def test_a_job_that_tells_its_progress_is_looked_at_before_its_end(
    waited: float, progress: float, dice: random.Random
) -> None:
    left = waited * (1 - progress) / progress
    pause = PATIENCE.until_poll(waited, "paid", dice, usual=1.0, progress=progress)
    assert pause <= max(left * 2 / 3, 2.0) * 1.1
    assert pause >= min(left * 2 / 3, PATIENCE.slowest_told) * 0.9


@given(waited=st.floats(0, 1e4), dice=dice)
def test_a_job_that_has_hardly_begun_is_left_alone_for_as_long_again(
    waited: float, dice: random.Random
) -> None:
    pause = PATIENCE.until_poll(waited, "sandbox", dice, progress=0.0)
    assert min(waited, PATIENCE.slowest_told) * 0.9 <= pause
    assert pause <= max(min(waited, PATIENCE.slowest_told), 1.0) * 1.1


@given(dice=dice)
def test_a_sandbox_is_not_waited_for_as_a_paid_service_is(dice: random.Random) -> None:
    assert PATIENCE.until_poll(0, "sandbox", dice, usual=180) < 0.5
    assert PATIENCE.until_poll(0, "paid", dice, usual=180) > 10
