"""Safety for every test: loopback only, no home folder, no keyring, no real waiting."""

import asyncio
import ipaddress
import os
import signal
import socket
import time
from pathlib import Path

import pytest

_LOOPBACK_FAMILIES = (socket.AF_INET, socket.AF_INET6)


LONGEST_WAIT = 0.05
# Read once, when the library is first imported; commands started by tests inherit it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Shells start background jobs deaf to Ctrl-C, which tests send themselves.
    signal.signal(signal.SIGINT, signal.default_int_handler)


class WaitedError(RuntimeError):
    """A test slept for real."""


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
    """Only as long as the standard library waits for a child process is let pass."""
    block, pause = time.sleep, asyncio.sleep

    def refuse(seconds: float) -> None:
        if seconds > LONGEST_WAIT:
            raise WaitedError(f"a test waited {seconds} s; hand in a clock instead")

    def blocking(seconds: float) -> None:
        refuse(seconds)
        block(seconds)

    async def pausing(delay: float, result: object = None) -> object:
        refuse(delay)
        return await pause(delay, result)

    monkeypatch.setattr(time, "sleep", blocking)
    monkeypatch.setattr(asyncio, "sleep", pausing)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty project folder."""
    project = tmp_path / "project"
    project.mkdir()
    return project
