"""Time that jumps, an artist without a brush, and a client at a sandbox's door."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from storyboard.sandbox.book import Book
from storyboard.sandbox.jobs import Order
from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox

PARROT = ("tests.sandbox.parrot",)
KEY = {"authorization": "Bearer a-secret-key"}


class Jumping:
    """A clock that goes where it is told."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC) + timedelta(seconds=self.passed)

    def elapsed(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds
        await asyncio.sleep(0)


class Easel:
    """An artist whose clips are done when a test says so."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.drawings: list[Future[Path]] = []

    def draw(self, order: Order, _job: str) -> "Future[Path]":
        self.orders.append(order)
        self.drawings.append(Future())
        return self.drawings[-1]

    def done(self, number: int = -1) -> Path:
        clip = Path(f"/clips/{number}.mp4")
        self.drawings[number].set_result(clip)
        return clip


def an_order(**changes: Any) -> Order:  # noqa: ANN401 - any field
    fields: dict[str, Any] = {
        "service": "parrot",
        "model": "grey",
        "prompts": (("a parrot speaks", 5.0),),
        "aspect": "16:9",
        "resolution": "480p",
        "audio": False,
        "seed": None,
        "price": "2.50",
        "unit": "seeds",
        "media": (),
        "request": {"prompt": "a parrot speaks"},
    }
    return Order(**{**fields, **changes})


def a_book(**options: Any) -> tuple[Book, Jumping, Easel]:  # noqa: ANN401 - any field
    clock, easel = Jumping(), Easel()
    return Book(Options(**{"seconds": 10, **options}), clock, easel), clock, easel


class Door:
    """A client of a running sandbox, and what the sandbox itself knows."""

    def __init__(self, sandbox: Sandbox, client: httpx.Client) -> None:
        self.sandbox = sandbox
        self.client = client

    def submit(
        self,
        prompt: str = "a parrot",
        **more: Any,  # noqa: ANN401 - any JSON
    ) -> httpx.Response:
        body = {"shots": [prompt], "seconds": 1, **more}
        return self.client.post("/parrot/jobs", json=body)

    def poll(self, job_id: str) -> httpx.Response:
        return self.client.get(f"/parrot/jobs/{job_id}")

    def ask(self, fault: str, on: str = "any", times: int | None = 1) -> None:
        said = {"service": "parrot", "on": on, "fault": fault, "times": times}
        answer = self.client.post("/sandbox/faults", json=said)
        assert answer.status_code == 201, answer.text

    def finished(self, prompt: str = "a parrot") -> dict[str, Any]:
        """A job that has come to its end."""
        job = str(self.submit(prompt).json()["id"])
        wait_until(lambda: not self.sandbox.book.jobs()[-1].active)
        return dict(self.poll(job).json())


def wait_until(happened: Any) -> None:  # noqa: ANN401 - a question
    """Look again and again; the sandbox works in real time."""
    for _ in range(1_000):
        if happened():
            return
        asyncio.run(asyncio.sleep(0.01))
    raise AssertionError("it never happened")


@contextmanager
def opened(**options: Any) -> Iterator[Door]:  # noqa: ANN401 - any field
    """A sandbox with the parrot in it, and a client with a key."""
    chosen = Options(**{"clips": "tiny", "seconds": 0, **options})
    with (
        Sandbox(chosen, modules=PARROT) as sandbox,
        httpx.Client(
            base_url=sandbox.address, headers=KEY, trust_env=False, timeout=20
        ) as client,
    ):
        yield Door(sandbox, client)
