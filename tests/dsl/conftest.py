"""Boards on disk, and how their findings read."""

import shutil
from collections.abc import Callable
from pathlib import Path

import fontpkg
import pytest

from storyboard.dsl.reading import Reading, read
from storyboard.errors import Problem

Lay = Callable[[dict[str, str]], Path]
Told = Callable[[Reading], list[str]]
Codes = Callable[..., list[str]]


@pytest.fixture
def lay(folder: Path) -> Lay:
    """Writes files into the project and gives its board."""

    def written(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder / "storyboard.yaml"

    return written


@pytest.fixture
def told(folder: Path) -> Told:
    """Findings as `file:line:column code`, the file from the project's folder."""

    def line(problem: Problem) -> str:
        assert problem.spot is not None
        return f"{problem.spot} {problem.code}".replace(f"{folder.as_posix()}/", "")

    return lambda reading: [line(problem) for problem in reading.problems]


@pytest.fixture
def whole(folder: Path) -> Path:
    """A project that uses every key of the language, with the files it names."""
    shutil.copytree(Path(__file__).parent / "whole", folder, dirs_exist_ok=True)
    for name in (
        *("mira.png", "walk.mp4", "voice.wav", "quay.png", "bell.png", "harbour.mp4"),
        *("theme.wav", "bell.wav", "shot.j2", "boats.csv", "library/otto.png"),
        "pack/faces/ann.png",
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    shutil.copy(fontpkg.path("Source Sans 3", 400, "normal"), folder / "ferry.ttf")
    return folder


@pytest.fixture
def whole_reading(whole: Path) -> Reading:
    packs = {"harbour_folk": whole / "pack"}
    return read(whole / "storyboard.yaml", whole, packs=packs)


@pytest.fixture
def codes(lay: Lay, folder: Path) -> Codes:
    """The codes of all findings about a board of some shots."""

    def found(*shots: str, scene: str = "", rest: str = "") -> list[str]:
        text = "storyboard: 1\ntitle: Fog\nscenes:\n  - id: pier\n"
        text += f"    {scene}\n    shots:\n"
        text += "".join(f"      - {{{shot}}}\n" for shot in shots) + rest
        board = lay(
            {"storyboard.yaml": text, "pier.mp4": "", "pier.png": "", "a.wav": ""}
        )
        return [p.code for p in read(board, folder, packs={}).problems]

    return found
