"""The contract, kept by the embedded provider and by the service that tests use."""

from pathlib import Path

import pytest

from storyboard.providers import animatic
from storyboard.providers.base import RecoveryClass
from tests.providers.answers import a_workplace
from tests.providers.contract import Case, ProviderContract
from tests.scheduler.stage import FakeService
from tests.scheduler.stage import request as a_request


class TestFakeService(ProviderContract):
    @pytest.fixture(params=["idempotent", "listing", "blind"])
    def case(self, request: pytest.FixtureRequest) -> Case:
        recovery: RecoveryClass = request.param
        service = FakeService(recovery=recovery)
        return Case(build=lambda: service, request=a_request("010"))


class TestAnimatic(ProviderContract):
    @pytest.fixture
    def case(self, folder: Path) -> Case:
        workplace = a_workplace(folder=folder)
        small = {
            "provider": "animatic",
            "seconds": 0.5,
            "resolution": "120p",
            "fps": "12",
        }
        return Case(
            build=lambda: animatic.provider(workplace),
            request=a_request("010").model_copy(update=small),
        )
