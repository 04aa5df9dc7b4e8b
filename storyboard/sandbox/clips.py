"""The clips: drawn with the animatic from words and pictures, or tiny and at once."""

import contextlib
import io
import itertools
import os
import signal
import threading
import zlib
from concurrent.futures import (
    BrokenExecutor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from fractions import Fraction
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from storyboard.errors import MediaError
from storyboard.media.probe import probe
from storyboard.media.read import frames as frames_from
from storyboard.media.write import SAMPLE_RATE, ClipWriter
from storyboard.model.request import ClipRequest, MediaInput, SlateText, Staging
from storyboard.model.time import frame_size, to_frames
from storyboard.model.value import SceneId, ShotId
from storyboard.sandbox.hearing import stagings_of
from storyboard.sandbox.jobs import Order

RATE = Fraction(24)
"""Every service's clips have 24 frames a second (COMPARISON.md)."""
_TINY = 18
"""Lines of a tiny clip's shorter side."""


class ClipRoom:
    """Makes clips into a folder, a few at once; close it when nobody wants them.

    The same order gives the same clip, but without a seed each job is drawn with one of
    its own, as a service would: what is taken again looks different.
    """

    def __init__(
        self, folder: Path, form: Literal["drawn", "tiny"], workers: int
    ) -> None:
        self._folder = folder
        self._form = form
        self._workers = workers
        self._numbers = itertools.count(1)
        self._tiny: dict[tuple[float, str, bool], Future[Path]] = {}
        self._thread: ThreadPoolExecutor | None = None
        self._pool: ProcessPoolExecutor | None = None
        self._lifelines: tuple[Connection, ...] = ()

    def draw(self, order: Order, job: str) -> "Future[Path]":
        """Begin to make the clip of a job, by its id; MediaError through the future."""
        if self._form == "tiny":
            return self._tiny_clip(order)
        out = self._folder / f"{next(self._numbers):06}.mp4"
        requests = requests_of(order, _seed(order, job))
        try:
            return self._processes().submit(draw, requests, out)
        except BrokenExecutor:
            # One of them was killed, and the rest ended with it; the next ones draw.
            self._end_processes()
            return self._processes().submit(draw, requests, out)

    def _tiny_clip(self, order: Order) -> "Future[Path]":
        kind = (order.seconds, order.aspect, order.audio)
        if kind not in self._tiny:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, "tiny-clips")
            out = self._folder / f"tiny-{next(self._numbers)}.mp4"
            self._tiny[kind] = self._thread.submit(tiny, out, *kind)
        return self._tiny[kind]

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, because forking a process that runs threads is not safe.
            context = get_context("spawn")
            self._lifelines = context.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=context,
                initializer=_end_with,
                initargs=(self._lifelines[0],),
            )
        return self._pool

    def _end_processes(self) -> None:
        for end in self._lifelines[1:]:
            end.close()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        for end in self._lifelines:
            end.close()
        self._lifelines = ()

    def close(self) -> None:
        """End what is being made, at once."""
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
            self._thread = None
        self._end_processes()


def _end_with(lifeline: Connection) -> None:
    """See that a drawing process ends with the one that wants its clip."""
    # Ctrl-C is for the process that waits; it ends this one in turn.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        # The other end closes when the room does, or when its process is gone.
        with contextlib.suppress(OSError):
            lifeline.poll(None)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _seed(order: Order, job: str) -> int:
    """Which seed a job is drawn with."""
    # An id is another in every sandbox, so that one started anew repeats nothing.
    return zlib.crc32(job.encode()) if order.seed is None else order.seed


def requests_of(order: Order, seed: int) -> tuple[ClipRequest, ...]:
    """What the animatic is asked to draw: one request for each shot of the order.

    Together they have as many frames as the whole clip should have.
    """
    requests = []
    start = Fraction(0)
    stagings = stagings_of([prompt for prompt, _ in order.prompts])
    for number, (prompt, seconds) in enumerate(order.prompts):
        end = start + Fraction(str(seconds))
        count = to_frames(end, RATE) - to_frames(start, RATE)
        start = end
        base = _request(order, prompt, stagings[number], seed)
        changes = {"seconds": float(count / RATE), "media": _media(order, number)}
        requests.append(base.model_copy(update=changes))
    return tuple(requests)


