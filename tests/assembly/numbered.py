"""Clips that carry their frame number in the picture and clicks in their sound.

They are written, and films are read again, with PyAV alone and by formulas of their
own: nothing that cuts films is used to judge them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import floor
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from storyboard.model.timeline import Edit, Source, Timeline
from storyboard.model.words import Fit

Size = tuple[int, int]
Luma = NDArray[np.uint8]
Sound = NDArray[np.float32]

COLUMNS, ROWS = 5, 4
"""Of the blocks that spell a number of 20 bits: ten for the shot, ten for the frame."""
FRAMES = 1024
"""More than the frames of a clip."""
DARK, LIGHT = 60, 195
SHARE = 0.5
"""The side of the square of blocks, of the frame's shorter side."""
SURE = 0.5
"""The part of a block, each way, that neighbours do not bleed into."""
HELD = 2
SAMPLES = 48_000
CLICK = 0.7
HEARD = 0.2
"""A click that is louder than this counts."""
EVEN: Mapping[str, str] = {"preset": "ultrafast", "crf": "16", "bf": "0"}
BOTH_WAYS: Mapping[str, str] = {"preset": "veryfast", "crf": "16", "bf": "3"}
"""As services send: frames that are stored in another order than they are shown in."""


@dataclass(frozen=True)
class Heard:
    """A clip's sound."""

    codec: str = "aac"
    rate: int = SAMPLES
    layout: str = "stereo"
    starts: Fraction = Fraction(0)
    """Seconds before its first sample."""


@dataclass(frozen=True)
class Kind:
    """What sort of clip it is."""

    size: Size = (320, 180)
    """As shown."""
    rate: Fraction = Fraction(24)
    codec: str = "libx264"
    pixels: str = "yuv420p"
    options: Mapping[str, str] = field(default_factory=lambda: EVEN)
    suffix: str = ".mp4"
    turned: int = 0
    """Degrees by which a player turns it anticlockwise."""
    squeezed: int = 1
    """How many times wider it is shown than stored."""
    starts: Fraction = Fraction(0)
    """Seconds before the first frame."""
    gone: frozenset[int] = frozenset()
    """Frames that are left out; the one before is shown for longer."""
    full: bool = False
    """Whether luma uses all 256 values."""
    heard: Heard | None = field(default_factory=Heard)


@dataclass(frozen=True)
class Clip:
    """A clip on disk."""

    path: Path
    kind: Kind
    shot: int
    numbers: tuple[int, ...]
    """Of the frames that are there."""

    @property
    def times(self) -> tuple[Fraction, ...]:
        """When each is shown, in seconds after the first."""
        return tuple((n - self.numbers[0]) / self.kind.rate for n in self.numbers)

    @property
    def seconds(self) -> Fraction:
        """From its first frame to the end of its last."""
        return self.times[-1] + 1 / self.kind.rate

    def shown(self, frame: int, rate: Fraction) -> int | None:
        """What a film of that rate shows as its frame of the clip: a number.

        The last whose time, to the nearest frame of the film, has come; the very last
        is held for two frames; after that there is nothing.
        """
        if frame >= floor(self.seconds * rate + Fraction(1, 2)) + HELD:
            return None
        due = [floor(time * rate + Fraction(1, 2)) for time in self.times]
        place = max(i for i, each in enumerate(due) if each <= frame)
        return self.shot * FRAMES + self.numbers[place]

    @property
    def clicks(self) -> tuple[float, ...]:
        """When it clicks, in seconds after the first frame."""
        if self.kind.heard is None:
            return ()
        ends = float(self.kind.starts + self.seconds)
        return tuple(t - float(self.kind.starts) for t in clicks(self.shot, ends))

    def source(self) -> Source:
        """The clip, for a timeline; its digest is its name, since it never changes."""
        return Source(kind="clip", file=str(self.path), digest=str(self.path))


def clicks(shot: int, seconds: float) -> list[float]:
    """One in each second, in each at another place, and for each shot at others."""
    found = (k + 0.2 + 0.06 * ((k + 3 * shot) % 10) for k in range(int(seconds) + 1))
    return [at for at in found if at < seconds - 0.01]


# Pictures --------------------------------------------------------------------------


