"""Sound in, packets out, and back; and where two codings of AAC can be joined."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from itertools import chain

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.codec.context import Flags

from storyboard.errors import MediaError
from storyboard.media.film import BIT_RATES, HeardAs
from storyboard.media.read import SAMPLE_RATE, Samples

FRAME = 1024
"""Samples in a packet of AAC; the first packet holds what lies before the sound."""
OPUS_FRAME = 960
"""Samples in a packet of Opus."""
OPUS_EARLY = 312
"""Samples before the sound with which Opus starts."""
_EDITION = 1
"""Counts up when the same samples come out as other packets."""
# The fast coder is the better one at this rate, by ffmpeg's own account. Noise is
# coded as it is and not as "noise": decoders would make up one with other peaks.
_TOLD: dict[HeardAs, dict[str, str]] = {
    "aac": {"aac_coder": "fast", "aac_pns": "0", "cutoff": "18000"},
    "libopus": {"application": "audio"},
}
_FORMATS: dict[HeardAs, str] = {"aac": "fltp", "libopus": "flt"}
BANDS: dict[HeardAs, int | None] = {
    "aac": 18_000,
    "libopus": 20_000,
    "pcm_s24le": None,
}
"""Hertz above which a coder leaves out what there is, at its bit rate here."""
_PAIR = 1
"""The element of a packet of AAC that holds two sides (ISO 14496-3, 4.5.2.1)."""
_LONG = 0
"""A long window between long ones, `ONLY_LONG_SEQUENCE` there."""


def coder_facts(heard_as: HeardAs) -> list[object]:
    """All that settles how samples become packets, as JSON."""
    return [
        _EDITION,
        av.__version__,
        heard_as,
        BIT_RATES.get(heard_as),
        _TOLD.get(heard_as),
    ]


def coded(blocks: Iterable[Samples], heard_as: HeardAs) -> Iterator[bytes]:
    """Code sound as AAC or Opus, packet by packet: same samples, same packets.

    Blocks of any length. MediaError in the coder's words.
    """
    with _coding_errors():
        context = _opened_coder(heard_as)
        done = 0
        for block in blocks:
            if len(block):
                frame = framed_sound(block)
                frame.pts = done
                done += len(block)
                yield from map(bytes, context.encode(frame))
        yield from map(bytes, context.encode(None))


def decoded(packets: Iterable[bytes], heard_as: HeardAs) -> Iterator[Samples]:
    """What is heard of packets, with what the coder put before the first sample."""
    with _coding_errors():
        name = "opus" if heard_as == "libopus" else heard_as
        context = av.CodecContext.create(name, "r")
        context.extradata = _told_to_decoders(heard_as)
        context.thread_count = 1
        # The library's Opus drops what comes before the sound by itself.
        for data in chain(packets, (None,)):
            for frame in context.decode(None if data is None else av.Packet(data)):
                if isinstance(frame, av.AudioFrame):
                    yield _interleaved(frame)


def as_24_bits(samples: Samples) -> bytes:
    """Samples as whole numbers of 24 bits, least byte first, the sides in turn."""
    whole = np.rint(samples.astype(np.float64) * 2**23)
    numbers = np.clip(whole, -(2**23), 2**23 - 1).astype("<i4")
    return numbers.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def framed_sound(samples: Samples) -> av.AudioFrame:
    """A frame of stereo floats."""
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples, np.float32).reshape(1, -1),
        format="flt",
        layout="stereo",
    )
    frame.sample_rate = SAMPLE_RATE
    frame.time_base = Fraction(1, SAMPLE_RATE)
    return frame


def seam(before: Sequence[bytes], after: Sequence[bytes], wanted: int) -> int:
    """From which packet on a coding of AAC can take over from another one.

    Both code the same stretch, packet by packet. Neighbouring packets overlap by half,
    and what folding adds to one the next takes away, as long as their windows match:
    the place nearest to `wanted` is taken where both have long windows in the packet
    and in the one before it; else the nearest where the window before falls alike.
    """
    old, new = [_window(each) for each in before], [_window(each) for each in after]
    places = sorted(
        range(1, min(len(old), len(new))), key=lambda place: abs(place - wanted)
    )
    for serves in (_all_long, _alike):
        for place in places:
            if serves(old, new, place):
                return place
    return wanted


_Window = tuple[int, int] | None
"""A packet's window sequence and shape; None where its sides differ."""


def _all_long(old: Sequence[_Window], new: Sequence[_Window], place: int) -> bool:
    seen = {*old[place - 1 : place + 1], *new[place - 1 : place + 1]}
    first = old[place]
    return len(seen) == 1 and first is not None and first[0] == _LONG


def _alike(old: Sequence[_Window], new: Sequence[_Window], place: int) -> bool:
    one, other = old[place - 1], new[place - 1]
    if one is None or other is None:
        return False
    # Sequences 1 and 2, start and short, fall steeply; 0 and 3, long and stop, do not.
    return one[1] == other[1] and (one[0] in (1, 2)) == (other[0] in (1, 2))


def _window(packet: bytes) -> _Window:
    """The first bits of a packet (ISO 14496-3, tables 4.4 and 4.50).

    Element (3), tag (4), whether both sides share a window (1), reserved (1), window
    sequence (2), window shape (1).
    """
    bits = int.from_bytes(packet[:2], "big")
    if bits >> 13 != _PAIR or not bits >> 8 & 1:
        return None
    return bits >> 5 & 3, bits >> 4 & 1


@contextmanager
def _coding_errors() -> Iterator[None]:
    """The library's errors as MediaError."""
    try:
        yield
    except av.error.FFmpegError as error:
        words = error.strerror or str(error)
        raise MediaError(f"the sound could not be coded: {words}") from error


def _opened_coder(heard_as: HeardAs) -> AudioCodecContext:
    context = av.CodecContext.create(heard_as, "w")
    if not isinstance(context, AudioCodecContext):
        raise MediaError(f"{heard_as} is no coder of sound")
    context.sample_rate = SAMPLE_RATE
    context.layout = "stereo"
    context.format = _FORMATS[heard_as]
    context.bit_rate = BIT_RATES[heard_as]
    context.time_base = Fraction(1, SAMPLE_RATE)
    context.thread_count = 1
    context.flags |= Flags.bitexact | Flags.global_header
    context.options = _TOLD[heard_as]
    context.open()
    return context


@cache
def _told_to_decoders(heard_as: HeardAs) -> bytes:
    return _opened_coder(heard_as).extradata or b""


def _interleaved(frame: av.AudioFrame) -> Samples:
    samples = frame.to_ndarray()
    if frame.format.is_planar:
        return np.ascontiguousarray(samples.T, np.float32)
    return samples.reshape(-1, 2).astype(np.float32)
