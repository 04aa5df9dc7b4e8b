"""The JSON Schema of the language, for editors; generated from the models.

Draft 7, which yaml-language-server knows best. What pydantic adds for programs
(titles, empty defaults, `anyOf` around null) is taken out, because editors show it.
"""

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import ModelSchema

from storyboard.dsl.meanings import meanings
from storyboard.model.library import Library
from storyboard.model.storyboard import Storyboard

_SIMPLE = {"type", "pattern", "minLength", "maxLength", "minimum", "maximum"}
_SIMPLE |= {"exclusiveMinimum", "exclusiveMaximum", "enum", "items"}

Schema = dict[str, Any]


def board_schema() -> Schema:
    """The schema of a board."""
    return _schema(Storyboard, "A storyboard, version 1")


def library_schema() -> Schema:
    """The schema of a library file."""
    return _schema(Library, "A library of parts to share between films")


def schema_text(schema: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, indent=2) + "\n"


class _Described(GenerateJsonSchema):
    """Schemas whose fields carry their docstrings."""

    def model_schema(self, schema: ModelSchema) -> Schema:
        """The schema of one model."""
        made = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        for key, text in meanings(model).items():
            made["properties"][key].setdefault("description", text)
        return made


def _schema(model: type[BaseModel], title: str) -> Schema:
    made = model.model_json_schema(
        ref_template="#/definitions/{model}", schema_generator=_Described
    )
    definitions = {name: _tidy(held) for name, held in made.pop("$defs").items()}
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": title}
    return {**head, **_tidy(made), "definitions": definitions}


def _tidy(schema: Schema) -> Schema:
    """One schema and all below it, as an editor should see them."""
    kept = {key: held for key, held in schema.items() if key != "title"}
    if kept.get("default") in (None, [], {}) or isinstance(kept.get("default"), dict):
        kept.pop("default", None)
    if "description" in kept:
        kept["description"] = " ".join(kept["description"].split())
    if "prefixItems" in kept:
        kept["items"] = kept.pop("prefixItems")
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    for key in ("properties", "patternProperties"):
        if key in kept:
            kept[key] = {name: _tidy(held) for name, held in kept[key].items()}
    for key in ("anyOf", "items", "additionalProperties"):
        if key in kept:
            kept[key] = _each(kept[key])
    return _without_null(kept)


def _each(held: Any) -> Any:  # noqa: ANN401 - a schema, a list of them, or a switch
    if isinstance(held, list):
        return [_tidy(item) for item in held]
    return _tidy(held) if isinstance(held, dict) else held


def _without_null(schema: Schema) -> Schema:
    """`anyOf: [text, null]` as one schema that takes both."""
    ways = schema.get("anyOf", [])
    others = [way for way in ways if way != {"type": "null"}]
    if len(others) != 1 or len(ways) != 2 or not set(others[0]) <= _SIMPLE:  # noqa: PLR2004
        return schema
    way = dict(others[0])
    types = way["type"] if isinstance(way["type"], list) else [way["type"]]
    way["type"] = [*types, "null"]
    if "enum" in way:
        way["enum"] = [*way["enum"], None]
    return {key: held for key, held in schema.items() if key != "anyOf"} | way
