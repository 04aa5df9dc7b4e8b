"""What Kinovi is asked for, and what it costs (sheet kinovi.md, read 2026-11-21).

Charges follow the current README, where a second of 480p costs 15 credits and not half
of 720p's 40; `upscaleResolution` adds 28 a second, as the source has it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from storyboard.model.media import MediaLimits
from storyboard.sandbox.services.reading import BodyError, Link, Wire, Words, wrong

_PRO, _FAST = "seedance-20", "seedance2-fast"
RATES: Mapping[tuple[str, bool], Mapping[str, int]] = {
    (_PRO, False): {"480p": 15, "720p": 40, "1080p": 90, "4k": 200},
    (_PRO, True): {"480p": 19, "720p": 48, "1080p": 108, "4k": 240},
    (_FAST, False): {"480p": 14, "720p": 28},
    (_FAST, True): {"480p": 18, "720p": 34},
}
"""Credits a second by model and whether there is a reference video."""
MODELS = (_PRO, _FAST)
"""The two that have limits and prices."""
UPSCALE = 28
"""Credits a second."""
MOST_SECONDS = 15
"""Of reference videos together, and of sounds."""
IMAGES = MediaLimits(suffixes=(".jpg", ".jpeg", ".png", ".webp"))
VIDEOS = MediaLimits(suffixes=(".mp4", ".mov", ".webm"))
AUDIOS = MediaLimits(suffixes=(".mp3", ".wav", ".m4a", ".aac", ".ogg", ".flac"))
_KEYFRAMES = 2
Duration = Literal[
    4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15",
]  # fmt: skip
UpToThree = Annotated[tuple[Link, ...], Field(max_length=3)]


class Inputs(Wire):
    """`inputs`; unknown keys are ignored, as documented."""

    model_config = ConfigDict(extra="ignore")

    prompt: Annotated[Words, Field(max_length=10_000)]
    """At most 10,000 characters; 4000 in the source."""
    duration: Duration = 5
    """Seconds, as a whole number or, in the source, as text."""
    aspect: Literal["16:9", "9:16", "1:1", "3:4", "4:3", "21:9"] = Field(
        "16:9", alias="aspectRatio"
    )
    """Width to height; follows the media where it is left out."""
    resolution: Literal["480p", "720p", "1080p", "4k"] = Field(
        "720p", alias="outputResolution"
    )
    """Lines; Fast ends at 720p."""
    upscale: Literal["4k"] | None = Field(None, alias="upscaleResolution")
    """Enlarges the clip; from the source."""
    mode: Literal["keyframe", "reference"] = "keyframe"
    """What the images are; videos and sounds make it reference."""
    images: Annotated[tuple[Link, ...], Field(max_length=9)] = Field(
        (), alias="imageUrls"
    )
    """First and last frame, or up to 9 references."""
    older_images: Annotated[tuple[Link, ...], Field(max_length=2)] = Field(
        (), alias="urls"
    )
    """What older documents call `imageUrls`."""
    videos: UpToThree = Field((), alias="videoUrls")
    """Reference videos."""
    audios: UpToThree = Field((), alias="audioUrls")
    """Reference sounds; never alone."""
    generate_audio: bool = True
    """Whether there is sound."""
    bitrate_mode: Literal["high"] | None = None
    """A higher bit rate."""
    seed: Annotated[int, Field(ge=-1, le=4_294_967_295)] = -1
    """-1: any."""

    @property
    def used_images(self) -> tuple[str, ...]:
        """The images that matter: in keyframe mode the first two."""
        images = self.images or self.older_images
        return images if self.by_reference else images[:_KEYFRAMES]

    @property
    def by_reference(self) -> bool:
        """Whether the images are references, not first and last frame."""
        return bool(self.mode == "reference" or self.videos or self.audios)


class Submit(Wire):
    """The body of POST /api/v1/jobs/createTask."""

    model: str
    """seedance-20 or seedance2-fast; must match exactly."""
    callback: Link = Field("", alias="callBackUrl")
    """Never called by the sandbox."""
    inputs: Inputs
    """Everything else."""

    def check(self) -> None:
        """What depends on the model and on other fields; BodyError."""
        if self.inputs.resolution not in RATES[self.model, False]:
            raise _wrong("outputResolution", f"{self.model} has no such resolution")
        images = self.inputs.images or self.inputs.older_images
        if self.inputs.audios and not (images or self.inputs.videos):
            raise _wrong("audioUrls", "audio needs an image or a video beside it")

    @property
    def price(self) -> Decimal:
        """What it costs, in credits."""
        rate = RATES[self.model, bool(self.inputs.videos)][self.inputs.resolution]
        if self.inputs.upscale:
            rate += UPSCALE
        return Decimal(rate * int(self.inputs.duration))


def _wrong(field: str, words: str) -> BodyError:
    return wrong(("inputs", field), f"inputs.{field}: {words}")
