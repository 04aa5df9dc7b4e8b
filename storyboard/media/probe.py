"""What a media file is: facts read from its packets, not from its promises."""

import struct
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast

from av import VideoFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream
from PIL import ExifTags, Image, UnidentifiedImageError

from storyboard.errors import MediaError
from storyboard.media.container import opened
from storyboard.media.types import is_timed
from storyboard.model.value import half_up

STILL_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")
"""The image formats that are read."""
MOST_PIXELS = 50_000_000
"""Pixels of an image or a frame; decoded they take 200 MB, whatever the file takes."""
MOST_SAMPLES = 768_000
"""Samples a second; a resampler's tables grow with them."""
MOST_CHANNELS = 64
# Pillow only warns of what is refused here.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
_SIDEWAYS = (5, 6, 7, 8)
"""The Exif orientations that swap width and height."""
_DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError,
    struct.error, zlib.error, MemoryError, Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)  # fmt: skip
"""What decoders of images say of damage."""
_MATRICES = {1: "bt709", 5: "smpte170m", 6: "smpte170m", 9: "bt2020"}
"""ITU-T H.273, table 4."""
_HD_LINES = 720


@dataclass(frozen=True)
class MediaFacts:
    """A file's picture and sound. What a kind does not have is None, 0 or empty."""

    kind: Literal["video", "audio", "image"]
    seconds: float
    """Of the picture, or of the sound where there is no picture; 0 for an image."""
    width: int = 0
    """As shown: rotation and the shape of the pixels applied."""
    height: int = 0
    """As shown."""
    rate: Fraction | None = None
    """Frames per second; the mean where the rate varies."""
    uniform: bool = False
    """Whether the frames are evenly spaced, the first at time 0."""
    frames: int | None = None
    """Frames that are shown, counted."""
    plain: bool = False
    """Whether it is stored as it is shown: upright, square pixels, not interlaced."""
    picture_codec: str = ""
    """Such as h264."""
    pixels: str = ""
    """The pixel format, such as yuv420p."""
    matrix: str = ""
    """The colour matrix as a scaler names it: bt709, smpte170m, bt2020. Where the file
    does not say, what players assume: bt709 from 720 lines on."""
    full_range: bool = False
    """Whether luma uses all 256 values."""
    turned: int = 0
    """Degrees by which it is turned, anticlockwise, to be upright: 0, 90, 180, 270."""
    interlaced: bool = False
    """Whether a frame holds the lines of two moments."""
    sound_codec: str = ""
    """Such as aac."""
    sample_rate: int = 0
    """Samples per second."""
    channels: int = 0
    """Of the sound."""
    sound_seconds: float = 0.0
    """Length of the sound, counted."""

    @property
    def has_sound(self) -> bool:
        """Whether there is sound."""
        return bool(self.sound_codec)


def probe(path: Path) -> MediaFacts:
    """The facts of a video, sound or image file.

    Every packet is counted and the first frame decoded. MediaError where the file is
    missing, empty, cut short, or none of the three.
    """
    if not path.is_file():
        raise MediaError(f"there is no file {path}")
    still = _still_size(path)
    if still is not None:
        return MediaFacts("image", 0.0, *still, plain=True)
    with opened(path) as container:
        return facts_of(path, container, counted(container))


def _still_size(path: Path) -> tuple[int, int] | None:
    """Width and height of an image as shown; None where it is no image."""
    if is_timed(path):
        # What is no image makes Pillow look for every plug-in there may be, each time.
        return None
    try:
        with opened_still(path) as image:
            turned = image.getexif().get(ExifTags.Base.Orientation, 1) in _SIDEWAYS
            # A damaged picture shows only when it is decoded.
            image.load()
            width, height = image.size
    except UnidentifiedImageError:
        return None
    return (height, width) if turned else (width, height)


