"""Which model, and so which keys and words, a path leads to."""

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from storyboard.dsl.meanings import meanings
from storyboard.errors import Where


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - an annotation has no type
    """An annotation without Annotated and without `| None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            annotation = next(a for a in get_args(annotation) if a is not type(None))
        else:
            return annotation


def is_model(annotation: object) -> bool:
    """Whether an annotation is one of the language's models."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """A model's fields by the key that a board writes."""
    return {f.alias or name: f for name, f in model.model_fields.items()}


def _below(annotation: Any, step: str | int) -> Any:  # noqa: ANN401
    if is_model(annotation):
        field = fields(annotation).get(str(step))
        return _bare(field.annotation) if field else None
    arguments = get_args(annotation)
    origin = get_origin(annotation)
    if origin is tuple:
        return _bare(arguments[0])
    if origin is not None and issubclass(origin, Mapping):
        return _bare(arguments[1])
    return None


def model_at(model: type[BaseModel], where: Where) -> type[BaseModel] | None:
    """The model of the mapping at a path, if a model rules there."""
    annotation: Any = model
    for step in where:
        annotation = _below(annotation, step)
        if annotation is None:
            return None
    return annotation if is_model(annotation) else None


def choices(model: type[BaseModel], where: Where) -> tuple[str, ...]:
    """The words that a path takes, where it takes a fixed few."""
    annotation: Any = model
    for step in where:
        annotation = _below(annotation, step)
    return get_args(annotation) if get_origin(annotation) is Literal else ()


_NAMED_BY_KEY = {
    "ClipSound": "clips",
    "Defaults": "defaults",
    "Format": "format",
    "Generate": "generate",
    "Output": "output",
    "OwnSound": "own_sound",
    "Sound": "sound",
    "Subtitles": "subtitles",
    "VariantFormat": "format",
}


def noun(model: type[BaseModel]) -> str:
    """What a message calls one of a model: `shot`."""
    return model.__name__.lower()


def subject(model: type[BaseModel], article: str) -> str:
    """The same at the head of a sentence: `this shot`, or "defaults"."""
    if model.__name__ in _NAMED_BY_KEY:
        return f'"{_NAMED_BY_KEY[model.__name__]}"'
    return f"{article} {noun(model)}"


def meaning(model: type[BaseModel], key: str) -> str:
    """The first sentence of a field's description."""
    text = " ".join(meanings(model).get(key, "").split())
    return text.split(". ")[0].removesuffix(".")
