"""What a provider's model can do, as data that planning compares with a request."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from storyboard.model.media import Delivery, MediaKind, MediaLimits
from storyboard.model.price import Edition
from storyboard.model.request import ClipRequest
from storyboard.model.value import Value
from storyboard.model.words import Origin

TOLD_BY_DEFAULT = frozenset(
    {
        "model",
        "prompt",
        "seconds",
        "format",
        "references",
        "preceded",
        "audio",
        "web_search",
        "extra",
    }
)

Need = Literal["no", "may", "must"]
Count = tuple[int, int | None]
"""The fewest and the most; None: no limit is known."""
_NONE: Count = (0, 0)


class Mode(Value):
    """One way to ask a model: from text, from key frames, from references."""

    name: str
    """What it is, such as `text to video`."""
    wire: str = ""
    """What the service calls it: a model id, or the value of a field."""
    first_frame: Need = "no"
    """Whether it starts from an image."""
    last_frame: Need = "no"
    """Whether it ends on an image."""
    images: Count = _NONE
    """Reference images."""
    videos: Count = _NONE
    """Reference videos."""
    audios: Count = _NONE
    """Reference sounds, voices among them."""
    files: int | None = None
    """Most files of all kinds together."""
    sound_alone: bool = True
    """Whether sounds may go along without an image or a video."""
    follows_media: bool = False
    """Whether the clip has the aspect of its media, so that none is asked."""
    web_search: bool = False
    """Whether it can look things up."""
    frames_told: bool = False
    """`Capabilities.frames_told`, of this mode alone."""
    note: str = ""
    """What the user should know who ends up here, in one sentence."""

    def refusals(self, request: ClipRequest) -> Iterator[str]:
        """Why this mode does not take a request's files, one clause each."""
        roles = [medium.role for medium in request.media]
        for role, need in (
            ("first_frame", self.first_frame),
            ("last_frame", self.last_frame),
        ):
            said = role.replace("_", " ")
            if need == "no" and role in roles:
                yield f"takes no {said}"
            elif need == "must" and role not in roles:
                yield f"needs a {said}"
        guides = [m.kind for m in request.media if m.role in {"reference", "voice"}]
        kinds: tuple[tuple[MediaKind, Count], ...] = (
            ("image", self.images),
            ("video", self.videos),
            ("audio", self.audios),
        )
        for kind, (least, most) in kinds:
            count = guides.count(kind)
            if most is not None and count > most:
                yield (
                    f"takes at most {most} reference {kind}{'s' * (most > 1)}"
                    if most
                    else f"takes no reference {kind}s"
                )
            elif count < least:
                yield f"needs at least {least} reference {kind}{'s' * (least > 1)}"
        if self.files is not None and len(roles) > self.files:
            yield f"takes at most {self.files} files"
        seen = {"image", "video"} & {medium.kind for medium in request.media}
        if not self.sound_alone and guides.count("audio") and not seen:
            yield "takes no sound without an image or a video"


class OwnField(Value):
    """A field of a service's own, as `extra: {PROVIDER: {…}}` may name it."""

    kind: Literal["text", "whole", "number", "flag", "object"]
    """What its value is."""
    choices: tuple[str, ...] = ()
    """The only values there are; empty: any."""
    least: float | None = None
    """The lowest number, or the fewest characters."""
    most: float | None = None
    """The highest number, or the most characters."""
    about: str
    """What it does, in one sentence."""

    def refusal(self, value: object) -> str | None:
        """What is wrong with a value, in words that follow the field's name."""
        kinds: Mapping[str, tuple[type, ...]] = {
            "text": (str,),
            "whole": (int,),
            "number": (int, float),
            "flag": (bool,),
            "object": (dict,),
        }
        right = isinstance(value, kinds[self.kind])
        if isinstance(value, bool) and self.kind != "flag":
            right = False
        if not right:
            return f"is {_KINDS[self.kind]}, not {value!r}"
        if self.choices and value not in self.choices:
            return f"is one of {', '.join(self.choices)}, not {value!r}"
        size = len(value) if isinstance(value, str) else value
        if not isinstance(size, int | float) or self.kind == "flag":
            return None
        what = "characters" if isinstance(value, str) else ""
        if self.least is not None and size < self.least:
            return f"is at least {self.least:g} {what}".rstrip() + f", not {size:g}"
        if self.most is not None and size > self.most:
            return f"is at most {self.most:g} {what}".rstrip() + f", not {size:g}"
        return None


