"""Frames in, packets out: one part of a film, coded by itself."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from storyboard.errors import MediaError
from storyboard.media.read import Planes
from storyboard.media.recipe import Recipe


@dataclass(frozen=True)
class Coded:
    """What is known of packets of consecutive frames, in the order they are shown."""

    extra: bytes
    """What the decoder is told before the first of them; may be empty."""
    sizes: tuple[int, ...]
    """Bytes of each; there is one for each frame."""
    keys: frozenset[int]
    """Which of them can be decoded without those before; 0 is among them."""


def encode(
    frames: Iterable[av.VideoFrame],
    recipe: Recipe,
    write: Callable[[bytes], object],
) -> Coded:
    """Code frames of yuv420p in BT.709 and write each packet as soon as it is there.

    The same frames give the same packets. MediaError in the encoder's words.
    """
    sizes: list[int] = []
    keys = []
    with coding_errors():
        context = opened_encoder(recipe)
        for packet in _encoded(frames, context, recipe):
            if packet.pts != len(sizes):
                raise MediaError(
                    f"{recipe.encoder} gave frame {packet.pts} where frame "
                    f"{len(sizes)} should be"
                )
            if packet.is_keyframe:
                keys.append(len(sizes))
            write(bytes(packet))
            sizes.append(packet.size)
        extra = context.extradata or b""
    if 0 not in keys:
        raise MediaError(f"{recipe.encoder} gave no key frame to start with")
    return Coded(extra, tuple(sizes), frozenset(keys))


@contextmanager
def coding_errors() -> Iterator[None]:
    """The library's errors as MediaError."""
    try:
        yield
    except av.error.FFmpegError as error:
        words = error.strerror or str(error)
        raise MediaError(f"the picture could not be coded: {words}") from error


def opened_encoder(recipe: Recipe) -> VideoCodecContext:
    """An encoder that is ready; its `extradata` is what all parts must share."""
    context = av.CodecContext.create(recipe.encoder, "w")
    if not isinstance(context, VideoCodecContext):
        raise MediaError(f"{recipe.encoder} is no encoder of pictures")
    tell(context, recipe)
    context.open()
    return context


def tell(context: VideoCodecContext, recipe: Recipe) -> None:
    """Set an encoder, not yet open, to a recipe."""
    if recipe.codec == "av1":
        # It talks to the terminal by itself, and listens to nothing else.
        os.environ.setdefault("SVT_LOG", "1")
    context.width, context.height = recipe.size
    context.pix_fmt = recipe.pixels
    context.time_base = 1 / recipe.rate
    context.framerate = recipe.rate
    context.gop_size = recipe.key_every
    # Frames are then stored as they are shown, and any of them may be the last.
    context.max_b_frames = 0
    context.thread_count = 1
    context.flags |= Flags.global_header
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    context.options = recipe.options


def _encoded(
    frames: Iterable[av.VideoFrame], context: VideoCodecContext, recipe: Recipe
) -> Iterator["av.Packet[VideoStream]"]:
    for place, frame in enumerate(frames):
        yield from context.encode(_placed(frame, place, recipe))
    yield from context.encode(None)


def _placed(frame: av.VideoFrame, place: int, recipe: Recipe) -> av.VideoFrame:
    """A frame as the encoder takes it."""
    if frame.format.name != recipe.pixels:
        frame = frame.reformat(format=recipe.pixels)
    frame.pts = place
    frame.time_base = 1 / recipe.rate
    # Decoded frames still say what they were coded as.
    frame.pict_type = PictureType.NONE
    return frame


def framed(planes: Planes) -> av.VideoFrame:
    """A frame of yuv420p from its planes."""
    height, width = planes[0].shape
    frame = av.VideoFrame(width, height, "yuv420p")
    for target, plane in zip(frame.planes, planes, strict=True):
        rows = np.frombuffer(memoryview(target), np.uint8)
        rows = rows.reshape(-1, target.line_size)
        rows[:, : plane.shape[1]] = plane
    frame.time_base = Fraction(1)
    return frame
