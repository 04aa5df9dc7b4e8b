"""What can go wrong, and how it is told.

A `Problem` is one finding: data, not an exception. It names its place as a path
into the model, which a source map turns into a line. Exceptions end a step:

    StoryboardError            1
    ├── BoardError             2   the text is wrong
    ├── SettingsError          2   storyboard.toml or the environment is wrong
    ├── PlanError              3   a service cannot do it, or it may not be spent
    ├── PreflightError         4   not ready: a key, disk space, a vanished file
    ├── ShootingError          5   at least one shot was not made
    ├── StoreError             6   store, lock or ledger damaged, too new or held
    └── MediaError             7   ffmpeg's own words

The number is the exit code of the command that ends so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Where = tuple[str | int, ...]
"""A path into the model: `("scenes", 0, "shots", 1, "move")`."""

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Spot:
    """A place in a text file; line and column count from 1."""

    file: str
    line: int
    column: int
    text: str = ""
    """The whole line, without its end."""
    width: int = 1
    """How many characters the caret underlines."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One finding about a board or a plan."""

    code: str
    """A stable slug such as `unknown-key`, for scripts."""
    message: str
    """What is wrong, in one sentence, without the place."""
    where: Where = ()
    hint: str = ""
    """What exists or what to do next, in one sentence."""
    severity: Severity = "error"
    spot: Spot | None = None
    """Filled in by whoever holds the source map."""

    def __str__(self) -> str:
        place = f"{self.spot}: " if self.spot else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.severity}: {self.message}{hint}"


class StoryboardError(Exception):
    """Anything this package ends a step with."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)


class BoardError(StoryboardError):
    """A board, library or template that cannot be used as it stands."""

    exit_code = 2


class SettingsError(StoryboardError):
    """`storyboard.toml` or the environment says something that cannot be."""

    exit_code = 2


class PlanError(StoryboardError):
    """What the board asks for cannot be made, or may not be paid for."""

    exit_code = 3


class PreflightError(StoryboardError):
    """Something needed is missing, found at the last moment before money."""

    exit_code = 4


class ShootingError(StoryboardError):
    """At least one shot was not made; the others were."""

    exit_code = 5


class StoreError(StoryboardError):
    """Store, lock or ledger is damaged, from a newer version, or held."""

    exit_code = 6


class MediaError(StoryboardError):
    """A media file could not be read, made or joined."""

    exit_code = 7


EXIT_TO_DO = 10
"""`plan --check` found something to do."""
EXIT_INTERRUPTED = 130


def closest(word: str, known: Sequence[str]) -> str | None:
    """The known word that was probably meant, or None."""
    import difflib  # noqa: PLC0415 - only needed when something is wrong

    folded = {k.casefold(): k for k in known}
    hits = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[hits[0]] if hits else None


def offer(word: str, known: Sequence[str], most: int = 12) -> str:
    """`did you mean "push in"?`, or what there is to choose from."""
    meant = closest(word, known)
    if meant is not None:
        return f'did you mean "{meant}"?'
    if not known:
        return "there is none"
    shown = ", ".join(known[:most])
    return f"there is: {shown}" + (", …" if len(known) > most else "")
