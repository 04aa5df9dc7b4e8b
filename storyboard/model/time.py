"""Frame rates, frame sizes and how seconds become whole frames."""

import re
from fractions import Fraction

from storyboard.model.value import exact, half_up

NAMED_LINES = {"4k": 2160}


def parse_rate(text: str | float) -> Fraction:
    """`24`, `23.976` or `24000/1001` as a fraction; ValueError when it is none.

    The NTSC decimals (23.976, 29.97, 59.94) mean their exact fractions.
    """
    ntsc = {"23.976": 24_000, "23.98": 24_000, "29.97": 30_000, "59.94": 60_000}
    written = str(text).strip()
    if written in ntsc:
        return Fraction(ntsc[written], 1001)
    if not re.fullmatch(r"\d{1,6}(/\d{1,6}|\.\d{1,6})?", written):
        raise ValueError(f'"{written}" is no frame rate')
    try:
        rate = Fraction(written)
    except ZeroDivisionError as error:
        raise ValueError(f'"{written}" is no frame rate') from error
    if not 1 <= rate <= 120:  # noqa: PLR2004 - the range in which films exist
        raise ValueError(f"{written} frames per second is outside 1 to 120")
    return rate


def frame_size(aspect: str, resolution: str) -> tuple[int, int]:
    """Width and height in pixels, both even.

    The resolution counts the shorter side: 720p is 1280×720 at 16:9 and 720×1280
    at 9:16.
    """
    across, down = (Fraction(part) for part in aspect.split(":"))
    lines = NAMED_LINES.get(resolution) or int(resolution.removesuffix("p"))
    longer = half_up(Fraction(lines) * max(across, down) / min(across, down) / 2) * 2
    shorter = lines - lines % 2
    return (longer, shorter) if across >= down else (shorter, longer)


def to_frames(seconds: float | Fraction, rate: Fraction) -> int:
    """The nearest whole frame, halves up."""
    value = seconds if isinstance(seconds, Fraction) else exact(seconds)
    return half_up(value * rate)


def timecode(frame: int, rate: Fraction) -> str:
    """`HH:MM:SS:FF`, non-drop, counting at the rounded rate."""
    base = half_up(rate)
    seconds, frames = divmod(frame, base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}"
