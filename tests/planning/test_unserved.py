"""What is not served yet is refused in one sentence, and nothing is passed over."""

from collections.abc import Callable

import pytest

from storyboard.errors import Where
from storyboard.model.plan import Plan
from storyboard.model.storyboard import Storyboard

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]


@pytest.mark.parametrize(
    ("rest", "where", "message"),
    [
        (
            {"variants": [{"name": "tall"}, {"name": "rows", "for": "a.csv"}]},
            ("variants", 1, "for"),
            "films from the rows of a table",
        ),
        (
            {"variants": [{"name": "tall", "reframe": "shoot"}]},
            ("variants", 0, "reframe"),
            "variants that are shot anew",
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
        {"id": "030", "action": "Fog", "enter": "wipe left 0.5"},
        {"id": "040", "action": "Ice", "enter": {"dip": 0.5, "over": "handles"}},
        {"id": "050", "action": "Sun", "own_sound": {"leads": 0.5, "lags": 0.5}},
        {"id": "060", "footage": "a.mp4", "trim": {"to": 2.0}, "leave": "fade 1"},
        titles=[{"text": "x", "at": 0, "kind": "card", "background": "#123456"}],
        variants=[{"name": "tall", "format": {"aspect": "9:16"}}],
        output={"file": "a.mov", "codec": "prores"},
    )
    assert planned(board).problems == ()
