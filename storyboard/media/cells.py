"""A clip as a coarse picture per frame: enough to see light, movement and cuts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av import VideoFrame
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

from storyboard.errors import MediaError
from storyboard.media.container import opened
from storyboard.media.probe import moving_picture

Cells = NDArray[np.float32]
"""Lightness from 0 (black) to 255 (white) of each cell, shape (rows, columns)."""
_ROWS = 90
"""Cells along the shorter side, about: they are 8 pixels wide at 720 lines, so that a
mouth that opens is still one of them."""
_DARKEST, _STRETCH = np.float32(16), np.float32(255 / 219)
"""Of luma that keeps to its limited range (ITU-R BT.709, part 2)."""
_PLAIN = frozenset(
    ("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12")
)
"""Pixel formats whose first plane is luma in bytes."""


@dataclass(frozen=True)
class Look:
    """One frame, looked at from afar."""

    time: float
    """When it is shown, in seconds from the first."""
    key: bool
    """Whether it is coded by itself: its grain then differs from the frame before."""
    cells: Cells
    """What is seen."""


def looks(clip: Path) -> Iterator[Look]:
    """Every frame of a clip's picture in order; MediaError."""
    with opened(clip) as container:
        stream = moving_picture(container)
        if stream is None or stream.time_base is None:
            raise MediaError(f"{clip.name} has no picture")
        stream.thread_type = "AUTO"
        first: int | None = None
        for frame in container.decode(stream):
            at = frame.pts or 0
            first = at if first is None else first
            time = float((at - first) * stream.time_base)
            yield Look(time, frame.key_frame, _cells(frame))


def _cells(frame: VideoFrame) -> Cells:
    """Cells of one row of pixels each: the rows between would cost more than decoding.

    What moves does not hide between them: it is more than a few rows high, or it
    crosses one.
    """
    if frame.format.name not in _PLAIN:
        frame = frame.reformat(format="yuv420p", dst_color_range=ColorRange.MPEG)
    plane = frame.planes[0]
    luma = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    step = max(min(plane.width, plane.height) // _ROWS, 1)
    down, across = plane.height // step, plane.width // step
    rows = luma[: down * step : step, : across * step].reshape(down, across, step)
    sums = np.add.reduce(rows, axis=2, dtype=np.uint16)
    cells: Cells = sums.astype(np.float32)
    cells /= step
    if frame.color_range != ColorRange.JPEG:
        cells = (cells - _DARKEST) * _STRETCH
    return cells
