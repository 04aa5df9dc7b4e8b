"""Joining picture and sound into the finished file, packet by packet."""

from pathlib import Path
from typing import Literal

from storyboard.media.ffmpeg import media_input, media_output, run


def join(
    picture: Path, sound: Path, out: Path, *, title: str, form: Literal["mp4", "mov"]
) -> None:
    """Put the picture of one file and the sound of another into `out`.

    Nothing is encoded. The index comes first, so that a browser can start at once. No
    date goes in: same input, same bytes.
    """
    run(
        [
            *media_input(picture),
            *media_input(sound),
            *("-map", "0:v:0", "-map", "1:a:0", "-c", "copy"),
            *("-map_metadata", "-1", "-metadata", f"title={title}"),
            *("-fflags", "+bitexact", "-movflags", "+faststart"),
            *("-f", form, media_output(out)),
        ]
    )
