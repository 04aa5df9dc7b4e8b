"""Frames taken out of a clip: exact, at full size, in their true colours."""

import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
from av import VideoFrame
from av.container import InputContainer
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from storyboard.errors import MediaError
from storyboard.media.container import opened
from storyboard.media.probe import MediaFacts, moving_picture, probe
from storyboard.media.settle import settle
from storyboard.model.value import half_up

_MATRICES = {
    "bt709": Colorspace.ITU709,
    "smpte170m": Colorspace.ITU601,
    "bt2020": Colorspace.BT2020,
}
_EXACT = (
    Interpolation.BICUBIC
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)
"""The scaler's usual short cuts darken by a level each time, which shots that go on
from one another's frames would add up; these do not, by measuring."""


def write_frame(clip: Path, which: Literal["first", "last"], out: Path) -> None:
    """Write a clip's first or last frame as PNG: the same clip, the same bytes.

    It is the frame that a decoder shows first or last (edit lists and B-frames are
    taken into account), upright, with square pixels, in RGB of 8 bits; light beyond
    that range (HDR) is not tone-mapped. `out` is there as a whole or not at all.
    MediaError where the clip is no video or damaged, or `out` cannot be written.
    """
    facts = _video(clip)
    frame = _first(clip) if which == "first" else _last(clip)
    if frame is None:
        raise MediaError(f"{clip.name} has no frame that can be decoded")
    image = _shown(frame, facts)
    # Threads of one run and other runs may want the same frame at the same time.
    mark = f"{os.getpid()}-{threading.get_ident()}"
    unfinished = out.with_name(f".{out.name}.{mark}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        image.save(unfinished, format="PNG")
        settle(unfinished, out)
    except OSError as error:
        reason = error.strerror or str(error)
        raise MediaError(f"{out}: cannot be written: {reason}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def frames_of(
    clip: Path, count: int, *, lines: int | None = None
) -> tuple[Image.Image, ...]:
    """So many frames of a clip, evenly spaced from the first to the last.

    One is the middle one; a clip of fewer frames gives those it has. `lines` makes them
    so high, in pixels. MediaError where the clip is no video or damaged.
    """
    facts = _video(clip)
    last = (facts.frames or 1) - 1
    parts = max(count - 1, 1)
    wanted = {(2 * last * part + parts) // (2 * parts) for part in range(count)}
    wanted = {last // 2} if count == 1 else wanted
    with opened(clip) as container:
        frames = container.decode(_picture(container, clip))
        return tuple(
            _scaled(_shown(frame, facts), lines)
            for place, frame in enumerate(frames)
            if place in wanted
        )


def frame_at(film: Path, number: int, rate: Fraction) -> Image.Image:
    """A frame of an evenly spaced film by its number from 0.

    MediaError where the film is damaged, or has no such frame.
    """
    facts = _video(film)
    with opened(film) as container:
        stream = _picture(container, film)
        base, first = stream.time_base or 1 / rate, stream.start_time or 0
        container.seek(first + int(number / rate / base), stream=stream)
        for frame in container.decode(stream):
            found = half_up(((frame.pts or 0) - first) * base * rate)
            if found == number:
                return _shown(frame, facts)
            if found > number:
                break
    raise MediaError(f"{film.name} has no frame {number} that can be decoded")


def _video(clip: Path) -> MediaFacts:
    facts = probe(clip)
    if facts.kind != "video":
        raise MediaError(f"{clip.name} has no moving picture; it is {facts.kind}")
    return facts


def _picture(container: InputContainer, clip: Path) -> VideoStream:
    stream = moving_picture(container)
    if stream is None:
        raise MediaError(f"{clip.name} has no picture")
    stream.thread_type = "AUTO"
    return stream


def _first(clip: Path) -> VideoFrame | None:
    with opened(clip) as container:
        return next(container.decode(_picture(container, clip)), None)


def _last(clip: Path) -> VideoFrame | None:
    """The frame that is shown last, whatever its place in the file.

    Decoded from the last place where decoding can start; from the very start where
    that does not lead to it.
    """
    with opened(clip) as container:
        stream = _picture(container, clip)
        shown = [
            packet.pts
            for packet in container.demux(stream)
            if packet.pts is not None and not packet.is_discard
        ]
        if shown:
            container.seek(max(shown), stream=stream)
            frame = _end(container.decode(stream))
            if frame is not None and frame.pts == max(shown):
                return frame
    with opened(clip) as container:
        return _end(container.decode(_picture(container, clip)))


def _end(frames: Iterable[VideoFrame]) -> VideoFrame | None:
    last = None
    for frame in frames:
        last = frame
    return last


def _shown(frame: VideoFrame, facts: MediaFacts) -> Image.Image:
    """A frame as it is shown: upright, with square pixels, in RGB."""
    converted = frame.reformat(
        format="rgb24",
        src_colorspace=_MATRICES[facts.matrix],
        src_color_range=ColorRange.JPEG if facts.full_range else ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=_EXACT,
    )
    pixels: NDArray[np.uint8] = np.rot90(
        converted.to_ndarray(), round(frame.rotation / 90)
    )
    image = Image.fromarray(np.ascontiguousarray(pixels))
    size = (facts.width, facts.height)
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS)


def _scaled(image: Image.Image, lines: int | None) -> Image.Image:
    if lines is None or lines == image.height:
        return image
    across = max(round(image.width * lines / image.height), 1)
    return image.resize((across, lines), Image.Resampling.LANCZOS)
