"""What is drawn from the finished film: a poster and a preview."""

import os
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from storyboard.errors import MediaError
from storyboard.media.frames import frame_at
from storyboard.media.preview import write_preview
from storyboard.media.settle import settle
from storyboard.model.timeline import Timeline

_QUALITY = 92
"""Of 100: no difference is seen; beyond it files grow and nothing else does."""


def write_poster(film: Path, timeline: Timeline, frame: int, out: Path) -> None:
    """Write a frame of the finished film as JPEG; MediaError."""

    def write(unfinished: Path) -> None:
        image = frame_at(film, frame, Fraction(timeline.rate))
        image.save(
            unfinished,
            format="JPEG",
            quality=_QUALITY,
            subsampling=0,
            optimize=True,
            progressive=True,
        )

    _write(out, write)


def write_gif(film: Path, timeline: Timeline, out: Path) -> None:
    """Write a small animated preview of the finished film; MediaError."""
    rate = Fraction(timeline.rate)

    def write(unfinished: Path) -> None:
        write_preview(film, timeline.length / rate, rate, unfinished)

    _write(out, write)


def _write(out: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place and rename it; nothing else of it stays."""
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        write(unfinished)
        settle(unfinished, out)
    except OSError as error:
        reason = error.strerror or str(error)
        raise MediaError(f"{out}: cannot be written: {reason}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
