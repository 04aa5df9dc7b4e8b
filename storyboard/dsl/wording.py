"""What pydantic finds, in the language's own words.

Only an error's type, place, input and limits are used, never its text, so that no
foreign wording can get through, whatever version is installed.
"""

import re
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from storyboard.dsl.nodes import KEY, Document
from storyboard.dsl.text import in_quotes, shown
from storyboard.dsl.vocabulary import choices, fields, meaning, model_at, subject
from storyboard.errors import Problem, Where, closest, offer

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping of keys and values",
    "mapping_type": "a mapping of keys and values",
    "tuple_type": "a list",
}
_FORMS = {
    "Move": "a move such as push in",
    "Transition": "a transition such as dissolve 0.5",
    "Seed": "a whole number or {per: shot}",
    "OwnSound": "a gain in decibels, mute, or a mapping such as {gain: -6}",
    "Reference": "a file, or a mapping such as {video: walk.mp4}",
    "Use": "a file, or a mapping such as {pack: name}",
    "Style": "the id of a style, or a mapping",
}
_LIMITS = {
    "greater_than": "more than {gt:.15g}",
    "greater_than_equal": "at least {ge:.15g}",
    "less_than": "less than {lt:.15g}",
    "less_than_equal": "at most {le:.15g}",
}
_SWITCHES = {"yes": "true", "on": "true", "no": "false", "off": "false"}

Words = tuple[str, str, str]
"""Code, message and hint."""


@dataclass(frozen=True)
class _Finding:
    """One validation error, without its words."""

    model: type[BaseModel]
    """The whole document's."""
    where: Where
    kind: str
    value: object
    raw: str
    """The value as written, where it is an unquoted scalar."""
    limits: Mapping[str, Any]

    @property
    def above(self) -> type[BaseModel] | None:
        """The model of the mapping in which it stands."""
        return model_at(self.model, self.where[:-1])


def described(value: object, raw: str) -> str:
    """What stands there, in YAML's terms."""
    match value:
        case None:
            return "nothing is given"
        case bool():
            return f"this is {str(value).lower()}"
        case int() | float():
            return f"this is the number {shown(raw or str(value), 30)}"
        case str():
            return f"this is the text {in_quotes(shown(value, 30))}"
        case list() | tuple():
            return "this is a list"
        case _:
            return "this is a mapping"


def _as_text(value: object, raw: str) -> str:
    if not isinstance(value, bool | int | float):
        return ""
    return f'write "{shown(raw or str(value).lower(), 40)}"'


def _as_switch(value: object, _raw: str) -> str:
    meant = _SWITCHES.get(str(value).lower())
    return f"write {meant}" if meant else ""


def _as_list(value: object, raw: str) -> str:
    if not isinstance(value, str | int | float):
        return ""
    return f"write [{shown(raw or str(value), 40)}]"


def _as_number(value: object, _raw: str) -> str:
    if isinstance(value, float):
        return f"write {value:g}" if value.is_integer() else ""
    text = value.strip() if isinstance(value, str) else ""
    number = re.fullmatch(r"([-+]?[0-9]{1,9}(?:\.[0-9]{1,9})?) ?[a-zA-Z]{0,3}", text)
    clock = re.fullmatch(r"([0-9]{1,3}):([0-9]{2})", text)
    if clock:
        return f"write {int(clock[1]) * 60 + int(clock[2])}, in seconds"
    return f"write {number[1]}" if number else ""


_MENDED: Mapping[str, Callable[[object, str], str]] = {
    "string_type": _as_text,
    "bool_type": _as_switch,
    "tuple_type": _as_list,
    "float_type": _as_number,
    "int_type": _as_number,
    "int_from_float": _as_number,
}


def _mended(kind: str, value: object, raw: str) -> str:
    """The same value as it should have been written."""
    if value is None:
        return "give it a value, or leave the key out"
    return _MENDED[kind](value, raw) if kind in _MENDED else ""


def _own(finding: _Finding) -> Words:
    limits = finding.limits
    return finding.kind, shown(limits["why"], 200), shown(limits["hint"], 400)


def _type(finding: _Finding) -> Words:
    kind, value = finding.kind, finding.value
    form = (
        _FORMS.get(finding.limits["class_name"], "a mapping of keys and values")
        if kind == "model_type"
        else _WANTED[kind]
    )
    message = f"{form} is wanted here, {described(value, finding.raw)}"
    return "type", message, _mended(kind, value, finding.raw)


def _range(finding: _Finding) -> Words:
    limit = _LIMITS[finding.kind].format(**finding.limits)
    there = described(finding.value, finding.raw)
    return "range", f"{limit} is wanted here, {there}", ""


def _too_short(finding: _Finding) -> Words:
    if finding.kind == "string_too_short":
        return "empty-text", "this text is empty", "write it, or leave the key out"
    return "too-few", "this list is empty", "at least one is wanted"


