"""The desk that files are opened at: each once, and all of them remembered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storyboard.dsl.compose import compose
from storyboard.dsl.nodes import Document
from storyboard.dsl.places import Root
from storyboard.dsl.text import load
from storyboard.errors import Problem, Spot


@dataclass
class Desk:
    """What is open, what was complained of, and which packs were taken."""

    project: Root
    shown_as: Callable[[Path], str]
    """How a file is called in messages."""
    packs: Callable[[], Mapping[str, Path]]
    """The packs there are; asked only where a board uses one."""
    documents: dict[Path, Document | None] = field(default_factory=dict)
    misread: list[Problem] = field(default_factory=list)
    """What is wrong with files as text and as YAML."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with what they say."""
    used_packs: dict[str, Path] = field(default_factory=dict)

    def open(self, path: Path) -> Document | None:
        """A file's document; None where it cannot be read, which is noted once."""
        if path not in self.documents:
            self.documents[path] = self._read(path)
        return self.documents[path]

    def _read(self, path: Path) -> Document | None:
        name = self.shown_as(path)
        try:
            source, problems = load(path, name)
        except OSError as error:
            message = f"this file cannot be opened: {error.strerror}"
            self.misread.append(Problem("unreadable", message, spot=Spot(name, 1, 1)))
            return None
        self.misread += problems
        if source is None:
            return None
        root, problems = compose(source)
        self.misread += problems
        return Document(path, source, root) if root else None
