"""Where a model refuses, the plan says who could; names lead to the same model."""

from collections.abc import Callable
from typing import Any

import pytest

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.plan import Plan
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
Takes = Callable[..., list[Take]]


def row(provider: str, model: str = "m1", **more: object) -> Capabilities:
    base = Capabilities(
        provider=provider,
        model=model,
        origin="paid",
        modes=(Mode(name="anything", images=(0, 9)),),
        delivery={"image": "inline"},
    )
    return base.model_copy(update=more)


SMALL: dict[str, Any] = {"modes": (Mode(name="anything", images=(0, 1)),)}
IMAGES = {"references": ["a.png", "b.png"]}


@pytest.mark.parametrize(
    ("here", "shot", "others", "said"),
    [
        (SMALL, IMAGES, [row("kinovi", aliases=("big",))], "m1 at kinovi could"),
        (SMALL, IMAGES, [row("kinovi", aliases=("film",))], "kinovi could"),
        (
            SMALL,
            IMAGES,
            [row("other", "m7"), row("kinovi", "k", aliases=("film",))],
            "kinovi or m7 at other could",
        ),
        (SMALL, IMAGES, [row("kinovi", **SMALL)], "nobody else could either"),
        (SMALL, IMAGES, [row("drawn", origin="animatic")], "nobody else could either"),
        (SMALL, IMAGES, [], "nobody else could either"),
        (
            {"seconds": (1.0, 4.0)},
            {"seconds": 8},
            [row("a", "x", seconds=(1.0, 6.0)), row("b", "y", seconds=(2.0, 9.0))],
            "y at b could",
        ),
        ({"aspects": ("1:1",)}, {}, [row("a", "x", aspects=("16:9",))], "x at a could"),
        (
            {"resolutions": ("480p",)},
            {},
            [row("a", "x", resolutions=("720p",))],
            "x at a could",
        ),
        ({"prompt_limit": 2}, {}, [row("a", "x", prompt_limit=900)], "x at a could"),
        (
            SMALL,
            IMAGES,
            [row("a", "x", aspects=("1:1",)), row("b", "y")],
            "y at b could",
        ),
        (SMALL, IMAGES, [row("a", "x", aspects=("1:1",))], "x at a could"),
    ],
)
def test_who_could_do_it_is_in_the_hint(
    *,
    film: Film,
    planned: Planner,
    service: Capabilities,
    here: dict[str, object],
    shot: dict[str, object],
    others: list[Capabilities],
    said: str,
) -> None:
    asked = service.model_copy(update={"model": "own", "aliases": ("film",), **here})
    board = film({"id": "010", "action": "Rain", **shot})
    (problem,) = planned(board, service=asked, others=others).errors
    assert problem.hint.split(";")[0] == said


def test_nobody_is_asked_for_what_others_can_do_where_all_is_well(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    alone = service.model_copy(update={"seconds": (1.0, 9.0)})
    assert planned(film(), service=alone).problems == ()


def test_fields_of_ones_own_do_not_count_against_others(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    shot = {"id": "010", "action": "Rain", "extra": {"studio": {"x": 1}}, **IMAGES}
    here = service.model_copy(update=SMALL)
    problems = planned(film(shot), service=here, others=[row("kinovi")]).errors
    assert [p.hint.split(";")[0] for p in problems if p.code == "references"] == [
        "kinovi could"
    ]


def test_a_model_goes_by_its_name_everywhere(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    here = service.model_copy(update={"aliases": ("seedance-2.0",)})
    (first, *_) = planned(film(model="seedance-2.0"), service=here).steps
    assert (first.model, first.asked) == ("m1", "m1")


def test_the_same_model_at_another_reseller_is_no_other_model(
    film: Film, planned: Planner, shot_takes: Takes, service: Capabilities
) -> None:
    here = service.model_copy(update={"aliases": ("seedance-2.0",)})
    there = row("kinovi", "k-20", seed=True, aliases=("seedance-2.0",))
    takes = shot_takes(planned(film(model="seedance-2.0"), service=here))
    moved = film(model="seedance-2.0", provider="kinovi")
    assert planned(moved, takes, service=there, others=[here]).problems == ()
    fast = there.model_copy(update={"aliases": ("seedance-2.0-fast",)})
    other = film(model="seedance-2.0-fast", provider="kinovi")
    (note,) = planned(other, takes, service=fast, others=[here]).problems
    assert note.code == "other-model"


@pytest.mark.parametrize(
    ("model", "hint"),
    [
        ("seedance-2.1", 'did you mean "seedance-2.0"?'),
        ("veo", "there is: m1, seedance-2.0"),
        ("k-20", "there is: m1, seedance-2.0; kinovi would know it"),
    ],
)
def test_an_unknown_model_names_what_there_is(
    film: Film, planned: Planner, service: Capabilities, model: str, hint: str
) -> None:
    here = service.model_copy(update={"aliases": ("seedance-2.0",)})
    there = row("kinovi", "k-20")
    (problem,) = planned(film(model=model), service=here, others=[there]).errors
    assert problem.hint == hint
    assert problem.where == ("model",)


def test_files_that_no_address_leads_to_are_told_of_unless_no_mode_takes_them(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    board = film({"id": "010", "action": "Rain", "references": ["a.png"]})
    far = service.model_copy(update={"delivery": {}})
    (problem,) = planned(board, service=far, others=[row("kinovi")]).errors
    assert problem.code == "no-address"
    assert "kinovi" in problem.hint
    assert planned(board, service=far, has_shelf=True).errors == ()
    blind = far.model_copy(update={"modes": (Mode(name="text"),)})
    assert [p.code for p in planned(board, service=blind).errors] == ["references"]
