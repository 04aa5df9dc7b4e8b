from fractions import Fraction

import pytest

from storyboard.assembly.segments import LONGEST, Passing, Segment, segments
from storyboard.media.recipe import Recipe
from storyboard.model.timeline import Face, Passage, Source, Timeline, TitleCue
from tests.assembly.footage import RATE, SIZE, cut_of

A = Source(kind="clip", file="a", digest="a")
RECIPE = Recipe("h264", SIZE, RATE)


def cue(at: int, length: int, **rest: object) -> TitleCue:
    plain = TitleCue(text="T", kind="title", at=at, length=length, fade=2)
    return plain.model_copy(update=rest)


def told(timeline: Timeline) -> list[tuple[int, int, tuple[str, ...], int]]:
    return [
        (each.at, each.length, each.shots, len(each.titles))
        for each in segments(timeline)
    ]


def with_titles(timeline: Timeline, *titles: TitleCue) -> Timeline:
    return timeline.model_copy(update={"titles": titles})


def keys(timeline: Timeline, recipe: Recipe = RECIPE) -> list[str]:
    return [each.key(recipe) for each in segments(timeline)]


def test_cuts_make_one_segment_for_each_shot() -> None:
    found = segments(cut_of((A, 0, 10), (A, 0, 5)))
    assert [(s.at, s.length, s.shots) for s in found] == [
        (0, 10, ("010",)),
        (10, 5, ("020",)),
    ]
    assert all(each.straight for each in found)


def test_a_dissolve_is_a_segment_of_both_shots() -> None:
    found = segments(cut_of((A, 3, 10), (A, 0, 10, 4)))
    assert [(s.at, s.length, s.shots, s.straight) for s in found] == [
        (0, 6, ("010",), True),
        (6, 4, ("010", "020"), False),
        (10, 6, ("020",), True),
    ]
    between = found[1]
    assert [strip.first for strip in between.strips] == [6, 0]
    assert between.passing == Passing(Passage(kind="dissolve", frames=4), 0)
    assert found[2].strips[0].first == 4


def test_a_title_over_a_cut_is_in_both_segments() -> None:
    timeline = with_titles(cut_of((A, 0, 10), (A, 0, 10)), cue(8, 4))
    assert told(timeline) == [
        (0, 8, ("010",), 0),
        (8, 2, ("010",), 1),
        (10, 2, ("020",), 1),
        (12, 8, ("020",), 0),
    ]
    assert [s.titles[0].first for s in segments(timeline)[1:3]] == [0, 2]


def test_a_title_that_outlasts_the_film_ends_with_it() -> None:
    timeline = with_titles(cut_of((A, 0, 10)), cue(8, 40), cue(30, 5))
    assert told(timeline) == [(0, 8, ("010",), 0), (8, 2, ("010",), 1)]


def test_dissolves_may_touch_each_other() -> None:
    found = segments(cut_of((A, 0, 8), (A, 0, 8, 4), (A, 0, 8, 4)))
    assert [s.shots for s in found] == [
        ("010",),
        ("010", "020"),
        ("020", "030"),
        ("030",),
    ]


def test_the_film_may_come_in_and_go_out() -> None:
    timeline = cut_of((A, 0, 10), (A, 0, 10))
    first, last = timeline.edits
    fade = Passage(kind="fade", frames=3)
    edits = (
        first.model_copy(update={"enter": fade}),
        last.model_copy(update={"leave": fade}),
    )
    found = segments(timeline.model_copy(update={"edits": edits}))
    assert [(s.at, s.length) for s in found] == [(0, 3), (3, 7), (10, 7), (17, 3)]
    sides = [s.passing and (s.passing.side, s.passing.first) for s in found]
    assert sides == [("in", 0), None, None, ("out", 0)]


def test_long_shots_are_divided_on_their_own_grid() -> None:
    longest = LONGEST * int(RATE)
    whole = segments(cut_of((A, 0, 3 * longest)))
    assert [s.length for s in whole] == [longest] * 3
    trimmed = segments(cut_of((A, 7, 3 * longest - 11)))
    assert [s.length for s in trimmed] == [longest - 7, longest, longest - 4]
    assert trimmed[1].key(RECIPE) == whole[1].key(RECIPE)
    assert trimmed[0].key(RECIPE) != whole[0].key(RECIPE)


