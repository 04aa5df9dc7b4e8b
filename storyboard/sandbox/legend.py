"""The legend of a prompt: what it says of the files that go along.

`@image1 shows Ida.`, `Image 2 is the last frame.`, `@1 shows Ida.`
"""

import re
from collections.abc import Iterator
from typing import Literal

from storyboard.model.value import Value

PictureRole = Literal["first_frame", "last_frame", "reference"]
_LEGEND = re.compile(
    r"(?:@|@?(?P<kind>image|video|audio) ?)(?P<number>\d+) "
    r"(?:is the (?P<end>first|last) frame"
    r"|(?:shows|is the (?:sound|voice) of) (?P<of>.+?))\.?",
    re.IGNORECASE,
)


class Told(Value):
    """What a prompt says of a picture."""

    role: PictureRole
    """What it is to the clip."""
    shows: str | None = None
    """Whom or what it shows."""


def is_legend(sentence: str) -> bool:
    """Whether a sentence is about a file, not about what happens."""
    return _LEGEND.fullmatch(sentence) is not None


def pictures_told(prompt: str) -> dict[int, Told]:
    """What a prompt says of its pictures, by their numbers from 1 on."""
    return dict(_told(prompt))


def _told(prompt: str) -> Iterator[tuple[int, Told]]:
    for line in prompt.splitlines():
        match = _LEGEND.fullmatch(line.strip())
        if match is None or (match["kind"] or "image").lower() != "image":
            continue
        ends: dict[str, PictureRole] = {"first": "first_frame", "last": "last_frame"}
        role = ends.get((match["end"] or "").lower(), "reference")
        yield int(match["number"]), Told(role=role, shows=match["of"])
