"""What must stay the same from shot to shot, and the files that share it."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from storyboard.model.forms import read_parameter, read_style, read_uses, wrong
from storyboard.model.parts import MoveField, References
from storyboard.model.value import (
    Colour,
    Identifier,
    MaybeAudio,
    MaybeTemplate,
    Text,
    Value,
)
from storyboard.model.words import (
    Angle,
    ShotSize,
)


class Character(Value):
    """Someone who must look the same in every shot."""

    name: Text | None = None
    """The name as people say it; the id by default."""
    sheet: Text
    """The full description, said at the first mention in a prompt. May use the
    template parameters in `parameters`."""
    short: Text | None = None
    """What is said after the first mention; the name by default."""
    looks: Mapping[Identifier, Text] = {}
    """States such as wardrobe or wounds: name and description."""
    references: References = ()
    """Images of the character (also video or audio)."""
    voice: MaybeAudio = None
    """A sound file of the character's voice."""
    parameters: Mapping[Identifier, str | None] = {}
    """Values that sheet, short and looks use as {{ name }}; null must be given by
    whoever uses this sheet."""


class Location(Value):
    """A place that must look the same in every shot."""

    name: Text | None = None
    """The place as people say it."""
    sheet: Text
    """The description used in prompts."""
    references: References = ()
    """Images of the place."""


class Prop(Value):
    """A thing that must look the same in every shot."""

    name: Text | None = None
    """The thing as people say it."""
    sheet: Text
    """The description used in prompts."""
    references: References = ()
    """Images of the thing."""


class Style(Value):
    """How the whole film looks."""

    base: Identifier | None = None
    """The id of a style in `styles` that this one starts from."""
    medium: Text | None = None
    """What it is made with: 35mm film, watercolour, stop motion."""
    light: Text | None = None
    """How it is lit."""
    palette: tuple[Colour, ...] = ()
    """Its colours as #rrggbb, the ground colour first."""
    avoid: tuple[Text, ...] = ()
    """What must not be seen."""
    template: MaybeTemplate = None
    """A Jinja template that composes the prompts; the built-in one by default."""

    def over(self, base: "Style") -> "Style":
        """This style where it says something, the base where it does not."""
        said = {name: getattr(self, name) for name in self.model_fields_set}
        return base.model_copy(update=said | {"base": None})


StyleField = Annotated[
    Style, BeforeValidator(read_style, json_schema_input_type=str | Style)
]


class Preset(Value):
    """Camera words under one name, for shots to start from."""

    size: ShotSize | None = None
    """How much of the subject the frame holds."""
    angle: Angle | None = None
    """Where the camera looks from."""
    lens: Text | None = None
    """The lens, such as 24mm."""
    move: MoveField | None = None
    """The camera's move."""


class Use(Value):
    """Where reusable parts come from."""

    file: Text | None = None
    """A library file, from this file's folder."""
    pack: Text | None = None
    """The name of an installed pack."""
    as_: Identifier | None = Field(default=None, alias="as")
    """The id that a character template is cast as."""
    with_: Mapping[
        Identifier, Annotated[str | int | float, BeforeValidator(read_parameter)]
    ] = Field(default={}, alias="with")
    """Values for the character template's parameters."""
    only: tuple[
        Literal["characters", "locations", "props", "styles", "presets"], ...
    ] = ()
    """Which parts to take; all by default."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.file is None) == (self.pack is None):
            raise wrong("use", "say either file or pack")
        if self.with_ and not self.as_:
            raise wrong("use", "`with` needs `as`, the id to cast the template as")
        return self


Uses = Annotated[
    tuple[Use, ...],
    BeforeValidator(read_uses, json_schema_input_type=str | Use | list[str | Use]),
]


class Library(Value):
    """A file of parts to share between films."""

    use: Uses = ()
    """Other libraries that this one builds on."""
    character: Character | None = None
    """One character template, cast with `use: {file: …, as: id, with: {…}}`."""
    characters: Mapping[Identifier, Character] = {}
    """Characters by id."""
    locations: Mapping[Identifier, Location] = {}
    """Locations by id."""
    props: Mapping[Identifier, Prop] = {}
    """Props by id."""
    styles: Mapping[Identifier, Style] = {}
    """Styles by id."""
    presets: Mapping[Identifier, Preset] = {}
    """Camera presets by id."""
