"""What a plain scalar means: the YAML 1.2 core schema, and nothing of 1.1.

So `yes`, `on`, `16:9`, `1:30` and `2026-01-01` are text, and `010` is ten.
"""

import math
import re

LONGEST_WHOLE = 40
"""Digits of a whole number; a longer one counts as endless."""

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST = frozenset("+-.0123456789~nNtTfF")
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def resolve(text: str) -> Scalar:
    """The value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST:
        return text
    if _DECIMAL.fullmatch(text) or _BASED.fullmatch(text):
        return _whole(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return float(text.replace(".", "", 1)) if _ENDLESS.fullmatch(text) else text


def _whole(text: str) -> int | float:
    if len(text) > LONGEST_WHOLE:
        # It means nothing in a film, and int() would refuse it.
        return math.inf
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    return int(text.removeprefix("0o"), base)


CORE_TAGS = {
    "tag:yaml.org,2002:null": "null",
    "tag:yaml.org,2002:bool": "bool",
    "tag:yaml.org,2002:int": "int",
    "tag:yaml.org,2002:float": "float",
    "tag:yaml.org,2002:str": "str",
    "tag:yaml.org,2002:seq": "seq",
    "tag:yaml.org,2002:map": "map",
}


def tagged(kind: str, text: str) -> tuple[bool, Scalar]:
    """Whether a scalar can be of a core tag's kind, and its value then."""
    value = text if kind == "str" else resolve(text)
    if kind == "float" and type(value) is int:
        value = float(value)
    names = {bool: "bool", int: "int", float: "float", str: "str", type(None): "null"}
    return names[type(value)] == kind, value
