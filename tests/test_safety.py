"""The fixtures that keep tests safe are tested themselves."""

import asyncio
import os
import socket
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "films.example"])
def test_nothing_beyond_this_machine_is_reached(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with (
        socket.socket(family) as line,
        pytest.raises(RuntimeError, match="tried to reach"),
    ):
        line.connect((host, 80))


def test_loopback_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as line:
        line.connect(server.getsockname())


def test_waiting_for_real_is_refused() -> None:
    with pytest.raises(RuntimeError, match="hand in a clock"):
        time.sleep(1)
    with pytest.raises(RuntimeError, match="hand in a clock"):
        asyncio.run(asyncio.sleep(1))


def test_the_home_folder_is_an_empty_stand_in() -> None:
    home = Path(os.environ["HOME"])
    assert list(home.iterdir()) == []
    assert Path.home() == home
