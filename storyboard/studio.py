"""The equipment: everything ambient, in one place, so that it can be handed in."""

import asyncio
import getpass
import os
import random
import shutil
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from storyboard.model.clock import Clock
from storyboard.model.event import Event
from storyboard.providers import registry
from storyboard.providers.base import Provider, Workplace
from storyboard.sandbox.options import KEY

_BOOT_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds since boot where that can be read: it counts sleep, too."""
        if _BOOT_CLOCK is not None:
            return time.clock_gettime(_BOOT_CLOCK)
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for real."""
        await asyncio.sleep(seconds)


def _nobody_listens(_event: Event) -> None:
    return


def _free_space(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _keyring(name: str) -> str | None:
    """A key from the system's keyring, where there is one."""
    try:
        import keyring  # noqa: PLC0415 - an extra
        from keyring.errors import KeyringError  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    try:
        return keyring.get_password("storyboard", name)
    except KeyringError:
        # A headless machine has no keyring.
        return None


@dataclass(frozen=True)
class Studio:
    """Clock, chance, environment, providers, and who is told what happens."""

    environment: Mapping[str, str]
    clock: Clock
    chance: random.Random
    workers: int
    """How many processes may draw or encode at once."""
    report: Callable[[Event], None] = _nobody_listens
    free_space: Callable[[Path], int] = _free_space
    keyring: Callable[[str], str | None] = _keyring
    """A key by the name of its variable, for those that the environment lacks."""
    owner: str = "somebody"
    """Who works here."""
    host: str = "this machine"
    """The machine's name."""
    sandbox: str | None = None
    """Where a sandbox is that stands in for every service; None: none does."""
    known_providers: Callable[[], tuple[str, ...]] = registry.known
    build_providers: Callable[
        [Sequence[str], Callable[[str], Workplace]], Mapping[str, Provider]
    ] = registry.build

    def key(self, name: str) -> str | None:
        """A service's key; None where there is none. A sandbox never sees one."""
        if self.sandbox is not None:
            return KEY
        return self.environment.get(name, "").strip() or self.keyring(name)

    @classmethod
    def real(cls, report: Callable[[Event], None] = _nobody_listens) -> Self:
        """The machine that this runs on."""
        return cls(
            environment=os.environ,
            clock=SystemClock(),
            chance=random.SystemRandom(),
            workers=os.cpu_count() or 1,
            report=report,
            owner=_owner(),
            host=socket.gethostname() or "this machine",
        )


def _owner() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # A container may have a user without a name.
        return "somebody"
