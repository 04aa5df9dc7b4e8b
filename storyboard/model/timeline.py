"""The edit in whole frames: a pure value from which the film follows."""

from typing import Literal

from storyboard.model.request import SlateText, digest_of
from storyboard.model.value import Value
from storyboard.model.words import Fit


class Source(Value):
    """Where a picture comes from."""

    kind: Literal["clip", "still", "slate"]
    """A clip, a still image, or the slate of a missing shot."""
    file: str = ""
    """The file on disk; not part of the film's fingerprint."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hex; empty for a slate."""
    offset: float = 0.0
    """Where in the clip the shot starts, in seconds; not part of the film's
    fingerprint, since `Edit.start` counts it."""
    reason: str = ""
    """For a slate: why the shot is missing."""
    palette: tuple[str, ...] = ()
    """For a slate: the film's colours."""


class Dissolve(Value):
    """A dissolve from the edit before, in frames."""

    frames: int
    """Its length; both shots are seen for so long."""


class Edit(Value):
    """One shot in the cut."""

    slate: SlateText
    """Film, scene and shot."""
    source: Source
    """Where the picture comes from."""
    start: int
    """The first frame used of the conformed source."""
    length: int
    """Frames used, a dissolve at either end among them."""
    at: int
    """The frame of the film on which it starts."""
    enter: Dissolve | None = None
    """How it comes in; None: a cut."""
    fit: Fit = "fill"
    """How the source is fitted into the frame."""
    focus: tuple[float, float] = (0.5, 0.5)
    """The point to keep when cropping."""
    gain: float | None = 0.0
    """Of its own sound in dB; None: mute."""

    @property
    def end(self) -> int:
        """The frame of the film after its last."""
        return self.at + self.length


class SoundCue(Value):
    """A sound file in the film; times in seconds."""

    role: Literal["music", "narration", "effect"]
    """What it is."""
    file: str
    """The file on disk; not part of the film's fingerprint."""
    digest: str
    """SHA-256 of its bytes, in hex."""
    at: float
    """Where in the film it starts."""
    start: float = 0.0
    """Where in the file it starts."""
    end: float | None = None
    """Where in the film it ends at the latest; None: with the file or the film."""
    gain: float = 0.0
    """Decibels."""
    fade_in: float = 0.0
    """Seconds."""
    fade_out: float = 0.0
    """Seconds."""
    duck: float = 0.0
    """Decibels that it steps back under speech."""
    loop: bool = False
    """Whether it starts over when the file ends."""


class Speech(Value):
    """A stretch of the film in which someone speaks, in seconds."""

    at: float
    """Where it starts."""
    end: float
    """Where it ends."""


class TitleCue(Value):
    """Lettering in the film, in frames."""

    text: str
    """What is shown."""
    kind: Literal["title", "card", "lower third"]
    """Over the picture, on a full frame, or at the bottom."""
    at: int
    """The frame of the film on which it starts."""
    length: int
    """Frames."""
    fade: int
    """Frames of fading in, and again of fading out."""
    position: Literal["centre", "top", "bottom"] = "centre"
    """Where a title stands."""
    colour: str = "#ffffff"
    """The letters' colour."""
    background: str = "#000000"
    """A card's colour."""


class Timeline(Value):
    """The whole film."""

    title: str
    """The film's title, for the file's metadata."""
    rate: str
    """Frames per second, as a fraction."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    sample_rate: int = 48_000
    """Samples per second of the film's sound."""
    edits: tuple[Edit, ...]
    """The shots in order."""
    length: int
    """Frames of the film."""
    titles: tuple[TitleCue, ...] = ()
    """Lettering."""
    cues: tuple[SoundCue, ...] = ()
    """Music, narration and effects."""
    speech: tuple[Speech, ...] = ()
    """When someone speaks, for ducking."""
    clips_gain: float | None = 0.0
    """Of the clips' own sound in dB; None: mute."""
    loudness: float | None = None
    """Target in LUFS; None: as mixed."""

    @property
    def digest(self) -> str:
        """The film's fingerprint: everything but where its files lie."""
        data = self.model_dump(mode="json")
        for edit in data["edits"]:
            del edit["source"]["offset"]
        for holder in [edit["source"] for edit in data["edits"]] + data["cues"]:
            del holder["file"]
        return digest_of(data)
