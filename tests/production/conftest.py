"""The fixture of every test of the straight line."""

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from storyboard.model.event import Event
from storyboard.providers.base import Provider, Workplace
from storyboard.studio import Studio
from tests.production.lot import BOARD, FakeClock, Lot, PlainService


@pytest.fixture
def lot(folder: Path) -> Lot:
    service = PlainService(folder / "service")
    events: list[Event] = []
    others: dict[str, PlainService] = {}

    def build(
        names: Sequence[str], _workplace: Callable[[str], Workplace]
    ) -> Mapping[str, Provider]:
        return {name: others.get(name, service) for name in names}

    studio = Studio(
        environment={},
        clock=FakeClock(),
        chance=random.Random(1),  # noqa: S311 - only to be repeatable
        workers=1,
        report=events.append,
        known_providers=lambda: ("plain", *others),
        build_providers=build,
    )
    found = Lot(folder, service, studio, events, others)
    found.write(BOARD)
    return found
