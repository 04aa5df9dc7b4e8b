from collections.abc import Iterator

import pytest

from tests.sandbox.stand import Door, opened


@pytest.fixture
def door() -> Iterator[Door]:
    """A sandbox whose jobs take no time."""
    with opened() as door:
        yield door
