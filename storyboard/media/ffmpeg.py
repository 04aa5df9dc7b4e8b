"""Running ffmpeg: quiet, fenced in, stopped with us, and quoted when it fails."""

import contextlib
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

import imageio_ffmpeg

from storyboard.errors import MediaError
from storyboard.media.container import FORMATS, PROTOCOLS

_LAST_WORDS = 3
"""How many lines of ffmpeg's are quoted."""
_COMPLAINT = re.compile(r"^(?:\[.* @ 0x[0-9a-f]+\] )?\[(?:error|fatal)\] (.*\S)")
"""A line that is more than talk, after the part of ffmpeg that says it."""


def media_input(path: Path) -> list[str]:
    """The arguments that open a media file, and no other format or address."""
    return [
        "-protocol_whitelist", PROTOCOLS,
        "-format_whitelist", FORMATS,
        "-i", f"file:{path.resolve()}",
    ]  # fmt: skip


def media_output(path: Path) -> str:
    """A path as an argument, so that no name is read as an option or address."""
    return f"file:{path.resolve()}"


def version() -> str:
    """The version of ffmpeg; MediaError where there is none that starts."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_version())
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise MediaError(f"ffmpeg could not be started: {error}") from error


def run(
    arguments: Sequence[str], *, on_frame: Callable[[int], None] | None = None
) -> str:
    """Run ffmpeg and give what it wrote of itself.

    `on_frame` is told how many frames are written, now and then. MediaError in
    ffmpeg's last words when it fails. Whatever ends this call early (an interrupt, an
    error in `on_frame`) ends ffmpeg, too.
    """
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        *("-hide_banner", "-nostdin", "-nostats", "-y"),
        *("-loglevel", "level+info"),
        *("-progress", "pipe:1", "-stats_period", "0.2"),
        *arguments,
    ]
    # A file and not a pipe: nobody has to read it while ffmpeg runs.
    with tempfile.TemporaryFile() as spoken:
        with _running(command, spoken) as process:
            for line in process.stdout or ():
                name, _, value = line.partition(b"=")
                if name == b"frame" and on_frame is not None:
                    on_frame(int(value))
        spoken.seek(0)
        words = spoken.read().decode(errors="replace")
    if process.returncode != 0:
        found = map(_COMPLAINT.match, words.splitlines())
        said = list(dict.fromkeys(line[1] for line in found if line))
        last = "; ".join(said[-_LAST_WORDS:]) or f"exit code {process.returncode}"
        raise MediaError(f"ffmpeg failed: {last}")
    return words


@contextlib.contextmanager
def _running(
    command: Sequence[str], spoken: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    try:
        process = subprocess.Popen(  # noqa: S603 - our own binary, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=spoken,
        )
    except OSError as error:
        raise MediaError(f"ffmpeg could not be started: {error}") from error
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        if process.stdout is not None:
            process.stdout.close()
        process.wait()
