"""One step explained in plain lines."""

from collections.abc import Callable

from storyboard.model.plan import Plan, Reason
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.planning.why import explain

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
Takes = Callable[..., list[Take]]


def test_a_changed_shot_names_its_parts_old_and_new(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(film(seed=1)))
    board = film({"id": "020", "action": "Snow falls"}, seed=2)
    (step,) = planned(board, takes).steps
    old, new = takes[1].parts["prompt"][:8], step.parts["prompt"][:8]
    assert explain(step) == (
        "shot 020 is to be made: what the service is told has changed since take 1",
        f"  prompt: [{old}] → [{new}]",
        "  seed: 1 → 2",
        "  by studio, model m1, anything",
        "  take 2, 5 s",
        "  seed 2",
        f"  fingerprint {step.fingerprint[:12]}",
        "  price 0.50 USD",
    )


def test_a_reused_shot_names_its_take(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(film()))
    board = film({"id": "021", "action": "Rain falls"})
    (step,) = planned(board, takes).steps
    assert explain(step) == (
        "shot 021 is reused: nothing that the service is told has changed",
        "  made by studio, model m1",
        "  take 1, made for shot 020",
        f"  fingerprint {step.fingerprint[:12]}",
    )


def test_footage_is_explained_in_one_line(film: Film, planned: Planner) -> None:
    step = planned(film()).steps[2]
    assert explain(step) == ("shot 030 is own footage: nothing is generated",)


def test_an_unknown_price_is_said(film: Film, planned: Planner) -> None:
    step = planned(film(provider="nobody")).steps[0]
    assert "  price unknown" in explain(step)
    assert explain(step)[0] == "shot 010 is to be made: it has no take of this kind yet"


def test_a_shot_that_is_made_anew_for_another_names_that_one(
    film: Film, planned: Planner
) -> None:
    follower = {"id": "020", "action": "Wind", "continues": "010"}
    found = planned(film({"id": "010", "action": "Rain"}, follower)).steps[1]
    reason = Reason(kind="preceded", parts=("010",))
    lines = explain(found.model_copy(update={"reason": reason}))
    head = "a shot whose frame it begins or ends with has another take"
    assert lines[:2] == (f"shot 020 is to be made: {head}", "  it follows shot 010")
