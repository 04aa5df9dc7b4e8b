"""Where each word of the board goes: a field of the service, the prompt, nowhere."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from storyboard.model.capabilities import Capabilities, Mode
from storyboard.model.request import ClipRequest
from storyboard.model.told import told_prompt
from storyboard.model.value import Value

WORDS = (
    "model", "prompt", "seconds", "aspect", "resolution", "seed", "first_frame",
    "last_frame", "references", "audio", "web_search", "size", "angle", "lens", "move",
    "style", "dialogue", "together",
)  # fmt: skip
"""The board's words, in the order in which they are told."""
IN_PROMPT = frozenset({"size", "angle", "lens", "move", "style", "dialogue"})
"""What the composer says in the prompt where there is no field for it."""

Way = Literal["field", "prompt", "not told"]


class Told(Value):
    """One word of a request on its way to a service."""

    word: str
    """The board's word, or the name of a service's own field."""
    way: Way
    """As a field of the service, in the prompt, or not at all."""
    field: str = ""
    """The service's field."""
    value: str = ""
    """What is told, in words."""

    @property
    def place(self) -> str:
        """The field, or where else it is said."""
        said = {"prompt": "in the prompt", "not told": "not told"}
        return said.get(self.way, self.field)


def routes(row: Capabilities) -> Mapping[str, Told]:
    """Where a model is told each word; empty where its row does not say."""
    return {word: _way(word, row) for word in WORDS} if row.fields else {}


def _way(word: str, row: Capabilities) -> Told:
    field = row.fields.get(word)
    if word == "together" and row.together == "scenes":
        field = field or "a field for each shot"
    if field is not None:
        return Told(word=word, way="field", field=field)
    if word in IN_PROMPT or (word == "together" and row.together == "prompt"):
        return Told(word=word, way="prompt")
    return Told(word=word, way="not told")


def telling(request: ClipRequest, row: Capabilities) -> tuple[Told, ...]:
    """What a request says and where it is told; what it leaves open is left out."""
    values, ways, mode = _values(request, row), routes(row), row.mode_of(request)
    told = [
        _as_asked(ways[word], mode).model_copy(update={"value": values[word]})
        for word in WORDS
        if word in ways and values.get(word)
    ]
    own = [
        Told(word=name, way="field", field=name, value=str(value))
        for name, value in sorted(request.extra.items())
    ]
    return (*told, *own) if ways else ()


def _as_asked(told: Told, mode: Mode | None) -> Told:
    """The way in a mode, which may have no place for a word."""
    follows = told.word == "aspect" and mode is not None and mode.follows_media
    blind = told.word == "web_search" and not (mode and mode.web_search)
    if follows or blind:
        return told.model_copy(update={"way": "not told", "field": ""})
    return told


def _values(request: ClipRequest, row: Capabilities) -> dict[str, str]:
    frames = {medium.role: medium.file for medium in request.media}
    guides = Counter(
        medium.kind for medium in request.media if not medium.role.endswith("frame")
    )
    own = request.beats if row.together == "scenes" else ()
    length = len(told_prompt(request, row)) + sum(len(beat.prompt) for beat in own)
    values = {
        "model": row.model,
        "prompt": f"{length:,} characters",
        "seconds": f"{request.seconds:g}",
        "aspect": request.aspect,
        "resolution": request.resolution,
        "seed": "" if request.seed is None else str(request.seed),
        "first_frame": frames.get("first_frame", ""),
        "last_frame": frames.get("last_frame", ""),
        "references": ", ".join(
            f"{count} {kind}{'s' * (count > 1)}" for kind, count in guides.items()
        ),
        "audio": _switch(on=request.audio),
        "web_search": _switch(on=request.web_search),
        "together": f"{len(request.beats)} shots" if request.beats else "",
    }
    # A joint request has the staging of its first shot only.
    return values if request.beats else values | dict(_staged(request))


def _staged(request: ClipRequest) -> Iterator[tuple[str, str]]:
    staging = request.staging
    said = staging.model_fields_set
    for word in ("size", "angle", "lens"):
        if word in said:
            yield word, getattr(staging, word) or ""
    if "move" in said:
        yield "move", f"{staging.pace} {staging.move}" if staging.pace else staging.move
    style = (staging.medium, staging.light, ", ".join(staging.palette))
    yield "style", "; ".join(each for each in style if each)
    lines = len(staging.dialogue)
    yield "dialogue", f"{lines} line{'s' * (lines > 1)}" if lines else ""


def _switch(*, on: bool | None) -> str:
    return "" if on is None else "on" if on else "off"
