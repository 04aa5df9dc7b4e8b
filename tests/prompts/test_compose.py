"""Storyboard → requests: what services are told."""

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from storyboard.errors import BoardError, Problem
from storyboard.model.request import ClipRequest
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import SceneId, ShotId
from storyboard.prompts.compose import compose

MIRA = "A woman of thirty in a grey wool coat, wearing a yellow oilskin"
KEEPER = "the silver-haired keeper"
SNAPSHOT = Path(__file__).parent / "lighthouse.prompts.txt"


def board(*shots: Mapping[str, Any], **film: object) -> Storyboard:
    scene = {
        "id": "arrival",
        "location": "cliff",
        "time": "dusk",
        "characters": {"mira": "storm", "otto": None},
        "shots": list(shots),
    }
    return Storyboard.model_validate(
        {
            "storyboard": 1,
            "title": "The Last Lighthouse",
            "provider": "evolink",
            "model": "seedance",
            "style": {
                "medium": "35mm film, anamorphic",
                "light": "low-key, wet streets",
                "palette": ["#0b1d2a", "#e8b04a"],
                "avoid": ["text", "watermark"],
            },
            "characters": {
                "mira": {
                    "name": "Mira Vale",
                    "sheet": "A woman of thirty in a {{ coat }}.",
                    "parameters": {"coat": "grey wool coat"},
                    "short": "the silver-haired keeper",
                    "looks": {"storm": "wearing a yellow oilskin"},
                    "references": ["refs/mira.png"],
                    "voice": "refs/mira.wav",
                },
                "otto": {"sheet": "An old man", "references": ["refs/otto.png"]},
            },
            "locations": {
                "cliff": {"sheet": "A basalt cliff", "references": ["refs/cliff.png"]}
            },
            "props": {
                "lantern": {
                    "sheet": "a dented brass lantern",
                    "references": ["refs/lantern.png"],
                }
            },
            "scenes": [scene],
            **film,
        }
    )


def sha(asset: str) -> str:
    return hashlib.sha256(asset.encode()).hexdigest()


def composed(
    film: Storyboard,
    provider: str | None = None,
    only: frozenset[ShotId] | None = None,
) -> tuple[ClipRequest, ...]:
    return compose(
        film, digest=sha, template=lambda _: "", provider=provider, only=only
    )


def problems(film: Storyboard, template: str = "") -> tuple[Problem, ...]:
    with pytest.raises(BoardError) as caught:
        compose(film, digest=sha, template=lambda _: template)
    return caught.value.problems


def lighthouse() -> Storyboard:
    return board(
        {
            "id": "010",
            "size": "wide",
            "angle": "low",
            "lens": "24mm",
            "move": "slow push in",
            "action": "{{ mira }} climbs as the lamp dies; the {{ lantern }} swings.",
            "dialogue": [{"who": "mira", "line": "Not tonight.", "at": 2.0}],
            "sound": "distant thunder",
        },
        {
            "id": "020",
            "size": "close-up",
            "move": "static",
            "action": "{{ mira }}'s hand on the {{ lantern }}",
            "in_shot": ["otto"],
        },
        {"id": "030", "footage": "plates/harbour.mp4"},
        {
            "id": "040",
            "action": "Waves break on {{ cliff }}.",
            "in_shot": [],
            "dialogue": [{"who": "otto", "line": "She  knew — {{ ; always."}],
        },
    )


def test_the_prompts_of_a_small_board_stay_as_they_are() -> None:
    prompts = "\n\n".join(f"[{r.shot}]\n{r.prompt}" for r in composed(lighthouse()))
    assert prompts + "\n" == SNAPSHOT.read_text(encoding="utf-8")


def test_the_same_board_gives_the_same_requests_byte_for_byte() -> None:
    first, second = (
        [request.model_dump_json() for request in composed(lighthouse())]
        for _ in range(2)
    )
    assert first == second


def test_in_shots_of_one_prompt_nobody_is_described_twice() -> None:
    film = board(
        {"id": "010", "action": "{{ mira }} lifts the {{ lantern }}."},
        {"id": "020", "action": "{{ mira }}'s hand on the {{ lantern }}."},
        {"id": "030", "action": "Waves break on {{ cliff }}.", "in_shot": ["mira"]},
        {"id": "040", "action": "{{ otto }} waits.", "in_shot": ["mira"]},
        style={},
    )
    requests = compose(
        film,
        digest=sha,
        template=lambda _: "",
        joint=frozenset({SceneId("arrival")}),
    )
    where = "Location: A basalt cliff."
    lines = [request.prompt.splitlines() for request in requests]
    assert lines == [
        [f"{MIRA}, lifts the dented brass lantern.", where, "Time: dusk."],
        ["The silver-haired keeper's hand on the lantern.", where, "Time: dusk."],
        ["Waves break on a basalt cliff.", f"In frame: {KEEPER}.", "Time: dusk."],
        ["An old man waits.", f"In frame: {KEEPER}.", "Time: dusk."],
    ]