def side_of(size: Size, film: Size, fit: Fit = "fill") -> float:
    """The side of the square of blocks in the film."""
    each = (film[0] / size[0], film[1] / size[1])
    return SHARE * min(size) * (max(each) if fit == "fill" else min(each))


@lru_cache(maxsize=64)
def _cells(size: Size, side: float, part: float) -> NDArray[np.int64]:
    """For each pixel the number of its block, row by row; −1 beside or near an edge."""
    width, height = size
    x = (np.arange(width) + 0.5 - (width - side) / 2) * COLUMNS / side
    y = (np.arange(height) + 0.5 - (height - side) / 2) * ROWS / side
    across = np.where(np.abs(x % 1 - 0.5) <= part / 2, np.floor(x), -1)
    down = np.where(np.abs(y % 1 - 0.5) <= part / 2, np.floor(y), -1)
    across = np.where((across >= 0) & (across < COLUMNS), across, -1)
    down = np.where((down >= 0) & (down < ROWS), down, -1)
    cells = down[:, None] * COLUMNS + across[None, :]
    outside = (down[:, None] < 0) | (across[None, :] < 0)
    return np.where(outside, -1, cells).astype(np.int64)


def levels_of(number: int) -> NDArray[np.float64]:
    """The levels of the blocks that spell a number, the highest bit first."""
    bits = np.array([number >> bit & 1 for bit in reversed(range(COLUMNS * ROWS))])
    return np.where(bits == 1, float(LIGHT), float(DARK))


def drawn(number: int, size: Size) -> Luma:
    """A frame: the square of blocks amid grey that has a slope."""
    cells = _cells(size, SHARE * min(size), 1.0)
    slope = np.linspace(90, 150, size[0])[None, :] + np.zeros((size[1], 1))
    return np.where(cells >= 0, levels_of(number)[cells], slope).astype(np.uint8)


def number_of(luma: Luma, side: float) -> int:
    """The number that a frame's blocks spell; for messages."""
    found = 0
    for level in _means(luma, _cells((luma.shape[1], luma.shape[0]), side, SURE)):
        found = found * 2 + int(level > (DARK + LIGHT) / 2)
    return found


