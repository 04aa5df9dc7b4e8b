"""The contract, kept by every service's adapter."""

from typing import ClassVar

from storyboard.providers.base import RecoveryClass, RefusalKind
from tests.providers.wired import WiredContract


class TestSeedanceApi(WiredContract):
    name = "seedanceapi"
    busy: ClassVar[tuple[RefusalKind, ...]] = ()


class TestEvoLink(WiredContract):
    name = "evolink"
    recovery: ClassVar[RecoveryClass] = "idempotent"
    tells = frozenset({"balance"})


class TestSeedance2Ink(WiredContract):
    name = "seedance2ink"
    cancels = True


class TestKinovi(WiredContract):
    name = "kinovi"
    busy: ClassVar[tuple[RefusalKind, ...]] = ("concurrency",)


class TestSeedanceTv(WiredContract):
    name = "seedancetv"
    calls_back = False
    tells = frozenset({"balance", "styles"})
    refuses: ClassVar[tuple[RefusalKind, ...]] = ("invalid", "unauthorised")


class TestArk(WiredContract):
    name = "ark"
    recovery: ClassVar[RecoveryClass] = "listing"
    busy: ClassVar[tuple[RefusalKind, ...]] = ("rate", "concurrency")
    refuses: ClassVar[tuple[RefusalKind, ...]] = (
        "content",
        "invalid",
        "unauthorised",
        "no credit",
    )
