"""A project's files as they were at a revision of its git repository.

They are read with git's own command, which writes nothing: neither the working tree
nor the index nor any reference is touched.
"""

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from storyboard.errors import PreflightError

_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # A clone without its blobs would fetch them, and plans reach no network.
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
_SUBMODULE = "160000"
"""The mode of a submodule in git's lists of files."""


@dataclass(frozen=True)
class Revision:
    """A folder of a git repository at a commit."""

    name: str
    """The revision as the user names it."""
    commit: str
    """Its commit, in hex."""
    top: Path
    """The repository's own folder."""
    inside: str
    """The folder in the repository, with `/`; empty: the repository's own."""
    environment: Mapping[str, str]

    @property
    def submodules(self) -> tuple[str, ...]:
        """The submodules in the folder, whose files the repository does not have."""
        listed = _git(
            self.top,
            ["ls-tree", "-r", "-z", "--full-tree", self.commit, *self._paths()],
            self.environment,
        )
        lines = (line.partition("\t") for line in listed.split("\0"))
        return tuple(name for mode, _, name in lines if mode.startswith(_SUBMODULE))

    def unpack(self, place: Path) -> Path:
        """Write the folder's files into an empty one, and give where they are.

        PreflightError where they cannot be had.
        """
        command = ["archive", "--format=tar", self.commit, *self._paths()]
        wrong: tarfile.TarError | OSError | None = None
        with tempfile.TemporaryFile() as said:
            process = _started(self.top, command, self.environment, said)
            try:
                with tarfile.open(fileobj=process.stdout, mode="r|") as files:
                    files.extractall(place, filter="data")
            except (tarfile.TarError, OSError) as error:
                wrong = error
            finally:
                # Where git is not done, it ends for want of a reader.
                if process.stdout is not None:
                    process.stdout.close()
                process.wait()
            # Whatever git says of itself is nearer to the cause than a broken archive.
            if process.returncode > 0:
                raise PreflightError(self._nothing(_last_words(said))) from wrong
        if wrong is not None:
            raise PreflightError(
                f"the files at {self.name} cannot be unpacked: {wrong}"
            ) from wrong
        return place.joinpath(*PurePosixPath(self.inside).parts)

    def _paths(self) -> list[str]:
        return ["--", self.inside] if self.inside else []

    def _nothing(self, said: str) -> str:
        if "did not match any files" in said:
            return f"at {self.name} there was no folder {self.inside}"
        return f"git cannot read {self.name}: {said}"


def revision(folder: Path, name: str, environment: Mapping[str, str]) -> Revision:
    """A revision of the repository that a folder belongs to.

    PreflightError where there is no git, no repository or no such revision.
    """
    if not name or name.startswith("-"):
        raise PreflightError(f'"{name}" is no revision; name a branch, tag or commit')
    places = _git(
        folder, ["rev-parse", "--show-toplevel", "--show-prefix"], environment
    )
    top, _, inside = places.removesuffix("\n").partition("\n")
    commit = _git(
        folder,
        ["rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"],
        environment,
        otherwise=f'{folder} has no revision "{name}"; name a branch, tag or commit '
        "(a shallow clone may lack it: `git fetch` gets it)",
    )
    return Revision(name, commit.strip(), Path(top), inside.strip("/"), environment)


def _git(
    folder: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    otherwise: str = "",
) -> str:
    """What git prints; PreflightError with `otherwise`, or in git's last words."""
    with tempfile.TemporaryFile() as said:
        process = _started(folder, arguments, environment, said)
        printed, _ = process.communicate()
        if process.returncode != 0:
            words = otherwise or f"git cannot look into {folder}: {_last_words(said)}"
            raise PreflightError(words)
    return printed.decode(errors="surrogateescape")


def _started(
    folder: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    said: IO[bytes],
) -> subprocess.Popen[bytes]:
    program = shutil.which("git", path=environment.get("PATH"))
    if program is None:
        raise PreflightError(
            "git is not installed, or not on the PATH; it is needed to read what a "
            "board was"
        )
    try:
        return subprocess.Popen(  # noqa: S603 - git itself, without a shell
            [program, "--no-pager", "--literal-pathspecs", *arguments],
            cwd=folder,
            env={**environment, **_QUIET},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
    except OSError as error:
        raise PreflightError(f"git cannot be started: {error.strerror}") from error


def _last_words(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ") if lines else "it says nothing"
