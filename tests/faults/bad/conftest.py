"""Bad input: the ground that it is tried on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.faults.ground import CANARY, Ground


@pytest.fixture(scope="session")
def services() -> Iterator[Sandbox]:
    """The services, whose book says whether anything was submitted."""
    with Sandbox(Options(clips="tiny", seconds=0)) as sandbox:
        yield sandbox


@pytest.fixture
def ground(tmp_path: Path, services: Sandbox) -> Ground:
    """An empty project, and canaries around it."""
    folder = tmp_path / "ground"
    for name in ("project", "outside/inner", "tmp"):
        (folder / name).mkdir(parents=True)
    for name in ("canary.txt", "canary.yaml", "canary.mp4", "canary.j2", "canary.png"):
        (folder / name).write_text(f"{CANARY}: {CANARY}\n", "utf-8")
        (folder / "outside" / name).write_text(f"{CANARY}: {CANARY}\n", "utf-8")
    return Ground(folder, services)
