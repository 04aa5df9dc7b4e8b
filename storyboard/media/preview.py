"""A small animated preview of a film, as GIF."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from storyboard.media.ffmpeg import media_input, media_output, run

LARGEST = 400
"""Pixels of the longer side, at most: what pages and mails show without asking."""
RATE = 10
"""Pictures a second, at most; a GIF's are timed by hundredths of a second."""
LONGEST = 12
"""Seconds; of a longer film, stretches are shown."""
_STRETCHES = 6
_DITHER = "dither=bayer:bayer_scale=4"
"""A fixed pattern: what stands still stays still, and the file is smaller than where
errors are passed on (by 15 % or so)."""
_SCALED = (
    f"scale=w='min({LARGEST},iw)':h='min({LARGEST},ih)':"
    "force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos"
)


def stretches(seconds: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    """From where and how long a film of that length is shown, in seconds.

    All of it where it is short; otherwise parts of equal length, the first from its
    start, the last to its end, and as much between any two of them.
    """
    if seconds <= LONGEST:
        return ((Fraction(0), seconds),)
    each = Fraction(LONGEST, _STRETCHES)
    step = (seconds - each) / (_STRETCHES - 1)
    return tuple((place * step, each) for place in range(_STRETCHES))


def write_preview(film: Path, seconds: Fraction, rate: Fraction, out: Path) -> None:
    """Write the preview of a film of that length and rate; MediaError.

    Its 256 colours are chosen for this film: first they are counted, then it is drawn,
    so that no frame has to be remembered. The same film, the same bytes.
    """
    parts = stretches(seconds)
    shown = f"{_joined(parts)},fps={min(rate, Fraction(RATE))},{_SCALED}"
    with TemporaryDirectory(prefix="storyboard-") as folder:
        palette = Path(folder) / "palette.png"
        graph = f"{shown},palettegen=stats_mode=diff"
        run([*_inputs(film, parts), *_written(graph), media_output(palette)])
        graph = (
            f"{shown}[film];[film][{len(parts)}:v]"
            f"paletteuse={_DITHER}:diff_mode=rectangle"
        )
        colours = ["-i", media_output(palette)]
        run(
            [
                *_inputs(film, parts),
                *colours,
                *_written(graph),
                *("-f", "gif", media_output(out)),
            ]
        )


def _inputs(film: Path, parts: Sequence[tuple[Fraction, Fraction]]) -> list[str]:
    found = []
    for start, lasts in parts:
        found += ["-ss", f"{float(start):.3f}", "-t", f"{float(lasts):.3f}"]
        found += media_input(film)
    return found


def _joined(parts: Sequence[object]) -> str:
    if len(parts) == 1:
        return "[0:v]null"
    inputs = "".join(f"[{place}:v]" for place in range(len(parts)))
    return f"{inputs}concat=n={len(parts)}:v=1:a=0"


def _written(graph: str) -> list[str]:
    return ["-filter_complex", graph, "-an", "-fflags", "+bitexact"]