def test_where_in_the_film_a_segment_stands_does_not_matter() -> None:
    alone = with_titles(cut_of((A, 0, 10), (A, 0, 10, 4)), cue(1, 3), cue(7, 4))
    later = cut_of((A, 30, 12), (A, 0, 10), (A, 0, 10, 4))
    moved = with_titles(later, cue(13, 3), cue(19, 4))
    assert keys(moved)[1:] == keys(alone)


def test_a_draft_has_the_time_of_the_film_in_its_picture() -> None:
    draft = {"draft": True}
    alone = cut_of((A, 0, 10)).model_copy(update=draft)
    later = cut_of((A, 0, 10), (A, 0, 10)).model_copy(update=draft)
    stamps = [segment.stamp for segment in segments(later)]
    assert [stamp and (stamp.shot, stamp.at) for stamp in stamps] == [
        ("010", 0),
        ("020", 10),
    ]
    assert keys(later)[1] != keys(alone)[0]


OTHERS: dict[str, Timeline] = {
    "another clip": cut_of((A.model_copy(update={"digest": "b"}), 0, 10)),
    "another part": cut_of((A, 1, 10)),
    "another length": cut_of((A, 0, 9)),
    "a slate": cut_of((Source(kind="slate", reason="refused"), 0, 10)),
    "another slate": cut_of((Source(kind="slate", reason="new"), 0, 10)),
    "a still": cut_of((Source(kind="still", digest="a"), 0, 10)),
    "a title": with_titles(cut_of((A, 0, 10)), cue(0, 10)),
    "another title": with_titles(cut_of((A, 0, 10)), cue(0, 10, text="U")),
    "another font": with_titles(
        cut_of((A, 0, 10)), cue(0, 10, face=Face(font="f", digest="f"))
    ),
    "a stamp": cut_of((A, 0, 10)).model_copy(update={"draft": True}),
}


def test_whatever_is_seen_is_in_the_key() -> None:
    found = [keys(each)[0] for each in OTHERS.values()]
    for update in ({"fit": "blur"}, {"focus": (0.1, 0.5)}):
        timeline = cut_of((A, 0, 10))
        edit = timeline.edits[0].model_copy(update=update)
        found += keys(timeline.model_copy(update={"edits": (edit,)}))
    found += keys(cut_of((A, 0, 10)))
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("hevc", SIZE, RATE),
        Recipe("h264", (96, 54), RATE),
        Recipe("h264", SIZE, Fraction(24)),
        Recipe("h264", SIZE, RATE, draft=True),
    ],
)
def test_how_it_is_coded_is_in_the_key(recipe: Recipe) -> None:
    timeline = cut_of((A, 0, 10))
    assert keys(timeline, recipe) != keys(timeline)


def test_where_files_lie_and_what_shots_are_called_is_not_in_the_key() -> None:
    timeline = cut_of((A, 0, 10))
    elsewhere = cut_of((A.model_copy(update={"file": "b"}), 0, 10))
    assert keys(elsewhere) == keys(timeline)
    slate = timeline.edits[0].slate.model_copy(update={"shot": "999"})
    renamed = timeline.edits[0].model_copy(update={"slate": slate})
    assert keys(timeline.model_copy(update={"edits": (renamed,)})) == keys(timeline)
    face = cue(0, 10, face=Face(font="here", digest="f"))
    moved = cue(0, 10, face=Face(font="there", digest="f"))
    assert keys(with_titles(timeline, face)) == keys(with_titles(timeline, moved))


def test_the_whole_film_is_covered_once() -> None:
    timeline = with_titles(
        cut_of((A, 0, 70), (A, 9, 133, 12), (A, 0, 24, 6)), cue(3, 90), cue(90, 60)
    )
    found: tuple[Segment, ...] = segments(timeline)
    ends = [s.at + s.length for s in found]
    assert [s.at for s in found] == [0, *ends[:-1]]
    assert ends[-1] == timeline.length
    assert all(s.length > 0 for s in found)
