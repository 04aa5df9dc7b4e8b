from itertools import pairwise
from typing import get_args

import pytest

from storyboard.model.words import MoveKind
from storyboard.panels.camera import camera, eased, flat, seen

MOVES = [move for move in get_args(MoveKind) if move != "static"]


@pytest.mark.parametrize("move", MOVES)
def test_every_move_moves_something(move: str) -> None:
    path = camera(move, None, 4.0, "seed")
    views = [[path(s / 9).view(depth, 1.78) for depth in (0.2, 1.0)] for s in range(10)]
    assert any(view != views[0] for view in views[1:])


def test_a_static_camera_stands_still() -> None:
    path = camera("static", None, 4.0, "seed")
    assert path(0.0) == path(0.5) == path(1.0)


def test_a_push_enlarges_the_near_more_than_the_far() -> None:
    path = camera("push in", None, 4.0, "seed")
    far, near = (path(1.0).view(depth, 1.78).width for depth in (0.2, 1.0))
    assert near < far < path(0.0).view(0.2, 1.78).width


def test_a_zoom_enlarges_all_depths_alike() -> None:
    look = camera("zoom in", None, 4.0, "seed")(1.0)
    assert look.view(0.2, 1.78) == look.view(1.0, 1.78)


def test_a_track_moves_the_near_more_than_the_far() -> None:
    path = camera("track right", None, 4.0, "seed")

    def way(depth: float) -> float:
        return path(1.0).view(depth, 1.78).left - path(0.0).view(depth, 1.78).left

    assert way(1.35) > way(1.0) > way(0.2) > 0


def test_an_orbit_keeps_the_subject_in_place() -> None:
    path = camera("orbit left", None, 4.0, "seed")
    first, last = (path(share).view(1.0, 1.78) for share in (0.0, 1.0))
    assert first.left == pytest.approx(last.left)
    assert path(0.0).view(0.2, 1.78) != path(1.0).view(0.2, 1.78)


def test_left_is_the_opposite_of_right() -> None:
    left, right = (camera(f"pan {way}", None, 4.0, "s") for way in ("left", "right"))
    assert left(0.0).pan[0] == pytest.approx(right(1.0).pan[0])
    assert left(1.0).pan[0] < left(0.0).pan[0]


def test_a_fast_move_goes_farther_than_a_slow_one() -> None:
    slow, fast = (
        camera("zoom in", pace, 4.0, "s")(1.0).zoom for pace in ("slow", "fast")
    )
    assert fast > slow > 1


def test_easing_starts_and_ends_gently_and_never_turns_back() -> None:
    steps = [eased(s / 100) for s in range(101)]
    assert steps[0] == 0
    assert steps[-1] == pytest.approx(1.0)
    ways = [b - a for a, b in pairwise(steps)]
    assert min(ways) > 0
    assert ways[0] < ways[50] / 3


def test_handheld_is_the_same_for_the_same_seed_only() -> None:
    one, again, other = (camera("handheld", None, 4.0, s)(0.4) for s in ("a", "a", "b"))
    assert one == again != other


@pytest.mark.parametrize("move", MOVES)
def test_all_that_is_seen_of_a_move_lies_within_its_bounds(move: str) -> None:
    path = camera(move, "fast", 4.0, "seed")
    whole = seen(path, 1.35, 1.78)
    for step in range(201):
        view = path(step / 200).view(1.35, 1.78)
        assert view.within(whole) == view


def test_pans_need_no_depths_and_tracks_do() -> None:
    assert flat(camera("pan left", None, 4.0, "s"))
    assert not flat(camera("track left", None, 4.0, "s"))
