from hypothesis import given
from hypothesis import strategies as st

from storyboard.assembly.framing import Placing, cover, inside

even = st.integers(8, 2000).map(lambda n: n * 2)
sizes = st.tuples(st.integers(16, 4000), st.integers(16, 4000))
frames = st.tuples(even, even)
share = st.floats(0, 1)


def test_a_wide_picture_is_cropped_at_its_sides_around_the_focus() -> None:
    size = (1920, 1080)
    assert cover(size, (540, 720), (0.5, 0.5)) == Placing(1280, 720, -370, 0)
    assert cover(size, (540, 720), (0.0, 0.5)) == Placing(1280, 720, 0, 0)
    assert cover(size, (540, 720), (1.0, 0.5)) == Placing(1280, 720, -740, 0)
    assert cover(size, (540, 720), (0.3, 0.5)) == Placing(1280, 720, -114, 0)


def test_a_wide_picture_lies_between_bars() -> None:
    assert inside((1920, 1080), (540, 720)) == Placing(540, 304, 0, 208)


def test_a_picture_of_the_frames_shape_fills_it() -> None:
    assert cover((1920, 1080), (1280, 720), (0.1, 0.9)) == Placing(1280, 720, 0, 0)
    assert inside((320, 180), (1280, 720)) == Placing(1280, 720, 0, 0)


@given(picture=sizes, frame=frames, focus=st.tuples(share, share))
def test_a_covering_picture_leaves_no_edge_free(
    picture: tuple[int, int], frame: tuple[int, int], focus: tuple[float, float]
) -> None:
    placed = cover(picture, frame, focus)
    assert placed.x <= 0 <= placed.x + placed.width - frame[0]
    assert placed.y <= 0 <= placed.y + placed.height - frame[1]
    assert placed.x % 2 == placed.y % 2 == placed.width % 2 == placed.height % 2 == 0


@given(picture=sizes, frame=frames)
def test_an_inner_picture_does_not_reach_over_the_edge(
    picture: tuple[int, int], frame: tuple[int, int]
) -> None:
    placed = inside(picture, frame)
    assert 0 <= placed.x <= placed.x + placed.width <= frame[0]
    assert 0 <= placed.y <= placed.y + placed.height <= frame[1]
    assert placed.x % 2 == placed.y % 2 == 0
