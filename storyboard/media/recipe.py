"""How the film's picture is coded: one recipe for all parts of a film.

Parts that were coded by one recipe can be joined packet by packet: each starts with a
key frame, nothing in it looks beyond it, frames are stored in the order in which they
are shown, and the decoder is told the same about each.
"""

from dataclasses import dataclass, field
from fractions import Fraction

import av

from storyboard.model.words import Codec

KEY_SECONDS = 2
"""From one key frame to the next, at most: players can only start from these."""


@dataclass(frozen=True)
class _Coder:
    """An encoder and what it is told."""

    name: str
    pixels: str
    options: tuple[tuple[str, str], ...]
    draft: tuple[tuple[str, str], ...]
    """What it is told where speed is all that counts."""


def _told(**options: str) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", "-"), value) for name, value in options.items())


# One thread each: many parts are coded at once, and the bytes stay the same.
_CODERS: dict[Codec, _Coder] = {
    "h264": _Coder(
        "libx264",
        "yuv420p",
        _told(preset="veryfast", crf="18"),
        _told(preset="ultrafast", crf="27"),
    ),
    "hevc": _Coder(
        "libx265",
        "yuv420p",
        _told(
            preset="veryfast",
            crf="20",
            x265_params="log-level=error:pools=none:frame-threads=1:bframes=0:info=0",
        ),
        _told(
            preset="ultrafast",
            crf="30",
            x265_params="log-level=error:pools=none:frame-threads=1:bframes=0:info=0",
        ),
    ),
    "prores": _Coder(
        "prores_ks",
        "yuv422p10le",
        _told(profile="standard", vendor="apl0"),
        _told(profile="proxy", vendor="apl0"),
    ),
    "vp9": _Coder(
        "libvpx-vp9",
        "yuv420p",
        _told(crf="30", b="0", deadline="good", cpu_used="5", lag_in_frames="0"),
        _told(crf="40", b="0", deadline="realtime", cpu_used="8", lag_in_frames="0"),
    ),
    "av1": _Coder(
        "libsvtav1",
        "yuv420p",
        _told(preset="8", crf="30", svtav1_params="lp=1:pred-struct=1"),
        _told(preset="12", crf="42", svtav1_params="lp=1:pred-struct=1"),
    ),
}
_EDITION = 1
"""Counts up when the same frames come out as other packets."""


@dataclass(frozen=True)
class Recipe:
    """Everything that settles how frames become packets."""

    codec: Codec
    size: tuple[int, int]
    """Width and height in pixels, both even."""
    rate: Fraction
    """Frames per second."""
    draft: bool = False
    """Whether speed is all that counts."""
    _coder: _Coder = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_coder", _CODERS[self.codec])

    @property
    def pixels(self) -> str:
        """The pixel format that the encoder takes."""
        return self._coder.pixels

    @property
    def encoder(self) -> str:
        """The encoder's name."""
        return self._coder.name

    @property
    def key_every(self) -> int:
        """Frames from one key frame to the next, at most."""
        return max(round(self.rate * KEY_SECONDS), 1)

    @property
    def options(self) -> dict[str, str]:
        """What the encoder is told beside size, rate and colours."""
        return dict(self._coder.draft if self.draft else self._coder.options)

    @property
    def facts(self) -> list[object]:
        """All of it as JSON, the library's version too: other facts, other packets."""
        return [
            _EDITION,
            av.__version__,
            self.encoder,
            self.pixels,
            list(self.size),
            str(self.rate),
            self.key_every,
            self.options,
        ]
