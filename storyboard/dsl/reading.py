"""A board and everything it uses, read and checked: the whole room in one call."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from storyboard.dsl.checks.board import board_problems, film_problems
from storyboard.dsl.checks.film import whole_film
from storyboard.dsl.desk import Desk
from storyboard.dsl.nodes import Document, bare
from storyboard.dsl.packs import installed_packs
from storyboard.dsl.parts import SECTIONS, Noun, Origin, Part, merged, own_parts
from storyboard.dsl.places import Root
from storyboard.dsl.salvage import salvaged
from storyboard.dsl.shape import shaped
from storyboard.dsl.styles import resolved
from storyboard.dsl.uses import Librarian
from storyboard.errors import BoardError, Problem, Where
from storyboard.model.library import Uses
from storyboard.model.storyboard import Storyboard

MAX_PROBLEMS = 200
"""Errors, and warnings, of the checks that are told of."""

_USES: TypeAdapter[Uses] = TypeAdapter(Uses)


@dataclass(frozen=True)
class Reading:
    """What a board says, and everything that is wrong with it."""

    storyboard: Storyboard | None
    """With the parts that it uses and its style resolved. None where it cannot be
    used at all; where there are errors, it is only good for showing."""
    problems: tuple[Problem, ...]
    """Every finding, warnings too, by file, line and column; each has a spot."""
    packs: Mapping[str, Path]
    """The packs that are used, with their folders."""
    files: tuple[Path, ...]
    """The text files that were read, the board first."""
    locate: Callable[[Problem], Problem]
    """Gives a problem the spot of its `where`, unless it has one: in whichever file
    that was written, at the nearest thing above it where it was not."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The findings that keep the board from being used."""
        return tuple(p for p in self.problems if p.severity == "error")


def read(
    board: Path, project: Path, *, packs: Mapping[str, Path] | None = None
) -> Reading:
    """Read a board of a project with all that it uses, and check it whole.

    `packs` are the packs there are, by name; None: those that are installed.
    Raises BoardError where there is no such file, or it lies outside the project.
    """
    path = Path(os.path.abspath(board))  # noqa: PTH100 - links stay as written
    root = Root(Path(os.path.abspath(project)))  # noqa: PTH100
    if not path.is_relative_to(root.folder):
        raise BoardError(f"{board} lies outside the project folder {project}")
    if not path.is_file():
        raise BoardError(f"there is no board {board}")
    desk = Desk(
        project=root,
        shown_as=partial(_shown_as, board=board, path=path, project=project, root=root),
        packs=installed_packs if packs is None else lambda: packs,
    )
    document = desk.open(path)
    if document is None:
        return _reading(None, desk, lambda problem: problem)
    return _checked(document, desk)


def _shown_as(file: Path, *, board: Path, path: Path, project: Path, root: Root) -> str:
    """A file as its user would type it: from where the board was named."""
    if file == path:
        return board.as_posix()
    if file.is_relative_to(root.folder):
        return (project / file.relative_to(root.folder)).as_posix()
    return file.as_posix()


def _checked(document: Document, desk: Desk) -> Reading:
    board, problems = shaped(Storyboard, document, desk.project)
    newer = [problem for problem in problems if problem.code == "version"]
    desk.problems += newer or problems
    if newer:
        # What another version allows is not for this one to complain about.
        return _reading(None, desk, lambda problem: problem)
    taken, complete = _taken(board, document, desk)
    both = (*taken, *own_parts(document, desk.project, board))
    parts = tuple(merged(both, desk.problems).values())
    locate = partial(_placed, document, _origins(parts))

    roots = {"": desk.project.folder, **desk.used_packs}
    if board is None:
        film = salvaged(document, desk.project, parts, complete=complete)
        found = film_problems(film, document.spot, roots)
    else:
        board = _equipped(board, parts)
        film = whole_film(board, parts, complete=complete)
        found = board_problems(board, film, document.spot, roots)
    desk.problems += (locate(problem) for problem in _bounded(found))
    if board is not None:
        board = board.model_copy(update={"style": resolved(board.style, board.styles)})
    return _reading(board, desk, locate)


def _bounded(found: Iterator[Problem]) -> Iterator[Problem]:
    """So many findings as can be read; errors are never lost among warnings."""
    errors, others = 0, 0
    for problem in found:
        if problem.severity == "error":
            errors += 1
            yield problem
        else:
            others += 1
            if others <= MAX_PROBLEMS:
                yield problem
        if errors == MAX_PROBLEMS:
            yield Problem("too-many", "there may be more problems than these")
            return
    if others > MAX_PROBLEMS:
        words = f"{others - MAX_PROBLEMS} more warnings are not shown"
        yield Problem("too-many", words, severity="warning")


def _taken(
    board: Storyboard | None, document: Document, desk: Desk
) -> tuple[tuple[Part, ...], bool]:
    """The parts taken from libraries, and whether all of them could be read."""
    librarian = Librarian(desk)
    try:
        uses = board.use if board else _uses_alone(document)
    except ValidationError:
        # Told of already, with the rest of the board's shape.
        return (), False
    taken = librarian.parts(uses, document, desk.project, (document.path,))
    return tuple(taken), librarian.complete


def _uses_alone(document: Document) -> Uses:
    node = document.node(("use",))
    return (
        _USES.validate_python(node.value, by_alias=True, by_name=False) if node else ()
    )


def _origins(parts: tuple[Part, ...]) -> dict[Where, Origin]:
    found: dict[Where, Origin] = {}
    for part in parts:
        found[part.where] = part.origin
        for name, origin in part.values.items():
            found[*part.where, "parameters", name] = origin
    return found


def _placed(
    document: Document, origins: Mapping[Where, Origin], problem: Problem
) -> Problem:
    """A problem's path in the finished board as a place in the file it came from."""
    if problem.spot is not None:
        return problem
    where = problem.where
    spot = document.spot(where)
    for length in range(len(where), 1, -1):
        origin = origins.get(where[:length])
        if origin is not None:
            spot = origin[0].spot((*origin[1], *where[length:]))
            break
    return replace(problem, where=bare(where), spot=spot)


def _equipped(board: Storyboard, parts: tuple[Part, ...]) -> Storyboard:
    """The board with the parts that it uses."""
    sections: dict[str, dict[str, Noun]] = {section: {} for section in SECTIONS}
    for part in parts:
        if part.value is not None:
            sections[part.section][part.id] = part.value
    return board.model_copy(update=sections)


def _in_order(desk: Desk) -> Iterator[Problem]:
    """By place; where YAML itself was wrong, nothing that follows from it."""

    def place(problem: Problem) -> tuple[str, int, int]:
        spot = problem.spot
        return (spot.file, spot.line, spot.column) if spot else ("", 0, 0)

    marred = {place(problem) for problem in desk.misread}
    others = (problem for problem in desk.problems if place(problem) not in marred)
    # A mistake under an anchor is found again at each alias, but told once.
    found = {(place(p), p.message): p for p in (*desk.misread, *others)}
    for key in sorted(found):
        yield found[key]


def _reading(
    storyboard: Storyboard | None, desk: Desk, locate: Callable[[Problem], Problem]
) -> Reading:
    return Reading(
        storyboard=storyboard,
        problems=tuple(_in_order(desk)),
        packs=desk.used_packs,
        files=tuple(desk.documents),
        locate=locate,
    )
