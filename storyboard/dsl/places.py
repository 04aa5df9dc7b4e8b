"""Where files named in a board may lie: inside the project, or inside a pack."""

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from storyboard.dsl.text import shown
from storyboard.model.forms import wrong

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ABSOLUTE = re.compile(r"[/~]|[A-Za-z]:")


@dataclass(frozen=True)
class Root:
    """A folder that files are taken from."""

    folder: Path
    """Absolute, without `..`."""
    pack: str = ""
    """The pack's name; empty for the project."""

    @property
    def title(self) -> str:
        """What it is called in messages."""
        return f'the pack "{self.pack}"' if self.pack else "the project folder"

    def file(self, written: str, beside: Path) -> Path:
        """The file that a text in the folder `beside` names.

        Raises a PydanticCustomError where it lies outside, by `..` or by a symbolic
        link. The file need not exist.
        """
        _refuse_foreign(written)
        path = Path(os.path.normpath(beside / written))
        if not path.is_relative_to(self.folder):
            raise wrong(
                "outside",
                f'"{shown(written)}" leads outside {self.title}',
                "move the file inside, and name it from the file that uses it",
            )
        if not Path(os.path.realpath(path)).is_relative_to(self._real()):
            raise wrong(
                "outside",
                f'"{shown(written)}" leads outside {self.title} by a symbolic link',
                "copy the file instead of linking it",
            )
        return path

    def asset(self, written: str, beside: Path) -> str:
        """The same file as a path in the model: from the root, with `/`."""
        inside = self.file(written, beside).relative_to(self.folder).as_posix()
        return f"pack:{self.pack}/{inside}" if self.pack else inside

    def _real(self) -> str:
        return os.path.realpath(self.folder)


def _refuse_foreign(written: str) -> None:
    name = shown(written)
    if _ADDRESS.match(written):
        raise wrong(
            "outside",
            f'"{name}" is an address, not a file',
            "save it into the project folder first",
        )
    if "\\" in written:
        hint = f'write "{shown(written.replace(chr(92), "/"))}"'
        raise wrong("backslash", f'"{name}" holds a backslash', hint)
    if written.startswith("pack:"):
        raise wrong(
            "outside",
            f'"{name}" reaches into a pack',
            "take the pack's parts with `use: [{pack: name}]`",
        )
    if _ABSOLUTE.match(written):
        raise wrong(
            "outside",
            f'"{name}" is an absolute path',
            "write it from the folder of this file, so that others find it too",
        )
    if not written.isprintable() or PurePosixPath(written).name in ("", ".", ".."):
        raise wrong("file", f'"{name}" names no file', "write a file's path")
