"""Two orders of the same shots, explained by as few moves as there can be."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from storyboard.model.value import ShotId
from storyboard.planning.difference import _moved

OLD = [ShotId(name) for name in "abcdef"]


def in_order(shots: tuple[ShotId, ...], other: list[ShotId]) -> bool:
    places = [other.index(shot) for shot in shots]
    return places == sorted(places)


@given(st.permutations(OLD))
def test_as_few_shots_as_possible_are_said_to_have_moved(new: list[ShotId]) -> None:
    stayed = tuple(shot for shot in new if shot not in _moved(OLD, new))
    assert in_order(stayed, OLD)
    more = combinations(new, len(stayed) + 1)
    assert not any(in_order(each, OLD) for each in more)


def test_shots_that_are_in_one_order_alone_have_not_moved() -> None:
    assert _moved(OLD, [ShotId("x"), *OLD[2:], ShotId("y")]) == frozenset()
    assert _moved([], OLD) == frozenset()
    assert _moved(OLD, []) == frozenset()
