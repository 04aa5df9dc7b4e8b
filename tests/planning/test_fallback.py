"""Who is asked where the first one says no, for how much, and what they made before."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.plan import Plan
from storyboard.model.price import Edition, Rate
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
Takes = Callable[..., list[Take]]


@pytest.fixture
def other(service: Capabilities) -> Capabilities:
    """Somebody else, who is dearer and is told how many frames there are."""
    rates = (Rate(amount=Decimal("0.3")),)
    edition = Edition(source="another page", unit="usd", rates=rates)
    change = {"provider": "other", "model": "o1", "prices": (edition,)}
    return service.model_copy(update={**change, "told": service.told | {"fps"}})


def rain(film: Film, **more: object) -> Storyboard:
    return film({"id": "010", "action": "Rain falls", **more})


def made_by(plan: Plan) -> Take:
    """What the first fall-back of a plan's only step makes."""
    (step,) = plan.to_make
    (instead,) = step.fallbacks
    assert instead.provider
    assert instead.model
    return Take(
        shot=step.shot,
        number=step.number,
        origin="paid",
        provider=instead.provider,
        model=instead.model,
        fingerprint=instead.fingerprint,
        parts=instead.parts,
        clip="made-elsewhere",
        seconds=5,
        instead_of="studio: not this one",
        made="2026-01-01T00:00:00Z",  # type: ignore[arg-type]
    )


def test_each_who_is_asked_instead_has_an_own_price_and_print(
    film: Film, planned: Planner, other: Capabilities
) -> None:
    found = planned(rain(film), others=[other], instead=["other"])
    (step,) = found.to_make
    (instead,) = step.fallbacks
    assert (instead.provider, instead.model) == ("other", "o1")
    assert [str(step.price), str(instead.price)] == ["0.50 USD", "1.50 USD"]
    assert instead.fingerprint != step.fingerprint
    assert found.row_of(instead) == other


def test_each_take_can_fall_back_with_its_own_seed(
    film: Film, planned: Planner, other: Capabilities
) -> None:
    board = rain(film, takes=2, seed=4)
    for step in planned(board, others=[other], instead=["other"]).to_make:
        (instead,) = step.fallbacks
        assert step.request
        assert instead.request
        assert instead.attempt == step.attempt
        assert instead.request.seed == step.request.seed == 4 + step.attempt


def test_what_a_fall_back_made_serves_and_is_not_paid_again(
    film: Film, planned: Planner, other: Capabilities
) -> None:
    first = planned(rain(film), others=[other], instead=["other"])
    again = planned(rain(film), [made_by(first)], others=[other], instead=["other"])
    assert again.to_make == ()
    assert str(again.steps[0].reason) == "unchanged"
    assert again.steps[0].provider == "other"


def test_what_changed_since_a_fall_back_made_it_is_named_as_it_was_told(
    film: Film, planned: Planner, other: Capabilities
) -> None:
    take = made_by(planned(rain(film), others=[other], instead=["other"]))
    board = rain(film, action="Snow")
    (step,) = planned(board, [take], others=[other], instead=["other"]).to_make
    assert str(step.reason) == "changed: prompt"


def test_who_could_not_make_it_is_left_out_with_a_warning_that_says_why(
    film: Film, planned: Planner, other: Capabilities
) -> None:
    short = other.model_copy(update={"seconds": (1.0, 2.0)})
    found = planned(rain(film), others=[short], instead=["other"])
    assert found.to_make[0].fallbacks == ()
    (problem,) = found.problems
    assert (problem.severity, problem.code) == ("warning", "no-fallback")
    assert problem.message == (
        "shot 010: other could not make it instead: 5 s are wanted, and o1 at other "
        "makes 1 to 2 seconds"
    )


def test_nobody_is_warned_of_where_nothing_is_made(
    film: Film, planned: Planner, shot_takes: Takes, other: Capabilities
) -> None:
    short = other.model_copy(update={"modes": (Mode(name="x", images=(1, 1)),)})
    takes = shot_takes(planned(rain(film)))
    assert planned(rain(film), takes, others=[short], instead=["other"]).problems == ()


def test_a_take_of_another_model_is_noted_whoever_else_could_be_asked(
    film: Film,
    planned: Planner,
    shot_takes: Takes,
    service: Capabilities,
    other: Capabilities,
) -> None:
    takes = shot_takes(planned(rain(film)))
    newer = service.model_copy(update={"model": "m2"})
    board = rain(film, model="m2")
    found = planned(board, takes, service=newer, others=[other], instead=["other"])
    assert found.to_make == ()
    messages = [problem.message for problem in found.problems]
    assert messages == ["shot 010: made with m1; the board now says m2"]
