"""The animatic: the embedded provider, which draws shots here and for nothing."""

import hashlib
import os
import threading
from collections.abc import AsyncIterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path

from storyboard.errors import SettingsError
from storyboard.model.capabilities import Capabilities, Mode, OwnField
from storyboard.model.money import NOTHING, Money
from storyboard.model.price import FREE
from storyboard.model.request import PART_NAMES, ClipRequest
from storyboard.model.value import Value
from storyboard.providers.base import (
    Account,
    Provider,
    Published,
    Ready,
    RecoveryClass,
    Refused,
    SubmitRefused,
    Ticket,
    Upload,
    Waiting,
    Workplace,
)

_NAME = "animatic"
_CHUNK = 1 << 20
_STEPS = 20
_NOT_DRAWN_FROM = {"model", "prompt", "web_search"}

MODELS = {
    _NAME: Capabilities(
        provider=_NAME,
        model=_NAME,
        origin="animatic",
        told=frozenset(PART_NAMES) - _NOT_DRAWN_FROM,
        modes=(
            Mode(
                name="drawing",
                first_frame="may",
                last_frame="may",
                images=(0, None),
                web_search=True,
            ),
        ),
        together="apart",
        seed=True,
        audio_switch=True,
        extra={
            "strip": OwnField(
                kind="flag", about="Whether scene and shot are lettered underneath."
            )
        },
        prices=(FREE,),
    )
}


class Order(Value):
    """What a drawing process is handed."""

    request: ClipRequest
    """The shot."""
    references: dict[str, Path]
    """Image files by digest."""
    strip: bool
    """Whether the strip is drawn."""
    out: Path
    """Where the clip goes; how far it is lies beside it."""


def provider(workplace: Workplace) -> Provider:
    """The animatic, drawing in as many processes as the workplace allows.

    SettingsError where it is given settings of its own: it has none, since what
    changes a drawing belongs into the board (`extra: {animatic: {strip: false}}`).
    """
    for key in workplace.settings:
        raise SettingsError(f"providers.animatic.{key}: the animatic has no {key}")
    return Animatic(workplace)


def draw(order: Order) -> None:
    """Draw one shot; runs in a process of its own."""
    # Imported here so that asking for capabilities does not load the drawing room.
    from storyboard.panels.clip import draw_clip  # noqa: PLC0415

    shown = _progress_file(order.out)
    done = 0

    def report(share: float) -> None:
        nonlocal done
        if int(share * _STEPS) > done:
            done = int(share * _STEPS)
            shown.write_bytes(b"." * done)

    draw_clip(
        order.request, order.references, order.out, strip=order.strip, report=report
    )


