"""seedance2.ink's models and prices.

Figures: sheet seedance2ink.md, read 2026-11-21. The limit of a prompt and nearly all
prices are unknown; the service has an address for its models and prices
(`/api/open/v1/models`), whose answer nobody has described.
"""

from datetime import date
from decimal import Decimal

from storyboard.model.capabilities import TOLD_BY_DEFAULT, Capabilities, Mode
from storyboard.model.media import MediaLimits
from storyboard.model.price import Edition, Rate

NAME = "seedance2ink"
"""The name used in boards."""
CREDITS = f"credits@{NAME}"
"""The unit of its prices."""
MOST_FILES = 5
"""How many files go with a job (sheet, Submit request)."""

_PRICES = (
    Edition(
        read=date(2026, 11, 21),
        source="the two examples of the source document and its image-to-video page",
        unit=CREDITS,
        rates=(
            Rate(amount=Decimal(8), resolution="720p", seconds=5, files=0),
            Rate(
                amount=Decimal("12.8"),
                resolution="720p",
                seconds=5,
                images=True,
                files=1,
            ),
        ),
    ),
)
"""Two totals are known: 40 and 64 credits for 5 s at 720p (sheet, Pricing)."""
_MODES = (
    Mode(name="text to video"),
    Mode(
        name="files to video",
        first_frame="may",
        last_frame="may",
        images=(0, MOST_FILES),
        videos=(0, MOST_FILES),
        audios=(0, MOST_FILES),
        files=MOST_FILES,
        note="seedance2.ink has no field for what a file is for, so only the prompt "
        "says it (`Image 1 is the first frame.`); whether it is heeded is not "
        "documented",
    ),
)


def _row(
    model: str,
    prices: tuple[Edition, ...] = (),
    allowed_seconds: tuple[float, ...] = (),
) -> Capabilities:
    """A model; the documents tell them apart by their lengths only."""
    return Capabilities(
        provider=NAME,
        model=model,
        origin="paid",
        modes=_MODES,
        told=TOLD_BY_DEFAULT - {"audio", "web_search", "extra"},
        seconds=(min(allowed_seconds, default=4), max(allowed_seconds, default=15)),
        whole_seconds=True,
        allowed_seconds=allowed_seconds,
        aspects=("16:9", "9:16", "1:1"),
        resolutions=("480p", "720p", "1080p"),
        limits={
            "image": MediaLimits(
                suffixes=(".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
            ),
            "video": MediaLimits(suffixes=(".mp4", ".mov", ".m4v")),
            "audio": MediaLimits(suffixes=(".mp3", ".wav")),
        },
        mentions={"image": "image {n}", "video": "video {n}", "audio": "audio {n}"},
        frames_told=True,
        fields={
            "model": "model",
            "prompt": "prompt",
            "seconds": "duration",
            "aspect": "aspectRatio",
            "resolution": "resolution",
            "first_frame": "mediaUrls, named in the prompt",
            "last_frame": "mediaUrls, named in the prompt",
            "references": "mediaUrls, named in the prompt",
        },
        prices=prices,
        caution="seedance2.ink's documents do not say what most clips cost, whether "
        "failed ones are refunded, or how long prompts may be",
    )


MODELS = (
    _row("seedance-2.0", _PRICES),
    _row("seedance-2.0-fast"),
    _row("seedance-1.5-pro", allowed_seconds=(5, 10)),
)
"""As the source document has them (sheet, Submit request)."""
