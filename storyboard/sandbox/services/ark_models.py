"""Ark's models, what each can do and what it costs (sheet ark.md, read 2026-11-21).

Not documented, so chosen plainly: Mini has the limits of Fast. What an endpoint id
(`ep-…`) stands for and what 2.5 takes is not known, so nothing is refused for their
sake, but for clips of more than a minute. A price that the sheet does not have is
unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

FPS = 24
"""Frames a second of every clip."""
_ENDPOINT = re.compile(r"ep-[A-Za-z0-9-]+")


@dataclass(frozen=True)
class Family:
    """What the models of one name can do."""

    resolutions: tuple[str, ...] = ("480p", "720p", "1080p")
    seconds: tuple[int, int] = (2, 12)
    free_seconds: bool = False
    """Whether -1 lets the model choose the length."""
    images: bool = True
    """Whether it takes images at all."""
    references: int = 0
    """How many reference images it takes."""
    clips: int = 0
    """How many reference videos it takes, and how many sounds."""
    flex: bool = True
    """Whether there is the slow tier at half the price."""
    fields: frozenset[str] = frozenset()
    """The fields it has, of those that not all families have."""

    @property
    def sounds(self) -> bool:
        """Whether its clips may have sound."""
        return "generate_audio" in self.fields


_ONE = Family(fields=frozenset({"frames", "camera_fixed"}))
_ONE_FIVE = Family(
    seconds=(4, 12),
    free_seconds=True,
    fields=frozenset({"generate_audio", "draft", "camera_fixed"}),
)
_TWO = Family(
    resolutions=("480p", "720p", "1080p", "4k"),
    seconds=(4, 15),
    free_seconds=True,
    references=9,
    clips=3,
    flex=False,
    fields=frozenset({"generate_audio", "tools"}),
)
_FAST = replace(_TWO, resolutions=("480p", "720p"))
SPECIAL = (
    _ONE.fields
    | _ONE_FIVE.fields
    | _TWO.fields
    | {
        "omni_reference_task_type",
        "output_format",
    }
)
"""The fields that not all families have."""
_UNKNOWN = replace(
    _TWO, seconds=(1, 60), references=99, clips=99, flex=True, fields=SPECIAL
)
MODELS: Mapping[str, Family] = {
    "doubao-seedance-2-0-260128": _TWO,
    "dreamina-seedance-2-0-260128": _TWO,
    "doubao-seedance-2-0-fast-260128": _FAST,
    "dreamina-seedance-2-0-fast-260128": _FAST,
    "doubao-seedance-2-0-mini-260615": _FAST,
    "doubao-seedance-2-5-260628": _UNKNOWN,
    **{
        f"{host}seedance-{rest}": family
        for host in ("doubao-", "")
        for rest, family in {
            "1-5-pro-251215": _ONE_FIVE,
            "1-0-pro-250528": _ONE,
            "1-0-pro-fast-251015": _ONE,
            "1-0-lite-t2v-250428": replace(_ONE, images=False),
            "1-0-lite-i2v-250428": replace(_ONE, references=4),
        }.items()
    },
}
"""By the names of Volcengine (doubao-…) and of BytePlus."""
_RATES: Mapping[str, Decimal] = {
    "doubao-seedance-2-0-260128": Decimal(46),
    "dreamina-seedance-2-0-260128": Decimal("7.0"),
    "dreamina-seedance-2-0-fast-260128": Decimal("5.6"),
    "seedance-1-5-pro-251215": Decimal("2.4"),
    "seedance-1-0-pro-250528": Decimal("2.5"),
    "seedance-1-0-lite-t2v-250428": Decimal("1.8"),
    "seedance-1-0-lite-i2v-250428": Decimal("1.8"),
}
_WITH_VIDEO = {"doubao-seedance-2-0-260128": Decimal(28)}
_SILENT = {"seedance-1-5-pro-251215": Decimal("1.2")}


def family_of(model: str) -> Family | None:
    """What a model can do; None: there is no such model."""
    return _UNKNOWN if _ENDPOINT.fullmatch(model) else MODELS.get(model)


def unit_of(model: str) -> str:
    """The currency that a model is paid in."""
    return "cny" if model.startswith(("doubao-", "ep-")) else "usd"


def rate_of(model: str, *, videos: bool, sound: bool) -> Decimal | None:
    """The price of a million tokens; None: it is not known."""
    if videos:
        return _WITH_VIDEO.get(model)
    if not sound and model in _SILENT:
        return _SILENT[model]
    return _RATES.get(model)