def _end_with_parent() -> None:
    """See that a drawing process does not outlive a parent that was killed."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _progress_file(out: Path) -> Path:
    return out.with_suffix(".progress")


class Animatic:
    """Draws each shot in a process of its own.

    An order is on disk before its ticket is given, so that a ticket from before a
    restart is drawn again instead of lost; drawing costs nothing.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._pool: ProcessPoolExecutor | None = None
        self._drawing: dict[str, Future[None]] = {}
        self._fetched: set[Path] = set()

    @property
    def name(self) -> str:
        """The name used in boards."""
        return _NAME

    @property
    def calls_back(self) -> bool:
        """It calls nobody."""
        return False

    @property
    def recovery(self) -> RecoveryClass:
        """The same key is the same order, however often it is sent."""
        return "idempotent"

    @property
    def account(self) -> Account | None:
        """It is embedded."""
        return None

    @property
    def models(self) -> tuple[str, ...]:
        """There is one."""
        return tuple(MODELS)

    def capabilities(self, model: str | None) -> Capabilities | None:
        """What it can draw: any length, aspect, resolution and rate."""
        return MODELS.get(model or _NAME)

    async def submit(self, request: ClipRequest, key: str) -> Ticket:
        """Have a shot drawn; SubmitRefused where `extra.strip` is no true or false."""
        ticket = Ticket(
            provider=_NAME, id=hashlib.sha256(key.encode()).hexdigest()[:24]
        )
        if ticket.id in self._drawing:
            return ticket
        out = self._workplace.scratch / f"{ticket.id}.mp4"
        references = {
            media.digest: self._workplace.file(media.file)
            for media in request.media
            if media.kind == "image"
        }
        order = Order(
            request=request, references=references, strip=self._strip(request), out=out
        )
        self._workplace.scratch.mkdir(parents=True, exist_ok=True)
        self._order_file(ticket).write_text(order.model_dump_json(), encoding="utf-8")
        self._begin(ticket, order)
        return ticket

    def _strip(self, request: ClipRequest) -> bool:
        asked = request.extra.get("strip", True)
        if isinstance(asked, bool):
            return asked
        message = f"strip is true or false, not {asked!r}"
        raise SubmitRefused(Refused(code="extra", message=message, charged=False))

    def _order_file(self, ticket: Ticket) -> Path:
        return self._workplace.scratch / f"{ticket.id}.order.json"

    def _begin(self, ticket: Ticket, order: Order) -> Future[None]:
        try:
            drawing = self._processes().submit(draw, order)
        except BrokenExecutor:
            # One of them was killed, and the rest ended with it; the next ones draw.
            self._pool = None
            drawing = self._processes().submit(draw, order)
        self._drawing[ticket.id] = drawing
        return drawing

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, because forking a process that runs threads is not safe.
            self._pool = ProcessPoolExecutor(
                max(self._workplace.workers, 1),
                mp_context=get_context("spawn"),
                initializer=_end_with_parent,
            )
        return self._pool

    async def poll(self, ticket: Ticket) -> Waiting | Ready | Refused:
        """How the drawing stands; one from before a restart is begun again."""
        order_file = self._order_file(ticket)
        if not order_file.exists():
            message = "no order was found for this drawing; it can be made again"
            return Refused(code="lost", message=message, charged=False)
        order = Order.model_validate_json(order_file.read_bytes())
        future = self._drawing.get(ticket.id) or self._begin(ticket, order)
        if not future.done():
            shown = _progress_file(order.out)
            steps = shown.stat().st_size if shown.exists() else 0
            return Waiting(progress=steps / _STEPS)
        if future.cancelled():
            return Refused(code="cancelled", message="called off", charged=False)
        fault = future.exception()
        if fault is not None:
            message = str(fault) or type(fault).__name__
            return Refused(code="drawing", message=message, charged=False)
        return Ready(
            ticket=ticket,
            address=str(order.out),
            seed=order.request.seed,
            charged=NOTHING,
        )

    async def fetch(self, ready: Ready) -> AsyncIterator[bytes]:
        """The clip's bytes; may be read again until the animatic is closed."""
        out = Path(ready.address)
        # A local file is read faster than a thread can be asked to read it.
        with out.open("rb") as clip:  # noqa: ASYNC230
            while part := clip.read(_CHUNK):
                yield part
        self._fetched |= {out, _progress_file(out), self._order_file(ready.ticket)}

    async def cancel(self, ticket: Ticket) -> bool:
        """Call off a drawing that has not begun."""
        future = self._drawing.get(ticket.id)
        return future is not None and future.cancel()

    async def balance(self) -> Money | None:
        """There is no account."""
        return None

    def rehearse(self, request: ClipRequest) -> str | None:
        """Whatever the table takes can be drawn."""
        del request
        return None

    async def styles(self) -> tuple[str, ...]:
        """There is one, its own."""
        return ()

    async def upload(self, upload: Upload) -> Published:
        """Files are read where they lie."""
        raise NotImplementedError(f"the animatic takes no {upload.kind}")

    async def find(self, key: str) -> Ticket | None:
        """The order under a key, also one from before a restart."""
        ticket = Ticket(
            provider=_NAME, id=hashlib.sha256(key.encode()).hexdigest()[:24]
        )
        return ticket if self._order_file(ticket).exists() else None

    async def close(self) -> None:
        """End the drawing processes and clear away what was fetched."""
        for file in self._fetched:
            file.unlink(missing_ok=True)
        self._fetched.clear()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
            self._drawing.clear()
