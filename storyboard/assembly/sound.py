"""The film's sound: mixed, brought to its level, encoded."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from storyboard.assembly.mix import film_samples, mixed, voices
from storyboard.assembly.rolls import Roll
from storyboard.media.level import CEILING, encode, encode_at, limiting
from storyboard.media.read import SAMPLE_RATE
from storyboard.model.timeline import Timeline


def write_sound(
    timeline: Timeline,
    rolls: Sequence[Roll],
    out: Path,
    on_second: Callable[[float], None],
) -> None:
    """Mix and encode the film's sound; `on_second` hears how many seconds are mixed.

    The mix lies beside `out` as raw samples for as long as it takes to measure and
    encode it: 23 MB a minute.
    """
    raw = out.with_suffix(".f32")
    peak, done = 0.0, 0
    with raw.open("wb") as file:
        for block in mixed(
            voices(timeline, rolls), timeline.speech, film_samples(timeline)
        ):
            file.write(block.astype("<f4").tobytes())
            peak = max(peak, float(np.abs(block).max()))
            done += len(block)
            on_second(done / SAMPLE_RATE)
    if timeline.loudness is not None:
        encode_at(raw, out, timeline.loudness)
    else:
        encode(raw, out, limiting() if peak > _CLOSE else "anull")
    raw.unlink()


_CLOSE = 10 ** (CEILING / 20)
"""A mix whose peaks come above this is limited even where no loudness is asked for."""
