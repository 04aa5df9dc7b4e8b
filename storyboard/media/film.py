"""The finished file: coded parts joined packet by packet, with exact times."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from storyboard.errors import MediaError
from storyboard.media.captions import CaptionStream, index_room
from storyboard.media.container import media_errors, opened
from storyboard.media.encode import Coded, tell
from storyboard.media.read import SAMPLE_RATE
from storyboard.media.recipe import Recipe
from storyboard.model.timeline import SubtitleTrack
from storyboard.model.value import half_up

Form = Literal["mp4", "mov", "webm"]
"""The containers that films come in."""
HeardAs = Literal["aac", "libopus", "pcm_s24le"]
"""How the film's sound is coded, as ffmpeg names it."""
BIT_RATES: dict[HeardAs, int] = {"aac": 192_000, "libopus": 160_000}
_INDEXED = 28
"""Bytes that the index takes for a packet at most: its size 4, its place 8, the run of
packets that it starts 12, and whether one can start from it 4 (ISO/IEC 14496-12)."""
_SAMPLE = Fraction(1, SAMPLE_RATE)


@dataclass(frozen=True)
class Part:
    """Coded frames that follow one another in a film."""

    coded: Coded
    """What is known of them."""
    packets: Iterable[bytes]
    """One for each frame."""


@dataclass(frozen=True)
class SoundPacket:
    """A piece of coded sound."""

    data: bytes
    at: int
    """The sample of the film on which it starts; what a coder puts before the first is
    negative."""
    lasts: int
    """Samples; the last packet of a film may say fewer than it holds."""


@dataclass(frozen=True)
class Film:
    """What a film's file is told of itself."""

    recipe: Recipe
    """How its picture was coded."""
    length: int
    """Frames."""
    form: Form
    """Its container."""
    title: str
    """Its title, for players to show."""
    heard_as: HeardAs = "aac"
    """How its sound was coded."""
    captions: tuple[SubtitleTrack, ...] = ()
    """Its subtitles, for players to show when they are asked to."""


def write_film(
    film: Film,
    out: Path,
    parts: Iterable[Part],
    sound: Iterable[SoundPacket],
    on_frame: Callable[[int], None],
) -> None:
    """Join a film's parts and its sound into `out`; nothing is coded.

    The index lies in front, so that a browser can start at once; no date goes in: same
    input, same bytes. `on_frame` hears how many frames are joined. MediaError where
    the parts do not make up the film, or cannot be joined safely.
    """
    with (
        media_errors(out, "written"),
        av.open(
            f"file:{out.resolve()}", "w", format=film.form, options=_options(film)
        ) as file,
    ):
        _join(film, file, parts, sound, on_frame)
    _verify(film, out)


def _options(film: Film) -> dict[str, str]:
    options = {"fflags": "+bitexact"}
    if film.form != "webm":
        options["moov_size"] = str(_index_room(film))
    return options


def _index_room(film: Film) -> int:
    """Bytes that the index takes at most.

    Put in front afterwards, it would have to push all that was written; with too
    little room there is no film at all. What is left over is a few bytes a packet.
    """
    packets = film.length + film.length / film.recipe.rate * SAMPLE_RATE / 1024
    return half_up(packets * _INDEXED) + 20_000 + index_room(film.captions)


def _join(
    film: Film,
    file: OutputContainer,
    parts: Iterable[Part],
    sound: Iterable[SoundPacket],
    on_frame: Callable[[int], None],
) -> None:
    picture, heard = _streams(film, file)
    spoken = (track for track in film.captions if track.subtitles)
    captions = [CaptionStream(file, film.form, track) for track in spoken]
    file.metadata["title"] = film.title
    file.start_encoding()
    told = picture.codec_context.extradata or b""
    beside: list[_Waiting | CaptionStream] = [_Waiting(heard, iter(sound)), *captions]
    frame, done = 1 / film.recipe.rate, 0
    for part in parts:
        if part.coded.extra != told:
            raise MediaError(
                "a part of the film was coded for another decoder than the rest; "
                "remove the cache of segments and cut again"
            )
        for place, data in enumerate(part.packets):
            if done % film.recipe.key_every == 0:
                file.mux(_due(beside, done * frame))
            packet = _packet(picture, data, done, frame)
            packet.is_keyframe = place in part.coded.keys
            packet.duration = 1
            file.mux(packet)
            done += 1
        on_frame(done)
    if done != film.length:
        raise MediaError(f"{done} frames were joined in place of {film.length}")
    file.mux(_due(beside, None))


def _streams(film: Film, file: OutputContainer) -> tuple[VideoStream, AudioStream]:
    """Streams as their encoders describe them; neither encoder is fed."""
    picture = file.add_stream(film.recipe.encoder, rate=film.recipe.rate)
    heard = file.add_stream(film.heard_as, rate=SAMPLE_RATE)
    if not isinstance(picture, VideoStream) or not isinstance(heard, AudioStream):
        raise MediaError(f"{film.recipe.encoder} codes no picture")
    tell(picture.codec_context, film.recipe)
    picture.time_base = 1 / film.recipe.rate
    if film.recipe.codec == "hevc":
        # The tag by which the players of one large house know it.
        picture.codec_context.codec_tag = "hvc1"
    heard.layout = "stereo"
    if film.heard_as in BIT_RATES:
        heard.bit_rate = BIT_RATES[film.heard_as]
    return picture, heard


def _due(
    beside: Sequence["_Waiting | CaptionStream"], second: Fraction | None
) -> list["av.Packet[Stream]"]:
    return [packet for each in beside for packet in each.until(second)]


def _packet(
    stream: Stream, data: bytes, at: int, base: Fraction
) -> "av.Packet[Stream]":
    packet = av.Packet(data)
    packet.stream = stream
    packet.time_base = base
    packet.pts = packet.dts = at
    return packet


class _Waiting:
    """Sound that is written in time with its picture."""

    def __init__(self, stream: AudioStream, sound: Iterator[SoundPacket]) -> None:
        self._stream = stream
        self._sound = sound
        self._next = next(sound, None)

    def until(self, second: Fraction | None) -> list["av.Packet[Stream]"]:
        """All that starts before a second of the film; with None: all."""
        end = None if second is None else math.ceil(second * SAMPLE_RATE)
        found = []
        while self._next is not None and (end is None or self._next.at < end):
            packet = _packet(self._stream, self._next.data, self._next.at, _SAMPLE)
            packet.duration = self._next.lasts
            packet.is_keyframe = True
            found.append(packet)
            self._next = next(self._sound, None)
        return found


def _verify(film: Film, out: Path) -> None:
    """Whether the file's own index tells of the film that was wanted; MediaError."""
    wanted = float(film.length / film.recipe.rate)
    with opened(out) as file:
        picture, heard = file.streams.video[0], file.streams.audio[0]
        for name, stream in (("picture", picture), ("sound", heard)):
            if stream.duration is None or stream.time_base is None:
                lasts = (file.duration or 0) / av.time_base
            else:
                lasts = float(stream.duration * stream.time_base)
            if abs(lasts - wanted) > 1 / film.recipe.rate:
                raise MediaError(
                    f"the film's {name} came out {lasts:.3f} s long in place of "
                    f"{wanted:.3f} s"
                )
        if picture.frames not in (0, film.length):
            raise MediaError(
                f"the film came out with {picture.frames} frames in place of "
                f"{film.length}"
            )
