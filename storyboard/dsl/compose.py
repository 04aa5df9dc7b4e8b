"""YAML events into plain data with places: YAML 1.2 core, and bounded.

libyaml finds the events; everything after that is done here without recursion, so
that neither depth, nor aliases, nor sheer size can hurt.
"""

import math
import re
from dataclasses import dataclass, field

import yaml

from storyboard.dsl.nodes import Node, Span
from storyboard.dsl.scalars import CORE_TAGS, resolve, tagged
from storyboard.dsl.syntax import syntax_problem
from storyboard.dsl.text import SourceText, in_quotes
from storyboard.errors import Problem

MAX_DEPTH = 64
"""Levels of mappings and lists; a board needs about ten."""
MAX_NODES = 100_000
"""Values in a file, aliases written out; a thousand shots need thirty thousand."""
MAX_PROBLEMS = 100
"""Findings in one file after which reading it is given up."""

_PARSER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NO_SPAN: Span = (0, 0)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""All but tab and the ends of lines."""


class UnreadableError(Exception):
    """The rest of the file cannot or must not be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A mapping or list that is still being read."""

    value: dict[str, object] | list[object]
    start: int
    anchor: str | None
    inner: dict[str | int, Node] = field(default_factory=dict)
    keys: dict[str, Span] = field(default_factory=dict)
    key: str | None = None
    key_span: Span | None = None
    """Of the key that waits for its value; None: a key comes next."""
    size: int = 1
    height: int = 0
    spoilt: bool = False
    """Whether something stood as a key that cannot be one."""


def compose(source: SourceText) -> tuple[Node | None, tuple[Problem, ...]]:
    """The file's data (None where it is not YAML) and all that is wrong with it."""
    composer = _Composer(source)
    try:
        for event in yaml.parse(source.text, Loader=_PARSER):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        last = syntax_problem(source, error)
        others = [p for p in composer.problems if not _same_place(p, last)]
        return None, (*others, last)
    except UnreadableError as error:
        return None, (*composer.problems, error.problem)
    if composer.root is None:
        empty = Problem(
            "empty",
            "this file is empty",
            hint='a board starts with "storyboard: 1", a library with what it shares',
            spot=source.spot(0),
        )
        return None, (empty,)
    return composer.root, tuple(composer.problems)


def _span(event: yaml.Event) -> Span:
    start, end = event.start_mark, event.end_mark
    return (start.index if start else 0), (end.index if end else 0)


def _tag(event: yaml.NodeEvent) -> str:
    """An explicit tag; `!` alone asks for nothing but text."""
    tag: str | None = getattr(event, "tag", None)
    return tag if tag and tag != "!" else ""


def _same_place(one: Problem, other: Problem) -> bool:
    places = [(p.spot.line, p.spot.column) for p in (one, other) if p.spot]
    return len(places) == 2 and places[0] == places[1]  # noqa: PLR2004