def test_footage_is_never_asked_for() -> None:
    assert [r.shot for r in composed(lighthouse())] == ["010", "020", "040"]


def test_only_the_selected_shots_are_composed() -> None:
    requests = composed(lighthouse(), only=frozenset({ShotId("020")}))
    assert [r.shot for r in requests] == ["020"]


def test_the_frame_holds_who_is_mentioned_and_who_is_in_shot() -> None:
    first, second, last = composed(lighthouse())
    assert [s.id for s in first.staging.subjects] == ["mira"]
    assert [s.id for s in second.staging.subjects] == ["mira", "otto"]
    assert last.staging.subjects == ()
    assert first.staging.subjects[0].look == "wearing a yellow oilskin"
    assert first.staging.subjects[0].sheet == "A woman of thirty in a grey wool coat"
    assert first.staging.action == (
        "Mira Vale climbs as the lamp dies; the lantern swings."
    )
    assert [p.id for p in first.staging.props] == ["lantern"]


@pytest.mark.parametrize(
    ("shot", "framed"),
    [
        ({"dialogue": [{"who": "otto", "line": "Hm."}]}, ["otto"]),
        ({"dialogue": [{"who": "otto", "line": "Hm."}], "in_shot": []}, []),
        ({}, []),
    ],
)
def test_a_speaker_is_in_frame_unless_in_shot_says_otherwise(
    shot: dict[str, Any], framed: list[str]
) -> None:
    (request,) = composed(board({"id": "010", "action": "Rain falls", **shot}))
    assert [s.id for s in request.staging.subjects] == framed
    assert ("(off screen)" in request.prompt) == (bool(shot) and not framed)


def test_a_speaker_whom_the_scene_does_not_list_is_off_screen() -> None:
    film = board(
        {"id": "010", "action": "Rain", "dialogue": [{"who": "ada", "line": "Hm."}]},
        characters={
            "ada": {"sheet": "A voice"},
            "mira": {"sheet": "x", "looks": {"storm": "y"}},
            "otto": {"sheet": "z"},
        },
    )
    (request,) = composed(film)
    assert request.staging.subjects == ()
    assert "Ada (off screen) says: “Hm.”" in request.prompt


def test_files_go_along_with_those_they_show() -> None:
    (request,) = composed(
        board(
            {
                "id": "010",
                "action": "{{ otto }} and {{ mira }} lift the {{ lantern }}",
                "first_frame": "keys/a.png",
                "references": [{"video": "refs/walk.mp4"}, "refs/otto.png"],
                "dialogue": [
                    {"who": "mira", "line": "One."},
                    {"who": "mira", "line": "Two.", "at": 2.0},
                ],
            }
        )
    )
    assert [(m.role, m.kind, m.file, m.of) for m in request.media] == [
        ("first_frame", "image", "keys/a.png", None),
        ("reference", "video", "refs/walk.mp4", None),
        ("reference", "image", "refs/otto.png", None),
        ("reference", "image", "refs/otto.png", "otto"),
        ("reference", "image", "refs/mira.png", "mira"),
        ("reference", "image", "refs/cliff.png", "cliff"),
        ("reference", "image", "refs/lantern.png", "lantern"),
        ("voice", "audio", "refs/mira.wav", "mira"),
    ]
    assert request.media[0].digest == sha("keys/a.png")


def test_a_stand_in_provider_is_asked_for_its_own_model() -> None:
    shot = {"id": "010", "action": "Rain", "extra": {"kinovi": {"a": 1}}}
    own, other = (composed(board(shot), provider=p)[0] for p in (None, "animatic"))
    assert (own.provider, own.model) == ("evolink", "seedance")
    assert (other.provider, other.model) == ("animatic", None)
    assert own.extra == {}


def test_service_only_fields_go_to_their_service() -> None:
    shot = {"id": "010", "action": "Rain", "extra": {"evolink": {"a": 1}, "k": {}}}
    assert composed(board(shot))[0].extra == {"a": 1}


def test_a_seed_is_asked_only_where_the_board_speaks_of_one() -> None:
    shot = {"id": "010", "action": "Rain"}
    assert composed(board(shot))[0].seed is None
    assert composed(board(shot, seed=42))[0].seed == 42
    assert composed(board({**shot, "seed": 7}, seed=42))[0].seed == 7


