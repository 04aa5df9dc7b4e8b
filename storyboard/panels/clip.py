"""A shot as a clip: the drawing of one process, from request to file."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storyboard.media.write import SAMPLE_RATE, ClipWriter, Plane
from storyboard.model.request import ClipRequest
from storyboard.model.time import frame_size, parse_rate, to_frames
from storyboard.panels.panel import Panel, References, panel
from storyboard.panels.reel import Reel
from storyboard.panels.strip import Strip
from storyboard.panels.tone import room_tone


def draw_clip(
    request: ClipRequest,
    references: References,
    out: Path,
    *,
    strip: bool = True,
    report: Callable[[float], None] = lambda _: None,
) -> None:
    """Draw a request into an mp4 with room tone; the same request, the same bytes.

    `references` holds the request's image files by digest. `report` hears how far it
    is, from 0 to 1. Raises MediaError where an image cannot be read or the file not be
    written.
    """
    shown = panel(request, references, strip=strip)
    rate, count = _length(request)
    with ClipWriter(
        out, frame_size(request.aspect, request.resolution), rate
    ) as writer:
        writer.sound(_sound(request, count / rate, inside=shown.inside))
        for number, planes in enumerate(_frames(request, shown, strip=strip), 1):
            writer.planes(planes)
            report(number / count)


def frames(
    request: ClipRequest, references: References, *, strip: bool
) -> Iterator[list[Plane]]:
    """A request's frames as Y, Cb and Cr; MediaError as for `draw_clip`."""
    return _frames(request, panel(request, references, strip=strip), strip=strip)


def _length(request: ClipRequest) -> tuple[Fraction, int]:
    rate = parse_rate(request.fps)
    return rate, max(to_frames(request.seconds, rate), 1)


def _frames(
    request: ClipRequest, shown: Panel, *, strip: bool
) -> Iterator[list[Plane]]:
    rate, count = _length(request)
    size = frame_size(request.aspect, request.resolution)
    bar = Strip(request, size, rate) if strip else None
    reel = Reel(shown)
    for number in range(count):
        planes = reel.planes(number / max(count - 1, 1), float(number / rate))
        if bar is None:
            yield list(planes)
        else:
            under = [np.asarray(plane) for plane in bar.planes(number)]
            yield [np.vstack(pair) for pair in zip(planes, under, strict=True)]


def _sound(
    request: ClipRequest, seconds: Fraction, *, inside: bool
) -> NDArray[np.float32]:
    """Room tone as long as the picture; silence where no sound is asked for."""
    samples = round(seconds * SAMPLE_RATE)
    if request.audio is False:
        return np.zeros((samples, 2), np.float32)
    return room_tone(samples, f"{request.seed or 0} {request.shot}", inside=inside)
