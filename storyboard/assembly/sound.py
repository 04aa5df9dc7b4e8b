"""The film's sound: measured, brought to its level, coded, kept and joined.

It is worked on in chunks, by many threads. Chunks are kept by content: after a change
in one place the others pass as they are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from storyboard.assembly.chunks import (
    CHUNK,
    GRID,
    REACH,
    Chunk,
    Mix,
    chunks,
    in_order,
    joined,
)
from storyboard.assembly.kept_packets import is_kept, keep_packets, packets_in
from storyboard.assembly.loudness import Setting, levelled, raised, settle
from storyboard.assembly.opus import PEAK, keep_opus
from storyboard.errors import MediaError
from storyboard.media.film import HeardAs, SoundPacket
from storyboard.media.hear import (
    BANDS,
    FRAME,
    OPUS_EARLY,
    OPUS_FRAME,
    as_24_bits,
    coded,
    coder_facts,
    decoded,
    seam,
)
from storyboard.media.limit import amplitude, decibels, limited, true_peak
from storyboard.media.read import Samples
from storyboard.model.request import digest_of

_CEILINGS: dict[HeardAs, float] = {"aac": -1.75, "libopus": -2.25, "pcm_s24le": -1.2}
"""True peak in dB that the limiter keeps to: coding adds a little."""
_FAR = amplitude(-6)
"""Sound whose peaks stay below this is not decoded to see what coding added."""
_ROUNDS = 4
"""How often sound is coded with a lower ceiling, at most."""
_AHEAD = 4
"""Chunks that may be ready before they are needed."""
Span = tuple[int, int]
"""Samples of the film, from the first to that after the last."""
_PIECE = GRID // 2
"""Samples in a packet of sound that is not compressed."""


def sound_packets(
    mix: Mix,
    target: float | None,
    heard_as: HeardAs,
    *,
    cache: Path,
    pool: Executor,
    on_sample: Callable[[int], None],
    size: int = CHUNK,
) -> Iterator[SoundPacket]:
    """A film's sound, coded: same mix, same packets, whatever is kept in `cache`.

    It comes out within 0.5 LU of `target`, in LUFS, with its true peak below −1 dBTP,
    unless peaks so high stand in sound so quiet that only flattening them would reach
    it: then as near as it comes. Above some −12 LUFS, where the limiter is at work
    all the time and coding adds to the peaks, it may stay 2 LU softer. Silence stays
    silence, and what is shorter than 400 ms, which has no loudness, is not raised.
    With None it stays as mixed, and is limited where it would clip.

    When this returns, AAC and Opus are coded and kept, and the packets are only read;
    sound that is not compressed is mixed as they are asked for, in `pool`. `on_sample`
    hears from the calling thread how far it is, in samples of the film. `size` is that
    of a chunk. MediaError where a file cannot be read or written.
    """
    wanted = chunks(mix.length, size)
    passes = (target is not None) + (heard_as != "pcm_s24le")
    told = _Teller(mix.length, passes, on_sample)
    setting = _settled(
        mix, wanted, target, heard_as, cache=cache, pool=pool, on_chunk=told.chunk
    )
    desk = _Desk(mix, wanted, setting, cache, pool)
    if not wanted:
        return iter(())
    if heard_as == "aac":
        return _aac(desk, told)
    if heard_as == "libopus":
        return _opus(desk, told)
    return _plain(desk)


def sound_ahead(
    mix: Mix,
    target: float | None,
    heard_as: HeardAs,
    *,
    cache: Path,
    pool: Executor,
    fresh: Sequence[Span],
    missing: Sequence[Span],
) -> Iterator[None]:
    """Make and keep the sound that has just been settled; gives way now and then.

    Chunks that `fresh` samples touch are coded where no `missing` ones do, by the gain
    that what is there would get: the nearer the film is to its end, the likelier it is
    the film's. Only AAC is coded in chunks; of other sound there is nothing to do.
    """
    settled = [each for each in chunks(mix.length) if not _touches(each, missing)]
    if heard_as != "aac" or not settled:
        return
    setting = _settled(
        mix,
        settled,
        target,
        heard_as,
        cache=cache,
        pool=pool,
        on_chunk=lambda _chunk: None,
    )
    yield
    desk = _Desk(mix, settled, setting, cache, pool)
    wanted = [chunk for chunk in settled if _touches(chunk, fresh)]
    with closing(in_order(pool, partial(_kept_chunk, desk), wanted, _AHEAD)) as made:
        for _ in made:
            yield


def _touches(chunk: Chunk, spans: Sequence[Span]) -> bool:
    return any(at < chunk.stop and chunk.start < end for at, end in spans)


def _settled(
    mix: Mix,
    wanted: Sequence[Chunk],
    target: float | None,
    heard_as: HeardAs,
    *,
    cache: Path,
    pool: Executor,
    on_chunk: Callable[[Chunk], None],
) -> Setting:
    ceiling = _CEILINGS[heard_as]
    if target is None:
        return Setting(ceiling=ceiling)
    return settle(
        mix,
        wanted,
        target,
        ceiling=ceiling,
        band=BANDS[heard_as],
        cache=cache,
        pool=pool,
        on_chunk=on_chunk,
    )


class _Teller:
    """Tells how far the sound is, all passes over it taken together."""

    def __init__(
        self, length: int, passes: int, on_sample: Callable[[int], None]
    ) -> None:
        self._whole = length * passes
        self._passes = passes
        self._on_sample = on_sample
        self._done = 0

    def chunk(self, chunk: Chunk) -> None:
        """A chunk has passed; what passes once more is not counted."""
        self._done = min(self._done + chunk.last - chunk.first, self._whole)
        self._on_sample(self._done // self._passes)


@dataclass(frozen=True)
class _Desk:
    """What the sound of one film is made from, and where."""

    mix: Mix
    chunks: Sequence[Chunk]
    setting: Setting
    cache: Path
    pool: Executor

    def name(self, heard_as: HeardAs, first: int, last: int, *more: object) -> str:
        """What the packets of a window are kept as, without the ending."""
        key = self.mix.key(first, last)
        return digest_of([coder_facts(heard_as), self.setting.facts, key, *more])


def _aac(desk: _Desk, told: _Teller) -> Iterator[SoundPacket]:
    made = in_order(desk.pool, partial(_kept_chunk, desk), desk.chunks, _AHEAD)
    with closing(made):
        places = []
        for chunk, place in zip(desk.chunks, made, strict=True):
            places.append(place)
            told.chunk(chunk)
    parts = (
        _packets(desk, chunk, place)
        for chunk, place in zip(desk.chunks, places, strict=True)
    )
    return _timed(joined(parts, desk.chunks, seam), FRAME, -FRAME, desk.mix.length)


def _kept_chunk(desk: _Desk, chunk: Chunk) -> Path:
    """Where a chunk's packets are kept; coded where they are not."""
    name = desk.name("aac", chunk.start, chunk.stop, chunk.place)
    place = desk.cache / f"{name}.aac"
    if not is_kept(place):
        keep_packets(place, _coded_chunk(desk, chunk))
    return place


