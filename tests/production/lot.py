"""A project, and a service that draws plain frames at once and counts them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np

from storyboard.media.write import SAMPLE_RATE, ClipWriter
from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.event import Event
from storyboard.model.money import Money
from storyboard.model.price import FREE, Edition, Rate
from storyboard.model.request import ClipRequest
from storyboard.model.time import frame_size, to_frames
from storyboard.model.words import Origin
from storyboard.providers.base import (
    Account,
    Published,
    Ready,
    RecoveryClass,
    Refused,
    SubmitRefused,
    Ticket,
    Upload,
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


def nothing(_request: ClipRequest) -> None:
    return


@dataclass
class PlainService:
    """A provider that makes clips of one grey at once."""

    scratch: Path
    refuses: set[str] = field(default_factory=set)
    together: Literal["apart", "prompt", "scenes"] = "apart"
    short: float = 0.0
    """By so many seconds its clips are too short."""
    submitted: list[ClipRequest] = field(default_factory=list)
    name: str = "plain"
    recovery: RecoveryClass = "idempotent"
    calls_back: bool = False
    models: tuple[str, ...] = ("grey",)
    account: Account | None = None
    waits: bool = False
    """Whether its jobs never end."""
    origin: Origin = "sandbox"
    prices: tuple[Edition, ...] = (FREE,)
    brightens: bool = False
    """Whether each frame of its clips is a little lighter than the one before."""
    on_submit: Callable[[ClipRequest], None] = nothing
    """What happens whenever a request has arrived."""

    async def upload(self, upload: Upload) -> Published:
        raise NotImplementedError(upload.name)

    def rehearse(self, request: ClipRequest) -> str | None:
        del request
        return None

    async def styles(self) -> tuple[str, ...]:
        return ()

    def capabilities(self, model: str | None) -> Capabilities | None:
        if model not in {None, *self.models}:
            return None
        return Capabilities(
            provider=self.name,
            model="grey",
            origin=self.origin,
            modes=(
                Mode(name="plain", first_frame="may", last_frame="may", images=(0, 4)),
            ),
            delivery={"image": "inline"},
            together=self.together,
            seed=True,
            prices=self.prices,
        )

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        if request.shot in self.refuses:
            raise SubmitRefused(Refused(code="moderated", message="not this one"))
        self.submitted.append(request)
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.on_submit(request)
        plain_clip(
            self.scratch / key, request, short=self.short, brightens=self.brightens
        )
        return Ticket(provider=self.name, id=key)

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        if self.waits:
            return Waiting()
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


def per_second(amount: str, unit: str = "usd", usd: str | None = None) -> Edition:
    """A price list; `usd` is what one unit is worth."""
    rates = (Rate(amount=Decimal(amount)),)
    worth = None if usd is None else Decimal(usd)
    return Edition(source="a page", unit=unit, usd=worth, rates=rates)


def plain_clip(
    file: Path, request: ClipRequest, *, short: float = 0.0, brightens: bool = False
) -> None:
    """A clip as long as asked, each of its shots in a grey that comes from its prompt.

    It ends `short` seconds too early.
    """
    rate = Fraction(request.fps)
    width, height = frame_size(request.aspect, request.resolution)
    greys: list[int] = []
    at = 0.0
    shots = [(beat.prompt, beat.seconds) for beat in request.beats]
    for prompt, seconds in shots or [(request.prompt, request.seconds)]:
        at += seconds
        greys += [grey_of(prompt)] * (to_frames(at, rate) - len(greys))
    greys = greys[: to_frames(at - short, rate)]
    if brightens:
        greys = [grey + 4 * frame for frame, grey in enumerate(greys)]
    with ClipWriter(file, (width, height), rate) as clip:
        clip.sound(np.zeros((int(len(greys) / rate * SAMPLE_RATE), 2), np.float32))
        for grey in greys:
            clip.picture(np.full((height, width, 3), grey, np.uint8))


def grey_of(prompt: str) -> int:
    """The grey that a prompt comes out in."""
    return 40 + len(prompt) % 150


@dataclass
class Lot:
    """A project folder and the studio that works in it."""

    folder: Path
    service: PlainService
    studio: Studio
    events: list[Event]
    others: dict[str, PlainService] = field(default_factory=dict)
    """Who else can be asked, by name."""

    def hire(self, name: str) -> PlainService:
        """Another service."""
        self.others[name] = PlainService(self.folder / name, name=name)
        return self.others[name]

    @property
    def board(self) -> Path:
        return self.folder / "storyboard.yaml"

    def write(self, text: str) -> None:
        self.board.write_text(text, encoding="utf-8")

    def change(self, old: str, new: str) -> None:
        text = self.board.read_text(encoding="utf-8")
        assert old in text
        self.write(text.replace(old, new))
