"""The verb as people run it: a process that is asked, and then interrupted."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from storyboard.cli.sandbox import WISHES
from storyboard.sandbox.faults import WORDS
from tests.process import storyboard


@contextmanager
def started(
    folder: Path, *arguments: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "storyboard", "sandbox", "--port", "0", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(9)]
            yield process, "".join(said)
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_until_it_is_told_to_stop(folder: Path, sign: signal.Signals) -> None:
    with started(folder, "--clips", "tiny", "--seconds", "0") as (process, said):
        address = said.split()[4]
        assert f"EVOLINK_BASE_URL={address} EVOLINK_API_KEY=sandbox" in said
        assert "storyboard sandbox" in httpx.get(address, trust_env=False).text
        process.send_signal(sign)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert out == "no jobs\n"
    assert list(folder.iterdir()) == []


def test_its_last_words_are_jobs_and_charges(folder: Path) -> None:
    body = {"model": "seedance-2.0", "prompt": "A coast", "duration": 5}
    key = {"authorization": "Bearer x"}
    with started(folder, "--clips", "tiny", "--seconds", "0") as (process, said):
        address = said.split()[4]
        url = f"{address}/v2/generate"
        told = httpx.post(url, json=body, headers=key, trust_env=False)
        assert told.status_code == 200, told.text
        charged = told.json()["data"]["consumed_credits"]
        httpx.get(f"{address}/sandbox/log", trust_env=False)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    last = out.splitlines()[-1]
    assert last.startswith("1 job, ")
    assert last.endswith(f"charged {charged:g} credits at seedanceapi")


def test_its_flags_are_kept(folder: Path) -> None:
    key = {"authorization": "Bearer x"}
    with started(folder, "--clips", "tiny", "--busy", "1", "--balance", "1") as (
        process,
        said,
    ):
        url = f"{said.split()[4]}/v2/videos"
        told = httpx.post(url, headers=key, trust_env=False)
        assert told.status_code == 429
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


def test_a_port_that_is_taken_and_a_share_that_is_none_are_refused(
    folder: Path,
) -> None:
    with started(folder, "--clips", "tiny") as (_, said):
        port = str(httpx.URL(said.split()[4]).port)
        told = storyboard(folder, "sandbox", "--port", port)
    assert told.returncode == 4
    assert f"cannot listen on port {port}" in told.stderr
    told = storyboard(folder, "sandbox", "--fail", "2")
    assert told.returncode == 2
    assert "0<=x<=1" in told.stderr


def test_the_help_names_every_wish_and_no_other() -> None:
    wishes = WISHES.partition("\b\n")[2]
    named = set(re.findall(r"(?<=[ ,])([a-z][a-z-]+)(?==|,|$)", wishes, re.MULTILINE))
    assert named == set(WORDS)