def _packets(desk: _Desk, chunk: Chunk, place: Path) -> list[bytes]:
    try:
        return list(packets_in(place))
    except MediaError:
        # Damaged since it was looked at; what it follows from is still there.
        keep_packets(place, _coded_chunk(desk, chunk))
        return list(packets_in(place))


def _coded_chunk(desk: _Desk, chunk: Chunk) -> list[bytes]:
    """A chunk's window as AAC, with a lower ceiling where coding passes the peak."""
    plain = raised(desk.mix, chunk, desk.setting.gain)
    ceiling = desk.setting.ceiling
    packets: list[bytes] = []
    for left in reversed(range(_ROUNDS)):
        samples = limited(plain, ceiling)
        packets = list(coded([samples], "aac"))
        if not left or np.abs(samples).max() < _FAR:
            break
        over = decibels(true_peak(_given(chunk, packets))) - PEAK
        if over <= 0:
            break
        ceiling -= over + 0.05
    if len(packets) != -(-len(plain) // FRAME) + 1:
        raise MediaError(f"{len(plain)} samples made {len(packets)} packets of AAC")
    return packets


def _given(chunk: Chunk, packets: Sequence[bytes]) -> Samples:
    """What is heard of a chunk's packets, as far as any of them may be joined."""
    heard = np.concatenate(list(decoded(packets, "aac")))[FRAME:]
    first = max(chunk.first - REACH * FRAME, 0) - chunk.start
    return heard[first : chunk.last + REACH * FRAME - chunk.start]


def _opus(desk: _Desk, told: _Teller) -> Iterator[SoundPacket]:
    """One coding in order: Opus foretells each packet from those before."""
    sizes = digest_of([chunk.place for chunk in desk.chunks])
    name = desk.name("libopus", 0, desk.mix.length, sizes)
    place = desk.cache / f"{name}.opus"
    if not is_kept(place):

        def blocks(ceiling: float) -> Iterator[Samples]:
            setting = replace(desk.setting, ceiling=ceiling)
            return _blocks(replace(desk, setting=setting), told)

        keep_opus(place, blocks, desk.setting.ceiling)
    return _timed(packets_in(place), OPUS_FRAME, -OPUS_EARLY, desk.mix.length)


def _plain(desk: _Desk) -> Iterator[SoundPacket]:
    at = 0
    for block in _blocks(desk, None):
        for first in range(0, len(block), _PIECE):
            piece = block[first : first + _PIECE]
            yield SoundPacket(as_24_bits(piece), at, len(piece))
            at += len(piece)


def _blocks(desk: _Desk, told: _Teller | None) -> Iterator[Samples]:
    """The film's sound at its level, chunk by chunk, without what lies around them."""
    ready = in_order(desk.pool, partial(_own, desk), desk.chunks, _AHEAD)
    with closing(ready):
        for chunk, samples in zip(desk.chunks, ready, strict=True):
            yield samples
            if told:
                told.chunk(chunk)


def _own(desk: _Desk, chunk: Chunk) -> Samples:
    samples = levelled(desk.mix, chunk, desk.setting)
    return samples[chunk.first - chunk.start : chunk.last - chunk.start]


def _timed(
    packets: Iterable[bytes], lasts: int, at: int, length: int
) -> Iterator[SoundPacket]:
    """Packets with their times; the last lasts as long as the film does."""
    for data in packets:
        if at >= length:
            # What a coder gives to come to its end is not heard.
            return
        yield SoundPacket(data, at, min(lasts, length - at))
        at += lasts
    if at < length:
        raise MediaError(f"the coded sound ends {length - at} samples early")
