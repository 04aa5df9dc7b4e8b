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
