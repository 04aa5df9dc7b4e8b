"""The JSON Schema says what the reader says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from storyboard.dsl.compose import compose
from storyboard.dsl.schema import board_schema, library_schema, schema_text
from storyboard.dsl.text import SourceText

SCHEMAS = Path(__file__).parents[2] / "schemas"
BROKEN = Path(__file__).parent / "broken"
BOARD, LIBRARY = board_schema(), library_schema()


def held(path: Path) -> Any:  # noqa: ANN401 - a board's data
    root, _ = compose(SourceText(path.name, path.read_text(encoding="utf-8")))
    assert root is not None
    return root.value


def properties(schema: dict[str, Any], place: str) -> Iterator[tuple[str, Any]]:
    for key, value in schema.items():
        if key == "properties":
            for name, held_schema in value.items():
                yield f"{place}.{name}", held_schema
                yield from properties(held_schema, f"{place}.{name}")
        elif isinstance(value, dict):
            yield from properties(value, place)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield from properties(item, place)


@pytest.mark.parametrize(
    ("name", "schema"),
    [("storyboard.schema.json", BOARD), ("library.schema.json", LIBRARY)],
)
def test_the_schema_files_are_fresh(name: str, schema: dict[str, Any]) -> None:
    stored = (SCHEMAS / name).read_text(encoding="utf-8")
    assert stored == schema_text(schema), "run `make schema`"


@pytest.mark.parametrize("schema", [BOARD, LIBRARY])
def test_the_schemas_are_schemas(schema: dict[str, Any]) -> None:
    Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("schema", [BOARD, LIBRARY])
def test_every_property_is_described(schema: dict[str, Any]) -> None:
    definitions = schema["definitions"]
    found = [*properties(schema, "")]
    for name, definition in definitions.items():
        found += properties(definition, name)
    assert len(found) > 30
    for place, held_schema in found:
        target = held_schema.get("$ref", "").removeprefix("#/definitions/")
        described = held_schema.get("description") or (
            definitions[target].get("description") if target else None
        )
        assert described, place
        assert "\n" not in described, place


@pytest.mark.parametrize("schema", [BOARD, LIBRARY])
def test_no_mapping_of_the_language_takes_unknown_keys(schema: dict[str, Any]) -> None:
    for name, definition in schema["definitions"].items():
        assert definition["additionalProperties"] is False, name
    assert schema["additionalProperties"] is False


def test_a_board_with_every_key_is_valid(whole: Path) -> None:
    errors = Draft7Validator(BOARD).iter_errors(held(whole / "storyboard.yaml"))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("name", ["night", "colours", "sailor"])
def test_libraries_are_valid(whole: Path, name: str) -> None:
    errors = Draft7Validator(LIBRARY).iter_errors(held(whole / f"library/{name}.yaml"))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize(
    "name",
    [
        *("unknown_key", "missing_keys", "newer_version", "ids_with_capitals"),
        *("number_for_text", "text_for_number", "yes_for_true", "nothing_given"),
        *("out_of_range", "words_not_known", "format_not_known", "no_scenes"),
        *("text_with_a_comma", "wide_letters"),
    ],
)
def test_boards_of_a_wrong_shape_are_not(name: str) -> None:
    assert not Draft7Validator(BOARD).is_valid(held(BROKEN / f"{name}.yaml"))


@pytest.mark.parametrize(
    "shot",
    [
        {"move": "slow push in"},
        {"move": {"kind": "push in", "pace": "slow"}},
        {"enter": "dissolve 0.5"},
        {"enter": {"dissolve": 0.5, "over": "handles"}},
        {"own_sound": "mute"},
        {"own_sound": -6},
        {"own_sound": {"gain": "mute"}},
        {"references": "a.png"},
        {"references": ["a.png", {"video": "b.mp4"}]},
        {"provider": "kinovi"},
        {"provider": ["kinovi", "evolink"]},
        {"first_frame": None, "size": None},
    ],
)
def test_short_forms_are_valid(shot: dict[str, Any]) -> None:
    whole = {"id": "010", "action": "She waits.", **shot}
    board = {
        "storyboard": 1,
        "title": "Fog",
        "scenes": [{"id": "a", "shots": [whole]}],
    }
    assert [e.message for e in Draft7Validator(BOARD).iter_errors(board)] == []


def test_the_text_of_a_schema_is_plain_json() -> None:
    assert json.loads(schema_text(BOARD)) == BOARD
