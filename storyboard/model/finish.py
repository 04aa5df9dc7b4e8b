"""What the cut adds to the shots: sound, titles, subtitles, variants, output."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from storyboard.model.forms import NUMBER, Aspect, Fps, Resolution, read_mute, short
from storyboard.model.value import (
    AudioFile,
    Colour,
    Decibels,
    Flag,
    Identifier,
    Language,
    MaybeFont,
    MaybeTable,
    Moment,
    Number,
    Seconds,
    ShotId,
    Text,
    Value,
    Whole,
)
from storyboard.model.words import Codec, Fit


class Music(Value):
    """A music cue."""

    file: AudioFile
    """The sound file."""
    at: Moment = 0.0
    """Where in the film it starts, in seconds."""
    from_: Moment = Field(default=0.0, alias="from")
    """Where in the file it starts."""
    to: Seconds | None = None
    """Where in the film it ends; left out: with the file or the film."""
    until: Seconds | None = None
    """Where in the file it ends, or starts over; left out: at the file's end."""
    gain: Decibels = 0.0
    """Decibels."""
    fade_in: Moment = 0.0
    """Seconds."""
    fade_out: Moment = 0.0
    """Seconds."""
    duck: Annotated[Number, Field(ge=0, le=60)] = 0.0
    """By how many decibels it steps back under dialogue and narration."""
    loop: Flag = False
    """Whether it starts over when the file ends."""


class Cue(Value):
    """A sound at a time of the film."""

    file: AudioFile
    """The sound file."""
    at: Moment = 0.0
    """Seconds from the film's start, or from the shot's where `shot` is given."""
    shot: ShotId | None = None
    """The shot that `at` counts from, by its trimmed start."""
    gain: Decibels = 0.0
    """Decibels."""
    fade_in: Moment = 0.0
    """Seconds."""
    fade_out: Moment = 0.0
    """Seconds."""


class Narration(Cue):
    """A recorded voice over."""

    line: Text | None = None
    """What is said, for the subtitles; never rewritten."""
    translations: Mapping[Language, Text] = {}
    """The same in other languages, for their subtitles."""


class ClipSound(Value):
    """The clips' own sound in the whole film."""

    gain: Annotated[
        Decibels, BeforeValidator(read_mute), short({"const": "mute"}, NUMBER)
    ] = 0.0
    """Decibels, or mute."""


class Sound(Value):
    """The film's sound."""

    music: tuple[Music, ...] = ()
    """Music cues."""
    narration: tuple[Narration, ...] = ()
    """Recorded voice over."""
    effects: tuple[Cue, ...] = ()
    """Effects at times or on shots."""
    clips: ClipSound = ClipSound()
    """The clips' own sound."""
    loudness: Annotated[Number, Field(ge=-40, le=-5)] | None = -16.0
    """Integrated loudness of the film in LUFS, its true peak at most -1 dBTP; null: as
    mixed."""


class Lettering(Value):
    """How letters look."""

    font: MaybeFont = None
    """A font file, TrueType or OpenType; left out: Source Sans 3, which comes along."""
    weight: Annotated[Whole, Field(ge=100, le=900)] | None = None
    """From 100 to 900, where the font has them."""
    italic: Flag | None = None
    """Whether they slant, where the font has that."""
    size: Annotated[Number, Field(ge=0.01, le=0.5)] | None = None
    """Of a line, as a share of the frame's shorter side."""
    tracking: Annotated[Number, Field(ge=-0.1, le=1)] | None = None
    """Extra space after each letter, as a share of its size."""
    colour: Colour | None = None
    """The letters' colour; white by default."""


class Title(Lettering):
    """Text over the picture, on a card, or as credits."""

    text: Text
    """What is shown; lines break where the text breaks."""
    kind: Literal["title", "card", "lower third"] = "title"
    """title: over the picture; card: on a full frame; lower third: at the bottom."""
    credits: Literal["roll"] | None = None
    """roll: end credits that scroll over a full frame. Empty lines divide blocks;
    `Role | Name` stands in two columns, `| Name` under the same role; a block's first
    line heads it where it ends with a colon; a line that opens them alone is the film's
    title."""
    at: Moment
    """Seconds from the film's start."""
    seconds: Seconds = 3.0
    """How long it stands."""
    position: Literal["centre", "top", "bottom"] | None = None
    """Where it stands; centre by default, a lower third at the bottom."""
    align: Literal["left", "centre", "right"] | None = None
    """To which side its lines are set."""
    background: Colour | None = None
    """A card's colour, black by default; under other titles: a plate's colour."""
    fade: Moment = 0.4
    """Seconds of fading in and out."""


class Subtitles(Value):
    """Subtitles made from dialogue and narration."""

    burn: Flag = False
    """Whether they are drawn into the picture."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    """Languages as tags such as en or pt-BR; the board's lines are in the first, their
    translations in the others."""
    lettering: Lettering = Lettering()
    """How burnt-in subtitles look."""


class VariantFormat(Value):
    """What a variant changes of the film's picture."""

    aspect: Aspect | None = None
    """Width to height."""
    resolution: Resolution | None = None
    """Lines of the shorter side."""
    fps: Fps | None = None
    """Frames per second."""
    fit: Fit | None = None
    """How clips are fitted."""


class Variant(Value):
    """Another film from the same board."""

    name: Text
    """The variant's name; a template such as {{ row.sku }} where `for` is given."""
    format: VariantFormat | None = None
    """What changes of the picture."""
    reframe: Literal["crop", "shoot"] = "crop"
    """crop reframes what exists (free); shoot generates anew (paid)."""
    for_: MaybeTable = Field(default=None, alias="for")
    """A CSV file: one film per row."""
    with_: Text | Mapping[Identifier, Text] | None = Field(default=None, alias="with")
    """Values for the templates, from the row."""


class Output(Value):
    """The finished film."""

    file: Annotated[Text, Field(pattern=r"^[^/\\].*\.(mp4|m4v|mov|webm)$")] | None = (
        None
    )
    """The film's file, from the board's folder; made from the title by default."""
    codec: Codec | None = None
    """The picture's codec; left out: h264, and vp9 in a .webm."""
    poster: Moment | None = None
    """The second of the film that is written beside it as a still image."""
    gif: Flag = False
    """Whether a small animated preview is written beside the film."""
