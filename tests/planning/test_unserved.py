"""What is not served yet is refused in one sentence, and nothing is passed over."""

from collections.abc import Callable

import pytest

from storyboard.errors import Where
from storyboard.model.plan import Plan
from storyboard.model.storyboard import Storyboard

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
SHOT: Where = ("scenes", 0, "shots", 1)


@pytest.mark.parametrize(
    ("shot", "field", "message"),
    [
        ({"enter": "wipe left 0.5"}, "enter", "the wipe is not served"),
        ({"enter": "fade 0.5"}, "enter", "the fade is not served"),
        ({"enter": "dip to black 1"}, "enter", "the dip is not served"),
        ({"enter": {"dissolve": 0.5, "over": "handles"}}, "enter", "over handles"),
        ({"enter": "dissolve to white 0.5"}, "enter", "a dissolve has no colour"),
        ({"enter": "dissolve left 0.5"}, "enter", "a dissolve has no direction"),
        ({"own_sound": {"leads": 0.5}}, "own_sound", "leads or lags"),
        ({"own_sound": {"lags": 0.5}}, "own_sound", "leads or lags"),
    ],
)
def test_a_shot_that_asks_for_more_is_refused(
    film: Film, planned: Planner, shot: dict[str, object], field: str, message: str
) -> None:
    board = film(
        {"id": "010", "action": "Rain"}, {"id": "020", "action": "Wind", **shot}
    )
    (problem,) = planned(board).errors
    assert message in problem.message
    assert problem.where == (*SHOT, field)
    assert problem.hint


@pytest.mark.parametrize(
    ("rest", "where", "message"),
    [
        ({"variants": [{"name": "tall"}]}, ("variants",), "variants"),
        ({"subtitles": {}}, ("subtitles",), "subtitles"),
        ({"output": {"codec": "av1"}}, ("output", "codec"), "films in av1"),
        (
            {"titles": [{"text": "x", "at": 0, "credits": "roll"}]},
            ("titles", 0, "credits"),
            "rolling credits",
        ),
        (
            {"titles": [{"text": "x", "at": 0, "background": "#123456"}]},
            ("titles", 0, "background"),
            "a title lies over the picture",
        ),
        (
            {
                "titles": [
                    {"text": "x", "at": 0, "kind": "lower third", "position": "top"}
                ]
            },
            ("titles", 0, "position"),
            "a lower third has its place",
        ),
    ],
)
def test_a_film_that_asks_for_more_is_refused_once(
    film: Film,
    planned: Planner,
    rest: dict[str, object],
    where: Where,
    message: str,
) -> None:
    (problem,) = planned(film(**rest)).errors
    assert problem.where == where
    assert message in problem.message


def test_a_stand_in_provider_needs_no_order_to_fall_back_in(
    film: Film, planned: Planner
) -> None:
    board = film(provider=["evolink", "kinovi"])
    assert planned(board, provider="studio").problems == ()


def test_what_is_served_is_not_refused(film: Film, planned: Planner) -> None:
    board = film(
        {"id": "010", "action": "Rain"},
        {"id": "020", "action": "Wind", "enter": "dissolve 0.5", "own_sound": -6},
        {"id": "030", "footage": "a.mp4", "enter": "cut", "trim": {"to": 2.0}},
        titles=[{"text": "x", "at": 0, "kind": "card", "background": "#123456"}],
        output={"file": "a.mp4"},
    )
    assert planned(board).problems == ()