def _media(order: Order, number: int) -> tuple[MediaInput, ...]:
    """What of an order's pictures a shot of it shows.

    The first frame is the first shot's, the last frame the last one's; nobody says
    whose the references are.
    """
    ends = {"first_frame": 0, "last_frame": len(order.prompts) - 1}
    return tuple(
        MediaInput(
            role=picture.role,
            kind="image",
            file=str(picture.file),
            digest=picture.file.stem,
            of=picture.shows and picture.shows.casefold(),
            shows=picture.shows,
        )
        for picture in order.pictures
        if ends.get(picture.role, number) == number
    )


def _request(order: Order, prompt: str, staging: Staging, seed: int) -> ClipRequest:
    return ClipRequest(
        provider=order.service,
        model=order.model,
        prompt=prompt,
        seconds=order.seconds,
        aspect=order.aspect,
        resolution=order.resolution,
        fps=str(RATE),
        seed=seed,
        audio=order.audio,
        staging=staging,
        slate=SlateText(
            film="sandbox",
            scene=SceneId(f"sandbox · {order.service}"),
            shot=ShotId(order.model),
        ),
    )


def draw(requests: tuple[ClipRequest, ...], out: Path) -> Path:
    """Draw requests of one size one after the other into a clip.

    Their media name files on this machine, which are drawn as the animatic draws them.
    It has sound where the first request asks for it. Runs in a process of its own;
    `out` appears whole. MediaError where it cannot be written or a picture not be read.
    """
    # Imported here, so that a sandbox starts without the drawing room.
    from storyboard.panels.clip import frames  # noqa: PLC0415
    from storyboard.panels.panel import panel  # noqa: PLC0415
    from storyboard.panels.tone import room_tone  # noqa: PLC0415

    files = {media.digest: Path(media.file) for r in requests for media in r.media}
    first = requests[0]
    unfinished = out.with_suffix(".part")
    size = frame_size(first.aspect, first.resolution)
    with ClipWriter(unfinished, size, RATE, sound=bool(first.audio)) as writer:
        if first.audio:
            samples = round(sum(r.seconds for r in requests) * SAMPLE_RATE)
            inside = panel(first, files, strip=True).inside
            writer.sound(room_tone(samples, f"{first.seed}", inside=inside))
        for request in requests:
            for planes in frames(request, files, strip=True):
                writer.planes(planes)
    unfinished.replace(out)
    return out


def tiny(out: Path, seconds: float, aspect: str, sound: bool) -> Path:  # noqa: FBT001
    """Write a clip of a few pixels in a quietly changing grey, of the right length."""
    across, down = frame_size(aspect, f"{_TINY}p")
    count = max(to_frames(seconds, RATE), 1)
    chroma = np.full((down // 2, across // 2), 128, np.uint8)
    with ClipWriter(out, (across, down), RATE, sound=sound) as writer:
        if sound:
            samples = round(count / RATE * SAMPLE_RATE)
            writer.sound(np.zeros((samples, 2), np.float32))
        for number in range(count):
            grey = np.full((down, across), 60 + number % 120, np.uint8)
            writer.planes([grey, chroma, chroma])
    return out


def last_frame(clip: Path) -> bytes:
    """A clip's last frame as PNG; MediaError where the clip cannot be read."""
    from storyboard.panels.strip import to_rgb  # noqa: PLC0415 - as for `draw`

    count = probe(clip).frames or 1
    planes = next(frames_from(clip, RATE, count - 1), None)
    if planes is None:
        raise MediaError(f"{clip.name} has no last frame")
    picture = to_rgb([Image.fromarray(np.ascontiguousarray(p)) for p in planes])
    with io.BytesIO() as data:
        picture.save(data, "PNG")
        return data.getvalue()
