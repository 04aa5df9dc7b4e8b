"""How loud sound is, by ITU-R BS.1770 and EBU R 128."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.filter.context import FilterContext
from numpy.typing import NDArray

from storyboard.errors import MediaError
from storyboard.media.ffmpeg import media_input, run
from storyboard.media.hear import framed_sound
from storyboard.media.read import SAMPLE_RATE, Samples

STEP = SAMPLE_RATE // 1000
"""Samples over which power is told: a millisecond."""
SILENT = -70.0
"""What is not louder than this, in LUFS, is silence: the absolute gate."""
_EDITION = 1
"""Counts up when the same sound is found to have another power."""
_SHELF = "b0=1.53512485958697:b1=-2.69169618940638:b2=1.19839281085285"
_SHELF += ":a0=1:a1=-1.69065929318241:a2=0.73248077421585"
_LOW_CUT = "b0=1:b1=-2:b2=1:a0=1:a1=-1.99004745483398:a2=0.99007225036621"
"""The two filters of K-weighting at 48 kHz (ITU-R BS.1770-5, tables 1 and 2)."""


@dataclass(frozen=True)
class Level:
    """How loud a sound is."""

    loudness: float
    """Integrated, in LUFS; −70 for silence."""
    peak: float
    """True peak in dBTP."""


def measured(path: Path) -> Level:
    """The level of a file's sound, by another program than the one that set it.

    MediaError where the file has none, in ffmpeg's words.
    """
    meter = "ebur128=peak=true:framelog=quiet"
    said = run([*media_input(path), "-vn", "-af", meter, "-f", "null", "-"])
    summary = said.rpartition("Summary:")[2]
    loudness = re.search(r"I:\s+(\S+) LUFS", summary)
    peak = re.search(r"Peak:\s+(\S+) dBFS", summary)
    if loudness is None or peak is None:
        raise MediaError(f"the loudness could not be measured: {said[-200:]}")
    return Level(max(float(loudness[1]), SILENT), float(peak[1]))


def meter_facts(band: int | None) -> list[object]:
    """All that settles what power some samples have, as JSON."""
    return [_EDITION, av.__version__, band]


def powers(samples: Samples, band: int | None = None) -> NDArray[np.float32]:
    """The K-weighted power of each full millisecond, both sides added, shape (n,).

    With `band`, in hertz, only what lies below counts: what is above does not get
    through every coder. The filters take a tenth of a second to find their way.
    """
    found = [np.zeros(0, np.float32)]
    left = np.zeros((2, 0), np.float32)
    try:
        for weighted in _weighted(samples, band):
            joined = np.concatenate([left, weighted], axis=1)
            count = joined.shape[1] // STEP * STEP
            steps = joined[:, :count].reshape(2, -1, STEP)
            found.append(np.square(steps).mean(axis=2).sum(axis=0))
            left = joined[:, count:]
    except av.error.FFmpegError as error:
        words = error.strerror or str(error)
        raise MediaError(f"the loudness could not be measured: {words}") from error
    return np.concatenate(found)


def loudness(power: NDArray[np.floating]) -> NDArray[np.float64]:
    """K-weighted power in LUFS."""
    return -0.691 + 10 * np.log10(power.astype(np.float64) + 1e-12)


def _weighted(samples: Samples, band: int | None) -> Iterator[NDArray[np.float32]]:
    if not len(samples):
        return
    graph = av.filter.Graph()
    graph.threads = 1
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE, format="flt", layout="stereo")
    chain = [source, graph.add("aformat", "sample_fmts=fltp"), *_below(graph, band)]
    chain.extend(graph.add("biquad", told) for told in (_SHELF, _LOW_CUT))
    for one, following in pairwise([*chain, graph.add("abuffersink")]):
        one.link_to(following)
    graph.configure()
    graph.push(framed_sound(samples))
    graph.push(None)
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield frame.to_ndarray().astype(np.float32, copy=False)


def _below(graph: av.filter.Graph, band: int | None) -> list[FilterContext]:
    """A Butterworth filter of the fourth order."""
    if band is None:
        return []
    return [graph.add("lowpass", f"f={band}:t=q:w={q}") for q in (0.5412, 1.3066)]
