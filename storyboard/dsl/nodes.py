"""Data with the places it came from, and the way from a path to a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from storyboard.dsl.text import SourceText
from storyboard.errors import Problem, Severity, Spot, Where

KEY = "[key]"
"""The last step of a path that means a mapping's key, not its value."""

Span = tuple[int, int]
"""Two offsets into a text."""


def bare(where: Where) -> Where:
    """A path without the mark that its key is meant."""
    return where[:-1] if where[-1:] == (KEY,) else where


class Node(NamedTuple):
    """A value with its place; `inner` and `keys` are empty for scalars."""

    value: object
    """Plain data: dict, list, str, int, float, bool or None."""
    start: int
    end: int
    raw: str = ""
    """An unquoted scalar as written."""
    inner: Mapping[str | int, "Node"] = {}
    """What a mapping or list holds."""
    keys: Mapping[str, Span] = {}
    """The places of a mapping's keys."""
    size: int = 1
    """How many values there are in it, aliases written out."""
    height: int = 0
    """How deep it goes on."""


def _step(node: Node, step: str | int) -> Node | None:
    """One step down, through the short forms that stand for a list or mapping."""
    if step in node.inner:
        return node.inner[step]
    if isinstance(step, int):
        # One thing stands where a list of things may.
        return None if isinstance(node.value, list) else node
    if isinstance(node.value, list):
        # A list of ids stands where a mapping from ids may.
        return next((n for n in node.inner.values() if n.value == step), None)
    return node if node.value == step else None


@dataclass(frozen=True)
class Document:
    """A YAML file, read."""

    path: Path
    source: SourceText
    root: Node

    def node(self, where: Where) -> Node | None:
        """The value at a path, if it was written."""
        node: Node | None = self.root
        for step in where:
            node = _step(node, step) if node else None
        return node

    def span(self, where: Where) -> Span:
        """Where a path, or the nearest thing above it, was written."""
        about_key = where[-1:] == (KEY,)
        node, key = self.root, None
        for step in bare(where):
            found = _step(node, step)
            if found is None:
                about_key = False
                break
            if found is not node:
                node, key = found, node.keys.get(str(step))
        if key and (about_key or node.start == node.end):
            return key
        return self._head(node)

    def _head(self, node: Node) -> Span:
        """A value's place; of one over several lines, its first key."""
        lines = {self.source.line_number(offset) for offset in (node.start, node.end)}
        if len(lines) > 1 and node.keys:
            return next(iter(node.keys.values()))
        return node.start, node.end

    def spot(self, where: Where) -> Spot:
        """The line and column of a path."""
        return self.source.spot(*self.span(where))

    def problem(
        self,
        code: str,
        message: str,
        where: Where,
        hint: str = "",
        severity: Severity = "error",
    ) -> Problem:
        """A finding at a path of this file."""
        return Problem(code, message, bare(where), hint, severity, self.spot(where))
