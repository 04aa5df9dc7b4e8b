"""The clip request: everything a service is told for one shot.

A request is cut into named parts. A provider says which parts it is told
(`Capabilities.told`); the fingerprint covers those and nothing else, so that what a
service never hears can never make a paid clip stale.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal

from storyboard.model.media import FileFacts, MediaKind
from storyboard.model.value import SceneId, ShotId, Value
from storyboard.model.words import Angle, Pace, ShotSize

FrameName = Literal["first", "last"]
SEEDS = 1 << 32
"""Seeds run from 0 to one less, and begin again."""
MediaRole = Literal["first_frame", "last_frame", "reference", "voice"]


class FrameOf(Value):
    """A frame of another shot's clip."""

    shot: ShotId
    """The shot."""
    which: FrameName
    """Which frame of its whole clip."""
    clip: str | None = None
    """SHA-256 of that clip in hex; None: the shot is yet to be made."""


class MediaInput(Value):
    """A file that goes along with a request."""

    role: MediaRole
    """What the service should use it as."""
    kind: MediaKind
    """image, video or audio."""
    file: str
    """The asset path; not part of any fingerprint."""
    digest: str
    """SHA-256 of its bytes, in hex."""
    of: str | None = None
    """The id of the character, location or prop that it shows."""
    shows: str | None = None
    """Their name as people say it."""
    facts: FileFacts | None = None
    """Size and length, once somebody looked; not part of any fingerprint."""
    address: str | None = None
    """Where the service finds it, once it is published: a link, or a `data:` address;
    not part of any fingerprint."""
    frame_of: FrameOf | None = None
    """The shot whose frame this is; what counts is then its clip, and `file` and
    `digest` are empty until the frame was taken out of it."""

    @property
    def called(self) -> str:
        """The file, or the shot whose frame it is, in words."""
        frame = self.frame_of
        if self.file or frame is None:
            return self.file
        return f"the {frame.which} frame of shot {frame.shot}"


class Subject(Value):
    """A character in the frame."""

    id: str
    """The character's id."""
    name: str
    """The name as people say it."""
    sheet: str
    """The full description, with parameters filled in."""
    look: str | None = None
    """The description of the look in force."""


class Place(Value):
    """Where a shot plays."""

    id: str
    """The location's id."""
    name: str
    """As people say it."""
    sheet: str
    """The description."""


class SpokenLine(Value):
    """A line of dialogue as heard in the shot."""

    who: str
    """The speaker's id."""
    name: str
    """The speaker's name."""
    line: str
    """What is said."""
    at: float
    """Seconds from the shot's trimmed start."""


class Staging(Value):
    """What the frame holds and what the camera does, apart from any wording."""

    size: ShotSize = "medium"
    """Shot size."""
    angle: Angle = "eye level"
    """Camera angle."""
    lens: str | None = None
    """Lens."""
    move: str = "static"
    """The camera's move."""
    pace: Pace | None = None
    """The move's pace."""
    action: str = ""
    """What happens, with names in place of mentions."""
    subjects: tuple[Subject, ...] = ()
    """Who is in the frame, in the order of mention."""
    props: tuple[Place, ...] = ()
    """Things mentioned."""
    place: Place | None = None
    """The location."""
    time: str | None = None
    """Time of day or weather."""
    medium: str | None = None
    """The style's medium."""
    light: str | None = None
    """The style's light."""
    palette: tuple[str, ...] = ()
    """The style's colours as #rrggbb."""
    dialogue: tuple[SpokenLine, ...] = ()
    """Lines spoken."""


class SlateText(Value):
    """What a slate or a strip says."""

    film: str
    """The film's title."""
    scene: SceneId
    """The scene's id."""
    shot: ShotId
    """The shot's id."""


class Beat(Value):
    """One shot of a scene that is shot together, as one job."""

    shot: ShotId
    """The shot."""
    prompt: str
    """Its own prompt."""
    seconds: float
    """Its seconds of the job's clip."""


