"""The same finding about many shots, told once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from storyboard.errors import Problem
from storyboard.model.value import SceneId, ShotId

_NAMED = 3


@dataclass(frozen=True)
class Finding:
    """A problem of one shot, or of a scene that is shot together."""

    shot: ShotId
    problem: Problem
    scene: SceneId | None = None
    """The scene, where its shots are one job."""


def gathered(findings: Iterable[Finding]) -> Iterator[Problem]:
    """Each problem once, at the first shot that has it, all its shots counted."""
    first: dict[Problem, Problem] = {}
    found: dict[Problem, list[Finding]] = {}
    for finding in findings:
        anywhere = replace(finding.problem, where=())
        first.setdefault(anywhere, finding.problem)
        found.setdefault(anywhere, []).append(finding)
    for anywhere, problem in first.items():
        message = f"{_named(found[anywhere])}: {problem.message}"
        yield replace(problem, message=message)


def _named(findings: list[Finding]) -> str:
    shots = [finding.shot for finding in findings if finding.scene is None]
    scenes = [finding.scene for finding in findings if finding.scene is not None]
    said = [_listed(what, ids) for what, ids in (("shot", shots), ("scene", scenes))]
    return ", ".join(each for each in said if each)


def _listed(what: str, ids: list[ShotId] | list[SceneId]) -> str:
    if len(ids) < 2:  # noqa: PLR2004 - one or none
        return f"{what} {ids[0]}" if ids else ""
    more = len(ids) - _NAMED
    shown = ", ".join(ids[:_NAMED])
    return f"{what}s {shown} and {more} more" if more > 0 else f"{what}s {shown}"
