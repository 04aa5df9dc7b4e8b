"""Files that films come in, and the codecs that go into each."""

import re
from collections.abc import Mapping
from pathlib import PurePath

from storyboard.model.words import Codec

CODECS: Mapping[str, tuple[Codec, ...]] = {
    ".mp4": ("h264", "hevc", "av1"),
    ".m4v": ("h264", "hevc"),
    ".mov": ("h264", "hevc", "prores"),
    ".webm": ("vp9", "av1"),
}
"""By the end of a film's name; the first is what it gets where nobody says."""
FILMS = tuple(CODECS)
"""How a film's file may end."""


def codec_in(file: str | PurePath, wanted: Codec | None) -> Codec | None:
    """The codec of a film of that name; None where what is wanted does not go in."""
    codecs = CODECS[PurePath(file).suffix.lower()]
    if wanted is None:
        return codecs[0]
    return wanted if wanted in codecs else None


def file_ends(codec: Codec | None) -> tuple[str, ...]:
    """How the names of films in a codec may end, the usual one first."""
    return tuple(end for end, codecs in CODECS.items() if (codec or "h264") in codecs)


def mismatch(file: str | PurePath, codec: Codec) -> tuple[str, str]:
    """What is wrong where a codec does not go into a file, and what to do about it."""
    end = PurePath(file).suffix.lower()
    ends, codecs = " or ".join(file_ends(codec)), " or ".join(CODECS[end])
    return (
        f"{codec} does not go into a {end} file",
        f"let the file end in {ends}, or let the codec be {codecs}",
    )


def name_part(text: str) -> str:
    """A title or a name as part of a file's name; may be empty."""
    # File systems end a name at 255 bytes, four of which one letter may take.
    return re.sub(r"\W+", "-", text.casefold())[:50].strip("-")
