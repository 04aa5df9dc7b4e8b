from storyboard.assembly.segments import Segment, segments
from storyboard.model.timeline import Source, TitleCue
from tests.assembly.footage import cut_of

A = Source(kind="clip", file="a")


def cue(at: int, length: int) -> TitleCue:
    return TitleCue(text="T", kind="title", at=at, length=length, fade=2)


def test_cuts_make_one_segment_for_each_shot() -> None:
    found = segments(cut_of((A, 0, 10), (A, 0, 5)))
    assert found == (Segment(0, 10, (0,)), Segment(10, 15, (1,)))
    assert all(each.straight for each in found)


def test_a_dissolve_is_a_segment_of_both_shots() -> None:
    found = segments(cut_of((A, 0, 10), (A, 0, 10, 4)))
    assert found == (
        Segment(0, 6, (0,)),
        Segment(6, 10, (0, 1)),
        Segment(10, 16, (1,)),
    )
    assert [each.straight for each in found] == [True, False, True]


def test_a_title_over_a_cut_is_in_both_segments() -> None:
    timeline = cut_of((A, 0, 10), (A, 0, 10)).model_copy(
        update={"titles": (cue(8, 4),)}
    )
    assert segments(timeline) == (
        Segment(0, 8, (0,)),
        Segment(8, 10, (0,), (0,)),
        Segment(10, 12, (1,), (0,)),
        Segment(12, 20, (1,)),
    )


def test_a_title_that_outlasts_the_film_ends_with_it() -> None:
    timeline = cut_of((A, 0, 10)).model_copy(
        update={"titles": (cue(8, 40), cue(30, 5))}
    )
    assert segments(timeline) == (Segment(0, 8, (0,)), Segment(8, 10, (0,), (0,)))


def test_dissolves_may_touch_each_other() -> None:
    found = segments(cut_of((A, 0, 8), (A, 0, 8, 4), (A, 0, 8, 4)))
    assert [each.edits for each in found] == [(0,), (0, 1), (1, 2), (2,)]
