"""The sandbox in which texts of a board are expanded.

Work is counted, not timed: what a template may do is a number of steps, so that the
same template passes or fails on every machine and under every load. A step is a few
microseconds at most, since no value that it could touch is large.
"""

import functools
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any

import jinja2
from jinja2.runtime import Context, LoopContext, StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from storyboard.errors import offer
from storyboard.prompts.filters import (
    LONGEST,
    MOST,
    Visible,
    filters,
    fitting,
    flat,
    joined,
    plain,
)
from storyboard.prompts.language import (
    LARGEST,
    METER_JOIN,
    METER_LIST,
    METER_LOOP,
    TAGS,
    TemplateFault,
    admit,
    meter,
)
from storyboard.prompts.mentions import Mention

STEPS = 20_000
"""Steps of work that one text may take."""
ALL_STEPS = 5_000_000
"""Steps of work that all texts of a board may take together."""
CHARACTERS_PER_STEP = 100

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
_MENTION = re.compile(r"(?<!\{)\{\{ *([a-z][a-z0-9_]*) *\}\}(?!\})")
_CODE = re.compile(r"\{[{%#]")


class _Unknown(jinja2.UndefinedError):
    """Something that a template names does not exist."""

    def __init__(self, owner: object, name: object, _message: str) -> None:
        super().__init__()
        self.owner = owner
        self.name = name


