"""Ark's models at Volcengine and at BytePlus.

Figures: sheet ark.md, read 2026-11-21. BytePlus' ids of seedance-2.0-mini and
seedance-2.5 were not found; there an endpoint id (`ep-…`) reaches them.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from storyboard.model.capabilities import (
    TOLD_BY_DEFAULT,
    Advice,
    Capabilities,
    Mode,
    OwnField,
)
from storyboard.model.media import MediaKind, MediaLimits
from storyboard.model.price import Edition
from storyboard.providers.models.ark_prices import BYTEPLUS, VOLCENGINE
from storyboard.providers.models.sizes import RATIOS, RESOLUTIONS, SOUND

NAME = "ark"
"""The name used in boards."""
Region = Literal["volcengine", "byteplus"]
"""Whose Ark it is."""

_PRICES: Mapping[Region, Mapping[str, tuple[Edition, ...]]] = {
    "volcengine": VOLCENGINE,
    "byteplus": BYTEPLUS,
}
"""What is known; what a model costs at the other place is not."""

_IMAGES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tiff", ".gif")


def _image(*suffixes: str) -> MediaLimits:
    """What an image may be (sheet, `content[]` items); "< 30 MB" is read as 30."""
    return MediaLimits(
        suffixes=suffixes, most_bytes=30_000_000, side=(300, 6000), aspect=(0.4, 2.5)
    )


_Limits = Mapping[MediaKind, MediaLimits]
_OLD_LIMITS: _Limits = {"image": _image(*_IMAGES)}
_IMAGE_LIMITS: _Limits = {"image": _image(*_IMAGES, ".heic", ".heif")}
_LIMITS: _Limits = {
    **_IMAGE_LIMITS,
    "video": MediaLimits(
        suffixes=(".mp4", ".mov"),
        most_bytes=50_000_000,
        seconds=(2, 15),
        most_seconds=15,
        fps=(24, 60),
    ),
    "audio": SOUND,
}


def _switch(about: str, choices: tuple[str, ...] = ()) -> OwnField:
    return OwnField(kind="text" if choices else "flag", choices=choices, about=about)


_EXTRA: Mapping[str, OwnField] = {
    "watermark": _switch("Whether the clip bears a watermark; by default it does not."),
    "execution_expires_after": OwnField(
        kind="whole",
        least=3600,
        most=259_200,
        about="Seconds after which an unfinished job is given up; 172800 by default.",
    ),
}
_LAST_FRAME = {
    "return_last_frame": _switch("Whether the last frame comes along as an image.")
}
_CAMERA = {"camera_fixed": _switch("Holds the camera still; not with references.")}
_TIER = {"service_tier": _switch("`flex`: slow, half the price.", ("default", "flex"))}
_FINAL = {
    "draft_task": OwnField(
        kind="text",
        least=1,
        about="A job of seedance-1.5-pro-draft to make the final clip of: the draft "
        "decides its prompt, files, seconds, aspect, sound and seed, whatever the "
        "board says, so the shot has no files and is no part of a joint job.",
    )
}
_OF_2_5 = {
    "omni_reference_task_type": _switch(
        "What references are for.", ("auto", "reference", "edit", "extend")
    ),
    "output_format": _switch("The clip's container.", ("mp4", "mov")),
}
_NO_FACES = (
    "Ark refuses files that show faces of real people, but for assets that it has "
    "authorised"
)
_RESELLERS = (
    "its price at Ark is estimated with the pixels that resellers print for its clips"
)
"""Of the models before 2.0, where a price is known (see `models.sizes`)."""
_LEAST_TOKENS = (
    "with reference videos Ark charges a least number of tokens that is not "
    "documented, so a clip may cost more than planned"
)


def _modes(
    wire: str,
    *,
    last: Literal["may", "no"] = "may",
    guides: tuple[int | None, int | None] | None = None,
    web_search: bool = False,
) -> tuple[Mode, ...]:
    """Text, key frames, and references: most images, most videos and most sounds.

    They exclude each other (sheet, Submit request). References stand in two modes,
    since those with videos are charged in another way.
    """
    modes = [
        Mode(name="text to video", wire=wire, web_search=web_search),
        Mode(
            name="key frames to video" if last == "may" else "first frame to video",
            wire=wire,
            first_frame="must",
            last_frame=last,
        ),
    ]
    if guides:
        images, others = guides
        for name, videos, note in (
            ("references to video", (0, 0), ""),
            ("references with videos to video", (1, others), _LEAST_TOKENS),
        ):
            mode = Mode(
                name=name,
                wire=wire,
                images=(0, images),
                videos=videos,
                audios=(0, others),
                sound_alone=False,
                note=note,
            )
            modes.append(mode)
    return tuple(modes)


def _modes_of_lite(text: str, image: str) -> tuple[Mode, ...]:
    """1.0 lite is two models: one for text, one for images."""
    guides = Mode(name="references to video", wire=image, images=(1, 4))
    return (*_modes(text)[:1], *_modes(image)[1:], guides)


_FIELDS = {
    "model": "model",
    "prompt": "content[].text",
    "seconds": "duration",
    "aspect": "ratio",
    "resolution": "resolution",
    "seed": "seed",
    "first_frame": "content[], role first_frame",
    "last_frame": "content[], role last_frame",
}


def _row(
    model: str,
    modes: tuple[Mode, ...],
    *extra: Mapping[str, OwnField],
    seconds: tuple[float, float] = (1, 86_400),
    resolutions: tuple[str, ...] = RESOLUTIONS,
    limits: _Limits = _LIMITS,
    audio: bool = True,
    caution: str = "",
) -> Capabilities:
    """One model, all but its prices."""
    words = {
        "references": "content[], role reference_image, _video or _audio"
        if any(mode.images != (0, 0) for mode in modes)
        else "",
        "audio": "generate_audio" if audio else "",
        "web_search": "tools" if any(mode.web_search for mode in modes) else "",
    }
    unheard = {word for word in ("audio", "web_search") if not words[word]}
    own = dict(_EXTRA)
    for fields in extra:
        own.update(fields)
    return Capabilities(
        provider=NAME,
        model=model,
        origin="paid",
        modes=modes,
        aliases=tuple(dict.fromkeys(mode.wire for mode in modes)),
        told=TOLD_BY_DEFAULT - unheard | {"seed"},
        seconds=seconds,
        whole_seconds=True,
        aspects=RATIOS,
        resolutions=resolutions,
        prompt_advice=Advice(words=1000, characters=500),
        limits=limits,
        delivery={"image": "inline"},
        mentions={"image": "image {n}", "video": "video {n}", "audio": "audio {n}"},
        seed=True,
        audio_switch=audio,
        extra=own,
        fields=_FIELDS | {word: field for word, field in words.items() if field},
        kept="24 hours",
        caution=caution,
    )


DRAFTS = {"seedance-1.5-pro": False, "seedance-1.5-pro-draft": True}
"""Which models know drafts, and whose jobs are some: those are in 480p, not flex, and
bring no last frame (sheet, `draft`), so they have a row of their own."""


def models(region: Region) -> tuple[Capabilities, ...]:
    """The models of one place with what they cost there (sheet, Models)."""
    new, old = {"volcengine": ("doubao-", "doubao-"), "byteplus": ("dreamina-", "")}[
        region
    ]
    pro_1_5 = f"{old}seedance-1-5-pro-251215"
    rows = [
        _row(
            "seedance-2.0",
            _modes(f"{new}seedance-2-0-260128", guides=(9, 3), web_search=True),
            _LAST_FRAME,
            seconds=(4, 15),
            resolutions=(*RESOLUTIONS, "4k"),
            caution=_NO_FACES,
        ),
        _row(
            "seedance-2.0-fast",
            _modes(f"{new}seedance-2-0-fast-260128", guides=(9, 3), web_search=True),
            _LAST_FRAME,
            seconds=(4, 15),
            resolutions=("480p", "720p"),
            caution=_NO_FACES,
        ),
        _row(
            "seedance-1.5-pro",
            _modes(pro_1_5),
            *(_LAST_FRAME, _CAMERA, _TIER, _FINAL),
            seconds=(4, 12),
            limits=_IMAGE_LIMITS,
        ),
        _row(
            "seedance-1.5-pro-draft",
            _modes(pro_1_5),
            _CAMERA,
            seconds=(4, 12),
            resolutions=("480p",),
            limits=_IMAGE_LIMITS,
            caution="a draft is a cheap look ahead; its job's id, as `draft_task` of "
            "seedance-1.5-pro, makes the final clip within 7 days",
        ).model_copy(update={"aliases": ()}),
        *_models_1_0(old),
    ]
    if region == "volcengine":
        rows[2:2] = _volcengine_only()
    return tuple(_priced(row, _PRICES[region].get(row.model, ())) for row in rows)


def _priced(row: Capabilities, prices: tuple[Edition, ...]) -> Capabilities:
    """A row with what it costs; a model before 2.0 has no caution but that."""
    older = prices and row.model.startswith("seedance-1")
    caution = _RESELLERS if older else row.caution
    return row.model_copy(update={"prices": prices, "caution": caution})


def _models_1_0(prefix: str) -> Iterator[Capabilities]:
    lite = f"{prefix}seedance-1-0-lite"
    hearsay = (
        "that seedance-1.0-pro-fast at Ark takes no last frame is said by third "
        "parties only"
    )
    for model, modes, caution in (
        ("seedance-1.0-pro", _modes(f"{prefix}seedance-1-0-pro-250528"), ""),
        (
            "seedance-1.0-pro-fast",
            _modes(f"{prefix}seedance-1-0-pro-fast-251015", last="no"),
            hearsay,
        ),
        (
            "seedance-1.0-lite",
            _modes_of_lite(f"{lite}-t2v-250428", f"{lite}-i2v-250428"),
            "",
        ),
    ):
        yield _row(
            model,
            modes,
            *(_LAST_FRAME, _CAMERA, _TIER),
            seconds=(2, 12),
            limits=_OLD_LIMITS,
            audio=False,
            caution=caution,
        )


def _volcengine_only() -> tuple[Capabilities, ...]:
    return (
        _row(
            "seedance-2.0-mini",
            _modes("doubao-seedance-2-0-mini-260615", guides=(9, 3)),
            _LAST_FRAME,
            seconds=(4, 15),
            resolutions=("480p", "720p"),
            caution=f"{_NO_FACES}; what the mini model takes is told by third parties "
            "only",
        ),
        _row(
            "seedance-2.5",
            _modes("doubao-seedance-2-5-260628", guides=(None, None)),
            *(_LAST_FRAME, _OF_2_5),
            limits=_IMAGE_LIMITS,
            caution="what seedance-2.5 takes was not found in Ark's documents, so "
            "lengths and numbers of files are not checked, and 1080p is the most that "
            "is asked; third parties say 4 to 30 seconds",
        ),
    )


MODELS = models("volcengine")
"""Those of Volcengine; `models` has them all."""


def narrowed(row: Capabilities, name: str) -> Capabilities:
    """A row asked for by a wire id: only the modes that this id serves."""
    modes = tuple(mode for mode in row.modes if mode.wire == name)
    return row.model_copy(update={"modes": modes}) if modes else row


def at_endpoint(row: Capabilities, endpoint: str) -> Capabilities:
    """A row as the user's own endpoint serves it."""
    modes = tuple(mode.model_copy(update={"wire": endpoint}) for mode in row.modes)
    told = f"{endpoint} is checked and priced as {row.model} (`endpoint_model`)"
    said = f"{told}; {row.caution}" if row.caution else told
    changed = {"model": endpoint, "modes": modes, "aliases": (), "caution": said}
    return row.model_copy(update=changed)
