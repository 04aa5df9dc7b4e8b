"""A film's sound as Opus: coded once, in order, and looked at while it is kept."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from storyboard.assembly.kept_packets import keep_packets
from storyboard.media.hear import coded, decoded
from storyboard.media.limit import decibels, true_peak
from storyboard.media.read import SAMPLE_RATE, Samples

PEAK = -1.2
"""True peak in dB that coded sound stays below. EBU R 128 says −1; a decoder that
reckons a little differently is to come out below it as well."""
_ROUNDS = 3
"""How often sound is coded, at most."""


class _TooLoud(Exception):  # noqa: N818 - it ends a coding, nothing went wrong
    """Coded sound passes the peak by so many dB."""

    def __init__(self, over: float) -> None:
        super().__init__(over)
        self.over = over


def keep_opus(
    place: Path, blocks: Callable[[float], Iterable[Samples]], ceiling: float
) -> None:
    """Code and keep a film's sound, which `blocks` gives under a ceiling in dB.

    Where coding passes the peak, it is coded again under a lower ceiling. MediaError
    where it cannot be coded or written.
    """
    for left in reversed(range(_ROUNDS)):
        packets = coded(blocks(ceiling), "libopus")
        try:
            keep_packets(place, _checked(packets) if left else packets)
        except _TooLoud as error:
            ceiling -= error.over + 0.05
        else:
            return


def _checked(packets: Iterable[bytes]) -> Iterator[bytes]:
    """Packets as they come; _TooLoud behind the last where they pass the peak."""
    passed: list[bytes] = []

    def passing() -> Iterator[bytes]:
        for data in packets:
            passed.append(data)
            yield data

    peak = 0.0
    for samples in _in_seconds(decoded(passing(), "libopus")):
        peak = max(peak, true_peak(samples))
        yield from passed
        passed.clear()
    yield from passed
    if decibels(peak) > PEAK:
        raise _TooLoud(decibels(peak) - PEAK)


def _in_seconds(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """The same sound in blocks of a second or a little more."""
    found: list[Samples] = []
    for block in blocks:
        found.append(block)
        if sum(map(len, found)) >= SAMPLE_RATE:
            yield np.concatenate(found)
            found.clear()
    if found:
        yield np.concatenate(found)
