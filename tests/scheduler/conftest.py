from pathlib import Path

import pytest

from tests.scheduler.stage import Stage


@pytest.fixture
def stage(folder: Path) -> Stage:
    return Stage(folder)
