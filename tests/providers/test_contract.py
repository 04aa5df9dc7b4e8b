"""The contract, kept by the services that the tests themselves use."""

import pytest

from storyboard.providers.base import RecoveryClass
from tests.providers.contract import Case, ProviderContract
from tests.scheduler.stage import FakeService, request


class TestFakeService(ProviderContract):
    @pytest.fixture(params=["idempotent", "listing", "blind"])
    def case(self, request: pytest.FixtureRequest) -> Case:
        recovery: RecoveryClass = request.param
        service = FakeService(recovery=recovery)
        return Case(build=lambda: service, request=REQUEST)


REQUEST = request("010")