def _means(luma: Luma, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    inside = labels >= 0
    counts = np.bincount(labels[inside])
    sums = np.bincount(labels[inside], weights=luma[inside])
    return np.asarray(sums / np.maximum(counts, 1))


@dataclass(frozen=True)
class Layer:
    """A frame of a clip as a share of a frame of the film."""

    number: int
    side: float
    share: float = 1.0


def error_of(luma: Luma, layers: Sequence[Layer]) -> float:
    """By how much the worst block's mean is off, in levels of luma.

    Blocks of all layers are cut with one another, so that layers of different sizes
    are told apart, too.
    """
    size = luma.shape[1], luma.shape[0]
    labels = np.zeros(luma.shape, np.int64)
    wanted = np.zeros(luma.shape)
    for layer in layers:
        cells = _cells(size, layer.side, SURE)
        both = (labels >= 0) & (cells >= 0)
        labels = np.where(both, labels * COLUMNS * ROWS + cells, -1)
        wanted += layer.share * levels_of(layer.number)[cells]
    off = np.abs(_means(luma, labels) - _means(wanted.astype(np.float64), labels))
    return float(off.max())


# Writing ---------------------------------------------------------------------------


def write(path: Path, kind: Kind, shot: int, frames: int) -> Clip:
    """A clip whose frames are numbered from 0."""
    numbers = tuple(n for n in range(frames) if n not in kind.gone)
    clip = Clip(path.with_suffix(kind.suffix), kind, shot, numbers)
    with av.open(str(clip.path), "w", options={"fflags": "+bitexact"}) as file:
        picture = _picture(file, kind)
        sound = _sound(file, kind.heard) if kind.heard else None
        if sound is not None and kind.heard is not None:
            ends = float(kind.starts + Fraction(frames) / kind.rate)
            _speak(file, sound, kind.heard, clicks(shot, ends), ends)
        for number in numbers:
            frame = _frame(drawn(shot * FRAMES + number, kind.size), kind)
            # In units that all of the rates and starts are whole in.
            frame.pts = int((kind.starts + number / kind.rate) / _unit(kind))
            frame.time_base = _unit(kind)
            file.mux(picture.encode(frame))
        file.mux(picture.encode(None))
    return clip


def _unit(kind: Kind) -> Fraction:
    return Fraction(1, kind.rate.numerator * 10)


def _picture(file: OutputContainer, kind: Kind) -> VideoStream:
    stream = file.add_stream(kind.codec, rate=kind.rate)
    assert isinstance(stream, VideoStream)
    width, height = kind.size[0] // kind.squeezed, kind.size[1]
    stream.width, stream.height = (
        (height, width) if kind.turned % 180 else (width, height)
    )
    stream.pix_fmt = kind.pixels
    stream.time_base = stream.codec_context.time_base = _unit(kind)
    stream.options = dict(kind.options)
    stream.codec_context.thread_count = 1
    stream.codec_context.sample_aspect_ratio = Fraction(kind.squeezed)
    if kind.full:
        stream.codec_context.color_range = ColorRange.JPEG
        stream.codec_context.colorspace = Colorspace.ITU601
    if kind.turned:
        stream.set_display_rotation(kind.turned)
    return stream


def _frame(luma: Luma, kind: Kind) -> av.VideoFrame:
    if kind.squeezed > 1:
        luma = luma[:, kind.squeezed // 2 :: kind.squeezed]
    luma = np.ascontiguousarray(np.rot90(luma, -kind.turned // 90))
    if kind.full:
        luma = ((luma - 16.0) * 255 / 219).round().astype(np.uint8)
    height, width = luma.shape
    frame = av.VideoFrame(width, height, "yuv420p")
    grey = np.full((1, 1), 128, np.uint8)
    for plane, level in zip(frame.planes, (luma, grey, grey), strict=True):
        rows = np.frombuffer(memoryview(plane), np.uint8)
        rows.reshape(-1, plane.line_size)[:, : plane.width] = level
    if kind.full:
        frame.color_range = ColorRange.JPEG
        frame.colorspace = Colorspace.ITU601
    return frame.reformat(format=kind.pixels) if kind.pixels != "yuv420p" else frame


def _sound(file: OutputContainer, heard: Heard) -> AudioStream:
    stream = file.add_stream(heard.codec, rate=heard.rate)
    assert isinstance(stream, AudioStream)
    stream.layout = heard.layout
    return stream


def _speak(
    file: OutputContainer,
    stream: AudioStream,
    heard: Heard,
    times: Sequence[float],
    ends: float,
) -> None:
    first = round(heard.starts * heard.rate)
    wave = np.zeros(round(ends * heard.rate), np.float32)
    for at in times:
        _click(wave, at, heard.rate)
    channels = len(stream.layout.channels)
    form = {"aac": "fltp", "libopus": "flt", "pcm_s16le": "s16"}[heard.codec]
    step = stream.codec_context.frame_size or 1024
    for start in range(first, len(wave), step):
        part = np.repeat(wave[None, start : start + step], channels, axis=0)
        if form == "s16":
            part = (part * 32767).astype(np.int16)
        if form != "fltp":
            part = part.T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(part), form, heard.layout
        )
        frame.sample_rate = heard.rate
        frame.pts, frame.time_base = start, Fraction(1, heard.rate)
        file.mux(stream.encode(frame))
    file.mux(stream.encode(None))


def _click(wave: Sound, at: float, rate: int) -> None:
    """Add a pulse with one clear peak: the second derivative of a bell, of 1.2 kHz."""
    middle = round(at * rate)
    places = np.arange(middle - rate // 500, middle + rate // 500)
    places = places[(places >= 0) & (places < len(wave))]
    x = (np.pi * 1200 * (places / rate - at)) ** 2
    wave[places] += (CLICK * (1 - 2 * x) * np.exp(-x)).astype(np.float32)


def still(path: Path, number: int, size: Size) -> Source:
    """An image with a number."""
    luma = (drawn(number, size) - 16.0) * 255 / 219
    Image.fromarray(luma.round().astype(np.uint8)).convert("RGB").save(path)
    return Source(kind="still", file=str(path), digest=str(path))


# Reading ---------------------------------------------------------------------------


def lumas(film: Path) -> Iterator[tuple[Fraction, Luma]]:
    """Every frame that a player shows: its time in seconds, and its luma."""
    with av.open(str(film)) as file:
        stream = file.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in file.decode(stream):
            assert frame.pts is not None
            assert frame.time_base is not None
            yield frame.pts * frame.time_base, _luma(frame)


def _luma(frame: av.VideoFrame) -> Luma:
    plane = frame.planes[0]
    if frame.format.components[0].bits == 10:
        deep = np.frombuffer(memoryview(plane), np.uint16).reshape(plane.height, -1)
        return (deep[:, : frame.width] >> 2).astype(np.uint8)
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, -1)
    return rows[:, : frame.width].copy()


def sounds(film: Path) -> Iterator[tuple[int, Sound]]:
    """The left side of what a player lets hear, and the sample on which it starts."""
    with av.open(str(film)) as file:
        stream = file.streams.audio[0]
        turned = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLES)
        for frame in file.decode(stream):
            for each in turned.resample(frame):
                assert each.pts is not None
                assert each.time_base is not None
                at = round(each.pts * each.time_base * SAMPLES)
                yield at, np.asarray(each.to_ndarray()[0], np.float32)


def heard(film: Path) -> tuple[int, list[float]]:
    """The film's samples, and when it clicks, in seconds. Needs little memory."""
    ends, found = 0, list[tuple[int, float]]()
    for at, block in sounds(film):
        ends = max(ends, at + len(block))
        for index in np.flatnonzero(block > HEARD):
            place, level = at + int(index), float(block[index])
            if found and place - found[-1][0] < SAMPLES // 100:
                found[-1] = max(found[-1], (place, level), key=lambda each: each[1])
            else:
                found.append((place, level))
    return ends, [place / SAMPLES for place, _ in found]


# What belongs where ----------------------------------------------------------------


def layers_at(
    timeline: Timeline, clips: Mapping[str, Clip | int], frame: int
) -> list[Layer] | None:
    """What a frame of a film shows; None where that is not said by numbers.

    `clips` by file: a clip, or the number that stands in a still.
    """
    seen = [edit for edit in timeline.edits if edit.at <= frame < edit.end]
    found: list[Layer] = []
    for place, edit in enumerate(seen):
        made = clips.get(edit.source.file)
        if made is None or edit.leave is not None:
            return None
        size, number = _picked(timeline, edit, made, frame)
        if number is None or (edit.enter and edit.enter.kind != "dissolve" and place):
            return None
        share = 1.0
        if place and edit.enter:
            share = (frame - edit.at + 1) / (edit.enter.frames + 1)
            found = [Layer(e.number, e.side, e.share * (1 - share)) for e in found]
        film = timeline.width, timeline.height
        found.append(Layer(number, side_of(size, film, edit.fit), share))
    return found


def _picked(
    timeline: Timeline, edit: Edit, made: Clip | int, frame: int
) -> tuple[Size, int | None]:
    if isinstance(made, int):
        with Image.open(edit.source.file) as image:
            return image.size, made
    rate = Fraction(timeline.rate)
    return made.kind.size, made.shown(edit.start + frame - edit.at, rate)


def clicks_in(
    timeline: Timeline, clips: Mapping[str, Clip | int]
) -> tuple[list[float], list[float]]:
    """When the film must click, and when it may: while one sound passes into another,
    near a cut, and where a slate stands in."""
    rate = Fraction(timeline.rate)
    must, may = list[float](), list[float]()
    for place, edit in enumerate(timeline.edits):
        made = clips.get(edit.source.file)
        if not isinstance(made, Clip):
            continue
        after = timeline.edits[place + 1 : place + 2]
        opens = edit.at + (edit.enter.frames if edit.enter else 0)
        shuts = after[0].at if after else edit.end
        for click in made.clicks:
            at = float(edit.at / rate) + click - float(edit.start / rate)
            if float(opens / rate) + 0.03 < at < float(shuts / rate) - 0.03:
                must.append(at)
            elif float(edit.at / rate) - 0.03 < at < float(edit.end / rate) + 0.03:
                may.append(at)
    return must, may
