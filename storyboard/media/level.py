"""Sound as a whole: how loud it is, bringing it to a level, and encoding it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard.errors import MediaError
from storyboard.media.container import PROTOCOLS
from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.read import SAMPLE_RATE

CEILING = -1.5
"""True peak in dB that the limiter keeps to: encoding adds a little."""
_PEAK = -1.0
"""True peak in dB that the finished sound stays below (EBU R 128)."""
_NEAR = 0.2
"""A loudness this near to its target, in LU, is not corrected further."""
_SILENT = -70.0
"""What the meter says of silence: its absolute gate (ITU-R BS.1770)."""
_ROUNDS = 5


@dataclass(frozen=True)
class Level:
    """How loud a sound is, by ITU-R BS.1770."""

    loudness: float
    """Integrated, in LUFS; −70 for silence."""
    peak: float
    """True peak in dBTP."""


def raw_input(sound: Path) -> list[str]:
    """The arguments that open raw sound: stereo, 32 bit floats, 48 kHz."""
    return [
        *("-protocol_whitelist", PROTOCOLS, "-f", "f32le"),
        *("-ar", str(SAMPLE_RATE), "-ac", "2", "-i", f"file:{sound.resolve()}"),
    ]


def measured(source: Sequence[str]) -> Level:
    """The level of the sound that some input arguments open."""
    meter = "ebur128=peak=true:framelog=quiet"
    said = run([*source, "-vn", "-af", meter, "-f", "null", "-"])
    summary = said.rpartition("Summary:")[2]
    loudness = re.search(r"I:\s+(\S+) LUFS", summary)
    peak = re.search(r"Peak:\s+(\S+) dBFS", summary)
    if loudness is None or peak is None:
        raise MediaError(f"the loudness could not be measured: {said[-200:]}")
    return Level(max(float(loudness[1]), _SILENT), float(peak[1]))


def encode_at(sound: Path, out: Path, target: float) -> Level:
    """Encode raw sound at a loudness in LUFS with its true peak below −1 dBTP.

    What comes out is measured and corrected, for limiting and encoding take something
    away: within 0.5 LU, unless peaks so high stand in sound so quiet that only
    flattening them would reach it. Silence stays silence. Gives the level reached.
    """
    before = measured(raw_input(sound))
    gain = 0.0 if before.loudness <= _SILENT else target - before.loudness
    ceiling, reached = CEILING, before
    for _ in range(_ROUNDS):
        tame = before.peak + gain <= ceiling
        encode(sound, out, f"volume={gain:.3f}dB" if tame else limiting(gain, ceiling))
        reached = measured(media_input(out))
        short = target - reached.loudness
        over = max(reached.peak - _PEAK, 0)
        if reached.loudness <= _SILENT or (abs(short) <= _NEAR and not over):
            break
        gain, ceiling = gain + short, ceiling - over
    return reached


def limiting(gain: float = 0.0, ceiling: float = CEILING) -> str:
    """The filters of a gain with a limiter behind it; both in dB.

    Limited at four times the rate, where the peaks between samples show.
    """
    return (
        f"volume={gain:.3f}dB,aresample={SAMPLE_RATE * 4},"
        f"alimiter=limit={10 ** (ceiling / 20):.5f}:attack=5:release=100:level=false"
        f":latency=true,aresample={SAMPLE_RATE}"
    )


def encode(sound: Path, out: Path, filters: str = "anull") -> None:
    """Raw sound as AAC at 192 kbit/s in an mp4, the same bytes each time."""
    run(
        [
            *raw_input(sound),
            # The fast coder is the better one at this rate, by ffmpeg's own account.
            *("-af", filters, "-c:a", "aac", "-b:a", "192k", "-aac_coder", "fast"),
            *("-fflags", "+bitexact", "-flags:a", "+bitexact"),
            *("-f", "mp4", media_output(out)),
        ]
    )
