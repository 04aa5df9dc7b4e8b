"""What the house promises about itself."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from storyboard.cli.group import VERBS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["run", "dev"])
def test_requirements_are_pinned_hashed_and_free_of_addresses(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^(\S+==\S+)", text, re.MULTILINE)
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(pins) == len(blocks) > 5
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_every_file_that_the_readme_names_is_there() -> None:
    links = re.findall(r"\]\(((?!https?:)[^)#]+)\)", README)
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_verb_has_its_file_and_its_place_in_the_readme() -> None:
    for verb in VERBS:
        command = import_module(f"storyboard.cli.{verb}").command
        assert command.name == verb
        assert command.help
        assert f"`{verb}" in README


def test_the_package_is_typed_and_licensed() -> None:
    assert (ROOT / "storyboard" / "py.typed").exists()
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_contracts_name_every_room() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rooms = {
        path.stem
        for path in (ROOT / "storyboard").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__", "__main__"}
    contracts = text.partition("[[tool.importlinter.contracts]]")[2].split(
        "[[tool.importlinter.contracts]]"
    )
    guards = [each for each in contracts if 'name = "Only ' in each]
    assert len(guards) == 7
    for guard in guards:
        watched = set(re.findall(r'"storyboard\.(\w+)"', guard))
        assert len(rooms - watched) == 1, guard
