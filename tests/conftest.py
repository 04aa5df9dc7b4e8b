"""Safety for every test: loopback only, no home folder, no real waiting."""

import asyncio
import ipaddress
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_LOOPBACK_FAMILIES = (socket.AF_INET, socket.AF_INET6)


class OutsideError(RuntimeError):
    """A test tried to leave this machine."""


def _guard(address: object, family: int) -> None:
    if family not in _LOOPBACK_FAMILIES or not isinstance(address, tuple):
        return
    host = str(address[0])
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise OutsideError(f"a test tried to reach {host}")


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: tuple[str, int]) -> None:
        _guard(address, self.family)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: tuple[str, int]) -> int:
        _guard(address, self.family)
        return connect_ex(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)


@pytest.fixture(autouse=True)
def no_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o500)
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(seconds: float) -> None:
        raise RuntimeError(f"a test waited {seconds} s; hand in a clock instead")

    sleep = asyncio.sleep

    async def yielding(delay: float, result: object = None) -> object:
        if delay > 0.05:
            raise RuntimeError(f"a test waited {delay} s; hand in a clock instead")
        return await sleep(delay, result)

    monkeypatch.setattr(time, "sleep", refused)
    monkeypatch.setattr(asyncio, "sleep", yielding)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty project folder."""
    project = tmp_path / "project"
    project.mkdir()
    yield project
