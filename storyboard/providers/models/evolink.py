"""EvoLink's models and prices.

Figures: sheet evolink.md and the service's newer parameter guide, price rules and
tools, read 2026-11-21.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from storyboard.model.capabilities import (
    TOLD_BY_DEFAULT,
    Advice,
    Capabilities,
    Mode,
    Need,
    OwnField,
)
from storyboard.model.media import MediaKind, MediaLimits
from storyboard.model.price import Edition, Rate, Surcharge
from storyboard.providers.models.sizes import SOUND

NAME = "evolink"
"""The name used in boards."""
CREDITS = f"credits@{NAME}"
"""The unit of its prices and balances."""

_SEARCH = Surcharge(amount=Decimal("0.04"), per="job", field="web_search")
"""For each search; how many there will be, nobody knows before."""
_RELAXED = Surcharge(
    amount=Decimal("0.1"), per="price", field="content_filter", value=False
)


def _edition(
    day: date, source: str, plain: Mapping[str, str], with_video: Mapping[str, str]
) -> Edition:
    """A list of credits per second, by resolution; 68 credits are a dollar."""
    rates = [
        Rate(amount=Decimal(amount), resolution=resolution, videos=videos)
        for videos, amounts in ((False, plain), (True, with_video))
        for resolution, amount in amounts.items()
    ]
    return Edition(
        read=day,
        source=source,
        unit=CREDITS,
        rates=tuple(rates),
        input_seconds="at least the clip's",
        surcharges=(_SEARCH, _RELAXED),
        usd=Decimal(1) / 68,
    )


def _rules(plain: Mapping[str, str], with_video: Mapping[str, str]) -> Edition:
    """A base rate times a factor for each resolution; with videos, another factor."""
    source = "EvoLink's public price rules of 2026-10-10, as its open tools keep them"
    return _edition(date(2026, 10, 10), source, plain, with_video)


def _page(plain: Mapping[str, str], with_video: Mapping[str, str]) -> Edition:
    """The sheet's table (sheet, Pricing)."""
    source = "price page of EvoLink's Seedance gateway (undated; before Mini came)"
    return _edition(date(2026, 6, 1), source, plain, with_video)


_STANDARD = (
    _rules(
        {"480p": "6.2775", "720p": "13.5", "1080p": "33.75"},
        {"480p": "3.834", "720p": "8.2215", "1080p": "20.52"},
    ),
    _page({"480p": "6.251", "720p": "13.5"}, {"480p": "3.807", "720p": "8.222"}),
)
_FAST = (
    _rules(
        {"480p": "3.8136045", "720p": "8.2013"},
        {"480p": "2.2717601", "720p": "4.8797735"},
    ),
    _page({"480p": "5.063", "720p": "10.935"}, {"480p": "3.012", "720p": "6.506"}),
)
_MINI = (
    _rules({"480p": "1.2555", "720p": "2.7"}, {"480p": "0.7668", "720p": "1.6443"}),
)


def _unsearched(prices: tuple[Edition, ...]) -> Iterator[Edition]:
    for edition in prices:
        yield edition.model_copy(update={"surcharges": (_RELAXED,)})


_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
_SIDE, _SHAPE = (300.0, 6000.0), (0.4, 2.5)
_LIMITS: Mapping[MediaKind, MediaLimits] = {
    "image": MediaLimits(
        suffixes=(".jpg", ".jpeg", ".png", ".webp"),
        most_bytes=30_000_000,
        side=_SIDE,
        aspect=_SHAPE,
    ),
    "video": MediaLimits(
        suffixes=(".mp4", ".mov"),
        most_bytes=50_000_000,
        seconds=(2, 15),
        most_seconds=15,
        side=_SIDE,
        aspect=_SHAPE,
        pixels=(409_600, 927_408),
        fps=(24, 60),
    ),
    "audio": SOUND,
}
"""Sheet, Submit request."""


def _text(model: str, *, search: bool) -> tuple[Mode, ...]:
    wire = f"{model}-text-to-video"
    return (Mode(name="text to video", wire=wire, web_search=search),)


