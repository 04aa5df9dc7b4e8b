"""What is reused, what is made, and why."""

import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Plan, cost_of, unpriced
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
Takes = Callable[..., list[Take]]


def actions(plan: Plan) -> dict[str, str]:
    return {step.shot: f"{step.action} ({step.reason})" for step in plan.steps}


def test_a_first_plan_makes_everything_but_footage(
    film: Film, planned: Planner
) -> None:
    first = planned(film())
    assert actions(first) == {
        "010": "generate (new)",
        "020": "generate (new)",
        "030": "footage (footage)",
    }
    assert [step.number for step in first.steps] == [1, 1, 1]
    assert [str(money) for money in cost_of(first.steps)] == ["1.00 USD"]


def test_an_unchanged_board_makes_nothing(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    second = planned(film(), shot_takes(planned(film())))
    assert second.to_make == ()
    assert str(second.steps[0].reason) == "unchanged"
    assert cost_of(second.to_make) == ()


def test_a_changed_action_makes_exactly_that_shot_and_says_which_part(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(film()))
    board = film(
        {"id": "010", "action": "{{ mira }} climbs"},
        {"id": "020", "action": "Snow falls"},
    )
    second = planned(board, takes)
    assert actions(second) == {
        "010": "reuse (unchanged)",
        "020": "generate (changed: prompt)",
    }
    assert second.steps[1].number == 2
    assert second.steps[1].take == takes[1]


EDITS = st.fixed_dictionaries(
    {
        "title": st.text(min_size=1, max_size=9),
        "notes": st.text(min_size=1, max_size=9),
        "titles": st.lists(
            st.fixed_dictionaries({"text": st.just("x"), "at": st.floats(0, 99)}),
            max_size=2,
        ),
        "output": st.just({"file": "other.mp4"}),
        "sound": st.fixed_dictionaries({"loudness": st.floats(-40, -5)}),
    }
)
SHOT_EDITS = st.fixed_dictionaries(
    {},
    optional={
        "trim": st.fixed_dictionaries({"from": st.floats(0, 2)}),
        "notes": st.just("for people"),
        "tags": st.just(["hero"]),
        "enter": st.just("dissolve 0.5"),
        "own_sound": st.just("mute"),
        "fit": st.sampled_from(["fill", "fit", "blur"]),
        "focus": st.just([0.1, 0.9]),
    },
)
QUICK = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@QUICK
@given(
    edits=EDITS,
    shot=SHOT_EDITS,
    order=st.permutations([0, 1, 2]),
    id_=st.text("ab", min_size=1),
)
def test_the_edit_order_and_names_never_make_a_clip_stale(
    *, film: Film, planned: Planner, shot_takes: Takes, edits: dict[str, object],
    shot: dict[str, object], order: list[int], id_: str,
) -> None:  # fmt: skip
    shots = [
        {"id": "010", "action": "{{ mira }} climbs"},
        {"id": "020", "action": "Rain falls"},
        {"id": "030", "footage": "plates/harbour.mp4"},
    ]
    takes = shot_takes(planned(film(*shots)))
    shots[0] = {**shots[0], **shot, "id": id_}  # type: ignore[dict-item]
    edited = film(*(shots[place] for place in order), **edits)
    assert planned(edited, takes).to_make == ()


@QUICK
@given(
    change=st.sampled_from(
        [
            {"action": "Hail falls"},
            {"sound": "thunder"},
            {"size": "wide"},
            {"seconds": 4.0},
            {"dialogue": [{"who": "mira", "line": "No."}]},
            {"references": ["refs/a.png"]},
            {"seed": 9},
            {"generate": {"audio": True}},
            {"extra": {"studio": {"mode": 1}}},
        ]
    )
)
def test_what_the_service_is_told_makes_exactly_that_shot_stale(
    film: Film, planned: Planner, shot_takes: Takes, change: dict[str, object]
) -> None:
    takes = shot_takes(planned(film()))
    board = film(
        {"id": "010", "action": "{{ mira }} climbs"},
        {"id": "020", "action": "Rain falls", **change},
    )
    second = planned(board, takes)
    assert [step.shot for step in second.to_make] == ["020"]
    assert second.to_make[0].reason.kind == "changed"
    assert second.to_make[0].reason.parts


def test_a_sheet_changes_every_shot_that_says_it(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(film()))
    board = film(characters={"mira": {"sheet": "A sailor"}})
    assert [s.shot for s in planned(board, takes).to_make] == ["010"]


def test_a_missing_clip_is_made_again_under_the_next_number(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(film()))
    second = planned(film(), takes, gone=frozenset({takes[0].clip}))
    step = second.steps[0]
    assert (step.action, str(step.reason), step.number) == (
        "generate",
        "missing clip",
        2,
    )


def test_force_makes_the_named_shots_and_no_others(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(film()))
    forced = planned(film(), takes, force=["010"])
    assert [(s.shot, str(s.reason), s.number) for s in forced.to_make] == [
        ("010", "forced", 2)
    ]
    again = planned(film(), [*takes, *shot_takes(forced)])
    assert again.steps[0].number == 2
    assert again.to_make == ()


def test_an_animatic_take_never_satisfies_a_paid_shot(
    film: Film, planned: Planner, shot_takes: Takes, service: Capabilities
) -> None:
    takes = shot_takes(planned(film()), origin="animatic")
    assert len(planned(film(), takes).to_make) == 2
    drawn = service.model_copy(update={"origin": "animatic"})
    assert planned(film(), takes, service=drawn).to_make == ()


def test_the_seed_counts_only_where_the_model_takes_one(
    film: Film, planned: Planner, shot_takes: Takes, service: Capabilities
) -> None:
    for takes_seed in (True, False):
        offered = service.model_copy(update={"seed": takes_seed})
        takes = shot_takes(planned(film(seed=1), service=offered))
        second = planned(film(seed=2), takes, service=offered)
        assert bool(second.to_make) == takes_seed


def test_a_changed_model_is_shown_and_made_only_when_asked(
    film: Film, planned: Planner, shot_takes: Takes, service: Capabilities
) -> None:
    takes = shot_takes(planned(film()))
    newer = service.model_copy(update={"model": "m2"})
    second = planned(film(model="m2"), takes, service=newer)
    assert second.to_make == ()
    assert second.steps[0].model == "m1"
    (note,) = second.problems
    assert note.severity == "note"
    assert note.message == ("shots 010, 020: made with m1; the board now says m2")
    forced = planned(film(model="m2"), takes, service=newer, force=["010"])
    assert forced.to_make[0].model == "m2"


def test_going_back_to_the_first_model_goes_back_to_its_take(
    film: Film, planned: Planner, shot_takes: Takes, service: Capabilities
) -> None:
    first = shot_takes(planned(film()))
    newer = service.model_copy(update={"model": "m2"})
    second = shot_takes(
        planned(film(model="m2"), first, service=newer, force=["010", "020"])
    )
    assert planned(film(), [*first, *second]).steps[0].number == 1
    assert planned(film(), [*first, *second]).problems == ()


def test_the_reseller_does_not_count(
    film: Film, planned: Planner, shot_takes: Takes, service: Capabilities
) -> None:
    takes = shot_takes(planned(film()))
    other = service.model_copy(update={"provider": "animatic"})
    second = planned(film(provider="animatic"), takes, service=other)
    assert second.to_make == ()
    assert second.steps[0].provider == "studio"


def test_a_renamed_shot_reuses_its_take(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(film()))
    board = film({"id": "011", "action": "{{ mira }} climbs"})
    (step,) = planned(board, takes).steps
    assert (step.action, step.take) == ("reuse", takes[0])


def test_an_unknown_price_stays_unknown(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    without_price = service.model_copy(update={"prices": ()})
    first = planned(film(), service=without_price)
    assert first.steps[0].price is None
    assert unpriced(first.steps) == 2
    priced = planned(film()).steps[0].price
    assert priced is not None
    assert priced.amount == Decimal("0.5")


def test_outside_the_selection_nothing_is_forced_or_compared(
    film: Film, planned: Planner, shot_takes: Takes, service: Capabilities
) -> None:
    takes = shot_takes(planned(film()))
    forced = planned(film(), takes, force=["010", "020"], only=["020"])
    assert [step.shot for step in forced.to_make] == ["020"]
    short = service.model_copy(update={"seconds": (1.0, 2.0)})
    refused = planned(film(), service=short, only=["020"])
    assert [p.message for p in refused.errors] == [
        "shot 020: 5 s are wanted, and m1 at studio makes 1 to 2 seconds"
    ]
    assert len(refused.to_make) == 2


@pytest.mark.parametrize(
    ("rest", "message", "hint", "where"),
    [
        (
            {"provider": "stduio"},
            'shots 010, 020: no provider is called "stduio"',
            'did you mean "studio"?',
            ("provider",),
        ),
        (
            {"model": "m11"},
            'shots 010, 020: studio has no model "m11"',
            'did you mean "m1"?',
            ("model",),
        ),
    ],
)
def test_an_unknown_provider_or_model_is_told_once(
    *,
    film: Film,
    planned: Planner,
    rest: dict[str, str],
    message: str,
    hint: str,
    where: tuple[str, ...],
) -> None:
    (problem,) = planned(film(**rest)).errors
    assert (problem.message, problem.hint, problem.where) == (message, hint, where)


def test_extra_fields_for_a_provider_that_nobody_has_are_a_warning(
    film: Film, planned: Planner
) -> None:
    shot = {"id": "010", "action": "Rain", "extra": {"stduio": {"a": 1}}}
    (problem,) = planned(film(shot)).problems
    assert problem.severity == "warning"
    assert problem.hint == 'did you mean "studio"?'
    assert problem.where == ("scenes", 0, "shots", 0, "extra", "stduio")


def test_a_thousand_shots_are_planned_well_under_a_second(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    board = film(*({"id": f"{n}", "action": f"Step {n}"} for n in range(1_000)))
    takes = shot_takes(planned(board))
    started = time.process_time()
    assert planned(board, takes).to_make == ()
    assert time.process_time() - started < 2, "composing included"
