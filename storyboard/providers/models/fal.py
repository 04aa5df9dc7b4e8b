"""fal's models and prices: Seedance 2.0 and fast.

Figures: sheet fal.md, read 2026-11-21. How long prompts may be, what files may be like,
and how prompts name files is not documented there.
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
from storyboard.providers.models.sizes import PIXELS

NAME = "fal"
"""The name used in boards."""

_READ = date(2026, 11, 21)


def _prices(second: str, million: str) -> tuple[Edition, ...]:
    """What a second costs at 720p, and what tokens cost at other resolutions.

    For 720p both are printed, and differ by a third of a percent for the standard
    model; the price of a second is the dearer one. With reference videos no list
    tells: the lower factor that a third party names leaves open whether the videos'
    own seconds are charged.
    """
    return (
        Edition(
            read=_READ,
            source="fal's model pages, the price of a second at 720p",
            unit="usd",
            rates=(Rate(amount=Decimal(second), resolution="720p", videos=False),),
        ),
        Edition(
            read=_READ,
            source="fal's model pages, the price of tokens, with Seedance's pixels",
            unit="usd",
            # Two lists that know one price would be told to the user as a choice.
            rates=tuple(
                Rate(amount=Decimal(million), resolution=resolution, videos=False)
                for resolution in ("480p", "1080p")
            ),
            per="million tokens",
            pixels=PIXELS,
        ),
    )


_UNPRICED = (
    "what fal charges with reference videos is known from a third party only, so it is "
    "not counted"
)


def _modes(model: str) -> tuple[Mode, ...]:
    """Each is a model of its own there (sheet, Seedance models)."""
    references = Mode(
        name="reference to video",
        wire=f"{model}/reference-to-video",
        images=(0, 9),
        audios=(0, 3),
    )
    return (
        Mode(name="text to video", wire=f"{model}/text-to-video"),
        Mode(
            name="image to video",
            wire=f"{model}/image-to-video",
            first_frame="must",
            last_frame="may",
        ),
        references,
        references.model_copy(
            update={
                "name": "reference to video with videos",
                "videos": (1, 3),
                "note": _UNPRICED,
            }
        ),
    )


_ASPECT = OwnField(
    kind="text",
    choices=("auto",),
    about="Lets the service choose the aspect; it goes before the board's aspect, by "
    "which the price is still counted.",
)
_ROW = Capabilities(
    provider=NAME,
    model="seedance-2.0",
    origin="paid",
    modes=_modes("bytedance/seedance-2.0"),
    aliases=("bytedance/seedance-2.0",),
    told=TOLD_BY_DEFAULT - {"web_search"} | {"seed"},
    seconds=(4, 15),
    whole_seconds=True,
    aspects=("21:9", "16:9", "4:3", "1:1", "3:4", "9:16"),
    resolutions=("480p", "720p", "1080p"),
    # As Seedance is told elsewhere, in words; fal has no other way that is known.
    mentions={"image": "image {n}", "video": "video {n}", "audio": "audio {n}"},
    seed=True,
    audio_switch=True,
    extra={"aspect_ratio": _ASPECT},
    fields={
        "model": "the path",
        "prompt": "prompt",
        "seconds": "duration",
        "aspect": "aspect_ratio",
        "resolution": "resolution",
        "seed": "seed",
        "audio": "generate_audio",
        "first_frame": "image_url",
        "last_frame": "end_image_url",
        "references": "image_urls, video_urls and audio_urls",
    },
    prices=_prices("0.3034", "14"),
    caution="fal does not say whether failed or called-off jobs are paid; 1080p is "
    "known from newer pages only",
)

MODELS = (
    _ROW,
    _ROW.model_copy(
        update={
            "model": "seedance-2.0-fast",
            "modes": _modes("bytedance/seedance-2.0/fast"),
            "aliases": ("bytedance/seedance-2.0/fast",),
            "resolutions": ("480p", "720p"),
            "prices": _prices("0.2419", "11.2"),
            "caution": "fal does not say whether failed or called-off jobs are paid",
        }
    ),
)
"""Sheet, Seedance models and Price."""
