import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from storyboard.errors import PlanError, PreflightError, Problem
from storyboard.providers import registry
from storyboard.providers.base import Workplace
from tests.providers.answers import a_workplace

PLUG_IN = """
from storyboard.errors import PreflightError

class Plain:
    models = ("plain-1",)

    def __init__(self, name, workplace):
        self.name, self.workplace = name, workplace

def plain(workplace):
    return Plain("plain", workplace)

def misnamed(workplace):
    return Plain("other", workplace)

def failing(workplace):
    raise KeyError("region")

def keyless(workplace):
    raise PreflightError("no key: set PLAIN_KEY")
"""


@pytest.fixture(autouse=True)
def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of plug-ins, as if they were installed."""
    (folder / "plain_plug_in.py").write_text(PLUG_IN)
    (folder / "broken_plug_in.py").write_text("import no_such_library")
    monkeypatch.syspath_prepend(str(folder))
    for name in ("plain_plug_in", "broken_plug_in"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    values = {
        "plain": "plain_plug_in:plain",
        "misnamed": "plain_plug_in:misnamed",
        "failing": "plain_plug_in:failing",
        "keyless": "plain_plug_in:keyless",
        "missing": "plain_plug_in:nothing",
        "broken": "broken_plug_in:provider",
    }
    found = [EntryPoint(name, value, registry.GROUP) for name, value in values.items()]
    found += [EntryPoint("plain", "plain_plug_in:plain", registry.GROUP)]
    found += [
        EntryPoint("twice", f"{package}:provider", registry.GROUP)
        for package in ("one_package", "another_package")
    ]

    def entry_points(group: str, name: str | None = None) -> EntryPoints:
        chosen = EntryPoints(found).select(group=group)
        return chosen.select(name=name) if name else chosen

    monkeypatch.setattr(registry, "entry_points", entry_points)


def workplace(name: str) -> Workplace:
    return a_workplace(folder=Path(name))


def problem(name: str) -> Problem:
    with pytest.raises(PlanError) as caught:
        registry.build([name], workplace)
    (found,) = caught.value.problems
    return found


def test_every_provider_is_known_by_name_once() -> None:
    assert registry.known() == (
        "broken",
        "failing",
        "keyless",
        "misnamed",
        "missing",
        "plain",
        "twice",
    )


def test_knowing_and_building_others_imports_nothing_of_a_plug_in() -> None:
    registry.known()
    registry.build([], workplace)
    assert not {"plain_plug_in", "broken_plug_in"} & set(sys.modules)


def test_a_provider_is_built_at_its_workplace() -> None:
    built = registry.build(["plain"], workplace)
    assert list(built) == ["plain"]
    assert built["plain"].name == "plain"
    place = vars(built["plain"])["workplace"]
    assert place.scratch == workplace("plain").scratch


def test_an_unknown_provider_is_told_with_what_there_is() -> None:
    assert str(problem("plane")) == (
        'error: there is no provider "plane" (did you mean "plain"?)'
    )
    assert "there is: broken, failing, keyless" in str(problem("xyz"))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("broken", "ModuleNotFoundError: No module named 'no_such_library'"),
        ("missing", "AttributeError: module 'plain_plug_in' has no attribute"),
        ("failing", "KeyError: 'region'"),
        ("misnamed", 'it calls itself "other"'),
    ],
)
def test_a_broken_plug_in_is_told_with_its_package(name: str, why: str) -> None:
    found = problem(name)
    assert found.code == "broken-provider"
    assert f"cannot be used: {why}" in found.message
    assert found.hint.startswith("update or uninstall ")


def test_a_name_that_two_packages_offer_is_nobodys() -> None:
    assert problem("twice").message == (
        'two packages offer a provider "twice": another_package:provider, '
        "one_package:provider"
    )


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(PlanError) as caught:
        registry.build(["broken", "plain", "plane"], workplace)
    codes = [found.code for found in caught.value.problems]
    assert codes == ["broken-provider", "unknown-provider"]


def test_what_a_working_provider_complains_of_comes_through() -> None:
    with pytest.raises(PreflightError, match="set PLAIN_KEY"):
        registry.build(["keyless"], workplace)
