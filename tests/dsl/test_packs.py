"""Packs are found by their entry point and never run."""

from pathlib import Path

import pytest

from storyboard.dsl.packs import installed_packs
from storyboard.dsl.reading import read


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, one of which is a pack."""
    package = tmp_path / "harbour_folk_package" / "people"
    package.mkdir(parents=True)
    for folder in (package.parent, package):
        (folder / "__init__.py").write_text("raise RuntimeError('a pack was run')\n")
    (package / "library.yaml").write_text("characters: {ann: {sheet: a clerk}}\n")
    info = tmp_path / "harbour_folk-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-folk\n")
    (info / "entry_points.txt").write_text(
        "[storyboard.packs]\nharbour_folk = harbour_folk_package.people\n"
        "gone = no_such_package_at_all\nmissing = harbour_folk_package.nobody\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_pack_is_found_without_running_it(site: Path) -> None:
    packs = installed_packs()
    assert packs["harbour_folk"] == site / "harbour_folk_package" / "people"
    assert not {"gone", "missing"} & set(packs)


@pytest.mark.usefixtures("site")
def test_a_board_uses_installed_packs_by_itself(folder: Path) -> None:
    board = folder / "storyboard.yaml"
    board.write_text(
        "storyboard: 1\ntitle: Fog\nuse: {pack: harbour_folk}\nscenes:\n"
        '  - {id: a, characters: [ann], shots: [{id: "010", action: She waits.}]}\n'
    )
    reading = read(board, folder)
    assert reading.problems == ()
    assert list(reading.packs) == ["harbour_folk"]
