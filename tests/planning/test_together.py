"""Scenes shot together: what becomes one request, and what stands in its way."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import pytest

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.plan import Plan, Step, cost_of, dollars_of, unpriced
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take
from storyboard.model.told import told_prompt
from storyboard.planning.why import explain

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
Takes = Callable[..., list[Take]]
Shot = Mapping[str, Any]

SHOTS: Sequence[Shot] = (
    {"id": "010", "action": "{{ mira }} climbs", "seconds": 4},
    {"id": "020", "action": "{{ mira }} rests", "seconds": 2.5},
    {"id": "030", "action": "Rain", "seconds": 3},
)


def scene(*shots: Shot, **rest: object) -> dict[str, object]:
    return {
        "id": "one",
        "together": True,
        "characters": ["mira"],
        "shots": list(shots or SHOTS),
        **rest,
    }


def request_of(plan: Plan) -> ClipRequest:
    request = plan.steps[0].request
    assert request is not None
    return request


def facts(step: Step) -> tuple[str, str, float, float, str | None]:
    return step.shot, step.action, step.seconds, step.offset, step.lead


def test_the_first_shot_leads_and_the_others_follow(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    found = planned(film(scenes=[scene()]))
    assert [facts(step) for step in found.steps] == [
        ("010", "generate", 4.0, 0.0, None),
        ("020", "generate", 2.5, 4.0, "010"),
        ("030", "generate", 3.0, 6.5, "010"),
    ]
    assert [step.shot for step in found.making] == ["010", "020", "030"]
    assert [step.shot for step in found.to_make] == ["010"]
    assert request_of(found).seconds == 9.5
    assert told_prompt(request_of(found), service).splitlines() == [
        "3 shots in 9.5 seconds, joined by hard cuts:",
        "Shot 1 (0–4 s): A keeper climbs.",
        "Shot 2 (4–6.5 s): Mira rests.",
        "Shot 3 (6.5–9.5 s): Rain.",
    ]


def test_the_job_is_priced_once(film: Film, planned: Planner) -> None:
    found = planned(film(scenes=[scene()]))
    assert [str(step.price) if step.price else None for step in found.steps] == [
        "0.95 USD",
        None,
        None,
    ]
    assert [money.amount for money in cost_of(found.making)] == [Decimal("0.95")]
    dollars = dollars_of(found.making, "usd")
    assert dollars
    assert dollars.amount == Decimal("0.95")
    assert unpriced(found.making) == 0


def test_a_job_without_a_price_counts_once(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    found = planned(
        film(scenes=[scene()]), service=service.model_copy(update={"prices": ()})
    )
    assert unpriced(found.making) == 1


def test_every_shot_has_a_fingerprint_of_its_own(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    first = planned(film(scenes=[scene()]))
    assert len({step.fingerprint for step in first.steps}) == 3
    (take,) = shot_takes(first)
    second = planned(film(scenes=[scene()]), [take])
    assert second.to_make == second.making == ()
    held = [step.take for step in second.steps]
    assert [(t.shot, t.clip, t.offset, t.seconds) for t in held if t] == [
        ("010", take.clip, 0.0, 4.0),
        ("020", take.clip, 4.0, 2.5),
        ("030", take.clip, 6.5, 3.0),
    ]


def test_the_price_of_a_take_stands_with_the_first_shot(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    first = planned(film(scenes=[scene()]))
    (bare,) = shot_takes(first)
    take = bare.model_copy(update={"price": first.steps[0].price})
    for paid, wanted in ((take, ["0.95", "0", "0"]), (bare, [])):
        steps = planned(film(scenes=[scene()]), [paid]).steps
        prices = [step.take.price for step in steps if step.take]
        assert [str(price.amount) for price in prices if price] == wanted


@pytest.mark.parametrize(
    "change",
    [
        {"seconds": 3},
        {"action": "{{ mira }} sleeps"},
        {"references": ["refs/a.png"]},
    ],
)
def test_a_change_in_one_shot_makes_the_job_anew(
    film: Film, planned: Planner, shot_takes: Takes, change: Shot
) -> None:
    takes = shot_takes(planned(film(scenes=[scene()])))
    changed = scene(SHOTS[0], {**SHOTS[1], **change}, SHOTS[2])
    second = planned(film(scenes=[changed]), takes)
    assert len(second.making) == 3
    assert second.steps[0].reason.kind == "changed"


def test_seconds_moved_between_shots_make_the_job_anew(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(film(scenes=[scene()])))
    moved = scene({**SHOTS[0], "seconds": 3}, {**SHOTS[1], "seconds": 3.5}, SHOTS[2])
    (step, *_) = planned(film(scenes=[moved]), takes).steps
    assert str(step.reason) == "changed: prompt"


def test_trims_and_names_of_shots_cost_nothing(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    takes = shot_takes(planned(film(scenes=[scene()])))
    renamed = ({**shot, "id": f"9{shot['id']}"} for shot in SHOTS)
    edited = [{**shot, "trim": {"from": 0.5}, "notes": "x"} for shot in renamed]
    second = planned(film(scenes=[scene(*edited, id="two")]), takes)
    assert second.making == ()
    assert [step.take.shot for step in second.steps if step.take] == [
        "9010",
        "9020",
        "9030",
    ]


def test_a_take_of_a_job_is_the_next_of_each_of_its_shots(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    apart = film(scenes=[scene(together=False)])
    takes = shot_takes(planned(apart))
    takes += shot_takes(planned(apart, takes, force=["020"], only=["020"]))
    steps = planned(film(scenes=[scene()]), takes).steps
    assert [step.number for step in steps] == [3, 3, 3]


@pytest.mark.parametrize("how", ["apart", "alone"])
def test_what_a_model_makes_apart_and_a_single_shot_stay_as_they_are(
    film: Film, planned: Planner, service: Capabilities, how: str
) -> None:
    shots = SHOTS if how == "apart" else SHOTS[:1]
    row = service.model_copy(
        update={"together": "apart" if how == "apart" else "prompt"}
    )
    found = planned(film(scenes=[scene(*shots)]), service=row)
    alone = planned(film(scenes=[scene(*shots, together=False)]), service=row)
    assert found == alone
    assert all(step.lead is None for step in found.steps)


def test_files_go_along_once_in_the_order_of_the_shots(
    film: Film, planned: Planner
) -> None:
    shots = (
        {**SHOTS[0], "first_frame": "a.png", "references": ["b.png"]},
        {**SHOTS[1], "references": ["c.png", "b.png"]},
        {**SHOTS[2], "last_frame": "d.png"},
    )
    found = request_of(planned(film(scenes=[scene(*shots)])))
    assert [(m.role, m.file) for m in found.media] == [
        ("first_frame", "a.png"),
        ("reference", "b.png"),
        ("reference", "c.png"),
        ("last_frame", "d.png"),
    ]


def test_a_key_frame_in_the_middle_of_a_job_is_refused(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    shots = (
        {**SHOTS[0], "last_frame": "a.png"},
        {**SHOTS[1], "first_frame": "b.png"},
    )
    modes = (Mode(name="frames", first_frame="may", last_frame="may"),)
    row = service.model_copy(update={"modes": modes})
    first, second = planned(film(scenes=[scene(*shots)]), service=row).errors
    assert first.message == (
        "scene one: shot 020 has a first frame, and is not the first of the shots "
        "that one job makes"
    )
    assert first.where == ("scenes", 0, "shots", 1, "first_frame")
    assert second.where == ("scenes", 0, "shots", 0, "last_frame")


@pytest.mark.parametrize(
    ("change", "word", "field"),
    [
        ({"generate": {"audio": False}}, "audio", "generate"),
        ({"generate": {"web_search": True}}, "web_search", "generate"),
        ({"extra": {"studio": {"fine": True}}}, "extra.studio", "extra"),
    ],
)
def test_what_a_job_has_once_its_shots_must_agree_on(
    film: Film, planned: Planner, change: Shot, word: str, field: str
) -> None:
    shots = (SHOTS[0], {**SHOTS[1], **change})
    (problem,) = planned(film(scenes=[scene(*shots)])).errors
    assert problem.message == (
        f"scene one: shot 010 and shot 020 are one job and differ in {word}"
    )
    assert problem.where == ("scenes", 0, "shots", 1, field)


def test_extra_fields_for_somebody_else_do_not_matter(
    film: Film, planned: Planner
) -> None:
    shots = (SHOTS[0], {**SHOTS[1], "extra": {"animatic": {"strip": False}}})
    assert planned(film(scenes=[scene(*shots)])).errors == ()


@pytest.mark.parametrize(
    ("shots", "seed", "message"),
    [
        ({"seed": 7}, {"seed": 1}, "one job has one seed: 1, that of shot 010"),
        ({"seed": 7}, {}, "shot 010 has no seed, so its job has none"),
        ({}, {"seed": {"per": "shot", "base": 3}}, "one job has one seed: "),
    ],
)
def test_one_job_has_one_seed_and_says_so(
    film: Film, planned: Planner, shots: Shot, seed: Shot, message: str
) -> None:
    board = film(scenes=[scene(SHOTS[0], {**SHOTS[1], **shots})], **seed)
    (note,) = planned(board).problems
    assert note.severity == "note"
    assert message in note.message


@pytest.mark.parametrize("how", ["only", "force"])
def test_one_shot_chosen_chooses_the_scene_and_says_so(
    film: Film,
    planned: Planner,
    shot_takes: Takes,
    how: Literal["only", "force"],
) -> None:
    board = film(scenes=[scene()])
    takes = shot_takes(planned(board)) if how == "force" else []
    found = planned(board, takes, **{how: ["020"]})
    (note,) = found.problems
    assert note.message == ("scene one is one job: with 020, it makes 010, 030 as well")
    assert (note.severity, note.where) == ("note", ("scenes", 0, "together"))
    if how == "force":
        assert {str(step.reason) for step in found.steps} == {"forced"}
        assert {step.number for step in found.steps} == {2}


def test_a_chosen_shot_that_is_reused_says_nothing(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    board = film(scenes=[scene()])
    assert planned(board, shot_takes(planned(board)), only=["020"]).problems == ()


def test_shots_that_are_too_long_together_are_refused_in_the_scene(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    short = service.model_copy(update={"seconds": (1.0, 8.0)})
    (problem,) = planned(film(scenes=[scene()]), service=short).errors
    assert problem.message == (
        "scene one: its 3 shots together want 9.5 s, and m1 at studio makes 1 to 8 "
        "seconds"
    )
    assert problem.where == ("scenes", 0, "together")
    assert problem.hint
    assert "make two scenes of it" in problem.hint


def test_a_prompt_limit_holds_for_each_shot_with_a_field_of_its_own(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    narrow = {"prompt_limit": 14, "together": "scenes"}
    row = service.model_copy(update=narrow)
    (problem,) = planned(film(scenes=[scene()]), service=row).errors
    assert "its prompt has 16 characters" in problem.message


def test_a_shot_that_says_nothing_of_its_own_is_told_in_full(
    film: Film, planned: Planner
) -> None:
    same = ({"id": "010", "action": "Rain"}, {"id": "020", "action": "Rain"})
    found = request_of(planned(film(scenes=[scene(*same)], style={"light": "low"})))
    assert found.prompt == ""
    assert [beat.prompt for beat in found.beats] == ["Rain.\nStyle: low."] * 2


def test_framing_stays_with_its_shot_and_shared_lines_are_said_once(
    film: Film, planned: Planner
) -> None:
    shots = [{**shot, "size": "wide"} for shot in SHOTS]
    found = request_of(planned(film(scenes=[scene(*shots)], style={"light": "low"})))
    assert found.prompt == "Style: low."
    assert [beat.prompt for beat in found.beats] == [
        "Wide shot.\nA keeper climbs.",
        "Wide shot.\nMira rests.",
        "Wide shot.\nRain.",
    ]


def test_why_says_which_part_of_a_job_a_shot_is(
    film: Film, planned: Planner, shot_takes: Takes
) -> None:
    board = film(scenes=[scene()])
    first = planned(board)
    assert explain(first.steps[1]) == (
        "shot 020 is to be made: it has no take of this kind yet",
        "  by studio, model m1, anything",
        "  one job with 010, 030: 4 to 6.5 of 9.5 s",
        "  take 1, 2.5 s",
        f"  fingerprint {first.steps[1].fingerprint[:12]}",
        "  its price is in that of shot 010",
    )
    assert "  price 0.95 USD" in explain(first.steps[0])
    reused = planned(board, shot_takes(first)).steps[1]
    assert "  one job with 010, 030: 4 to 6.5 of 9.5 s" in explain(reused)


def test_a_scene_that_nobody_can_make_has_steps_all_the_same(
    film: Film, planned: Planner
) -> None:
    found = planned(film(scenes=[scene()], model="m9"))
    assert [step.lead for step in found.steps] == [None, None, None]
    assert [problem.code for problem in found.errors] == ["unknown-model"]
