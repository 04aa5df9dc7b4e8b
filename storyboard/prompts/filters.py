"""The filters that templates have: those that suit words and cannot grow.

Padding (`center`, `indent`, `format`, `wordwrap`) and chance (`random`) are left out
on purpose; `join` and `replace` are written here, since Jinja's know no bounds.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jinja2.filters import FILTERS
from jinja2.runtime import Undefined

from storyboard.prompts.language import TemplateFault

LONGEST = 20_000
"""The longest text, in characters, that a template may be, build or give."""
MOST = 1_000
"""The most items in a list or a range."""

_FROM_JINJA = (
    "capitalize", "count", "d", "default", "first", "last", "length", "list", "lower",
    "map", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "title",
    "trim", "truncate", "unique", "upper", "wordcount",
)  # fmt: skip


class Visible:
    """What templates may look into: its public attributes and its words."""


def plain(value: object) -> str:
    """A value in words: None is silent, and a list has none of its own."""
    if value is None:
        return ""
    if isinstance(value, str | int | float | Visible | Undefined):
        return str(value)
    raise TemplateFault(
        "template-value", "a list has no words of its own", "use | join(', ')"
    )


def fitting(text: str) -> str:
    """The text, unless it is too long."""
    if len(text) > LONGEST:
        raise TemplateFault("template-bounds", _TOO_LONG)
    return text


_TOO_LONG = f"this text grows beyond {LONGEST:,} characters"


def joined(values: Iterable[object], between: object = "") -> str:
    """The values in words, one after the other."""
    glue = plain(between)
    parts: list[str] = []
    length = 0
    for value in values:
        parts.append(plain(value))
        length += len(parts[-1]) + len(glue)
        if length > LONGEST + len(glue):
            raise TemplateFault("template-bounds", _TOO_LONG)
    return glue.join(parts)


def join(
    values: Iterable[object], between: object = "", attribute: str | None = None
) -> str:
    """Like Jinja's `join`, bounded; for an attribute use `map(attribute=…)`."""
    if attribute is not None:
        raise TemplateFault(
            "template-value",
            "`join` takes no attribute here",
            f"write | map(attribute='{attribute}') | join(…)",
        )
    return joined(values, between)


def replace(value: object, old: str, new: str) -> str:
    """Every `old` in the text replaced by `new`."""
    text = plain(value)
    if len(text) + text.count(old) * (len(new) - len(old)) > LONGEST:
        raise TemplateFault("template-bounds", _TOO_LONG)
    return text.replace(old, new)


def stop(value: object) -> str:
    """The text with a full stop, unless it ends in a mark already."""
    text = plain(value).rstrip()
    return text if not text or text.rstrip("”’\"')")[-1:] in ".!?…:" else f"{text}."


def upper_first(value: object) -> str:
    """The text with its first letter as a capital; the rest stays as it is."""
    text = plain(value)
    return text[:1].upper() + text[1:]


def flat(values: Sequence[object]) -> Sequence[object]:
    """A list of words, numbers and parts of the film; no list of lists.

    Lists that hold themselves twice, and so on, grow without bounds when compared.
    """
    if any(isinstance(value, list | tuple) for value in values):
        raise TemplateFault("template-value", "a list cannot hold lists here")
    return values


def filters() -> dict[str, Callable[..., Any]]:
    """Every filter that templates may name."""
    own: dict[str, Callable[..., Any]] = {
        "join": join,
        "replace": replace,
        "stop": stop,
        "string": plain,
        "upper_first": upper_first,
    }
    return {name: FILTERS[name] for name in _FROM_JINJA} | own