def test_a_look_holds_in_a_later_scene_that_does_not_list_its_character() -> None:
    film = board({"id": "010", "action": "Rain"})
    scenes = [
        *film.model_dump(mode="json", by_alias=True, exclude_unset=True)["scenes"],
        {"id": "later", "shots": [{"id": "020", "action": "{{ mira }} sleeps"}]},
    ]
    data = film.model_dump(mode="json", by_alias=True, exclude_unset=True)
    later = composed(Storyboard.model_validate({**data, "scenes": scenes}))[1]
    assert "wearing a yellow oilskin, sleeps" in later.prompt


def test_an_own_template_composes_the_prompts() -> None:
    film = board(
        {"id": "010", "action": "{{ otto }} waits", "size": "wide", "in_shot": ["mira"]}
    )
    style = film.style.model_copy(update={"template": "own.j2"})
    text = (
        "{{ shot }} {{ size }}: {{ action }} ({{ colours[0] }})\n\n"
        "{% for who in characters %}{{ who.short }} {{ who.described }};{% endfor %}"
    )
    (request,) = compose(
        film.model_copy(update={"style": style}),
        digest=sha,
        template={"own.j2": text}.__getitem__,
    )
    assert request.prompt == (
        "010 wide: An old man waits (deep navy (#0b1d2a))\n"
        "otto True;the silver-haired keeper False;"
    )


def test_every_problem_of_every_text_is_told_at_once() -> None:
    film = board(
        {"id": "010", "action": "{{ mria }} climbs"},
        {"id": "020", "action": "fine", "sound": "{{ mira | uper }}"},
        {"id": "030", "action": "one\n{% if mira %}\ntwo"},
        props={"lantern": {"sheet": "a {{ colour }} lantern"}},
    )
    found = problems(film)
    assert [(p.where, p.message, p.hint) for p in found[:3]] == [
        (
            ("props", "lantern", "sheet"),
            'prop lantern: nothing is called "colour" here',
            "there is none",
        ),
        (
            ("scenes", 0, "shots", 0, "action"),
            'shot 010: nothing is called "mria" here',
            'did you mean "mira"?',
        ),
        (
            ("scenes", 0, "shots", 1, "sound"),
            'shot 020: templates have no filter called "uper"',
            'did you mean "upper"?',
        ),
    ]
    assert found[3].where == ("scenes", 0, "shots", 2, "action")
    assert found[3].message.startswith("shot 030: this cannot be read as a template")
    assert len(found) == 4


def test_a_template_file_is_named_with_its_line_and_the_shots_that_use_it() -> None:
    film = board(*({"id": f"0{n}0", "action": "Rain"} for n in range(1, 4)))
    style = film.style.model_copy(update={"template": "own.j2"})
    (problem,) = problems(
        film.model_copy(update={"style": style}), "{{ action }}\n  {{ acton }}\n"
    )
    assert str(problem) == (
        'own.j2:2:3: error: shot 010 and 2 more: nothing is called "acton" here '
        '(did you mean "action"?)'
    )
    assert problem.spot is not None
    assert problem.spot.text == "  {{ acton }}"


def test_a_parameter_without_a_value_is_a_problem_of_the_sheet() -> None:
    film = board(
        {"id": "010", "action": "Rain"},
        characters={
            "mira": {"sheet": "In {{ coat }}", "parameters": {"coat": None}},
            "otto": {"sheet": "x"},
        },
    ).model_copy()
    scenes = (film.scenes[0].model_copy(update={"characters": {}}),)
    (problem,) = problems(film.model_copy(update={"scenes": scenes}))
    assert problem.where == ("characters", "mira", "sheet")


def test_mentions_that_grow_beyond_bounds_are_a_problem_of_their_shot() -> None:
    film = board(
        {"id": "010", "action": "{{ lantern }} " * 1_000},
        props={"lantern": {"name": "x" * 900, "sheet": "y"}},
    )
    (problem,) = problems(film)
    assert problem.where == ("scenes", 0, "shots", 0)
    assert problem.message == "shot 010: this text grows beyond 20,000 characters"


def test_a_thousand_shots_are_composed_well_under_a_second() -> None:
    film = board(
        *(
            {"id": f"{n}", "size": "wide", "action": f"{{{{ mira }}}} climbs step {n}"}
            for n in range(1_000)
        )
    )
    started = time.process_time()
    assert len(composed(film)) == 1_000
    assert time.process_time() - started < 2, "0.3 s on an idle core"
