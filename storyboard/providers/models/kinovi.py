"""kinovi's models and prices, by its current README and by the source document.

Figures: sheet kinovi.md, read 2026-11-21. The models seedance2.0-mini and seedance2-5
have been seen there, but nobody says what they take or cost, so they are not offered.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from storyboard.model.capabilities import (
    TOLD_BY_DEFAULT,
    Capabilities,
    Mode,
    OwnField,
)
from storyboard.model.media import MediaLimits
from storyboard.model.price import Edition, Rate, Surcharge

NAME = "kinovi"
"""The name used in boards."""
CREDITS = f"credits@{NAME}"
"""The unit of its prices."""

_LISTS = (
    (date(2026, 11, 21), "kinovi-models README of autumn 2026", Decimal("0.00471")),
    (date(2026, 6, 30), "kinovi.ai/docs of the middle of 2026", None),
    (date(2026, 3, 31), "the source document, which bears no date", Decimal("0.005")),
)
"""Days, sources and the worth of a credit, newest first (sheet, Pricing)."""


def _editions(
    *lists: Mapping[str, int], with_video: Mapping[str, int]
) -> tuple[Edition, ...]:
    """Credits per second by resolution, in the order of `_LISTS`.

    Prices with a reference video are known of the first list only.
    """
    videos: tuple[Mapping[str, int], ...] = (with_video, {}, {})
    return tuple(
        Edition(
            read=day,
            source=source,
            unit=CREDITS,
            usd=usd,
            rates=(*_rates(plain, videos=False), *_rates(dear, videos=True)),
        )
        for (day, source, usd), plain, dear in zip(_LISTS, lists, videos, strict=True)
    )


def _rates(amounts: Mapping[str, int], *, videos: bool) -> Iterator[Rate]:
    for resolution, amount in amounts.items():
        yield Rate(amount=Decimal(amount), resolution=resolution, videos=videos)


_ASPECTS = ("16:9", "9:16", "1:1", "3:4", "4:3", "21:9")
_MODES = (
    Mode(name="text to video", wire="keyframe"),
    Mode(
        name="key frames to video",
        wire="keyframe",
        first_frame="must",
        last_frame="may",
    ),
    Mode(
        name="references to video",
        wire="reference",
        images=(0, 9),
        videos=(0, 3),
        audios=(0, 3),
        sound_alone=False,
        note="kinovi's prompts name reference images @1, @2 and so on; how they name "
        "videos and sounds is not documented, so only images are named",
    ),
)
_FIELDS = {
    "model": "model",
    "prompt": "inputs.prompt",
    "seconds": "inputs.duration",
    "aspect": "inputs.aspectRatio",
    "resolution": "inputs.outputResolution",
}


def _row(
    model: str,
    aliases: tuple[str, ...],
    resolutions: tuple[str, ...],
    prices: tuple[Edition, ...],
) -> Capabilities:
    """A model as the current README has it."""
    return Capabilities(
        provider=NAME,
        model=model,
        origin="paid",
        aliases=aliases,
        modes=_MODES,
        told=TOLD_BY_DEFAULT - {"web_search"} | {"seed"},
        seconds=(4, 15),
        whole_seconds=True,
        aspects=_ASPECTS,
        resolutions=resolutions,
        prompt_limit=10_000,
        limits={
            "image": MediaLimits(suffixes=(".jpg", ".jpeg", ".png", ".webp")),
            "video": MediaLimits(suffixes=(".mp4", ".mov", ".webm"), most_seconds=15),
            "audio": MediaLimits(
                suffixes=(".mp3", ".wav", ".m4a", ".aac", ".ogg", ".flac"),
                most_seconds=15,
            ),
        },
        delivery={"image": "upload", "video": "upload", "audio": "upload"},
        mentions={"image": "@{n}"},
        seed=True,
        audio_switch=True,
        extra={
            "bitrate_mode": OwnField(
                kind="text",
                choices=("high",),
                about="A higher bit rate; for which models is not documented.",
            )
        },
        fields={
            **_FIELDS,
            "seed": "inputs.seed",
            "first_frame": "inputs.imageUrls, mode keyframe",
            "last_frame": "inputs.imageUrls, mode keyframe",
            "references": "inputs.imageUrls, videoUrls and audioUrls, mode reference",
            "audio": "inputs.generate_audio",
        },
        prices=prices,
        # The README's example of a 429 has 5; other pages say "up to 50".
        concurrency=5,
        usual_seconds=180,
        kept="14 days",
        caution="kinovi's documents disagree about prices and fields; the newest are "
        'followed (see `price_list`, and `docs = "source"`); its mini and 2-5 models '
        "are not offered, since what they take is unknown",
    )


def _as_source(row: Capabilities) -> Capabilities:
    """A model as the source document has it: text to video, enlarged to 4k."""
    upscale = Decimal(28)
    old = row.prices[-1]
    of_720p = next(rate for rate in old.rates if rate.resolution == "720p")
    enlarged = Rate(amount=of_720p.amount + upscale, resolution="4k", videos=False)
    surcharge = Surcharge(
        amount=upscale,
        per="second",
        field="upscaleResolution",
        value="4k",
        resolutions=("480p", "720p"),
    )
    edition = {"rates": (*old.rates, enlarged), "surcharges": (surcharge,)}
    changed = {
        "modes": _MODES[:1],
        "told": row.told - {"seed", "references", "audio"},
        "resolutions": ("480p", "720p", "4k"),
        "prompt_limit": 4000,
        "limits": {},
        "delivery": {},
        "mentions": {},
        "seed": False,
        "audio_switch": False,
        "extra": {
            "upscaleResolution": OwnField(
                kind="text",
                choices=("4k",),
                about="Enlarges 480p or 720p; `resolution: 4k` enlarges 720p.",
            )
        },
        "fields": _FIELDS,
        "prices": (old.model_copy(update=edition),),
        "usual_seconds": 120,
        "kept": "unknown",
        "caution": "kinovi's source document is followed, which newer ones contradict; "
        "it names no fields for files",
    }
    return row.model_copy(update=changed)


MODELS = (
    _row(
        "seedance-20",
        ("seedance-2.0", "seedance2.0-pro"),
        ("480p", "720p", "1080p", "4k"),
        _editions(
            {"480p": 15, "720p": 40, "1080p": 90, "4k": 200},
            {"480p": 15, "1080p": 83},
            {"480p": 20, "720p": 40},
            with_video={"480p": 19, "720p": 48, "1080p": 108, "4k": 240},
        ),
    ),
    _row(
        "seedance2-fast",
        ("seedance-2.0-fast", "seedance2.0-fast"),
        ("480p", "720p"),
        _editions(
            {"480p": 14, "720p": 28},
            {"480p": 10},
            {"480p": 14, "720p": 28},
            with_video={"480p": 18, "720p": 34},
        ),
    ),
)
"""As the current README has them (sheet, Pricing)."""
MODELS_OF_THE_SOURCE = tuple(_as_source(row) for row in MODELS)
"""As the source document has them."""