@contextmanager
def opened_still(path: Path) -> Iterator[Image.Image]:
    """An image file open for reading, not decoded yet.

    UnidentifiedImageError where it is none; MediaError where it is damaged or larger
    than MOST_PIXELS, also for what is done with it inside the block.
    """
    try:
        with Image.open(path, formats=STILL_FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise MediaError(
                    f"{path.name} is too large: {width} × {height}; an image has at "
                    f"most {MOST_PIXELS // 1_000_000} million pixels"
                )
            yield image
    except UnidentifiedImageError:
        raise
    except _DAMAGE as error:
        raise MediaError(f"{path.name} could not be read: {error}") from error


@dataclass(frozen=True)
class Count:
    """What the packets of one stream say."""

    times: tuple[int, ...]
    """Presentation times of what is shown, in order, in the stream's time base."""
    lasts: int
    """The sum of their durations."""
    last: int
    """The duration of the last that is shown; 0 where it does not say."""
    stored: int
    """Packets, those that are not shown among them."""


def facts_of(
    path: Path, container: InputContainer, counts: Mapping[int, Count]
) -> MediaFacts:
    """The facts of an opened video or sound whose packets were counted; MediaError."""
    for stream in container.streams:
        there = counts[stream.index].stored if stream.index in counts else 0
        # Of plain samples the index counts each one, and a packet holds many.
        bare = stream.codec_context and stream.codec_context.name.startswith("pcm_")
        if stream.index in counts and there < stream.frames and not bare:
            raise MediaError(
                f"{path.name} is cut short: {there} of {stream.frames} packets are "
                "there; fetch or export it again"
            )
    heard = first_sound(container)
    facts = MediaFacts("audio", 0.0)
    if heard is not None:
        lasts = float(counts[heard.index].lasts * (heard.time_base or 0))
        facts = replace(
            facts,
            seconds=lasts,
            sound_codec=heard.codec_context.name,
            sample_rate=heard.codec_context.sample_rate,
            channels=heard.codec_context.channels,
            sound_seconds=lasts,
        )
    seen = moving_picture(container)
    if seen is not None:
        return _with_picture(path, container, seen, counts[seen.index], facts)
    if heard is None or not facts.seconds:
        raise MediaError(f"{path.name} has neither picture nor sound")
    return facts


def moving_picture(container: InputContainer) -> VideoStream | None:
    """The picture; a cover image that comes along with a song is none.

    MediaError where there is one that cannot be decoded, or only at a cost that no
    picture is worth.
    """
    found = next(
        (
            stream
            for stream in container.streams.video
            if not stream.disposition & Disposition.attached_pic
        ),
        None,
    )
    if found is not None:
        _refuse_unknown(container, found, "a picture")
        if found.width * found.height > MOST_PIXELS:
            size = f"{found.width} × {found.height}"
            raise MediaError(f"{_name(container)} is too large: {size}")
    return found


def first_sound(container: InputContainer) -> AudioStream | None:
    """The sound; MediaError as with a picture."""
    found = next(iter(container.streams.audio), None)
    if found is not None:
        _refuse_unknown(container, found, "a sound")
        if found.rate > MOST_SAMPLES or found.channels > MOST_CHANNELS:
            said = f"{found.channels} channels of {found.rate} samples a second"
            raise MediaError(f"{_name(container)} cannot be heard: it says {said}")
    return found


def _refuse_unknown(
    container: InputContainer, stream: VideoStream | AudioStream, what: str
) -> None:
    # The library's own type hint leaves out that a stream may have no decoder.
    if cast("object | None", stream.codec_context) is None:
        raise MediaError(f"{_name(container)} has {what} of a kind that is not known")


def _name(container: InputContainer) -> str:
    return Path(container.name).name


def counted(container: InputContainer) -> dict[int, Count]:
    """Every packet, by stream. Memory grows by 8 bytes and some for each frame."""
    wanted = [*container.streams.video, *container.streams.audio]
    times: dict[int, list[int]] = {stream.index: [] for stream in wanted}
    lasts = dict.fromkeys(times, 0)
    ends = dict.fromkeys(times, (0, 0))
    stored = dict.fromkeys(times, 0)
    for packet in container.demux(*wanted):
        if packet.size == 0:
            continue
        index = packet.stream_index
        # Half a packet at the end of a file is none.
        stored[index] += not packet.is_corrupt
        if not packet.is_discard and packet.pts is not None:
            times[index].append(packet.pts)
            lasts[index] += packet.duration or 0
            ends[index] = max(ends[index], (packet.pts, packet.duration or 0))
    return {
        index: Count(
            tuple(sorted(times[index])), lasts[index], ends[index][1], stored[index]
        )
        for index in times
    }


def _with_picture(
    path: Path,
    container: InputContainer,
    stream: VideoStream,
    count: Count,
    sound: MediaFacts,
) -> MediaFacts:
    frame = _first_frame(container, stream)
    if frame is None or not count.times:
        raise MediaError(f"{path.name} has a picture track without a single frame")
    base = stream.time_base or Fraction(1)
    lasts = count.lasts * base
    rate = _rate(stream, count, lasts)
    pixel = stream.sample_aspect_ratio or Fraction(1)
    width, height = half_up(stream.width * pixel), stream.height
    if frame.rotation % 180:
        width, height = height, width
    return replace(
        sound,
        kind="video",
        seconds=float(lasts or len(count.times) / rate),
        width=width,
        height=height,
        rate=rate,
        uniform=_is_uniform(count.times, base, rate),
        frames=len(count.times),
        plain=pixel == 1 and frame.rotation == 0 and not frame.interlaced_frame,
        picture_codec=stream.codec_context.name,
        pixels=frame.format.name,
        matrix=_matrix(frame),
        full_range=frame.color_range == ColorRange.JPEG,
        turned=frame.rotation % 360,
        interlaced=frame.interlaced_frame,
    )


def _first_frame(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    container.seek(stream.start_time or 0, stream=stream)
    return next(container.decode(stream), None)


def _rate(stream: VideoStream, count: Count, lasts: Fraction) -> Fraction:
    """The rate that the file names where its frames keep to it, else their mean."""
    base = stream.time_base or Fraction(1)
    named = stream.guessed_rate or stream.average_rate
    if named and _is_uniform(count.times, base, named):
        return named
    if lasts:
        return Fraction(len(count.times) / lasts).limit_denominator(1001)
    return named or Fraction(25)


def _is_uniform(times: tuple[int, ...], base: Fraction, rate: Fraction) -> bool:
    """Whether each frame lies on the grid from 0, as near as the time base can say."""
    return all(abs(time - index / rate / base) < 1 for index, time in enumerate(times))


def _matrix(frame: VideoFrame) -> str:
    if frame.colorspace in _MATRICES:
        return _MATRICES[frame.colorspace]
    return "bt709" if min(frame.width, frame.height) >= _HD_LINES else "smpte170m"
