"""A project, and a service that draws plain frames at once and counts them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np

from storyboard.media.write import SAMPLE_RATE, ClipWriter
from storyboard.model.capabilities import Capabilities
from storyboard.model.event import Event
from storyboard.model.money import FREE, Money
from storyboard.model.request import ClipRequest
from storyboard.model.time import frame_size, to_frames
from storyboard.providers.base import (
    Ready,
    RecoveryClass,
    Refused,
    SubmitRefused,
    Ticket,
    Waiting,
)
from storyboard.studio import Studio

BOARD = """\
storyboard: 1
title: Three Plain Shots
provider: plain
format: {aspect: 16:9, resolution: 120p, fps: 12}
defaults: {seconds: 1}
characters: {mira: {sheet: A woman in a grey coat}}
scenes:
  - id: one
    shots:
      - {id: "010", action: "{{ mira }} waits."}
      - {id: "020", action: "{{ mira }} stands up.", enter: dissolve 0.25}
      - {id: "030", action: "{{ mira }} is gone."}
"""


class FakeClock:
    """Time that passes only while someone waits."""

    def __init__(self) -> None:
        self.waited = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC) + timedelta(seconds=self.waited)

    def elapsed(self) -> float:
        return self.waited

    async def sleep(self, seconds: float) -> None:
        self.waited += seconds


@dataclass
class PlainService:
    """A provider that makes clips of one grey at once."""

    scratch: Path
    refuses: set[str] = field(default_factory=set)
    submitted: list[ClipRequest] = field(default_factory=list)
    name: str = "plain"
    recovery: RecoveryClass = "idempotent"
    models: tuple[str, ...] = ("grey",)

    def capabilities(self, model: str | None) -> Capabilities | None:
        if model not in {None, *self.models}:
            return None
        return Capabilities(
            provider=self.name, model="grey", origin="sandbox", images=4, price=FREE
        )

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        if request.shot in self.refuses:
            raise SubmitRefused(Refused(code="moderated", message="not this one"))
        self.submitted.append(request)
        self.scratch.mkdir(parents=True, exist_ok=True)
        plain_clip(self.scratch / key, request)
        return Ticket(provider=self.name, id=key)

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        return Ready(ticket=ticket, address=str(self.scratch / ticket.id))

    async def fetch(self, ready: Ready) -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(Path(ready.address).read_bytes)

    async def cancel(self, ticket: Ticket) -> bool:
        del ticket
        return False

    async def balance(self) -> Money | None:
        return None

    async def find(self, key: str) -> Ticket | None:
        del key
        return None

    async def close(self) -> None:
        return


def plain_clip(file: Path, request: ClipRequest) -> None:
    """A clip as long as asked, in a grey that comes from its prompt."""
    rate = Fraction(request.fps)
    width, height = frame_size(request.aspect, request.resolution)
    grey = 40 + len(request.prompt) % 150
    frames = to_frames(request.seconds, rate)
    with ClipWriter(file, (width, height), rate) as clip:
        clip.sound(np.zeros((int(frames / rate * SAMPLE_RATE), 2), np.float32))
        for _ in range(frames):
            clip.picture(np.full((height, width, 3), grey, np.uint8))


@dataclass
class Lot:
    """A project folder and the studio that works in it."""

    folder: Path
    service: PlainService
    studio: Studio
    events: list[Event]

    @property
    def board(self) -> Path:
        return self.folder / "storyboard.yaml"

    def write(self, text: str) -> None:
        self.board.write_text(text, encoding="utf-8")

    def change(self, old: str, new: str) -> None:
        text = self.board.read_text(encoding="utf-8")
        assert old in text
        self.write(text.replace(old, new))
