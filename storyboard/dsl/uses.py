"""`use:` followed to its files: libraries, packs and character templates."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic_core import PydanticCustomError

from storyboard.dsl.casting import cast
from storyboard.dsl.checks.files import alike
from storyboard.dsl.desk import Desk
from storyboard.dsl.nodes import Document
from storyboard.dsl.packs import LIBRARY
from storyboard.dsl.parts import Part, merged, own_parts
from storyboard.dsl.places import Root
from storyboard.dsl.shape import shaped
from storyboard.dsl.text import shown
from storyboard.errors import Where, offer
from storyboard.model.library import Character, Library, Use

MAX_FILES = 100
"""Library files of one film."""


@dataclass(frozen=True)
class Shelf:
    """What a library file offers."""

    document: Document
    template: Character | None
    parts: tuple[Part, ...]
    whole: bool
    """False where the file is broken, so that what it lacks proves nothing."""


@dataclass
class Librarian:
    """Follows every `use`, each file once."""

    desk: Desk
    shelves: dict[Path, Shelf | None] = field(default_factory=dict)
    complete: bool = True
    """False as soon as something that is used could not be read."""

    def parts(
        self, uses: tuple[Use, ...], user: Document, root: Root, trail: tuple[Path, ...]
    ) -> Iterator[Part]:
        """The parts that a file takes from others.

        `trail` holds the files being followed, the user last.
        """
        for index, use in enumerate(uses):
            where: Where = ("use", index)
            found = self._found(use, user, root, where)
            if found is None:
                self.complete = False
                continue
            path, new_root = found
            if path in trail:
                self._circle((*trail[trail.index(path) :], path), user, where)
                continue
            if path not in self.shelves and len(self.shelves) == MAX_FILES:
                message = f"more than {MAX_FILES} library files are used"
                hint = "put parts that belong together into one file"
                self._complain(user, "too-many", message, where, hint)
                continue
            shelf = self._shelf(path, new_root, trail)
            if shelf is not None:
                yield from self._taken(use, shelf, user, where)

    def _complain(
        self, user: Document, code: str, message: str, where: Where, hint: str
    ) -> None:
        self.desk.problems.append(user.problem(code, message, where, hint))

    def _found(
        self, use: Use, user: Document, root: Root, where: Where
    ) -> tuple[Path, Root] | None:
        """The library's file and the folder that it may not leave."""
        if use.file is not None:
            return self._file(use.file, user, root, (*where, "file"))
        name = use.pack or ""
        packs = self.desk.packs()
        if name not in packs:
            message = f'no pack "{shown(name)}" is installed'
            hint = offer(name, tuple(packs))
            self._complain(user, "unknown-pack", message, (*where, "pack"), hint)
            return None
        root = Root(packs[name].absolute(), name)
        self.desk.used_packs[name] = root.folder
        if not (root.folder / LIBRARY).is_file():
            message = f'the pack "{name}" has no {LIBRARY}'
            hint = f"it should lie in {root.folder}"
            self._complain(user, "missing-file", message, (*where, "pack"), hint)
            return None
        return root.folder / LIBRARY, root

    def _file(
        self, written: str, user: Document, root: Root, where: Where
    ) -> tuple[Path, Root] | None:
        try:
            path = root.file(written, user.path.parent)
        except PydanticCustomError as error:
            said = error.context or {}
            self._complain(user, error.type, said["why"], where, said["hint"])
            return None
        if path.is_file():
            return path, root
        message = f'there is no file "{shown(written)}"'
        self._complain(user, "missing-file", message, where, alike(path))
        return None

    def _circle(self, files: tuple[Path, ...], user: Document, where: Where) -> None:
        names = " → ".join(path.name for path in files)
        message = f"these files use each other in a circle: {names}"
        hint = "move what they share into a file that uses neither"
        self._complain(user, "use-circle", message, where, hint)

    def _shelf(self, path: Path, root: Root, trail: tuple[Path, ...]) -> Shelf | None:
        if path not in self.shelves:
            self.shelves[path] = None
            self.shelves[path] = self._filled(path, root, trail)
        return self.shelves[path]

    def _filled(self, path: Path, root: Root, trail: tuple[Path, ...]) -> Shelf | None:
        document = self.desk.open(path)
        if document is None:
            self.complete = False
            return None
        library, problems = shaped(Library, document, root)
        self.desk.problems += problems
        self.complete &= library is not None
        uses = library.use if library else ()
        taken = self.parts(uses, document, root, (*trail, path))
        both = (*taken, *own_parts(document, root, library))
        parts = tuple(merged(both, self.desk.problems).values())
        template = library.character if library else None
        return Shelf(document, template, parts, whole=library is not None)

    def _taken(
        self, use: Use, shelf: Shelf, user: Document, where: Where
    ) -> Iterator[Part]:
        yield from (p for p in shelf.parts if not use.only or p.section in use.only)
        if use.as_ is None:
            if shelf.template is not None and not use.only:
                self._uncast(shelf, user, where)
        elif shelf.template is not None:
            origin = (shelf.document, ("character",))
            yield cast(use, shelf.template, origin, (user, where), self.desk.problems)
        elif shelf.whole:
            message = f"{shelf.document.path.name} holds no character template"
            hint = "a template stands under `character:`"
            self._complain(user, "no-template", message, (*where, "as"), hint)

    def _uncast(self, shelf: Shelf, user: Document, where: Where) -> None:
        name = shelf.document.path.name
        message = f"the character template in {name} is not used"
        hint = f"to cast it, write {{file: …/{name}, as: id}}"
        warning = user.problem("uncast", message, where, hint, "warning")
        self.desk.problems.append(warning)
