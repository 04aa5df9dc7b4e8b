"""The edit in whole frames: a pure value from which the film follows."""

from typing import Literal

from storyboard.model.request import SlateText, digest_of
from storyboard.model.value import ShotId, Value
from storyboard.model.words import Codec, Direction, Fit


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


class Passage(Value):
    """How an edit comes in over the one before it, or how the last one goes out."""

    kind: Literal["dissolve", "fade", "dip", "wipe", "slide", "push"]
    """What is seen; see `model.parts.Transition`."""
    frames: int
    """Its length; both shots are on screen for so long. At the film's ends one shot
    comes from the colour, or goes to it."""
    colour: str = "#000000"
    """What a fade and a dip go through, and what is seen beyond the film's ends."""
    direction: Direction = "left"
    """The way a wipe, slide or push goes."""


class Edit(Value):
    """One shot in the cut."""

    slate: SlateText
    """Film, scene and shot."""
    source: Source
    """Where the picture comes from."""
    start: int
    """The first frame used of the source, at the film's rate."""
    length: int
    """Frames used, the passages at either end among them."""
    at: int
    """The frame of the film on which it starts; before 0 where a window of a film
    begins within it."""
    enter: Passage | None = None
    """How it comes in; None: a cut. The edit before ends where this passage does."""
    leave: Passage | None = None
    """For the last edit: how the film ends; None: with its last frame."""
    fit: Fit = "fill"
    """How the source is fitted into the frame."""
    focus: tuple[float, float] = (0.5, 0.5)
    """The point to keep when cropping."""
    gain: float | None = 0.0
    """Of its own sound in dB; None: mute."""
    leads: float = 0.0
    """Seconds that its sound starts before its picture (a J-cut)."""
    lags: float = 0.0
    """Seconds that its sound goes on after its picture (an L-cut)."""

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
    until: float | None = None
    """Where in the file it ends, or starts over; None: at the file's end."""
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
    heard: tuple[float, float] | None = None
    """The stretch of the film outside of which it is silent, in a film of chosen shots;
    None: there is none."""


class Speech(Value):
    """A stretch of the film in which someone speaks, in seconds."""

    at: float
    """Where it starts."""
    end: float
    """Where it ends."""
    shot: ShotId | None = None
    """The shot in whose own sound it is; None: a narrator speaks."""


class Face(Value):
    """How letters look."""

    font: str = ""
    """The font's file on disk; empty: the one that comes along. Not part of the film's
    fingerprint."""
    digest: str = ""
    """SHA-256 of the font's bytes, in hex; empty for the one that comes along."""
    weight: int | None = None
    """From 100 to 900; None: as fits the kind of title."""
    italic: bool = False
    """Whether they slant."""
    size: float | None = None
    """Of a line of letters, as a share of the frame's shorter side; None: as fits the
    kind of title."""
    tracking: float | None = None
    """Extra space after each letter, as a share of its size; None: as fits the text."""


class TitleCue(Value):
    """Lettering in the film, in frames."""

    text: str
    """What is shown."""
    kind: Literal["title", "card", "lower third", "credits", "subtitle"]
    """Over the picture, on a full frame, at the bottom, rolling over a full frame, or
    what is said."""
    at: int
    """The frame of the film on which it starts."""
    length: int
    """Frames."""
    fade: int
    """Frames of fading in, and again of fading out."""
    position: Literal["centre", "top", "bottom"] = "centre"
    """Where a title stands."""
    align: Literal["left", "centre", "right"] | None = None
    """To which side its lines are set; None: as fits the kind of title."""
    colour: str = "#ffffff"
    """The letters' colour."""
    background: str | None = None
    """The colour behind the letters: a card's whole frame (None: black), a plate under
    the others (None: there is none)."""
    face: Face = Face()
    """How its letters look."""


class Subtitle(Value):
    """What is said, in seconds of the film."""

    at: float
    """Where it comes up."""
    end: float
    """Where it goes."""
    text: str
    """The words."""
    who: str = ""
    """Who says them, as the board names them; empty: the narrator."""


class SubtitleTrack(Value):
    """The subtitles of one language."""

    language: str
    """As a tag such as en or pt-BR."""
    subtitles: tuple[Subtitle, ...]
    """In the order in which they come up; no two at once."""


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
    subtitles: tuple[SubtitleTrack, ...] = ()
    """One track for each language, the film's own first."""
    burn: bool = False
    """Whether the first track is drawn into the picture (its lines are among
    `titles`); otherwise tracks are laid into the film's file."""
    codec: Codec = "h264"
    """The picture's codec."""
    draft: bool = False
    """Whether it is made to be looked at and thrown away: quickly, with the number of
    the shot and the time code in the picture."""
    zero: int = 0
    """The frame of the whole film on which it starts, where it is a window of it; what
    is cut through by its start then stands at a negative frame or second."""

    @property
    def digest(self) -> str:
        """The film's fingerprint: everything but where its files lie."""
        data = self.model_dump(mode="json")
        for edit in data["edits"]:
            del edit["source"]["offset"]
        for holder in [edit["source"] for edit in data["edits"]] + data["cues"]:
            del holder["file"]
        for title in data["titles"]:
            del title["face"]["font"]
        return digest_of(data)
