"""The same finding about many shots, told once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from storyboard.errors import Problem
from storyboard.model.value import ShotId

_NAMED = 3


@dataclass(frozen=True)
class Finding:
    """A problem of one shot."""

    shot: ShotId
    problem: Problem


def gathered(findings: Iterable[Finding]) -> Iterator[Problem]:
    """Each problem once, at the first shot that has it, all its shots counted."""
    first: dict[Problem, Problem] = {}
    shots: dict[Problem, list[ShotId]] = {}
    for finding in findings:
        anywhere = replace(finding.problem, where=())
        first.setdefault(anywhere, finding.problem)
        shots.setdefault(anywhere, []).append(finding.shot)
    for anywhere, problem in first.items():
        message = f"{_named(shots[anywhere])}: {problem.message}"
        yield replace(problem, message=message)


def _named(shots: list[ShotId]) -> str:
    if len(shots) == 1:
        return f"shot {shots[0]}"
    more = len(shots) - _NAMED
    shown = ", ".join(shots[:_NAMED])
    return f"shots {shown} and {more} more" if more > 0 else f"shots {shown}"
