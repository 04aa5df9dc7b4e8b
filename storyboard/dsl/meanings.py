"""What fields mean: the docstrings under them, read from the models' source.

Pydantic can do the same for every model while it is built, which costs each command a
tenth of a second; only a schema and a complaint need them.
"""

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

from pydantic import BaseModel

Meanings = Mapping[str, str]


@cache
def meanings(model: type[BaseModel]) -> Meanings:
    """The docstring of each of a model's fields, by the key that a board writes."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            found |= _written(base.__module__).get(base.__name__, {})
    named = ((f.alias or name, name) for name, f in model.model_fields.items())
    return {key: found[name] for key, name in named if name in found}


@cache
def _written(module: str) -> Mapping[str, Meanings]:
    """The same for each class of a module, its bases left aside."""
    parsed = ast.parse(inspect.getsource(sys.modules[module]))
    classes = (node for node in parsed.body if isinstance(node, ast.ClassDef))
    return {each.name: _under_fields(each.body) for each in classes}


def _under_fields(body: list[ast.stmt]) -> Meanings:
    found: dict[str, str] = {}
    for field, below in pairwise(body):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = inspect.cleandoc(text)
    return found
