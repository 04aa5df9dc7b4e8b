"""Short forms and scalars of the language, each read into its one long form."""

import re
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from storyboard.errors import offer
from storyboard.model.time import parse_rate
from storyboard.model.words import (
    MoveKind,
    TransitionKind,
)


def wrong(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """An error in our own words; `hint` says what exists or what to do."""
    return PydanticCustomError(code, "{why}", {"why": message, "hint": hint})


def listed(value: object) -> object:
    """One thing where a list is wanted is a list of one."""
    return [value] if isinstance(value, str | dict) else value


def read_aspect(value: object) -> object:
    """An aspect such as 16:9 or 2.39:1."""
    if not isinstance(value, str):
        raise wrong("aspect", "an aspect is text such as 16:9")
    number = r"([0-9]{1,6}(?:\.[0-9]{1,6})?)"
    match = re.fullmatch(f"{number}:{number}", value)
    across, down = (float(part) for part in match.groups()) if match else (0.0, 1.0)
    if not down or not 0.2 <= across / down <= 5:  # noqa: PLR2004 - 1:5 to 5:1
        raise wrong(
            "aspect",
            f'"{value}" is no aspect',
            "write width:height between 1:5 and 5:1, such as 16:9, 9:16 or 2.39:1",
        )
    return value


def read_resolution(value: object) -> object:
    """A resolution such as 720p or 4k."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong("resolution", "a resolution is text such as 720p or 4k")
    lines = re.fullmatch(r"([0-9]{3,4})p", str(value))
    if value != "4k" and not (lines and 120 <= int(lines[1]) <= 4320):  # noqa: PLR2004
        raise wrong(
            "resolution",
            f'"{value}" is no resolution',
            "write the lines of the shorter side, such as 480p, 720p, 1080p, or 4k",
        )
    return value


def read_fps(value: object) -> object:
    """A frame rate as the text of a fraction."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong("fps", "a frame rate is a number, or text such as 24000/1001")
    try:
        rate = parse_rate(value)
    except ValueError as error:
        raise wrong(
            "fps", str(error), "write 24, 25, 30, 24000/1001 or 30000/1001"
        ) from error
    return str(rate)


def read_move(value: object) -> object:
    """`slow push in` becomes {kind: push in, pace: slow}."""
    if not isinstance(value, str):
        return value
    paced = re.fullmatch(r"(slow|fast) (.+)", value)
    pace, kind = paced.groups() if paced else (None, value)
    kinds = get_args(MoveKind)
    if kind not in kinds:
        raise wrong("move", f'"{kind}" is no camera move', offer(kind, kinds, 18))
    return {"kind": kind, "pace": pace}


TRANSITIONS = get_args(TransitionKind)
ENTER_HINT = "write cut, dissolve 0.5, fade 1, dip to black 1 or wipe left 0.5"


def _enter_text(text: str) -> dict[str, object]:
    match = re.fullmatch(
        r"(?P<kind>[a-z]+)"
        r"(?: (?:through|to) (?P<colour>black|white|#[0-9a-fA-F]{6}))?"
        r"(?: (?P<direction>left|right|up|down))?"
        r"(?: (?P<seconds>[0-9]{1,6}(?:\.[0-9]{1,6})?)s?)?",
        text,
    )
    if not match or match["kind"] not in TRANSITIONS:
        first = text.split(" ", maxsplit=1)[0]
        hint = ENTER_HINT if first in TRANSITIONS else offer(first, TRANSITIONS)
        raise wrong("transition", f'"{text}" is no transition', hint)
    found: dict[str, object] = {"kind": match["kind"]}
    if match["seconds"]:
        found["seconds"] = float(match["seconds"])
    found |= {k: match[k] for k in ("colour", "direction") if match[k]}
    return found


def read_enter(value: object) -> object:
    """`dissolve 0.5` or `{dissolve: 0.5, over: handles}` as one long form."""
    if isinstance(value, str):
        found = _enter_text(value)
    elif isinstance(value, dict) and "kind" in value:
        found = value
    elif isinstance(value, dict):
        kinds = [key for key in value if key in TRANSITIONS]
        if len(kinds) != 1:
            raise wrong("transition", "one transition is wanted here", ENTER_HINT)
        rest = {key: held for key, held in value.items() if key != kinds[0]}
        found = {"kind": kinds[0], "seconds": value[kinds[0]], **rest}
    else:
        return value
    colour = {"black": "#000000", "white": "#ffffff"}.get(str(found.get("colour")))
    return found | {"colour": colour} if colour else found


def read_seed(value: object) -> object:
    """`42` becomes {per: film, base: 42}."""
    if isinstance(value, int) and not isinstance(value, bool):
        return {"per": "film", "base": value}
    return value


def read_own_sound(value: object) -> object:
    """`mute` or `-6` becomes {gain: …}."""
    return {"gain": value} if isinstance(value, str | int | float) else value


def read_mute(value: object) -> object:
    """`mute` becomes the lowest gain there is."""
    return -96.0 if value == "mute" else value


def read_reference(value: object) -> object:
    """A bare file is an image."""
    return {"image": value} if isinstance(value, str) else value


def read_references(value: object) -> object:
    """One reference or a list of them."""
    items = listed(value)
    return (
        [read_reference(item) for item in items] if isinstance(items, list) else items
    )


def read_use(value: object) -> object:
    """A bare file is {file: …}."""
    return {"file": value} if isinstance(value, str) else value


def read_uses(value: object) -> object:
    """One use or a list of them."""
    items = listed(value)
    return [read_use(item) for item in items] if isinstance(items, list) else items


def read_style(value: object) -> object:
    """A bare id is {base: …}."""
    return {"base": value} if isinstance(value, str) else value


def read_scene_cast(value: object) -> object:
    """`[mira, otto]` says who is there without a look."""
    if isinstance(value, str):
        return {value: None}
    if not isinstance(value, list):
        return value
    if not all(isinstance(item, str) for item in value):
        raise wrong(
            "cast",
            "a list of characters holds their ids and nothing else",
            "to say their looks, write {mira: storm, otto: null}",
        )
    once = dict.fromkeys(value)
    if len(once) != len(value):
        raise wrong("cast", "someone is listed twice", "name everyone once")
    return once


def read_parameter(value: object) -> object:
    """A value for a template: text or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong("parameter", "text or a number is wanted here", "put it in quotes")
    return value


def short(schema: dict[str, Any], long_form: dict[str, Any] | None = None) -> object:
    """The schema of a field that takes a short form beside its long one."""
    return WithJsonSchema({"anyOf": [schema, *([long_form] if long_form else [])]})


TEXT = {"type": "string"}
NUMBER = {"type": "number"}

Aspect = Annotated[
    str, BeforeValidator(read_aspect), WithJsonSchema({**TEXT, "examples": ["16:9"]})
]
Resolution = Annotated[
    str,
    BeforeValidator(read_resolution),
    WithJsonSchema({**TEXT, "pattern": r"^(\d{3,4}p|4k)$", "examples": ["720p"]}),
]
Fps = Annotated[
    str, BeforeValidator(read_fps), WithJsonSchema({"type": ["number", "string"]})
]