def _too_long(finding: _Finding) -> Words:
    length = len(finding.value) if isinstance(finding.value, Sized) else 0
    thing = (
        "text has {} characters"
        if isinstance(finding.value, str)
        else ("list has {} items")
    )
    most = finding.limits["max_length"]
    return "too-many", f"this {thing.format(length)}, at most {most} are wanted", ""


_PATTERNS = (
    ("^[a-z]", "id", "is no id", "an id starts with a-z and goes on with a-z, 0-9, _"),
    ("^#", "colour", "is no colour", "write it as #rrggbb, in quotes: # starts a note"),
    (
        "^[^/",
        "output",
        "is no name for a film",
        "write a name from this folder that ends in .mp4, .m4v or .mov",
    ),
    ("^[A-Za-z]{2", "language", "is no language tag", "write en, de or pt-BR"),
)


def _id_like(text: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", text[:60].casefold()).strip("_")
    return f", such as {slug}" if slug and slug[0].isalpha() else ""


def _pattern(finding: _Finding) -> Words:
    text = str(finding.value)
    for start, code, words, hint in _PATTERNS:
        if finding.limits["pattern"].startswith(start):
            more = _id_like(text) if code == "id" else ""
            return code, f"{in_quotes(text)} {words}", hint + more
    return "pattern", f"{in_quotes(text)} does not fit here", ""


def _unknown_key(finding: _Finding) -> Words:
    model, key = finding.above, str(finding.where[-1])
    what = subject(model, "a") if model else "this mapping"
    message = f'{what} has no key "{shown(key)}"'
    if finding.value is None and " " in key:
        # `{light: low, wet streets}` is read as two keys.
        return "unknown-key", message, "a comma ends text inside { }: put it in quotes"
    known = tuple(fields(model)) if model else ()
    return "unknown-key", message, offer(key[:80], known, most=40)


def _missing(finding: _Finding) -> Words:
    model, key = finding.above, finding.where[-1]
    if isinstance(key, int) or model is None:
        return "too-few", "this list is too short", "one more is wanted"
    sentence = meaning(model, key)
    hint = f"{key}: {sentence}" if sentence else ""
    return "missing-key", f'{subject(model, "this")} has no "{key}"', hint


def _version(finding: _Finding) -> Words:
    version = shown(finding.raw or str(finding.value), 20)
    message = f"version {version} of the format is not known"
    return "version", message, "write storyboard: 1"


def _choice(finding: _Finding) -> Words:
    value, known = finding.value, choices(finding.model, finding.where)
    if isinstance(value, str):
        message = f"{in_quotes(value)} is not known here"
        return "choice", message, offer(value[:80], known)
    message = f"text is wanted here, {described(value, finding.raw)}"
    return "choice", message, f"write one of: {', '.join(known)}" if known else ""


_KINDS: Mapping[str, Callable[[_Finding], Words]] = {
    **dict.fromkeys((*_WANTED, "model_type"), _type),
    **dict.fromkeys(_LIMITS, _range),
    **dict.fromkeys(("string_too_short", "too_short"), _too_short),
    **dict.fromkeys(("string_too_long", "too_long"), _too_long),
    "string_pattern_mismatch": _pattern,
    "literal_error": _choice,
    "extra_forbidden": _unknown_key,
    "missing": _missing,
}


def _words(finding: _Finding) -> Words:
    if "why" in finding.limits:
        return _own(finding)
    if finding.where == ("storyboard",) and finding.kind != "missing":
        return _version(finding)
    if finding.kind in _KINDS:
        return _KINDS[finding.kind](finding)
    return "unfit", "this value does not fit here", ""


def _is_union_tag(step: str | int) -> bool:
    """A step that names one of several types instead of a key."""
    return isinstance(step, str) and step.startswith(("constrained-", "dict["))


def hollow(error: ErrorDetails) -> bool:
    """A list that is only short because its items are wrong themselves."""
    return error["type"] == "too_short" and len(error["input"]) > 0


def _doubled(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """A missing key that stands there misspelt, and is told of as unknown."""
    if error["type"] != "missing":
        return False
    *above, key = error["loc"]
    unknown = (
        str(other["loc"][-1])
        for other in errors
        if other["type"] == "extra_forbidden" and [*other["loc"][:-1]] == above
    )
    return any(closest(word, [str(key)]) for word in unknown)


def shape_problems(
    model: type[BaseModel], document: Document, errors: list[ErrorDetails]
) -> list[Problem]:
    """Every validation error of a document, once, with its place."""
    problems: dict[Where, Problem] = {}
    for error in errors:
        if _doubled(error, errors):
            continue
        where = tuple(step for step in error["loc"] if not _is_union_tag(step))
        about_key = where[-1:] == (KEY,) or error["type"] == "extra_forbidden"
        where = where[:-1] if where[-1:] == (KEY,) else where
        node = document.node(where)
        raw = node.raw if node else ""
        limits = error.get("ctx", {})
        finding = _Finding(model, where, error["type"], error["input"], raw, limits)
        code, message, hint = _words(finding)
        place = (*where, KEY) if about_key else where
        problem = document.problem(code, message, place, hint)
        problems.setdefault(where, problem)
    return list(problems.values())
