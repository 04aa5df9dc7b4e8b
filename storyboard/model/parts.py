"""The small pieces that boards and libraries are made of."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from storyboard.model.forms import (
    NUMBER,
    TEXT,
    TRANSITIONS,
    Aspect,
    Fps,
    Resolution,
    listed,
    read_enter,
    read_move,
    read_mute,
    read_own_sound,
    read_references,
    read_seed,
    short,
    wrong,
)
from storyboard.model.value import (
    Colour,
    Decibels,
    Flag,
    Identifier,
    Language,
    MaybeAudio,
    MaybeImage,
    MaybeVideo,
    Moment,
    Seconds,
    Text,
    Value,
    Whole,
)
from storyboard.model.words import (
    Direction,
    Fit,
    MoveKind,
    Pace,
    TransitionKind,
)


class Reference(Value):
    """A picture, video or sound that a service should go by; exactly one of them."""

    image: MaybeImage = None
    """An image file."""
    video: MaybeVideo = None
    """A video file."""
    audio: MaybeAudio = None
    """A sound file."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(kind is not None for kind in (self.image, self.video, self.audio)) != 1:
            raise wrong("reference", "a reference names one image, video or audio")
        return self


References = Annotated[
    tuple[Reference, ...],
    BeforeValidator(
        read_references,
        json_schema_input_type=str | Reference | list[str | Reference],
    ),
]


class Format(Value):
    """The film's picture."""

    aspect: Aspect = "16:9"
    """Width to height, such as 16:9, 9:16, 1:1 or 2.39:1."""
    resolution: Resolution = "720p"
    """Lines of the shorter side: 480p, 720p, 1080p, 4k."""
    fps: Fps = "24"
    """Frames per second: 24, 25, 30, or text such as 24000/1001."""
    fit: Fit = "fill"
    """How a clip of another shape is fitted: fill crops, fit adds bars, blur adds a
    blurred surround."""


class Move(Value):
    """The camera's move during a shot."""

    kind: MoveKind
    """What the camera does."""
    pace: Pace | None = None
    """slow or fast; left out: neither."""

    def __str__(self) -> str:
        return f"{self.pace} {self.kind}" if self.pace else self.kind


_MOVE_LONG = {
    "type": "object",
    "properties": {
        "kind": {"enum": list(get_args(MoveKind)), "description": "The move."},
        "pace": {"enum": list(get_args(Pace)), "description": "slow or fast."},
    },
    "required": ["kind"],
    "additionalProperties": False,
}
MoveField = Annotated[
    Move,
    BeforeValidator(read_move),
    short(
        {
            **TEXT,
            "enum": [
                f"{pace}{kind}"
                for pace in ("", "slow ", "fast ")
                for kind in get_args(MoveKind)
            ],
        },
        _MOVE_LONG,
    ),
]


class Transition(Value):
    """How a shot comes in after the one before it."""

    kind: TransitionKind = "cut"
    """cut; dissolve: from one into the other; fade: out to a colour, then in; dip: into
    a colour that stands for a moment; wipe: an edge uncovers it; slide: it comes over
    the other; push: it pushes the other out."""
    seconds: Seconds | None = None
    """How long it takes; a cut takes none."""
    over: Literal["overlap", "handles"] = "overlap"
    """overlap shortens the film by the transition; handles draws on spare frames
    outside the trims and keeps the length."""
    colour: Colour | None = None
    """The colour that fade and dip go through, as #rrggbb; black by default."""
    direction: Direction | None = None
    """The way a wipe, slide or push goes; left by default."""

    @model_validator(mode="after")
    def _timed(self) -> Self:
        if self.kind == "cut" and self.seconds is not None:
            raise wrong("transition", "a cut takes no time", "leave its seconds out")
        if self.kind != "cut" and self.seconds is None:
            raise wrong(
                "transition", f"a {self.kind} needs its seconds", f"{self.kind} 0.5"
            )
        return self


_TRANSITION_LONG = {
    "type": "object",
    "properties": {
        **{
            kind: {"type": "number", "description": "Its seconds."}
            for kind in TRANSITIONS
            if kind != "cut"
        },
        "over": {
            "enum": ["overlap", "handles"],
            "description": "overlap shortens the film; handles draws on spare frames.",
        },
        "colour": {"type": "string", "description": "black, white or #rrggbb."},
        "direction": {
            "enum": list(get_args(Direction)),
            "description": "The way a wipe, slide or push goes.",
        },
    },
    "additionalProperties": False,
}
Enter = Annotated[
    Transition,
    BeforeValidator(read_enter),
    short({**TEXT, "examples": ["cut", "dissolve 0.5"]}, _TRANSITION_LONG),
]


class Trim(Value):
    """What of a shot is used in the cut, in seconds from the clip's start."""

    from_: Moment = Field(default=0.0, alias="from")
    """Where the used part starts."""
    to: Seconds | None = None
    """Where the used part ends; left out: at the shot's end."""


class Line(Value):
    """One line of dialogue."""

    who: Identifier
    """The id of the character who speaks."""
    line: Text
    """What is said; never rewritten."""
    at: Moment = 0.0
    """Seconds from the shot's trimmed start."""
    translations: Mapping[Language, Text] = {}
    """The same in other languages, for their subtitles."""


class OwnSound(Value):
    """What becomes of the sound that a clip brings along."""

    gain: Annotated[
        Decibels,
        BeforeValidator(read_mute),
        short({"const": "mute"}, NUMBER),
    ] = 0.0
    """Decibels, or mute."""
    leads: Moment = 0.0
    """Seconds that the sound starts before the picture (a J-cut)."""
    lags: Moment = 0.0
    """Seconds that the sound goes on after the picture (an L-cut)."""

    @property
    def muted(self) -> bool:
        """Whether nothing of it is heard."""
        return self.gain <= -96  # noqa: PLR2004 - the lowest gain there is


OwnSoundField = Annotated[
    OwnSound,
    BeforeValidator(
        read_own_sound, json_schema_input_type=Literal["mute"] | float | OwnSound
    ),
]


class Seed(Value):
    """Where seeds come from."""

    per: Literal["film", "shot"] = "film"
    """film: one seed for all shots keeps a look; shot: each shot derives its own."""
    base: Annotated[Whole, Field(ge=0, le=4_294_967_295)] = 0
    """The number to start from."""


SeedField = Annotated[
    Seed, BeforeValidator(read_seed, json_schema_input_type=int | Seed)
]
Providers = Annotated[
    tuple[Text, ...],
    BeforeValidator(listed, json_schema_input_type=str | list[str]),
    Field(min_length=1),
]
Extra = Mapping[str, Mapping[str, Any]]


class Generate(Value):
    """Switches asked of services that have them."""

    audio: Flag | None = None
    """Whether the service makes sound."""
    web_search: Flag | None = None
    """Whether the service may look things up."""
