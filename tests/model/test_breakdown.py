"""What is in force for a shot: the shot, its preset, the defaults, the film."""

from collections.abc import Mapping

import pytest

from storyboard.model.breakdown import Sheet, breakdown
from storyboard.model.storyboard import Storyboard


def sheets(
    *shots: Mapping[str, object], scenes: object = None, **film: object
) -> tuple[Sheet, ...]:
    scene = {"id": "one", "shots": list(shots)}
    return breakdown(
        Storyboard.model_validate(
            {"storyboard": 1, "title": "F", "scenes": scenes or [scene], **film}
        )
    )


def test_a_shot_says_more_than_its_preset_and_the_preset_more_than_defaults() -> None:
    shots = sheets(
        {"id": "010", "preset": "hero", "size": "wide"},
        {"id": "020", "preset": "hero"},
        {"id": "030"},
        presets={"hero": {"size": "close-up", "lens": "85mm"}},
        defaults={"size": "medium", "lens": "35mm", "angle": "low", "seconds": 3},
    )
    assert [(s.size, s.lens, s.angle) for s in shots] == [
        ("wide", "85mm", "low"),
        ("close-up", "85mm", "low"),
        ("medium", "35mm", "low"),
    ]
    assert shots[0].seconds == 3.0


def test_a_shots_own_switches_and_fields_stand_over_the_films() -> None:
    first, second = sheets(
        {
            "id": "010",
            "provider": "b",
            "model": "n",
            "generate": {"audio": False},
            "extra": {"a": {"x": 2}},
            "fit": "blur",
            "own_sound": "mute",
        },
        {"id": "020"},
        provider="a",
        model="m",
        generate={"audio": True, "web_search": True},
        defaults={"extra": {"a": {"x": 1, "y": 1}}},
    )
    assert (first.providers, first.model) == (("b",), "n")
    assert (second.providers, second.model) == (("a",), "m")
    assert (first.generate.audio, first.generate.web_search) == (False, True)
    assert first.extra == {"a": {"x": 2, "y": 1}}
    assert (first.fit, first.own_sound.muted) == ("blur", True)


def test_looks_carry_forward_until_changed() -> None:
    def scene(name: str, characters: object) -> dict[str, object]:
        return {"id": name, "characters": characters, "shots": [{"id": name}]}

    shots = sheets(
        scenes=[
            scene("a", ["mira"]),
            scene("b", {"mira": "wet"}),
            scene("c", ["mira", "otto"]),
            scene("d", []),
            scene("e", {"mira": "dry"}),
        ]
    )
    assert [s.looks.get("mira") for s in shots] == [None, "wet", "wet", "wet", "dry"]
    assert shots[2].looks == {"mira": "wet", "otto": None}


def test_a_film_has_one_seed_unless_each_shot_derives_its_own() -> None:
    pair = ({"id": "010"}, {"id": "020"})
    assert [s.seed for s in sheets(*pair, seed=7)] == [7, 7]
    assert [s.seed for s in sheets({"id": "010", "seed": 3}, seed=7)] == [3]
    derived = [s.seed for s in sheets(*pair, seed={"per": "shot"})]
    assert len(set(derived)) == 2
    assert derived == [s.seed for s in sheets(*pair, seed={"per": "shot"})]
    assert [s.seed for s in sheets(*pair, seed={"per": "shot", "base": 1})] != derived


@pytest.mark.parametrize(
    ("shot", "used"),
    [
        ({}, (0.0, 5.0)),
        ({"trim": {"from": 1.0}}, (1.0, 5.0)),
        ({"trim": {"to": 2.5}, "seconds": 4}, (0.0, 2.5)),
    ],
)
def test_a_trim_says_what_of_a_shot_is_used(
    shot: dict[str, object], used: tuple[float, float]
) -> None:
    assert sheets({"id": "010", **shot})[0].used == used


def test_a_sheet_knows_where_its_shot_is_written() -> None:
    first, last = (
        {"id": name, "shots": [{"id": name}, {"id": name + "b"}]} for name in "ab"
    )
    assert [s.where for s in sheets(scenes=[first, last])] == [
        ("scenes", 0, "shots", 0),
        ("scenes", 0, "shots", 1),
        ("scenes", 1, "shots", 0),
        ("scenes", 1, "shots", 1),
    ]
