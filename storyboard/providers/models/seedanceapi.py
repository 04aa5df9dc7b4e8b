"""seedanceapi.org's models and prices.

Figures: sheet seedanceapi.md, read 2026-11-21. Mini at 1080p is not offered, because
the service would make and bill 720p without a word.
"""

from datetime import date
from decimal import Decimal

from storyboard.model.capabilities import (
    TOLD_BY_DEFAULT,
    Capabilities,
    Mode,
    OwnField,
)
from storyboard.model.price import Edition, Rate

NAME = "seedanceapi"
"""The name used in boards."""
CREDITS = f"credits@{NAME}"
"""The unit of its prices."""


def _edition(*rates: Rate) -> Edition:
    """A list of credits per second; a hundred are a dollar (sheet, Pricing)."""
    return Edition(
        read=date(2026, 11, 21),
        source="seedanceapi.org/docs/v2 (source document)",
        unit=CREDITS,
        rates=rates,
        round_up=True,
        usd=Decimal("0.01"),
    )


def _mini_rate(amount: str, resolution: str, *, videos: bool) -> Rate:
    return Rate(amount=Decimal(amount), resolution=resolution, videos=videos)


_MINI_PRICES = _edition(
    _mini_rate("14.25", "480p", videos=False),
    _mini_rate("9", "480p", videos=True),
    _mini_rate("30.75", "720p", videos=False),
    _mini_rate("18.75", "720p", videos=True),
)
_TEXT_AND_IMAGES = (
    Mode(name="text to video"),
    Mode(
        name="image to video",
        first_frame="may",
        last_frame="may",
        images=(0, 4),
        files=4,
        follows_media=True,
        note="seedanceapi does not say what its images are to the clip; the prompt "
        "says it, and the first frame goes first",
    ),
)
_UNPROVEN = (
    "how many reference videos and sounds seedanceapi takes, how long they may be, and "
    "whether images may go along, is not documented"
)
_REFERENCES = (
    Mode(
        name="reference to video",
        images=(0, 4),
        videos=(0, None),
        follows_media=True,
        note=_UNPROVEN,
    ),
    Mode(
        name="reference to video with sound",
        images=(0, 4),
        videos=(0, None),
        audios=(0, None),
        follows_media=True,
        note="the name of seedanceapi's field for reference sounds is not confirmed, "
        f"so they may be ignored; {_UNPROVEN}",
    ),
)
_PUBLIC = OwnField(
    kind="flag", about="Whether the clip may be shown in the service's gallery."
)
_FIELDS = {
    "model": "model",
    "prompt": "prompt",
    "seconds": "duration",
    "aspect": "aspect_ratio",
    "resolution": "resolution",
    "first_frame": "images",
    "last_frame": "images",
    "references": "images",
}
_ROW = Capabilities(
    provider=NAME,
    model="seedance-2.0",
    origin="paid",
    modes=_TEXT_AND_IMAGES,
    told=TOLD_BY_DEFAULT - {"audio", "web_search"},
    seconds=(5, 15),
    whole_seconds=True,
    allowed_seconds=(5, 10, 15),
    aspects=("16:9", "9:16", "4:3", "3:4"),
    resolutions=("480p", "720p", "1080p"),
    prompt_limit=2000,
    mentions={"image": "image {n}"},
    frames_told=True,
    extra={"public": _PUBLIC},
    fields=_FIELDS,
    prices=(_edition(Rate(amount=Decimal(48))),),
    caution="seedanceapi's prices name no resolution, so what 480p and 1080p cost, and "
    "whether they are heeded, is unproven; nor is it said whether a failed job is paid",
)

MODELS = (
    _ROW,
    _ROW.model_copy(
        update={
            "model": "seedance-2.0-fast",
            "prices": (_edition(Rate(amount=Decimal(32))),),
        }
    ),
    _ROW.model_copy(
        update={
            "model": "seedance-2-mini",
            "aliases": ("seedance-2.0-mini",),
            "modes": _TEXT_AND_IMAGES + _REFERENCES,
            "seconds": (4, 15),
            "allowed_seconds": (),
            "aspects": (*_ROW.aspects, "1:1", "21:9"),
            "resolutions": ("480p", "720p"),
            "mentions": {
                "image": "image {n}",
                "video": "video {n}",
                "audio": "audio {n}",
            },
            "extra": {
                "public": _PUBLIC,
                "aspect_ratio": OwnField(
                    kind="text",
                    choices=("adaptive",),
                    about="Lets the service choose the aspect of a clip from text; it "
                    "goes before the board's aspect.",
                ),
            },
            "fields": {
                **_FIELDS,
                "references": "images, reference_video_urls and reference_audio_urls",
            },
            "prices": (_MINI_PRICES,),
            "caution": "seedanceapi does not say whether a failed job is paid",
        }
    ),
)
"""Sheet, Submit request and Pricing."""
