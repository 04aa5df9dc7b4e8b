"""The contract, kept by EvoLink against the sandbox."""

from collections.abc import Iterator

import pytest

from storyboard.providers.evolink import provider
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.providers.answers import a_workplace
from tests.providers.asked import asked
from tests.providers.contract import Case, ProviderContract


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Options(clips="tiny", seconds=0.02)) as running:
        yield running


class TestEvoLink(ProviderContract):
    @pytest.fixture
    def case(self, sandbox: Sandbox) -> Case:
        return Case(
            build=lambda: provider(a_workplace(sandbox.address)),
            request=asked("evolink"),
        )
