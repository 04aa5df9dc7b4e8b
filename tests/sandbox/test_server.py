import gc
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from storyboard.errors import PreflightError
from storyboard.sandbox.options import SERVICES, Options
from storyboard.sandbox.server import MODULES, Sandbox
from tests.sandbox.stand import PARROT, Jumping, opened, wait_until


def test_it_starts_and_stops_at_once_and_leaves_nothing() -> None:
    with opened():
        pass
    before = threading.active_count()
    start = time.monotonic()
    for _ in range(5):
        with opened() as door:
            door.client.get("/")
    assert time.monotonic() - start < 5 * 0.5
    assert threading.active_count() == before
    gc.collect()


def test_stopping_drops_whoever_is_connected(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with opened() as door:
        url = door.finished()["clip"]
        door.ask("slow=10", on="fetch")
        port = httpx.URL(door.sandbox.address).port
        idle = socket.create_connection(("127.0.0.1", port or 0))
        slow = door.client.stream("GET", url)
        answer = slow.__enter__()
        start = time.monotonic()
        door.sandbox.stop()
        assert time.monotonic() - start < 2
        with pytest.raises(httpx.HTTPError):
            answer.read()
        slow.__exit__(None, None, None)
        assert idle.recv(1) == b""
        idle.close()
        with pytest.raises(httpx.ConnectError):
            httpx.get(door.sandbox.address, trust_env=False)
    assert capfd.readouterr().err == ""
    assert caplog.text == ""


def test_its_files_go_with_it() -> None:
    with opened() as door:
        door.finished()
        clip = door.sandbox.book.jobs()[0].clip
        assert clip is not None
        assert clip.exists()
    assert not clip.parent.exists()
    assert len(door.sandbox.book.jobs()) == 1


def test_a_taken_port_is_said_before_anything_runs() -> None:
    with opened() as door:
        port = httpx.URL(door.sandbox.address).port or 0
        with pytest.raises(PreflightError, match=f"cannot listen on port {port}"):
            Sandbox(Options(port=port), modules=PARROT).start()
    with Sandbox(Options(port=port, clips="tiny"), modules=PARROT) as again:
        assert again.address == f"http://127.0.0.1:{port}"


def test_a_service_that_cannot_be_loaded_is_loud() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_service"):
        Sandbox(modules=("tests.sandbox.no_such_service",)).start()
    with pytest.raises(RuntimeError, match="has not been started"):
        _ = Sandbox().address


def test_a_missing_extra_is_said_with_the_command() -> None:
    program = (
        "import sys; sys.modules['starlette'] = None\n"
        "from storyboard.sandbox.server import Sandbox\n"
        "from storyboard.errors import StoryboardError\n"
        "try: Sandbox().start()\n"
        "except StoryboardError as error: print(error.exit_code, error.message)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert told.stderr == ""
    assert told.stdout == (
        "4 the sandbox needs starlette, which is not installed; "
        'run: pip install "storyboard-film[sandbox]"\n'
    )


def test_time_can_be_handed_in() -> None:
    clock = Jumping()
    with (
        Sandbox(
            Options(clips="tiny", seconds=3_600), clock=clock, modules=PARROT
        ) as sandbox,
        httpx.Client(
            base_url=sandbox.address, headers={"authorization": "Bearer x"}
        ) as client,
    ):
        client.post("/parrot/jobs", json={"shots": ["a"], "seconds": 1})
        states = []
        for clock.passed in (0.0, 1_800.0, 3_601.0):
            wait_until(
                lambda: (sandbox.book.jobs()[0].clip is not None) or _early(clock)
            )
            states.append(client.get("/parrot/jobs/p-1").json()["status"])
    assert states == ["queued", "running", "succeeded"]


def _early(clock: Jumping) -> bool:
    return clock.passed < 3_600


def test_a_drawn_clip_is_what_a_job_waits_for(tmp_path: Path) -> None:
    with opened(clips="drawn") as door:
        job = door.submit("A wide shot of a coast", seconds=0.25).json()["id"]
        assert door.poll(job).json()["status"] == "running"
        wait_until(lambda: not door.sandbox.book.jobs()[0].active)
        clip = door.client.get(door.poll(job).json()["clip"]).content
    (tmp_path / "clip.mp4").write_bytes(clip)
    assert len(clip) > 5_000


def test_every_service_is_there() -> None:
    assert [name.rpartition(".")[2] for name in MODULES] == list(SERVICES)
    with Sandbox(Options(clips="tiny")) as sandbox:
        text = httpx.get(sandbox.address, trust_env=False).text
        environment = sandbox.environment
    for name in SERVICES:
        assert f"{name.upper()}_BASE_URL={sandbox.address}" in text
        assert environment[f"{name.upper()}_BASE_URL"] == sandbox.address
        assert environment[f"{name.upper()}_API_KEY"] == "sandbox"