class ClipRequest(Value):
    """Everything a service may be told for one shot, or for shots made together."""

    provider: str
    """The provider that is asked."""
    model: str | None
    """The model as the board names it; None: the provider's default."""
    prompt: str
    """The composed prompt."""
    seconds: float
    """Seconds asked for."""
    aspect: str
    """Width to height."""
    resolution: str
    """Lines of the shorter side."""
    fps: str
    """Frames per second, as a fraction."""
    seed: int | None
    """The seed, where the board gives one."""
    media: tuple[MediaInput, ...] = ()
    """Images, video and audio that go along."""
    audio: bool | None = None
    """Whether the service is asked for sound; None: its default."""
    web_search: bool | None = None
    """Whether the service may look things up; None: its default."""
    extra: Mapping[str, Any] = {}
    """This provider's own fields."""
    staging: Staging
    """The frame and the camera as data."""
    slate: SlateText
    """Film, scene and shot."""
    beats: tuple[Beat, ...] = ()
    """The shots of one job, in order; empty: it is one shot. `prompt` is then what
    holds for all of them, `seconds` their sum, `slate` that of the first."""
    callback: str | None = None
    """Where the service may say that the job has ended; not part of any
    fingerprint."""

    @property
    def shot(self) -> ShotId:
        """The shot that is wanted."""
        return self.slate.shot

    def reseeded(self, by: int) -> "ClipRequest":
        """The same with a seed so many further on; without a seed, as it is."""
        if self.seed is None or not by:
            return self
        return self.model_copy(update={"seed": (self.seed + by) % SEEDS})

    def parts(self) -> dict[str, object]:
        """The request as named parts, for fingerprints and for `why`."""
        staging = self.staging.model_dump(mode="json")
        return {
            "model": self.model,
            "prompt": self._told_prompt(),
            "seconds": self.seconds,
            "format": [self.aspect, self.resolution],
            "fps": self.fps,
            "seed": self.seed,
            "references": [
                [m.role, m.kind, m.digest, m.of, m.shows]
                for m in self.media
                if m.frame_of is None
            ],
            "preceded": [
                [m.role, m.frame_of.which, m.frame_of.clip]
                for m in self.media
                if m.frame_of is not None
            ],
            "audio": self.audio,
            "web_search": self.web_search,
            "extra": dict(self.extra),
            "camera": [staging.pop(k) for k in ("size", "angle", "lens")],
            "move": [staging.pop(k) for k in ("move", "pace")],
            "style": [staging.pop(k) for k in ("medium", "light", "palette")],
            "dialogue": staging.pop("dialogue"),
            "staging": staging,
            # The film's title stands on no clip.
            "slate": [self.slate.scene, self.slate.shot],
        }

    def _told_prompt(self) -> object:
        if not self.beats:
            return self.prompt
        return [self.prompt, *([beat.prompt, beat.seconds] for beat in self.beats)]


PART_NAMES = (
    "model", "prompt", "seconds", "format", "fps", "seed", "references",
    "preceded", "audio", "web_search", "extra", "camera", "move", "style", "dialogue",
    "staging", "slate",
)  # fmt: skip
"""Every part, in the order in which `why` names them."""


def digest_of(value: object) -> str:
    """SHA-256 in hex of a JSON value, the same for the same value everywhere."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def part_digests(request: ClipRequest, told: frozenset[str]) -> dict[str, str]:
    """A short digest of each part that the provider is told."""
    parts = request.parts()
    if not parts["preceded"]:
        # Most shots follow nobody: a part that is not there is not told.
        told -= {"preceded"}
    return {name: digest_of(parts[name])[:16] for name in PART_NAMES if name in told}


def fingerprint(parts: Mapping[str, str]) -> str:
    """The name of every take that would satisfy these part digests."""
    return digest_of(dict(parts))
