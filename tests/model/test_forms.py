"""Short forms are read into their one long form."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from storyboard.model.library import Use
from storyboard.model.parts import Format, Reference, Transition
from storyboard.model.scene import Scene, Shot
from storyboard.model.storyboard import Storyboard


def shot(**given: object) -> Shot:
    return Shot.model_validate({"id": "010", **given})


def film(**given: object) -> Storyboard:
    scene = {"id": "one", "shots": [{"id": "010"}]}
    return Storyboard.model_validate(
        {"storyboard": 1, "title": "Film", "scenes": [scene], **given}
    )


def long(value: object) -> Any:  # noqa: ANN401 - whatever the form is
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_unset=True, exclude_none=True, by_alias=True)
    if isinstance(value, tuple):
        return [long(item) for item in value]
    return value


@pytest.mark.parametrize(
    ("field", "short", "form"),
    [
        ("move", "push in", {"kind": "push in"}),
        ("move", "slow pan left", {"kind": "pan left", "pace": "slow"}),
        ("enter", "cut", {"kind": "cut"}),
        ("enter", "dissolve 0.5", {"kind": "dissolve", "seconds": 0.5}),
        ("enter", "dissolve 2s", {"kind": "dissolve", "seconds": 2.0}),
        (
            "enter",
            "dip to black 1",
            {"kind": "dip", "seconds": 1.0, "colour": "#000000"},
        ),
        (
            "enter",
            "fade through white 1",
            {"kind": "fade", "seconds": 1.0, "colour": "#ffffff"},
        ),
        (
            "enter",
            "wipe left 0.5",
            {"kind": "wipe", "seconds": 0.5, "direction": "left"},
        ),
        (
            "enter",
            {"dissolve": 0.5, "over": "handles"},
            {"kind": "dissolve", "seconds": 0.5, "over": "handles"},
        ),
        ("own_sound", "mute", {"gain": -96.0}),
        ("own_sound", -6, {"gain": -6.0}),
        ("references", "a.png", [{"image": "a.png"}]),
        (
            "references",
            ["a.png", {"audio": "b.wav"}],
            [{"image": "a.png"}, {"audio": "b.wav"}],
        ),
        ("provider", "studio", ["studio"]),
    ],
)
def test_a_short_form_is_its_long_form(field: str, short: object, form: object) -> None:
    read = getattr(shot(**{field: short}), field)
    assert long(read) == form
    assert getattr(shot(**{field: form}), field) == read


@pytest.mark.parametrize(
    ("given", "seed"),
    [(42, ("film", 42)), ({"per": "shot"}, ("shot", 0))],
)
def test_a_bare_seed_is_the_films(given: object, seed: tuple[str, int]) -> None:
    read = film(seed=given).seed
    assert (read.per, read.base) == seed


def test_a_bare_style_names_its_base() -> None:
    assert film(style="noir").style.base == "noir"


def test_a_bare_use_is_a_file() -> None:
    assert film(use="a.yaml").use == (Use(file="a.yaml"),)


@pytest.mark.parametrize(
    ("cast", "looks"),
    [
        ("mira", {"mira": None}),
        (["mira", "otto"], {"mira": None, "otto": None}),
        ({"mira": "storm"}, {"mira": "storm"}),
    ],
)
def test_a_cast_can_be_listed_without_looks(
    cast: object, looks: dict[str, str | None]
) -> None:
    scene = {"id": "one", "shots": [{"id": "010"}], "characters": cast}
    assert Scene.model_validate(scene).characters == looks


@pytest.mark.parametrize(
    ("model", "given", "words"),
    [
        (Format, {"aspect": "16x9"}, '"16x9" is no aspect'),
        (Format, {"aspect": "99:1"}, '"99:1" is no aspect'),
        (Format, {"resolution": "720"}, '"720" is no resolution'),
        (Format, {"fps": "fast"}, '"fast" is no frame rate'),
        (Format, {"fps": True}, "a frame rate is a number"),
        (Shot, {"id": "1", "move": "pusch in"}, '"pusch in" is no camera move'),
        (Shot, {"id": "1", "enter": "disolve 1"}, '"disolve 1" is no transition'),
        (Shot, {"id": "1", "enter": "dissolve"}, "a dissolve needs its seconds"),
        (Transition, {"kind": "cut", "seconds": 1.0}, "a cut takes no time"),
        (Shot, {"id": "1", "enter": {"wipe": 1, "fade": 1}}, "one transition"),
        (Reference, {"image": "a", "video": "b"}, "names one image, video or audio"),
        (Reference, {}, "names one image, video or audio"),
        (Use, {"file": "a", "pack": "b"}, "say either file or pack"),
        (Use, {"file": "a", "with": {"b": "c"}}, "`with` needs `as`"),
    ],
)
def test_what_is_no_such_form_says_so(
    model: type[BaseModel], given: dict[str, object], words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given)
    assert words in str(caught.value)