_KINDS = {
    "text": "text",
    "whole": "a whole number",
    "number": "a number",
    "flag": "true or false",
    "object": "a mapping",
}


class Advice(Value):
    """How long a prompt should be; longer ones are taken."""

    words: int
    """Most English words."""
    characters: int
    """Most Chinese, Japanese or Korean characters."""


class Capabilities(Value):
    """One row of a provider's table."""

    provider: str
    """The provider's name."""
    model: str
    """The model's name at this provider."""
    origin: Origin
    """Where its clips come from: paid, animatic or sandbox."""
    modes: tuple[Mode, ...]
    """The ways to ask it; the first that takes a request's files is used."""
    aliases: tuple[str, ...] = ()
    """Names of the same model elsewhere, such as `seedance-2.0`."""
    told: frozenset[str] = TOLD_BY_DEFAULT
    """The parts of a request that it is told (see `PART_NAMES`)."""
    seconds: tuple[float, float] = (0.1, 86_400.0)
    """Shortest and longest clip."""
    whole_seconds: bool = False
    """Whether only whole seconds can be asked."""
    allowed_seconds: tuple[float, ...] = ()
    """The only lengths there are; empty: any between shortest and longest."""
    aspects: tuple[str, ...] = ()
    """Aspects it offers; empty: any."""
    resolutions: tuple[str, ...] = ()
    """Resolutions it offers; empty: any."""
    prompt_limit: int | None = None
    """Longest prompt in characters; None: no limit known."""
    prompt_advice: Advice | None = None
    """How long the service says a prompt should be."""
    limits: Mapping[MediaKind, MediaLimits] = {}
    """What it takes of each kind of media."""
    delivery: Mapping[MediaKind, Delivery] = {}
    """How each kind of media reaches it; where left out, as a public address."""
    mentions: Mapping[MediaKind, str] = {}
    """How its prompts name the files that go along, such as `image {n}`; a kind that
    is left out is not named in the prompt."""
    frames_told: bool = False
    """Whether the prompt names the key frames too, because no field tells them from
    references; they are then counted before these."""
    together: Literal["apart", "prompt", "scenes"] = "prompt"
    """How shots become one job: not at all (each is made by itself), as a numbered
    list in the prompt, or as a field of the service's own."""
    seed: bool = False
    """Whether it takes a seed."""
    audio_switch: bool = False
    """Whether sound can be switched on and off."""
    extra: Mapping[str, OwnField] = {}
    """Its own fields, as `extra: {PROVIDER: {…}}` may name them."""
    fields: Mapping[str, str] = {}
    """Where the board's words go: the service's field by the word. A word that is
    left out is said in the prompt, or not at all (see `told`)."""
    prices: tuple[Edition, ...] = ()
    """Price lists, the one to go by first; empty: unknown."""
    concurrency: int = 2
    """Jobs at once, unless settings say otherwise."""
    usual_seconds: float | None = None
    """How long a job usually takes."""
    kept: str = "unknown"
    """How long the service keeps a finished clip, in words."""
    caution: str = ""
    """What the user should know of the whole model, in one sentence."""

    def length_for(self, seconds: float) -> float | None:
        """The shortest length it makes that holds so many seconds; None: none does."""
        if self.allowed_seconds:
            enough = [each for each in self.allowed_seconds if each >= seconds]
            return min(enough, default=None)
        least, most = self.seconds
        length = max(seconds, least)
        if self.whole_seconds:
            length = float(math.ceil(length))
        return length if length <= most else None

    def mode_of(self, request: ClipRequest) -> Mode | None:
        """The first mode that takes a request's files."""
        return next(
            (mode for mode in self.modes if not any(mode.refusals(request))), None
        )


def named(rows: Sequence[Capabilities], model: str | None) -> Capabilities | None:
    """The row of a model by its name or an alias; the first one where none is named."""
    if model is None:
        return rows[0]
    return next(
        (row for row in rows if row.model == model or model in row.aliases), None
    )
