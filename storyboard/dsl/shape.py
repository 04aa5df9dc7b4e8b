"""Data into models, with every complaint of a document at once."""

from functools import cache, partial
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from storyboard.dsl.nodes import Document
from storyboard.dsl.places import Root
from storyboard.dsl.wording import hollow, shape_problems
from storyboard.errors import Problem

MAX_PROBLEMS = 100
"""Of one document; the wording of each looks for what was meant, which takes time."""

Model = TypeVar("Model", bound=BaseModel)


def shaped(
    model: type[Model], document: Document, root: Root
) -> tuple[Model | None, list[Problem]]:
    """The document as a model, its files placed inside `root`; or why it is none."""
    value = document.root.value
    if not isinstance(value, dict):
        message = "this file is no mapping of keys and values"
        return None, [document.problem("type", message, (), "write key: value lines")]
    try:
        return held(model, value, document, root), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        errors = [one for one in found if not hollow(one)]
        problems = shape_problems(model, document, errors[:MAX_PROBLEMS])
        if len(errors) > MAX_PROBLEMS:
            words = f"{len(errors) - MAX_PROBLEMS} more problems are not shown"
            problems.append(document.problem("too-many", words, ()))
        return None, problems


def sound(
    model: type[Model], data: object, document: Document, root: Root
) -> Model | None:
    """Part of a document as a model, where it is one."""
    try:
        return held(model, data, document, root)
    except ValidationError:
        return None


def held(model: type[Model], data: object, document: Document, root: Root) -> Model:
    """Part of a document as a model; ValidationError where it is none."""
    place = cache(partial(root.asset, beside=document.path.parent))
    return model.model_validate(
        data, context={"place": place}, by_alias=True, by_name=False
    )
