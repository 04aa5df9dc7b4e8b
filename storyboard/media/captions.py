"""Subtitles inside a film's file, which a player shows when it is asked to.

In mp4 and mov they are timed text (3GPP TS 26.245): each packet has the text's length
in two bytes and the text; packets without text fill the time between. In webm they are
WebVTT, a packet each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import av
from av.container import OutputContainer
from av.stream import Stream
from av.subtitles.stream import SubtitleStream

from storyboard.errors import MediaError
from storyboard.media.languages import language_code
from storyboard.model.timeline import SubtitleTrack

Form = Literal["mp4", "mov", "webm"]
_TICKS = 1000
"""Times are told in thousandths of a second."""
_MOST_BYTES = 65_535
_STYLE = (
    "[Script Info]\r\nScriptType: v4.00+\r\nPlayResX: 384\r\nPlayResY: 288\r\n\r\n"
    "[V4+ Styles]\r\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, "
    "OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, "
    "Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, "
    "MarginV, Encoding\r\nStyle: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,"
    "100,100,0,0,1,1,0,2,10,10,10,0\r\n\r\n[Events]\r\nFormat: Layer, Start, End, "
    "Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
)
"""From this the library makes the sample description that timed text has to have; its
coder of WebVTT does not open without it either."""


@dataclass(frozen=True)
class Piece:
    """What is shown for a while; without text: nothing."""

    at: int
    """Thousandths of a second."""
    lasts: int
    """Thousandths of a second."""
    text: str


class CaptionStream:
    """A track of subtitles on its way into a film."""

    def __init__(self, file: OutputContainer, form: Form, track: SubtitleTrack) -> None:
        """Open the track; before the film's header is written."""
        stream = file.add_stream("webvtt" if form == "webm" else "mov_text")
        if not isinstance(stream, SubtitleStream):
            raise MediaError(f"subtitles cannot be laid into {form}")
        stream.codec_context.subtitle_header = _STYLE.encode()
        stream.time_base = Fraction(1, _TICKS)
        stream.metadata["language"] = language_code(track.language, form)
        self._stream = stream
        self._timed_text = form != "webm"
        self._waiting = list(pieces(track, filled=self._timed_text))[::-1]

    def until(self, second: Fraction | None) -> list["av.Packet[Stream]"]:
        """The packets that start before a second of the film; with None: all."""
        end = None if second is None else second * _TICKS
        found = []
        while self._waiting and (end is None or self._waiting[-1].at < end):
            found.append(self._packet(self._waiting.pop()))
        return found

    def _packet(self, piece: Piece) -> "av.Packet[Stream]":
        text = (piece.text if self._timed_text else escaped(piece.text)).encode()
        if self._timed_text:
            text = text[:_MOST_BYTES]
            text = len(text).to_bytes(2, "big") + text
        packet = av.Packet(text)
        packet.stream = self._stream
        packet.time_base = Fraction(1, _TICKS)
        packet.pts = packet.dts = piece.at
        packet.duration = piece.lasts
        packet.is_keyframe = True
        return packet


def pieces(track: SubtitleTrack, *, filled: bool) -> Iterator[Piece]:
    """A track in thousandths of a second, with the time between where it is filled."""
    end = 0
    for each in track.subtitles:
        at, until = round(each.at * _TICKS), round(each.end * _TICKS)
        if filled and at > end:
            yield Piece(end, at - end, "")
        yield Piece(at, until - at, each.text)
        end = until


def index_room(tracks: tuple[SubtitleTrack, ...]) -> int:
    """Bytes that the tracks take at most in the index of an mp4."""
    return sum(2_000 + 80 * len(track.subtitles) for track in tracks)


def escaped(text: str) -> str:
    """Text as WebVTT has it, where angles and ampersands would mean something."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
