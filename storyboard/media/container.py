"""Opening media files: only known formats, local bytes only, errors in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import av
import av.error
from av.container import InputContainer

from storyboard.errors import MediaError

FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,wav,aiff,flac,mp3,ogg,aac"
"""The only demuxers that are tried. A playlist or a concat script would be followed to
other files, whatever the file at hand is called."""
PROTOCOLS = "file,pipe"
"""The only places that a demuxer may read from."""
_HEADS = {".wav": {"probesize": "65536"}}
"""How much is read of a file to find out what is in it, where that is less than usual:
a WAV is searched for DTS, which takes 25 ms."""


@contextmanager
def media_errors(path: Path, doing: str = "read") -> Iterator[None]:
    """The library's errors as MediaError, with its own words at the end."""
    try:
        yield
    except av.error.FFmpegError as error:
        # The library's own type hint of `log` leaves out that it may be None.
        log = cast("tuple[int, str, str] | None", error.log)
        words = log[2].strip() if log else error.strerror or str(error)
        raise MediaError(f"{path.name} could not be {doing}: {words}") from error


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """A media file open for reading; MediaError where it is none or damaged.

    Errors of whatever is done with the container inside the block are mapped, too.
    """
    if not path.is_file():
        raise MediaError(f"there is no file {path}")
    if path.stat().st_size == 0:
        raise MediaError(f"{path.name} is empty")
    with media_errors(path):
        try:
            container = av.open(
                f"file:{path.resolve()}",
                mode="r",
                container_options={
                    "format_whitelist": FORMATS,
                    "protocol_whitelist": PROTOCOLS,
                    **_HEADS.get(path.suffix.lower(), {}),
                },
                # A title in some old encoding is no reason to refuse a picture.
                metadata_errors="replace",
            )
        except (av.error.InvalidDataError, av.error.ArgumentError) as error:
            raise MediaError(
                f"{path.name} is no video or sound that can be read, or it is cut "
                f"short ({error.strerror})"
            ) from error
        with container:
            yield container
