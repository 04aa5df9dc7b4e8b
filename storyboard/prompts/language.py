"""What a template may say.

Templates come with boards and packs from strangers, so they are a small part of
Jinja that is listed here; everything else is refused before it is compiled. What
remains cannot call itself, load a file or carry anything from one turn of a loop to
the next, and what could still grow (joined texts, lists, loops) is rewritten to pass
through the sandbox's meters.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from storyboard.errors import offer

LARGEST = 10**15
"""The largest whole number that a template may hold."""
DEEPEST = 40
"""How deep expressions and blocks may be nested."""

_SAID = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If,
    nodes.Assign, nodes.With, nodes.Name, nodes.Const, nodes.List, nodes.Tuple,
    nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Call, nodes.Keyword,
    nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Concat, nodes.Compare,
    nodes.Operand, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv,
    nodes.Mod, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos,
)  # fmt: skip
_REFUSED: dict[type[nodes.Node], str] = {
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from … import",
    nodes.Extends: "extends",
    nodes.Block: "block",
    nodes.Macro: "macro",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter blocks",
    nodes.AssignBlock: "set blocks",
    nodes.NSRef: "namespace",
    nodes.Pow: "**",
    nodes.Dict: "{…: …}",
}
TAGS = ("for", "if", "set", "with", "raw")


@dataclass(eq=False)
class TemplateFault(Exception):  # noqa: N818 - becomes a Problem, with its place
    """A template that cannot be expanded."""

    code: str
    """The slug of the problem that it becomes."""
    message: str
    """What is wrong, in one sentence, without the place."""
    hint: str = ""
    """What to do next."""
    line: int | None = None
    """The template's line, counted from 1; None: not known."""


def _nested(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


def _unknown_word(node: nodes.Filter | nodes.Test) -> TemplateFault | None:
    kind = "filter" if isinstance(node, nodes.Filter) else "test"
    environment = node.environment
    assert environment is not None  # noqa: S101 - the parser sets it
    known = environment.filters if kind == "filter" else environment.tests
    if node.name in known:
        return None
    words = sorted(name for name in known if name.isidentifier())
    return TemplateFault(
        "unknown-filter",
        f'templates have no {kind} called "{node.name}"',
        offer(node.name, words, len(words)),
    )


def _refused(node: nodes.Node) -> TemplateFault | None:
    if isinstance(node, nodes.For) and node.recursive:
        return TemplateFault("template-syntax", "a loop cannot call itself here")
    if isinstance(node, _SAID):
        return None
    name = _REFUSED.get(type(node), type(node).__name__)
    return TemplateFault(
        "template-syntax",
        f"`{name}` is not part of templates here",
        f"there is: {', '.join(TAGS)}; a template loads nothing and calls nothing",
    )


def _fault(node: nodes.Node, depth: int) -> TemplateFault | None:
    if depth > DEEPEST:
        return TemplateFault("template-bounds", "this is nested too deeply")
    if isinstance(node, nodes.Filter | nodes.Test):
        return _unknown_word(node)
    if isinstance(node, nodes.Const) and isinstance(node.value, int):
        if abs(node.value) > LARGEST:
            return TemplateFault("template-bounds", "this number is too large")
        return None
    return _refused(node)


def admit(tree: nodes.Template) -> None:
    """Refuse a template that says what templates may not; TemplateFault."""
    for node, depth in _nested(tree):
        fault = _fault(node, depth)
        if fault is not None:
            fault.line = node.lineno
            raise fault


METER_LOOP, METER_JOIN, METER_LIST = "loop meter", "join meter", "list meter"
"""Filters that no template can name, since a name holds no space."""


def _through(node: nodes.Expr, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(arguments), [], None, None, lineno=node.lineno)


def meter(tree: nodes.Template) -> None:
    """Put every loop, joined text and list of the template on a meter.

    One turn of a loop costs as much as its body is large.
    """
    _Meters().visit(tree)


class _Meters(NodeTransformer):
    """Jinja's transformer finds these methods by the names of the nodes."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        cost = nodes.Const(sum(1 for _ in _nested(node)), lineno=node.lineno)
        values: nodes.Expr = node.iter  # type: ignore[assignment]  # the parser's type
        node.iter = _through(values, METER_LOOP, cost)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _through(nodes.List(node.nodes, lineno=node.lineno), METER_JOIN)

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _through(node, METER_LIST)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _through(node, METER_LIST) if node.ctx == "load" else node
