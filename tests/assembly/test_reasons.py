"""Why a part of the picture had to be made, in words."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from storyboard.assembly.reasons import explained, recorded
from storyboard.media.recipe import Recipe
from storyboard.model.timeline import Passage, Source, Timeline, TitleCue
from tests.assembly.footage import SIZE, cut_of

RECIPE = Recipe("h264", SIZE, Fraction(12))
A, B, C = (Source(kind="clip", file=each, digest=each) for each in "abc")
SLATE = Source(kind="slate", reason="missing clip")
FILM = cut_of((A, 0, 30), (B, 5, 40, 6), (A, 0, 20))


def edited(index: int, **changes: object) -> Callable[[Timeline], Timeline]:
    def change(film: Timeline) -> Timeline:
        edits = list(film.edits)
        edits[index] = edits[index].model_copy(update=changes)
        return film.model_copy(update={"edits": tuple(edits)})

    return change


def lettered(film: Timeline) -> Timeline:
    cue = TitleCue(text="T", kind="title", at=5, length=10, fade=2)
    return film.model_copy(update={"titles": (cue,)})


def titled(film: Timeline) -> Timeline:
    cue = TitleCue(text="T", kind="title", at=0, length=24, fade=2)
    return film.model_copy(update={"titles": (cue,)})


def reasons(before: Timeline, after: Timeline, recipe: Recipe = RECIPE) -> list[str]:
    """Why segments of a film are made that were not in the former one, each once."""
    former, now = recorded(before, RECIPE), recorded(after, recipe)
    why = explained(now, former)
    keys = {parts["key"] for parts in former}
    found = (f"{p['shots']}: {why(p)}" for p in now if p["key"] not in keys)
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            edited(1, source=C),
            ["010+020: another take of 020", "020: another take of 020"],
        ),
        (edited(2, source=SLATE), ["030: 030 is missing"]),
        (edited(2, start=3), ["030: trimmed"]),
        (edited(2, fit="blur"), ["030: framed otherwise"]),
        (
            edited(0, focus=(0.2, 0.5)),
            ["010: framed otherwise", "010+020: framed otherwise"],
        ),
        (titled, ["010: lettering changed"]),
        (
            lettered,
            [
                "010: divided otherwise",
                "010: lettering changed",
            ],
        ),
        (
            edited(1, enter=Passage(kind="wipe", frames=6)),
            ["010+020: a wipe in place of the dissolve"],
        ),
        (
            edited(1, enter=Passage(kind="dissolve", frames=6, colour="#ffffff")),
            ["010+020: the dissolve changed"],
        ),
    ],
)
def test_a_change_is_named(
    change: Callable[[Timeline], Timeline], said: list[str]
) -> None:
    assert reasons(FILM, change(FILM)) == said


def test_what_comes_between_two_shots_is_new() -> None:
    straight = cut_of((A, 0, 30), (B, 5, 40))
    told = reasons(straight, cut_of((A, 0, 30), (B, 5, 40, 6)))
    assert "010+020: a new dissolve" in told


def test_a_film_that_was_never_cut_is_all_new() -> None:
    former = recorded(FILM, RECIPE)
    why = explained(former, ())
    assert {why(parts) for parts in former} == {"new"}


def test_another_shot_is_new() -> None:
    assert reasons(cut_of((A, 0, 30)), cut_of((A, 0, 30), (B, 0, 20))) == ["020: new"]


def test_a_missing_shot_that_came_is_told() -> None:
    before = cut_of((A, 0, 30), (SLATE, 0, 20))
    after = cut_of((A, 0, 30), (B, 0, 20))
    assert reasons(before, after) == ["020: 020 was missing before"]


def test_another_size_or_codec_makes_all_anew() -> None:
    other = Recipe("hevc", SIZE, Fraction(12))
    told = {each.partition(": ")[2] for each in reasons(FILM, FILM, other)}
    assert told == {"other size or codec"}


def test_what_was_kept_and_is_gone_is_told() -> None:
    former = recorded(FILM, RECIPE)
    assert explained(former, former)(former[0]) == "no longer kept"
