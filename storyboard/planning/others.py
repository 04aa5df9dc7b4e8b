"""Who else could make what a model refuses, and who knows a model by its name. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from storyboard.errors import Problem, offer
from storyboard.model.capabilities import Capabilities
from storyboard.model.request import ClipRequest
from storyboard.planning.fit import misfits

Rows = Callable[[], Sequence[Capabilities]]
"""What every model of every provider can do; asked only where something is wrong."""

_LIMITS = frozenset(
    {"seconds", "aspect", "resolution", "prompt-limit", "references", "media-limit"}
)
"""Problems that another model may not have."""
_NAMED = 3


def names_of(row: Capabilities) -> frozenset[str]:
    """The model's name at its provider, and those it has everywhere."""
    return frozenset({row.model, *row.aliases})


def with_others(
    problems: Iterable[Problem],
    request: ClipRequest,
    offered: Capabilities,
    everyone: Rows,
) -> Iterator[Problem]:
    """The problems, those that are limits with who could do it in their hints."""
    for problem in problems:
        if problem.severity != "error" or problem.code not in _LIMITS:
            yield problem
            continue
        able = _able(problem.code, request, offered, everyone())
        said = f"{_listed(able, offered)} could" if able else "nobody else could either"
        hint = f"{said}; {problem.hint}" if problem.hint else said
        yield replace(problem, hint=hint)


def _able(
    code: str, request: ClipRequest, offered: Capabilities, rows: Sequence[Capabilities]
) -> Sequence[Capabilities]:
    """The models without this problem, at best without any; the same model first."""
    found: dict[bool, list[Capabilities]] = {True: [], False: []}
    for row in rows:
        own = (row.provider, row.model) == (offered.provider, offered.model)
        if own or row.origin == "animatic":
            continue
        there = request.model_copy(update={"provider": row.provider, "extra": {}})
        wrong = {
            p.code for p in misfits(there, row, lambda _: ()) if p.severity == "error"
        }
        if code not in wrong:
            found[not wrong].append(row)
    names = names_of(offered)
    return sorted(
        found[True] or found[False], key=lambda row: not names & names_of(row)
    )


def _listed(rows: Sequence[Capabilities], offered: Capabilities) -> str:
    """`evolink`, or `fast at evolink` where it is another model."""
    names = names_of(offered)
    said = dict.fromkeys(
        row.provider if names & names_of(row) else f"{row.model} at {row.provider}"
        for row in rows
    )
    *first, last = list(said)[:_NAMED]
    return f"{', '.join(first)} or {last}" if first else last


def unknown_model(provider: str, model: str, rows: Sequence[Capabilities]) -> Problem:
    """Of a model that a provider does not have: what it has, or who has it."""
    own = [row for row in rows if row.provider == provider]
    names = list(dict.fromkeys(n for row in own for n in (row.model, *row.aliases)))
    hint = offer(model, names)
    elsewhere = dict.fromkeys(row.provider for row in rows if model in names_of(row))
    if elsewhere:
        hint += f"; {' and '.join(list(elsewhere)[:_NAMED])} would know it"
    message = f'{provider} has no model "{model}"'
    return Problem("unknown-model", message, hint=hint)


def same_model(
    provider: str | None, model: str | None, offered: Capabilities, everyone: Rows
) -> bool:
    """Whether a take's model is the one that is asked now, maybe at a reseller."""
    if model in names_of(offered):
        return True
    if provider == offered.provider:
        return False
    return any(
        row.provider == provider
        and row.model == model
        and names_of(row) & names_of(offered)
        for row in everyone()
    )
