"""One service in an app of its own: the real book, a clock that jumps, no drawing."""

import asyncio
import wave
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from PIL import Image
from starlette.applications import Starlette

from storyboard.media.write import ClipWriter
from storyboard.sandbox.desk import Desk, FileStore, Limits, Service
from storyboard.sandbox.jobs import Failure, Job, Order
from tests.sandbox.stand import KEY, a_book

ADDRESS = "http://127.0.0.1:8123"
LASTS = 10
"""Seconds that a job takes; it runs from the second second on."""


class Bench:
    """A service, its client, and what the sandbox itself knows."""

    def __init__(
        self,
        service: Service,
        folder: Path,
        *,
        balance: int = 100_000,
        concurrency: int | None = None,
    ) -> None:
        self.service = service
        self.book, self.clock, self.easel = a_book(seconds=LASTS, balance=balance)
        self.files = FileStore(folder, ADDRESS)
        limits = Limits(concurrency=concurrency, balance=Decimal(balance))
        desk = Desk(self.book, ADDRESS, limits, self.files, self.clock)
        self.app = Starlette(routes=[*service.routes(desk)])

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        """A request, with a key unless `headers` name another."""
        headers = {**KEY, **more.pop("headers", {})}
        return asyncio.run(self._call(method, path, headers=headers, **more))

    async def _call(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        through = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=through, base_url=ADDRESS) as client:
            return await client.request(method, path, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        return self.call("GET", path, **more)

    def post(
        self,
        path: str,
        body: Any = None,  # noqa: ANN401 - any JSON
        **headers: str,
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("POST", path, json=body, headers=named)

    @property
    def order(self) -> Order:
        """What was ordered last."""
        return self.book.jobs(self.service.name)[-1].order

    @property
    def job(self) -> Job:
        """The job that was made last."""
        return self.book.jobs(self.service.name)[-1]

    def run(self) -> None:
        """Let the last job begin to run."""
        self.clock.passed += LASTS / 2

    def finish(self) -> None:
        """Let every job come to its end."""
        self.clock.passed += LASTS
        for drawing in self.easel.drawings:
            if not drawing.done():
                drawing.set_result(Path("clip.mp4"))

    def fail(self, kind: str) -> None:
        """Let the last job end badly."""
        self.job.failure = Failure(kind=kind)
        self.clock.passed += LASTS

    @property
    def roles(self) -> list[str]:
        """What the pictures of the last order are."""
        return [picture.role for picture in self.order.pictures]

    def keep(self, data: bytes, suffix: str) -> str:
        """The address of a file that the sandbox can look at."""
        return self.files.keep(data, suffix)


def a_png(width: int = 640, height: int = 480) -> bytes:
    """A picture."""
    out = BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return out.getvalue()


def a_wav(seconds: float) -> bytes:
    """A sound."""
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(2 * round(8000 * seconds)))
    return out.getvalue()


def an_mp4(folder: Path, seconds: int, size: tuple[int, int] = (864, 496)) -> bytes:
    """A video of 24 frames a second."""
    out = folder / "made.mp4"
    across, down = size
    grey = np.full((down, across), 90, np.uint8)
    chroma = np.full((down // 2, across // 2), 128, np.uint8)
    with ClipWriter(out, size, Fraction(24), sound=False) as writer:
        for _ in range(24 * seconds):
            writer.planes([grey, chroma, chroma])
    return out.read_bytes()


def without(body: dict[str, Any], *fields: str) -> dict[str, Any]:
    """A body without some of its fields."""
    return {name: value for name, value in body.items() if name not in fields}
