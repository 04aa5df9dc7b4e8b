"""The body of Ark's submit (sheet ark.md, read 2026-11-21).

Not documented, so chosen plainly: 720p, and the ratio of the first picture, where
nothing is said; -1 seconds become 5; one picture without a role is the first frame;
videos and sounds come as addresses or assets, never as base64. The old way of writing
`--rs 720p` into the text stays text.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from storyboard.model.media import MediaLimits
from storyboard.sandbox.legend import PictureRole
from storyboard.sandbox.services.ark_models import FPS, SPECIAL, Family, rate_of
from storyboard.sandbox.services.reading import SEEDS, Link, Wire, Words, link, wrong
from storyboard.sandbox.services.seeing import Named
from storyboard.sandbox.services.sizes import PIXELS

MOST_BODY = 64_000_000
"""Bytes of a whole request."""
IMAGES = MediaLimits(
    suffixes=(
        *(".jpeg", ".jpg", ".png", ".webp", ".bmp", ".tiff", ".tif", ".gif"),
        *(".heic", ".heif"),
    ),
    most_bytes=30_000_000,
    side=(300, 6000),
    aspect=(0.4, 2.5),
)
VIDEOS = MediaLimits(
    suffixes=(".mp4", ".mov"),
    most_bytes=50_000_000,
    seconds=(2, 15),
    most_seconds=15,
    fps=(24, 60),
)
AUDIOS = MediaLimits(
    suffixes=(".wav", ".mp3"), most_bytes=15_000_000, seconds=(2, 15), most_seconds=15
)
_CHOSEN_SECONDS = 5
_DRAFTS = "480p"
_TOKEN = 1024
_MILLION = Decimal(1_000_000)
_HALF = Decimal("0.5")
_ROLES: Mapping[str, PictureRole] = {
    "first_frame": "first_frame",
    "last_frame": "last_frame",
    "reference_image": "reference",
}
_ASSET = re.compile(r"asset://[\w.-]+")
_INLINE = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/]+=*")


def _asset_or(*more: re.Pattern[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if any(pattern.fullmatch(text) for pattern in (_ASSET, *more)):
            return text
        return link(text)

    return check


class ImageAddress(Wire):
    """`image_url`."""

    url: Annotated[str, AfterValidator(_asset_or(_INLINE))]
    """An address, a `data:` address or an asset."""


class ClipAddress(Wire):
    """`video_url` and `audio_url`."""

    url: Annotated[str, AfterValidator(_asset_or())]
    """An address or an asset."""


class Text(Wire):
    """The prompt."""

    type: Literal["text"]
    text: Words
    """What is to be seen."""


class Image(Wire):
    """A picture."""

    type: Literal["image_url"]
    image_url: ImageAddress
    role: Literal["first_frame", "last_frame", "reference_image"] = "first_frame"
    """What it is used as."""


class Video(Wire):
    """A reference video."""

    type: Literal["video_url"]
    video_url: ClipAddress
    role: Literal["reference_video"]


class Audio(Wire):
    """A reference sound."""

    type: Literal["audio_url"]
    audio_url: ClipAddress
    role: Literal["reference_audio"]


class DraftId(Wire):
    """`draft_task`."""

    id: Words
    """The job that made the draft."""


class Draft(Wire):
    """A draft that is to be made in full."""

    type: Literal["draft_task"]
    draft_task: DraftId


class Tool(Wire):
    """One of `tools`."""

    type: Literal["web_search"]


Item = Annotated[Text | Image | Video | Audio | Draft, Field(discriminator="type")]


def _frames(count: int) -> int:
    if not (29 <= count <= 289 and count % 4 == 1):  # noqa: PLR2004 - 25 + 4n
        raise ValueError("should be 25 + 4n, from 29 to 289")
    return count


class Submit(Wire):
    """The body of POST /api/v3/contents/generations/tasks."""

    model: Words
    """A dated id, or an endpoint's."""
    content: Annotated[tuple[Item, ...], Field(min_length=1)]
    """The prompt and what goes along."""
    callback_url: Link = ""
    """Never called by the sandbox."""
    return_last_frame: bool = False
    """Whether the last frame is told of, too."""
    service_tier: Literal["default", "flex"] = "default"
    """flex: slow, at half the price."""
    execution_expires_after: Annotated[int, Field(ge=3600, le=259_200)] = 172_800
    """Seconds."""
    generate_audio: bool = True
    """Whether there is sound."""
    draft: bool = False
    """Whether a cheap draft is wanted."""
    tools: tuple[Tool, ...] = ()
    """Whether the model may look things up."""
    safety_identifier: Annotated[str, Field(max_length=64)] = ""
    """Whom the caller does it for; told back."""
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    """Known from a secondary source only."""
    resolution: Literal["480p", "720p", "1080p", "4k"] = "720p"
    """Lines."""
    ratio: Literal["16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"] = "adaptive"
    """Width to height."""
    duration: int = 5
    """Seconds; -1: the model chooses."""
    frames: Annotated[int, AfterValidator(_frames)] = 29
    """Instead of seconds."""
    seed: Annotated[int, Field(ge=-1, le=SEEDS - 1)] = -1
    """-1: any."""
    camera_fixed: bool = False
    """Whether the camera stands still."""
    watermark: bool = False
    """Whether the clip is marked."""
    omni_reference_task_type: Literal["auto", "reference", "edit", "extend"] = "auto"
    """What 2.5 does with references."""
    output_format: Literal["mp4", "mov"] = "mp4"
    """2.5 only; the sandbox makes mp4 all the same."""

    def named(self, role: str) -> tuple[Named, ...]:
        """The media of a role, each with its place."""
        found = []
        for number, item in enumerate(self.content):
            if isinstance(item, Text | Draft) or item.role != role:
                continue
            place = ("content", number, item.type, item.type, "url")
            found.append((place, getattr(item, item.type).url))
        return tuple(found)

    @property
    def images(self) -> tuple[Named, ...]:
        """All pictures."""
        return tuple(each for role in _ROLES for each in self.named(role))

    @property
    def roles(self) -> tuple[PictureRole, ...]:
        """What each of the pictures is used as."""
        return tuple(told for role, told in _ROLES.items() for _ in self.named(role))

    @property
    def text(self) -> str:
        """The prompt; empty where there is none."""
        return next((each.text for each in self.content if isinstance(each, Text)), "")

    @property
    def draft_id(self) -> str | None:
        """The draft that is to be made in full."""
        found = (e.draft_task.id for e in self.content if isinstance(e, Draft))
        return next(found, None)

    @property
    def seconds(self) -> float:
        """How long the clip will be."""
        if self.gives("frames"):
            return round(self.frames / FPS, 3)
        return _CHOSEN_SECONDS if self.duration < 0 else self.duration

    @property
    def rendered(self) -> str:
        """The resolution of the clip."""
        return _DRAFTS if self.draft else self.resolution

    def tokens(self, ratio: str, given: Decimal) -> Decimal:
        """What is counted; `given`: the seconds of the reference videos."""
        width, height = PIXELS[self.rendered][ratio]
        seconds = Decimal(str(self.seconds)) + given
        return (seconds * width * height * FPS / _TOKEN).to_integral_value()

    def price(self, tokens: Decimal) -> Decimal | None:
        """What it costs, in the model's currency; None: nobody knows."""
        videos = bool(self.named("reference_video"))
        rate = rate_of(self.model, videos=videos, sound=self.generate_audio)
        if rate is None:
            return None
        tier = _HALF if self.service_tier == "flex" else 1
        return (rate * tokens * tier / _MILLION).normalize()


