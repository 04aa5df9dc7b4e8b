"""What a service cannot do is told before anything is sent."""

from collections.abc import Callable

import pytest

from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Plan
from storyboard.model.storyboard import Storyboard

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
BY = "m1 at studio"


@pytest.mark.parametrize(
    ("limits", "shot", "message"),
    [
        ({"seconds": (2, 4)}, {}, f"5 s is asked, and {BY} makes 2 to 4 seconds"),
        (
            {"allowed_seconds": (8, 4)},
            {},
            f"5 s is asked, and {BY} makes 4, 8 seconds",
        ),
        (
            {"whole_seconds": True},
            {"seconds": 2.5},
            f"2.5 s is asked, and {BY} makes only whole seconds",
        ),
        ({"aspects": ("1:1",)}, {}, f"{BY} has no aspect 16:9"),
        ({"resolutions": ("480p",)}, {}, f"{BY} has no resolution 720p"),
        (
            {"prompt_limit": 3},
            {},
            f"its prompt has 5 characters, and {BY} takes 3 at most",
        ),
        (
            {"images": 1},
            {"references": ["a.png", "b.png"]},
            f"2 image references go along, and {BY} takes 1",
        ),
        ({}, {"references": {"video": "a.mp4"}}, f"{BY} goes by no video references"),
        ({}, {"references": {"audio": "a.wav"}}, f"{BY} goes by no audio references"),
        ({}, {"first_frame": "a.png"}, f"{BY} cannot be given a first frame"),
        ({}, {"last_frame": "a.png"}, f"{BY} cannot be given a last frame"),
        (
            {"extra": ("bitrate",)},
            {"extra": {"studio": {"bitrat": 1}}},
            f'{BY} has no field "bitrat" of its own',
        ),
    ],
)
def test_a_misfit_refuses_the_plan(
    *,
    film: Film,
    planned: Planner,
    service: Capabilities,
    limits: dict[str, object],
    shot: dict[str, object],
    message: str,
) -> None:
    board = film({"id": "010", "action": "Rain", **shot})
    offered = service.model_copy(update=limits)
    (problem,) = planned(board, service=offered).errors
    assert problem.message == f"shot 010: {message}"
    for field in shot:
        assert problem.where == ("scenes", 0, "shots", 0, field)
    assert problem.hint


@pytest.mark.parametrize(
    ("shot", "message"),
    [
        ({"generate": {"audio": True}}, "has no switch for sound"),
        ({"generate": {"web_search": True}}, "cannot look things up"),
        ({"seed": 4}, "takes no seed"),
    ],
)
def test_a_switch_that_a_service_lacks_is_not_asked_and_noted(
    film: Film,
    planned: Planner,
    service: Capabilities,
    shot: dict[str, object],
    message: str,
) -> None:
    board = film({"id": "010", "action": "Rain", **shot})
    deaf = service.model_copy(update={"seed": False})
    (problem,) = planned(board, service=deaf).problems
    assert problem.severity == "note"
    assert message in problem.message
    able = {"seed": True, "audio_switch": True, "web_search": True}
    assert planned(board, service=service.model_copy(update=able)).problems == ()


def test_what_an_animatic_does_not_show_is_a_note(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    shots = (
        {"id": f"0{n}", "action": f"Rain {n}", "first_frame": "a.png"} for n in range(5)
    )
    drawn = service.model_copy(update={"origin": "animatic"})
    (problem,) = planned(film(*shots), service=drawn).problems
    assert problem.severity == "note"
    assert problem.message == (
        f"shots 00, 01, 02 and 2 more: {BY} cannot be given a first frame"
    )


def test_a_reused_shot_is_not_compared_again(
    film: Film,
    planned: Planner,
    service: Capabilities,
    shot_takes: Callable[..., list[object]],
) -> None:
    takes = shot_takes(planned(film()))
    short = service.model_copy(update={"seconds": (1.0, 2.0)})
    assert planned(film(), takes, service=short).problems == ()