class _Composer:
    """What has been read so far."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self._stack: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._size = 0

    def take(self, event: yaml.Event) -> None:
        """Read one more event."""
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(_span(event)[1])
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent() if self.root is not None:
                raise self._unreadable(
                    "several-documents",
                    "a second document starts here",
                    "keep one board to a file, without `---` between parts",
                    _span(event),
                )

    def _problem(self, code: str, message: str, hint: str, span: Span) -> None:
        spot = self.source.spot(*span)
        self.problems.append(Problem(code, message, hint=hint, spot=spot))
        if len(self.problems) == MAX_PROBLEMS:
            raise self._unreadable(
                "too-many",
                "the rest of this file was not read",
                "mend this first",
                span,
            )

    def _unreadable(
        self, code: str, message: str, hint: str, span: Span
    ) -> UnreadableError:
        spot = self.source.spot(*span)
        return UnreadableError(Problem(code, message, hint=hint, spot=spot))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        span = _span(event)
        if self._key_is_next():
            self._take_key(event, span)
            return
        value: object = event.value
        plain = event.implicit[0] and event.tag is None
        if _tag(event):
            value = self._tagged(event, span)
        elif plain:
            value = resolve(event.value)
        if isinstance(value, str):
            value = self._harmless(value, span)
        if isinstance(value, float) and not math.isfinite(value):
            hint = "write a number with an end, or quote it to make it text"
            self._problem("number", f"{event.value[:20]} is endless", hint, span)
            value = 0
        node = Node(value, *span, event.value if plain else "")
        self._put(node, event.anchor)

    def _harmless(self, text: str, span: Span) -> str:
        """A text without characters that steer a terminal or end a C string.

        YAML lets them be written as escapes; neither a file's name nor a prompt nor a
        title can carry them anywhere.
        """
        found = _CONTROL.search(text)
        if found is None:
            return text
        message = f"a text cannot hold U+{ord(found[0]):04X}"
        self._problem("character", message, "remove it", span)
        return _CONTROL.sub("", text)

    def _tagged(self, event: yaml.ScalarEvent, span: Span) -> object:
        kind = CORE_TAGS.get(_tag(event), "")
        fits, value = tagged(kind, event.value) if kind else (False, event.value)
        if not fits:
            self._bad_tag(_tag(event), span)
        return value

    def _bad_tag(self, tag: str, span: Span) -> None:
        shown = tag.replace("tag:yaml.org,2002:", "!!")
        what = "does not fit here" if tag in CORE_TAGS else "is not known"
        hint = "leave the tag out"
        self._problem("tag", f'the tag "{shown[:60]}" {what}', hint, span)

    def _key_is_next(self) -> bool:
        top = self._stack[-1] if self._stack else None
        return top is not None and isinstance(top.value, dict) and top.key_span is None

    def _take_key(self, event: yaml.ScalarEvent, span: Span) -> None:
        top = self._stack[-1]
        key: str = event.value
        plain = event.implicit[0] and not _tag(event)
        top.key, top.key_span = key, span
        if plain and key == "<<":
            hint = "give the whole mapping an alias, or use `preset` and `defaults`"
            self._problem("merge-key", "YAML 1.2 has no merge key", hint, span)
            top.key = None
        elif plain and not isinstance(resolve(key), str):
            hint = f'write "{key}"' if key else "write the key before the colon"
            self._problem("key", "a key is text", hint, span)
        if key in top.keys and top.key is not None:
            line = self.source.line_number(top.keys[key][0])
            hint = f"it is first given in line {line}; keep one of the two"
            message = f'the key "{key[:60]}" is given twice'
            self._problem("duplicate-key", message, hint, span)
            top.key = None

    def _alias(self, event: yaml.AliasEvent) -> None:
        span = _span(event)
        name = event.anchor or ""
        held = self._anchors.get(name)
        if held is None and any(frame.anchor == name for frame in self._stack):
            raise self._unreadable(
                "alias-circle",
                f'"*{name}" stands inside what it stands for',
                "write the value out",
                span,
            )
        if held is None:
            hint = "anchors come first; text that starts with * needs quotes"
            self._problem("alias", f'there is no anchor "&{name}"', hint, span)
            held = Node(f"*{name}", *span)
        start, end = span
        self._put(held._replace(start=start, end=end), None)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        span = _span(event)
        if len(self._stack) >= MAX_DEPTH:
            raise self._too_deep(span)
        mapping = isinstance(event, yaml.MappingStartEvent)
        kind = CORE_TAGS.get(_tag(event))
        if _tag(event) and kind != ("map" if mapping else "seq"):
            self._bad_tag(_tag(event), span)
        if event.anchor is not None:
            self._anchors.pop(event.anchor, None)
        self._stack.append(_Open({} if mapping else [], span[0], event.anchor))

    def _too_deep(self, span: Span) -> UnreadableError:
        return self._unreadable(
            "too-deep",
            f"this is nested deeper than {MAX_DEPTH} levels",
            "a board needs about ten",
            span,
        )

    def _close(self, end: int) -> None:
        done = self._stack.pop()
        node = Node(
            done.value,
            done.start,
            end,
            inner=done.inner,
            keys=done.keys,
            size=done.size,
            height=done.height + 1,
        )
        if done.spoilt:
            node = self._unquoted(node)
        self._size -= done.size - 1
        self._put(node, done.anchor)

    def _unquoted(self, node: Node) -> Node:
        """What was read from `{{ mira }} climbs` without quotes, as text again."""
        text = self.source.text[node.start : node.end]
        braces = text.startswith("{{")
        self._problem(
            "quotes" if braces else "key",
            "text that starts with {{ needs quotes" if braces else "a key is text",
            f"write {in_quotes(text)}" if braces else "write one word before the colon",
            (node.start, node.end),
        )
        return Node(text, node.start, node.end)

    def _put(self, node: Node, anchor: str | None) -> None:
        """Hang a finished value where it belongs."""
        self._size += node.size
        if self._size > MAX_NODES:
            raise self._unreadable(
                "too-large",
                f"there are more than {MAX_NODES:,} values up to here",
                "aliases count as often as they are used",
                (node.start, node.start + 1),
            )
        if len(self._stack) + node.height > MAX_DEPTH:
            raise self._too_deep((node.start, node.end))
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        top.size += node.size
        top.height = max(top.height, node.height)
        if isinstance(top.value, list):
            top.inner[len(top.value)] = node
            top.value.append(node.value)
        elif top.key_span is None:
            top.spoilt = True
            top.key, top.key_span = None, _NO_SPAN
        else:
            if top.key is not None:
                top.keys[top.key] = top.key_span
                top.inner[top.key] = node
                top.value[top.key] = node.value
            top.key = top.key_span = None