def check(body: Submit, family: Family) -> None:
    """What depends on the model and on other fields; BodyError."""
    _check_fields(body, family)
    _check_content(body, family)
    if body.resolution not in family.resolutions:
        raise wrong("resolution", f"resolution: {body.model} has no {body.resolution}")
    least, most = family.seconds
    free = body.duration == -1 and family.free_seconds
    if not (least <= body.duration <= most or free):
        raise wrong("duration", f"duration: {body.model} takes {least} to {most}")
    if body.draft and body.gives("resolution") and body.resolution != _DRAFTS:
        raise wrong("resolution", f"resolution: a draft is made in {_DRAFTS}")
    if body.draft and body.return_last_frame:
        raise wrong("return_last_frame", "return_last_frame: a draft has none")


def _check_fields(body: Submit, family: Family) -> None:
    for field in sorted(SPECIAL - family.fields):
        if body.gives(field):
            raise wrong(field, f"{field}: {body.model} has no such parameter")
    if body.service_tier == "flex" and (body.draft or not family.flex):
        raise wrong("service_tier", "service_tier: flex is not offered for this")
    if body.tools and len(body.content) > 1:
        raise wrong("tools", "tools: web_search is for text alone")
    if body.camera_fixed and body.named("reference_image"):
        raise wrong("camera_fixed", "camera_fixed: not with reference images")
    if body.gives("frames") and body.gives("duration"):
        raise wrong("frames", "frames: duration and frames exclude each other")


def _check_content(body: Submit, family: Family) -> None:
    first, last = body.named("first_frame"), body.named("last_frame")
    images = body.named("reference_image")
    videos, audios = body.named("reference_video"), body.named("reference_audio")
    references = (*images, *videos, *audios)
    texts = [each for each in body.content if isinstance(each, Text)]
    drafts = [each for each in body.content if isinstance(each, Draft)]
    rules: Iterable[tuple[bool, str]] = (
        (bool(drafts) and "draft" not in family.fields, "draft_task is for 1.5 pro"),
        (bool(drafts) and len(body.content) > 1, "draft_task stands alone"),
        (len(texts) > 1, "there is one text at most"),
        (not family.images and bool(first or last or images), "it takes no images"),
        (len(first) > 1, "there is one first_frame at most; name the other's role"),
        (len(last) > 1, "there is one last_frame at most"),
        (bool(last) and not first, "a last_frame needs a first_frame"),
        (bool(first) and bool(references), "frames and references exclude each other"),
        (
            len(images) > family.references,
            f"{family.references} reference images at most",
        ),
        (len(videos) > family.clips, f"{family.clips} reference videos at most"),
        (len(audios) > family.clips, f"{family.clips} reference sounds at most"),
        (bool(audios) and not (images or videos), "audio is never taken alone"),
    )
    for broken, words in rules:
        if broken:
            raise wrong("content", f"content: {body.model}: {words}")