class _Missing(StrictUndefined):
    """Keeps what was looked for, so that the nearest name can be offered."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,  # noqa: ANN401 - Jinja's signature
        name: str | None = None,
        exc: object = None,  # noqa: ARG002 - Jinja's signature
    ) -> None:
        unknown = functools.partial(_Unknown, obj, name)
        super().__init__(hint, obj, name, unknown)  # type: ignore[arg-type]


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > MOST:
        raise TemplateFault(
            "template-bounds", f"a range has at most {MOST:,} numbers here"
        )
    return numbers


def _public(value: object) -> list[str]:
    if not isinstance(value, Visible | LoopContext):
        return []
    return [name for name in dir(value) if not name.startswith("_")]


class Sandbox(ImmutableSandboxedEnvironment):
    """Expands texts: no files, no calls, unknown names refused, work and size bounded.

    One sandbox serves one board; it keeps what it compiled, and all its texts share
    one allowance of steps.
    """

    intercepted_binops = frozenset({*_OPERATORS, "**"})

    def __init__(self, allowance: int = ALL_STEPS) -> None:
        super().__init__(
            undefined=_Missing,
            finalize=self._said,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=0,
            auto_reload=False,
        )
        self.globals = {"range": _range}
        meters = {METER_JOIN: joined, METER_LIST: flat}
        self.filters = {
            name: self._metered(use) for name, use in (filters() | meters).items()
        } | {METER_LOOP: self._turns}
        self._left = allowance
        self._floor = 0
        self._templates: dict[str, jinja2.Template] = {}

    def expand(self, text: str, variables: Mapping[str, object]) -> str:
        """The text with its templates filled in; TemplateFault where it cannot be."""
        fitting(text)
        if not _CODE.search(text):
            return text
        mentioned = self._only_mentions(text, variables)
        if mentioned is not None:
            return fitting(mentioned)
        self._floor = self._left - STEPS
        return self._run(self._template(text), variables)

    def _only_mentions(self, text: str, variables: Mapping[str, object]) -> str | None:
        """The expansion of a text with nothing but `{{ id }}` in it, else None.

        Nearly all actions are such, each is a template of its own, and compiling it
        would take a hundred times as long.
        """
        if _CODE.search(_MENTION.sub("", text)):
            return None
        if not all(
            isinstance(variables.get(match[1]), str | Mention)
            for match in _MENTION.finditer(text)
        ):
            return None
        return _MENTION.sub(lambda match: self._said(variables[match[1]]), text)

    def _template(self, text: str) -> jinja2.Template:
        if text not in self._templates:
            try:
                tree = self.parse(text)
                admit(tree)
                meter(tree)
                tree.set_environment(self)
                code = self.compile(tree)
            except jinja2.TemplateSyntaxError as error:
                raise _misread(error) from error
            except (ValueError, RecursionError) as error:
                raise TemplateFault(
                    "template-bounds", "a number or a nesting here is too large"
                ) from error
            self._templates[text] = jinja2.Template.from_code(
                self, code, self.make_globals(None)
            )
        return self._templates[text]

    def _run(self, template: jinja2.Template, variables: Mapping[str, object]) -> str:
        pieces: list[str] = []
        length = 0
        try:
            for piece in template.root_render_func(
                template.new_context(dict(variables))
            ):
                pieces.append(piece)
                length += len(piece)
                if length > LONGEST:
                    fitting("".join(pieces))
        except TemplateFault as fault:
            fault.line = fault.line or _line(fault.__traceback__)
            raise
        except _Unknown as error:
            raise _unknown(error, variables) from error
        except _MISHAPS as error:
            raise TemplateFault(
                "template-value",
                "this cannot be worked out with the values it has",
                line=_line(error.__traceback__),
            ) from error
        return "".join(pieces)

    def _spend(self, steps: int) -> None:
        """Take note of work; TemplateFault where it is too much."""
        self._left -= steps
        if self._left < max(self._floor, 0):
            raise TemplateFault(
                "template-bounds",
                "this does more work than a prompt may take",
                "use fewer or shorter loops",
            )

    def _metered(self, use: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(use)
        def metered(*values: Any, **named: Any) -> Any:  # noqa: ANN401 - any filter
            sizes = (len(v) for v in values if isinstance(v, str | list | tuple))
            self._spend(1 + sum(sizes) // CHARACTERS_PER_STEP)
            return use(*values, **named)

        return metered

    def _turns(self, values: Iterable[object], cost: int) -> Iterator[object]:
        for value in values:
            self._spend(cost)
            yield value

    def _said(self, value: object) -> str:
        return value.mark() if isinstance(value, Mention) else plain(value)

    def call_binop(
        self,
        context: Context,  # noqa: ARG002 - Jinja's signature
        operator: str,
        left: Any,  # noqa: ANN401
        right: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Numbers are reckoned with; texts and lists can only be joined."""
        self._spend(1)
        for value in (left, right):
            if isinstance(value, Undefined):
                str(value)
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return joined((left, right))
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise TemplateFault(
                "template-value", f'"{operator}" is for numbers', "join words with ~"
            )
        if operator not in _OPERATORS:
            raise TemplateFault("template-syntax", f'there is no "{operator}" here')
        number = _OPERATORS[operator](left, right)
        if abs(number) > LARGEST:
            raise TemplateFault("template-bounds", "this number grows too large")
        return number

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401
        """Only what is made for templates can be looked into."""
        return isinstance(obj, Visible | LoopContext) and super().is_safe_attribute(
            obj, attr, value
        )

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401
        """Only `range`, `loop.cycle` and `loop.changed` can be called.

        What there is not says so itself when it is called.
        """
        if obj is _range or isinstance(obj, Undefined):
            return True
        return isinstance(getattr(obj, "__self__", None), LoopContext)


_MISHAPS = (
    jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError,
    AttributeError, AssertionError, RecursionError,
)  # fmt: skip


def _line(trace: TracebackType | None) -> int | None:
    found = None
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            found = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return found


def _misread(error: jinja2.TemplateSyntaxError) -> TemplateFault:
    message = error.message or ""
    tag = re.search(r"unknown tag '(\w+)'", message)
    if tag:
        return TemplateFault(
            "template-syntax",
            f'templates have no tag "{tag[1]}"',
            offer(tag[1], TAGS),
            error.lineno,
        )
    return TemplateFault(
        "template-syntax",
        "this cannot be read as a template",
        f"Jinja says: {message}",
        error.lineno,
    )


def _unknown(error: _Unknown, variables: Mapping[str, object]) -> TemplateFault:
    line = _line(error.__traceback__)
    if error.name is None:
        return TemplateFault(
            "template-value", "there is nothing to say here", line=line
        )
    if error.owner is missing:
        names = sorted(variables)
        message = f'nothing is called "{error.name}" here'
    else:
        names = _public(error.owner)
        message = f'there is no "{error.name}" in it'
    return TemplateFault("unknown-name", message, offer(str(error.name), names), line)
