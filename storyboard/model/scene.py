"""Scenes and shots as written."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from storyboard.model.forms import read_scene_cast
from storyboard.model.parts import (
    Enter,
    Extra,
    Generate,
    Line,
    MoveField,
    OwnSound,
    OwnSoundField,
    Providers,
    References,
    Transition,
    Trim,
)
from storyboard.model.value import (
    Flag,
    Identifier,
    MaybeImage,
    MaybePicture,
    Number,
    SceneId,
    Seconds,
    ShotId,
    Text,
    Value,
    Whole,
)
from storyboard.model.words import (
    Angle,
    Fit,
    ShotSize,
)


class Shot(Value):
    """One shot of the film."""

    id: Annotated[ShotId, Field(min_length=1, max_length=64)]
    """Text, unique in the film: "010", stepped by ten."""
    preset: Identifier | None = None
    """The camera preset that this shot starts from."""
    size: ShotSize | None = None
    """How much of the subject the frame holds."""
    angle: Angle | None = None
    """Where the camera looks from."""
    lens: Text | None = None
    """The lens, such as 24mm."""
    move: MoveField | None = None
    """The camera's move, such as push in or slow pan left."""
    action: Text | None = None
    """What happens; {{ id }} mentions a character, location or prop."""
    in_shot: tuple[Identifier, ...] | None = None
    """Characters in the frame whom the action does not mention."""
    seconds: Seconds | None = None
    """What is asked of the service."""
    trim: Trim | None = None
    """What of it is used in the cut; the rest are handles."""
    dialogue: tuple[Line, ...] = ()
    """Lines spoken in this shot."""
    sound: Text | None = None
    """What is heard, as told to the service."""
    takes: Annotated[Whole, Field(ge=1, le=20)] | None = None
    """How many takes are wanted."""
    notes: Text | None = None
    """For people; never told to a service."""
    tags: tuple[Text, ...] = ()
    """Words to select shots by."""
    continues: ShotId | None = None
    """The shot whose last frame this one starts from."""
    first_frame: MaybeImage = None
    """An image to start from."""
    last_frame: MaybeImage = None
    """An image to end on."""
    ends_on: ShotId | None = None
    """The shot whose first frame this one ends on."""
    references: References = ()
    """Images, video or audio that the service should go by."""
    enter: Enter | None = None
    """How the shot comes in: cut, dissolve 0.5, …; the film's first from a colour."""
    leave: Enter | None = None
    """How the film's last shot goes out: fade 1, dip to white 1, …"""
    provider: Providers | None = None
    """The shot's own provider, or an order to fall back in."""
    model: Text | None = None
    """The shot's own model."""
    seed: Annotated[Whole, Field(ge=0, le=4_294_967_295)] | None = None
    """The shot's own seed."""
    generate: Generate | None = None
    """The shot's own switches."""
    extra: Extra = {}
    """Service-only fields by provider, checked by that adapter."""
    footage: MaybePicture = None
    """Own material, a clip or a still; such a shot is never generated."""
    own_sound: OwnSoundField | None = None
    """What becomes of the clip's own sound: gain in dB, or mute."""
    fit: Fit | None = None
    """How this shot's clip is fitted into the frame."""
    focus: tuple[
        Annotated[Number, Field(ge=0, le=1)], Annotated[Number, Field(ge=0, le=1)]
    ] = (0.5, 0.5)
    """The point to keep when cropping, from the left and from the top, 0 to 1."""


class Scene(Value):
    """Shots in one place and time."""

    id: Annotated[SceneId, Field(min_length=1, max_length=64)]
    """Text, unique in the film."""
    title: Text | None = None
    """The scene's heading, for people."""
    notes: Text | None = None
    """For people; never told to a service."""
    location: Identifier | None = None
    """The id of the location."""
    time: Text | None = None
    """The time of day or weather: dusk, a rainy night."""
    characters: Annotated[
        Mapping[Identifier, Identifier | None],
        BeforeValidator(
            read_scene_cast,
            json_schema_input_type=str | list[str] | dict[str, str | None],
        ),
    ] = {}
    """Who is there, each with the look that is in force from here on."""
    together: Flag = False
    """Whether the scene's shots are one paid multi-shot job."""
    shots: Annotated[tuple[Shot, ...], Field(min_length=1)]
    """The scene's shots, in order."""


class Defaults(Value):
    """What a shot is when it does not say."""

    seconds: Seconds = 5.0
    """Seconds of a shot."""
    takes: Annotated[Whole, Field(ge=1, le=20)] = 1
    """Takes of a shot."""
    size: ShotSize | None = None
    """Shot size."""
    angle: Angle | None = None
    """Camera angle."""
    lens: Text | None = None
    """Lens."""
    move: MoveField | None = None
    """Camera move."""
    enter: Enter = Transition()
    """How shots come in."""
    own_sound: OwnSoundField = OwnSound()
    """What becomes of the clips' own sound."""
    extra: Extra = {}
    """Service-only fields by provider."""
