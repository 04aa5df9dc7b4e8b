"""What a provider is given, out of settings, environment and keyring."""

from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.production import plan, read
from storyboard.production.sandboxed import NOWHERE, as_if_sandboxed
from storyboard.production.script import workplace_for
from storyboard.providers.base import Workplace
from storyboard.settings import open_project
from storyboard.studio import Studio
from tests.production.lot import Lot

TOML = """
[project]
id = "coast-1"
[providers.kinovi]
base_url = "http://127.0.0.1:1"
requests_per_minute = 30
price_list = 2026-06-30
docs = "current"
[providers.kinovi.prices."seedance-20"]
per_second = 0.2
"""


def no_keyring(_name: str) -> str | None:
    return None


def workplace(folder: Path, studio: Studio, name: str = "kinovi") -> Workplace:
    (folder / "storyboard.toml").write_text(TOML, encoding="utf-8")
    project = open_project(folder / "storyboard.yaml", studio.environment)
    return workplace_for(studio, project, {}, name)


@pytest.fixture
def studio() -> Studio:
    return replace(Studio.real(), environment={}, keyring=no_keyring)


def test_what_is_common_is_taken_apart_from_what_is_the_adapters_own(
    folder: Path, studio: Studio
) -> None:
    place = workplace(folder, studio)
    assert place.settings == {"docs": "current"}
    assert place.base_url == "http://127.0.0.1:1"
    assert place.requests_per_minute == 30
    assert str(place.edition) == "2026-06-30"
    assert list(place.prices) == ["seedance-20"]
    assert place.project == "coast-1"


def test_the_address_in_the_environment_wins(folder: Path, studio: Studio) -> None:
    other = replace(studio, environment={"KINOVI_BASE_URL": "http://127.0.0.1:2"})
    assert workplace(folder, other).base_url == "http://127.0.0.1:2"


def test_a_key_is_in_the_environment_or_in_the_keyring(
    folder: Path, studio: Studio
) -> None:
    assert workplace(folder, studio).key() is None
    ring = replace(studio, keyring=lambda name: f"ring of {name}")
    assert workplace(folder, ring).key() == "ring of KINOVI_API_KEY"
    both = replace(ring, environment={"KINOVI_API_KEY": " sk-1\n"})
    assert workplace(folder, both).key() == "sk-1"


def test_the_machines_own_keyring_is_absent_where_there_is_none() -> None:
    assert Studio.real().keyring("KINOVI_API_KEY") is None


def test_a_key_is_not_in_what_a_workplace_looks_like(
    folder: Path, studio: Studio
) -> None:
    keyed = replace(studio, environment={"KINOVI_API_KEY": "sk-secret"})
    assert "sk-secret" not in repr(workplace(folder, keyed))


def test_a_sandboxed_studio_asks_every_service_here(
    folder: Path, studio: Studio
) -> None:
    keyed = {"KINOVI_API_KEY": "sk-real", "KINOVI_BASE_URL": "https://real.example"}
    ours = as_if_sandboxed(replace(studio, environment=keyed))
    for name in ("kinovi", "evolink", "somebody_elses"):
        place = workplace(folder, ours, name)
        assert place.base_url == NOWHERE
        assert place.key() == "sandbox"


def test_settings_for_nobody_are_told(lot: Lot) -> None:
    (lot.folder / "storyboard.toml").write_text("[providers.plane]\nconcurrency = 2\n")
    (problem,) = plan(read(lot.board, studio=lot.studio)).plan.problems
    assert problem.severity == "warning"
    assert '"plane", which is no provider' in problem.message
    assert problem.hint == 'did you mean "plain"?'
