"""Requests as planning hands them over, and answers as the wire hands them over."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storyboard.model.media import MediaKind
from storyboard.model.request import (
    Beat,
    ClipRequest,
    MediaInput,
    MediaRole,
    SlateText,
    Staging,
)
from storyboard.model.value import SceneId, ShotId
from storyboard.providers.base import SubmitRefused, Unanswered
from storyboard.providers.reply import Reply

PROMPT = "Wide shot. Mara opens the lamp room door; rain on the glass."
TOGETHER: dict[str, Any] = {
    "prompt": "A lighthouse at dusk, heavy rain.",
    "seconds": 10.0,
    "beats": (
        Beat(shot=ShotId("010"), prompt="Mara climbs the stairs.", seconds=4.0),
        Beat(shot=ShotId("020"), prompt="She opens the door.", seconds=6.0),
    ),
}
"""Two shots that are one job."""
_SUFFIXES = {"image": "png", "video": "mp4", "audio": "mp3"}


def asked(provider: str, model: str | None = None, **changes: object) -> ClipRequest:
    """Five seconds of rain, but for what is changed."""
    plain = {
        "provider": provider,
        "model": model,
        "prompt": PROMPT,
        "seconds": 5.0,
        "aspect": "16:9",
        "resolution": "720p",
        "fps": "24",
        "seed": None,
        "staging": Staging(action="Rain."),
        "slate": SlateText(film="F", scene=SceneId("tower"), shot=ShotId("010")),
    }
    return ClipRequest.model_validate({**plain, **changes})


def medium(
    role: MediaRole,
    name: str,
    kind: MediaKind = "image",
    *,
    shows: str | None = None,
) -> MediaInput:
    """A file that is published already."""
    file = f"{name}.{_SUFFIXES[kind]}"
    return MediaInput(
        role=role,
        kind=kind,
        file=file,
        digest="0" * 64,
        of=shows.lower() if shows else None,
        shows=shows,
        address=f"https://files.example.org/{file}",
    )


DOOR, WINDOW = medium("first_frame", "door"), medium("last_frame", "window")
MARA = medium("reference", "mara", shows="Mara")
ROOM = medium("reference", "room", shows="Lamp room")
WALK = medium("reference", "walk", "video")
VOICE = medium("voice", "voice", "audio", shows="Mara")
POSTER = medium("reference", "poster")
"""Named by the shot itself, so it does not stay behind where frames exclude it."""


def unpublished(request: ClipRequest) -> ClipRequest:
    """The same request as planning has it: nobody has brought its files anywhere."""
    media = (each.model_copy(update={"address": None}) for each in request.media)
    return request.model_copy(update={"media": tuple(media)})


def replied(body: object, status: int = 200, after: float | None = None) -> Reply:
    """An answer; text stands for a body that is no JSON."""
    if isinstance(body, str):
        return Reply(status=status, body=None, text=body, after=after)
    text = json.dumps(body)
    return Reply(status=status, body=json.loads(text), text=text, after=after)


def the_no_of(play: Callable[[], object]) -> SubmitRefused | Unanswered:
    """What something raises that has to be refused."""
    try:
        play()
    except (SubmitRefused, Unanswered) as no:
        return no
    pytest.fail("it was not refused")


def golden(test: str, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """A body that stands beside a test module."""
    path = Path(test).parent / "golden" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


ODD_BODIES: tuple[object, ...] = (
    "",
    "<html><body>502 Bad Gateway</body></html>",
    "{cut",
    None,
    [],
    [1, 2],
    {},
    7,
    True,
    "NaN",
    {"status": "dreaming"},
    {"status": None},
    {"status": 5},
    {"status": ["success"]},
    {"status": {"a": 1}},
    {"state": {}},
    {"data": None},
    {"error": 5},
    {"success": None},
    {"success": "true"},
)
"""Bodies that no document describes; none says that a job is at its end."""
