"""What EvoLink is asked for, and what it costs (sheet evolink.md, read 2026-11-21).

Prices are those of EvoLink's public price rules of 2026-10-10, as its open tools keep
them: 1080p, Mini and the relaxed content filter are in these alone. Not documented, so
chosen plainly: a web search counts as one call.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from storyboard.model.media import MediaLimits
from storyboard.sandbox.legend import PictureRole
from storyboard.sandbox.services.reading import Link, SecureCallback, Wire, Words, wrong
from storyboard.sandbox.services.seeing import FRAMES

MODELS = tuple(
    f"seedance-2.0{speed}-{mode}-to-video"
    for speed in ("", "-fast", "-mini")
    for mode in ("text", "image", "reference")
)
"""Six models, and the three of Mini that newer documents add."""
_RATES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("", "480p"): ("6.2775", "3.834"),
    ("", "720p"): ("13.5", "8.2215"),
    ("", "1080p"): ("33.75", "20.52"),
    ("fast", "480p"): ("3.8136045", "2.2717601"),
    ("fast", "720p"): ("8.2013", "4.8797735"),
    ("mini", "480p"): ("1.2555", "0.7668"),
    ("mini", "720p"): ("2.7", "1.6443"),
}
"""By speed and quality: credits a second, without and with reference videos."""
_RELAXED = Decimal("0.1")
"""What a relaxed content filter adds, as a share."""
_WEB_SEARCH = Decimal("0.04")
MOST_BODY = 64_000_000
"""Bytes of a whole request."""


IMAGES = MediaLimits(
    suffixes=(".jpeg", ".jpg", ".png", ".webp"),
    most_bytes=30_000_000,
    side=(300, 6000),
    aspect=(0.4, 2.5),
)
VIDEOS = MediaLimits(
    suffixes=(".mp4", ".mov"),
    most_bytes=50_000_000,
    seconds=(2, 15),
    most_seconds=15,
    side=(300, 6000),
    aspect=(0.4, 2.5),
    pixels=(409_600, 927_408),
    fps=(24, 60),
)
AUDIOS = MediaLimits(
    suffixes=(".wav", ".mp3"), most_bytes=15_000_000, seconds=(2, 15), most_seconds=15
)


class ModelParams(Wire):
    """`model_params`."""

    web_search: bool = False
    """Whether the model may look things up; costs a little."""


class Submit(Wire):
    """The body of POST /v1/videos/generations."""

    model: str
    """One of `MODELS`."""
    prompt: Words
    """What is to be seen; its length is advice only."""
    image_urls: Annotated[tuple[Link, ...], Field(max_length=9)] = ()
    """First frame, or first and last; or 0 to 9 references."""
    video_urls: Annotated[tuple[Link, ...], Field(max_length=3)] = ()
    """Reference-to-video only."""
    audio_urls: Annotated[tuple[Link, ...], Field(max_length=3)] = ()
    """Reference-to-video only; never alone."""
    duration: Annotated[int, Field(ge=4, le=15)] = 5
    """Seconds."""
    quality: Literal["480p", "720p", "1080p"] = "720p"
    """1080p is offered by the standard models, newer documents say."""
    aspect_ratio: Literal["16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "adaptive"] = (
        "16:9"
    )
    """Width to height."""
    generate_audio: bool = True
    """Whether there is sound; costs nothing."""
    model_params: ModelParams = ModelParams()
    """Text-to-video of standard and Fast only."""
    callback_url: Annotated[SecureCallback, Field(max_length=2048)] = ""
    """Called when the job has ended."""
    content_filter: bool = True
    """Known from newer documents; false costs a tenth more and changes nothing here."""

    def check(self) -> None:
        """What depends on the model; BodyError."""
        if self.model not in MODELS:
            raise wrong("model", f"there is no model {self.model}")
        fast, mode = self.speed, self.mode
        most = {"text": 0, "image": 2, "reference": 9}[mode]
        if self.gives("image_urls") and not len(self.image_urls) <= most:
            raise wrong("image_urls", f"{self.model} takes at most {most} images")
        if mode == "image" and not self.image_urls:
            raise wrong("image_urls", f"{self.model} needs 1 or 2 images", "missing")
        for field in ("video_urls", "audio_urls"):
            if mode != "reference" and self.gives(field):
                raise wrong(field, f"{field} are for reference-to-video only")
        if self.audio_urls and not (self.image_urls or self.video_urls):
            raise wrong("audio_urls", "audio needs an image or a video beside it")
        if self.quality == "1080p" and fast:
            raise wrong("quality", f"{self.model} has no 1080p")
        if self.gives("model_params") and (mode != "text" or fast == "mini"):
            raise wrong("model_params", f"{self.model} has no model_params")

    @property
    def mode(self) -> str:
        """text, image or reference."""
        return self.model.split("-")[-3]

    @property
    def frames(self) -> tuple[PictureRole, ...]:
        """What its images are, as far as the model says it."""
        return FRAMES if self.mode == "image" else ()

    @property
    def speed(self) -> str:
        """fast, mini, or empty for standard."""
        part = self.model.split("-")[2]
        return part if part in {"fast", "mini"} else ""

    def price(self, given: Decimal) -> Decimal:
        """What it costs, in credits; `given`: seconds of reference video."""
        rate = Decimal(_RATES[self.speed, self.quality][bool(self.video_urls)])
        counted = Decimal(self.duration)
        if self.video_urls:
            counted += max(given, counted)
        amount = rate * counted
        if not self.content_filter:
            amount += amount * _RELAXED
        if self.model_params.web_search:
            amount += _WEB_SEARCH
        return amount.normalize()
