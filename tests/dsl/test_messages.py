"""Every kind of broken board, and what its author is told.

`broken/NAME.yaml` (or `broken/NAME/storyboard.yaml` with its libraries) is a board,
`broken/NAME.txt` the findings with their lines and carets, as read by a person who
checked that each points to the right place.
"""

from pathlib import Path

import pytest

from storyboard.dsl.reading import read
from storyboard.errors import Problem

BROKEN = Path(__file__).parent / "broken"
NAMES = sorted(path.stem for path in BROKEN.glob("*.txt"))
FILES = ("pier.mp4", "theme.wav", "gull.wav", "a.png", "b.mp4")
"""What lies beside every broken board; only the names matter."""


def told(problem: Problem) -> str:
    spot = problem.spot
    assert spot is not None
    caret = " " * (spot.column - 1) + "^" * spot.width
    lines = [f"{spot} {problem.severity} [{problem.code}]", spot.text, caret]
    hint = f" ({problem.hint})" if problem.hint else ""
    return "\n".join([*lines, f"{problem.message}{hint}", ""])


def laid_out(name: str, folder: Path) -> None:
    source = BROKEN / name
    sources = (
        [*source.rglob("*.yaml")] if source.is_dir() else [BROKEN / f"{name}.yaml"]
    )
    for file in sources:
        inside = file.relative_to(source) if source.is_dir() else "storyboard.yaml"
        target = folder / inside
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(file.read_bytes())
    for other in FILES:
        (folder / other).touch()


@pytest.mark.parametrize("name", NAMES)
def test_every_broken_board_is_told_where_and_how(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out(name, folder)
    monkeypatch.chdir(folder)
    reading = read(Path("storyboard.yaml"), Path(), packs={"people": folder})
    expected = (BROKEN / f"{name}.txt").read_text(encoding="utf-8")
    assert "\n".join(told(problem) for problem in reading.problems) == expected


def test_every_broken_board_has_its_findings_written_down() -> None:
    boards = {path.stem for path in BROKEN.glob("*.yaml")}
    folders = {path.name for path in BROKEN.iterdir() if path.is_dir()}
    assert boards | folders == set(NAMES)
    assert len(NAMES) >= 25