def _image(model: str) -> tuple[Mode, ...]:
    wire = f"{model}-image-to-video"
    return (
        Mode(name="image to video", wire=wire, first_frame="must", last_frame="may"),
    )


def _reference(model: str) -> tuple[Mode, ...]:
    """References alone, or with key frames, which the prompt tells from them."""
    kinds: tuple[tuple[str, Need, Need, int], ...] = (
        ("reference to video", "no", "no", 9),
        ("reference to video from a first frame", "must", "no", 8),
        ("reference to video between two frames", "must", "must", 7),
    )
    return tuple(
        Mode(
            name=name,
            wire=f"{model}-reference-to-video",
            first_frame=first,
            last_frame=last,
            images=(0, most),
            videos=(0, 3),
            audios=(0, 3),
            sound_alone=False,
            frames_told=True,
            note=""
            if first == "no"
            else "beside references, EvoLink is told only in the prompt which image is "
            "a key frame, so the clip may not begin or end exactly on it",
        )
        for name, first, last, most in kinds
    )


def _row(
    model: str,
    modes: tuple[Mode, ...],
    prices: tuple[Edition, ...],
    resolutions: tuple[str, ...],
) -> Capabilities:
    searches = any(mode.web_search for mode in modes)
    references = any(mode.images[1] for mode in modes)
    fields = {
        "model": "model",
        "prompt": "prompt",
        "seconds": "duration",
        "aspect": "aspect_ratio",
        "resolution": "quality",
        "audio": "generate_audio",
    }
    if searches:
        fields["web_search"] = "model_params.web_search"
    if any(mode.first_frame != "no" for mode in modes):
        fields |= {"first_frame": "image_urls", "last_frame": "image_urls"}
    if references:
        fields["references"] = "image_urls, video_urls and audio_urls"
    return Capabilities(
        provider=NAME,
        model=model,
        origin="paid",
        modes=modes,
        told=TOLD_BY_DEFAULT if searches else TOLD_BY_DEFAULT - {"web_search"},
        seconds=(4, 15),
        whole_seconds=True,
        aspects=_RATIOS,
        resolutions=resolutions,
        prompt_advice=Advice(words=1000, characters=500),
        limits=_LIMITS,
        delivery={"image": "upload", "video": "upload", "audio": "upload"},
        # References are addressed in words (sheet, Capabilities).
        mentions={"image": "image {n}", "video": "video {n}", "audio": "audio {n}"},
        audio_switch=True,
        extra={
            "content_filter": OwnField(
                kind="flag",
                about="Whether content is checked as usual (true, the default); false "
                "relaxes the check and costs a tenth more, as a third party's copy of "
                "the price rules has it.",
            ),
            "aspect_ratio": OwnField(
                kind="text",
                choices=("adaptive",),
                about="Lets the service choose the aspect by files or prompt; it goes "
                "before the board's aspect.",
            ),
        },
        fields=fields,
        prices=prices if searches else tuple(_unsearched(prices)),
        usual_seconds=165,
        kept="24 hours",
        caution="EvoLink's price lists disagree, and the newest is gone by (see "
        "`price_list`); 1080p, mini, and uploads of videos and sounds are known from "
        "newer pages and tools, not from its reference",
    )


_BOTH, _ALL = ("480p", "720p"), ("480p", "720p", "1080p")
_TIERS = (
    ("seedance-2.0", _STANDARD, _ALL, True),
    ("seedance-2.0-fast", _FAST, _BOTH, True),
    ("seedance-2.0-mini", _MINI, _BOTH, False),
)
"""Model, prices, resolutions (1080p: the newer guide), and whether it searches."""


def _rows() -> Iterator[Capabilities]:
    ways = [
        (tier, (_text(tier[0], search=tier[3]), _image(tier[0]), _reference(tier[0])))
        for tier in _TIERS
    ]
    for (model, prices, resolutions, _), (text, image, reference) in ways:
        yield _row(model, (*text, *image, *reference), prices, resolutions)
    for (_, prices, resolutions, _), each in ways:
        for modes in each:
            yield _row(modes[0].wire, modes, prices, resolutions)


MODELS = tuple(_rows())
"""The three models, then each of the wire's own names."""
