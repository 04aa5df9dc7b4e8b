"""What the tests of every paid service share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storyboard.providers.base import Upload
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One for all services; a test that counts its jobs counts before and after."""
    with Sandbox(Options(clips="tiny", seconds=0)) as running:
        yield running


@pytest.fixture
def picture(folder: Path) -> Upload:
    """A file as publishing hands it over; its bytes are no real picture."""
    file = folder / "mara.png"
    file.write_bytes(b"\x89PNG bytes")
    return Upload(file=file, name="abc123.png", kind="image", type="image/png")
