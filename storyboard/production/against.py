"""What the change of a board since a revision of its repository would cost.

Both versions are planned on paper: neither store nor ledger is looked into or written,
and a take that the lock names serves whether its clip is on this machine or not. So
the answer is the same on every machine that has the repository.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from storyboard.errors import (
    BoardError,
    PlanError,
    PreflightError,
    Problem,
    StoryboardError,
    offer,
)
from storyboard.planning.difference import Comparison, Version, compare
from storyboard.production.preparing import plan, read
from storyboard.production.revision import Revision, revision
from storyboard.production.script import Planned, Script
from storyboard.settings import LedgerTable, StoreTable
from storyboard.store.clips import ClipStore


@dataclass(frozen=True)
class Against:
    """A board compared with what it was at a revision."""

    planned: Planned
    """The board of today, planned on paper."""
    revision: str
    """The revision as the user named it."""
    comparison: Comparison


def against(script: Script, name: str, shots: Sequence[str] = ()) -> Against:
    """Compare a board with what it was at a revision.

    With `shots`, of these alone (see `planning.select`). PreflightError where there is
    no git, no repository, no such revision, or no such board in it; BoardError where
    the board of that time cannot be read by now; PlanError where the board of today
    cannot be planned.
    """
    then = revision(script.project.root, name, script.studio.environment)
    with tempfile.TemporaryDirectory(prefix="storyboard-") as folder:
        nowhere = Path(folder).resolve() / "nowhere"
        before = _before(script, then, Path(folder).resolve() / "then", nowhere)
        planned = plan(_on_paper(script, nowhere), shots)
        if planned.plan.errors:
            raise PlanError("this plan cannot be run", planned.plan.errors)
        now = Version(script.board, planned.plan, partial(_digest, script))
        return Against(planned, name, compare(before, now, planned.selected))


def _before(script: Script, then: Revision, place: Path, nowhere: Path) -> Version:
    """The board as it was."""
    root = then.unpack(place)
    project = script.project
    board = root / project.board.relative_to(project.root)
    if not board.is_file():
        found = sorted(file.name for file in board.parent.glob("*.y*ml"))
        raise PreflightError(
            f"at {then.name} there was no {board.relative_to(root).as_posix()}; "
            + (_unread(then) or offer(board.name, found))
        )
    # What was made at that time does not count: what was told does.
    board.with_suffix(".lock").unlink(missing_ok=True)
    with _told_of(then, root):
        old = read(board, provider=script.provider, studio=script.studio)
        old = _on_paper(old, nowhere)
        return Version(old.board, plan(old).plan, partial(_digest, old))


def _digest(script: Script, asset: str) -> str:
    return script.digests.of(script.file(asset))


@contextmanager
def _told_of(then: Revision, root: Path) -> Iterator[None]:
    """Say of an error that it is one of the revision, not of the board of today."""
    try:
        yield
    except StoryboardError as error:
        message = error.message.replace(f"{root}/", "")
        unread = _unread(then)
        raise BoardError(
            f"as it was at {then.name}: {message}" + (f" ({unread})" if unread else ""),
            [_placed(problem, then, root) for problem in error.problems],
        ) from error


def _placed(problem: Problem, then: Revision, root: Path) -> Problem:
    if problem.spot is None:
        return problem
    file = problem.spot.file.replace(f"{root}/", "")
    return replace(problem, spot=replace(problem.spot, file=f"{then.name}:{file}"))


def _unread(then: Revision) -> str:
    """That there are submodules, whose files may be what is missing."""
    names = ", ".join(then.submodules)
    return f"the files of submodules are not read: {names}" if names else ""


class _Promised(ClipStore):
    """A store that has whatever a lock names."""

    def has(self, digest: str) -> bool:
        """Whether the clip is there."""
        del digest
        return True


@dataclass(frozen=True)
class _OnPaper(Script):
    """A script whose takes count as there, in a store that is not."""

    @cached_property
    def clips(self) -> ClipStore:
        """Every clip that anybody asks for."""
        return _Promised(self.project.store, self.digests)


def _on_paper(script: Script, nowhere: Path) -> Script:
    """The same script without its store and its ledger."""
    own = {"store": StoreTable(path=str(nowhere)), "ledger": LedgerTable()}
    settings = script.project.settings.model_copy(update=own)
    return _OnPaper(
        script.studio,
        replace(script.project, settings=settings),
        script.reading,
        script.provider,
    )
