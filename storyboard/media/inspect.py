"""A look at a clip before it goes into a film: whether it is what was asked for.

Every frame is decoded and seen coarsely, so that nothing of half a second escapes; what
a verdict cannot be sure of is no flaw, for a flaw may lead to paying again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import numpy as np

from storyboard.errors import MediaError
from storyboard.media.cells import Cells, Look, looks
from storyboard.media.cuts import CutFinder
from storyboard.media.probe import MediaFacts, probe
from storyboard.media.read import SAMPLE_RATE, sound
from storyboard.model.request import ClipRequest
from storyboard.model.take import Flaw
from storyboard.model.time import frame_size, parse_rate

ASPECT_OFF = 0.03
"""Services round to whole blocks of pixels: 1248×704 is their 16:9, 736×544 their 4:3.
The nearest aspects that films have, 16:9 and 1.85:1, are 0.04 apart."""
SMALLER = 0.9
"""Of the pixels asked for, the fewest: 1248×704 for 720p has 0.95. More is no flaw."""
WIDEST = Fraction(16, 9)
"""Services keep about the pixels of 16:9 for every aspect, so that 21:9 at 720p comes
as 1504×640: no more than those of 16:9 are expected."""
RATE_OFF = 0.01
"""23.976 for 24 is none (0.001), 24 for 25 is one (0.04)."""
SHORT_FRAMES = 2
"""More frames too few than this: rounding loses one, and an encoder's last one."""
BLACK_SECONDS = 0.25
"""Shorter is a blink, or the end of a fade."""
BLACK_LEVEL = 10.0
"""Of 255: compression leaves a little light in black; a night has more."""
BLACK_SHARE = 0.999
"""Of the cells: stars and dust are a few of 14,400, lit windows are more."""
FROZEN_SECONDS = 2.0
"""Somebody who is drawn breathing stands still for 0.5 s from near by, and for up to
1.9 s from so far that it shows in a few cells only."""
FROZEN_LEVEL = 2.0
"""Of 255: no single cell changes by as much. Frames that are repeated change by less
than 1 once the encoder has settled; slow moves add up against the first frame."""
SETTLING = 2.5
"""Of 255, in the mean: what a frame coded by itself may differ from a still before it,
for it draws the grain anew. Less than a move, more than the 1.4 measured."""
SILENT_SECONDS = 2.0
"""Between two lines nothing may be heard for a second, where the sound was made dry."""
SILENT_LEVEL = 0.0005
"""Of full scale (−66 dB), at the peak: an empty room has more."""
CUT_NEAR = 1.0
"""Seconds that a cut that was asked for may come earlier or later."""
_WINDOW = SAMPLE_RATE // 20


@dataclass(frozen=True)
class Asked:
    """What a clip should be. What is None or False was not asked for."""

    size: tuple[int, int] | None = None
    """Width and height."""
    rate: Fraction | None = None
    """Frames per second."""
    seconds: float | None = None
    """Its length; longer is no flaw."""
    sound: bool = False
    """Whether there has to be sound."""
    moving: bool = True
    """Whether something has to move that can be seen from where the camera stands."""
    cuts: tuple[float, ...] = ()
    """Where cuts belong, in seconds: several shots may be one clip."""


def asked_of(request: ClipRequest, told: frozenset[str]) -> Asked:
    """What a request asks for, as far as the service is told it.

    `told` are the parts that it is told (see `Capabilities.told`). Nothing has to move
    where the camera stands still and nobody is there, or only far away.
    """
    staging = request.staging
    ends = list(accumulate(beat.seconds for beat in request.beats))
    return Asked(
        size=(
            frame_size(request.aspect, request.resolution) if "format" in told else None
        ),
        rate=parse_rate(request.fps) if "fps" in told else None,
        seconds=request.seconds if "seconds" in told else None,
        sound=request.audio is True and "audio" in told,
        moving=staging.move != "static"
        or (bool(staging.subjects) and staging.size != "extreme wide"),
        cuts=tuple(ends[:-1]),
    )


def inspect(clip: Path, asked: Asked | None = None) -> tuple[Flaw, ...]:
    """What is wrong with a clip, in words; empty: nothing was found.

    MediaError where it is no video or damaged. It may run in a thread. Without `asked`
    only black, frozen pictures and cuts are looked for. Blind to: what `CutFinder` is
    blind to; a freeze shorter than `FROZEN_SECONDS`, or under grain or a clock that
    goes on; a night darker than `BLACK_LEVEL`, which it takes for black.
    """
    asked = asked or Asked()
    facts = probe(clip)
    if facts.kind != "video":
        raise MediaError(f"{clip.name} has no moving picture; it is {facts.kind}")
    return (
        *_measured(facts, asked),
        *_seen(clip, facts, asked),
        *(_heard(clip, facts) if asked.sound else ()),
    )


def _measured(facts: MediaFacts, asked: Asked) -> Iterator[Flaw]:
    """Size, rate and seconds, where they are not as they were asked for."""
    if asked.size and not _fits((facts.width, facts.height), asked.size):
        width, height = asked.size
        said = f"{facts.width}×{facts.height} where {width}×{height} was asked for"
        yield Flaw(kind="size", said=said)
    rate = facts.rate or Fraction(1)
    if asked.rate and abs(rate / asked.rate - 1) > RATE_OFF:
        said = f"{_number(rate)} frames per second, not {_number(asked.rate)}"
        yield Flaw(kind="rate", said=said)
    if asked.seconds and facts.seconds < asked.seconds - (SHORT_FRAMES + 0.5) / rate:
        said = f"{_number(facts.seconds)} s where {_number(asked.seconds)} s were asked"
        yield Flaw(kind="seconds", said=f"{said} for")


def _fits(size: tuple[int, int], asked: tuple[int, int]) -> bool:
    aspect, wanted = Fraction(*size), Fraction(*asked)
    pixels, lines = size[0] * size[1], min(asked)
    expected = min(Fraction(asked[0] * asked[1]), lines * lines * WIDEST)
    alike = abs(aspect / wanted - 1) <= ASPECT_OFF
    return alike and pixels >= SMALLER * expected


@dataclass
class _Stretches:
    """Times at which something lasts long enough to be told."""

    least: float
    found: list[tuple[float, float]] = field(default_factory=list)
    since: float | None = None

    def tell(self, time: float, *, lasts: bool) -> None:
        """Whether it is so from a time on, in seconds."""
        if lasts and self.since is None:
            self.since = time
        if not lasts and self.since is not None:
            # Times are sums of small parts; half a sample's rounding is no matter.
            if time - self.since > self.least - 1e-6:
                self.found.append((self.since, time))
            self.since = None


class _FreezeFinder:
    """Finds where no cell changes against the first frame that stood still."""

    def __init__(self) -> None:
        self.stretches = _Stretches(FROZEN_SECONDS)
        self._first: Look | None = None

    def look(self, look: Look, *, black: bool) -> None:
        """The next frame; black ones are told as black and nothing else."""
        if self._first is None or not self._same(self._first.cells, look):
            self.stretches.tell(look.time, lasts=False)
            self._first = look
        elif look.key:
            self._first = look
        if black:
            self._first = None
        else:
            self.stretches.tell(look.time, lasts=True)

    def _same(self, first: Cells, look: Look) -> bool:
        change = np.abs(look.cells - first)
        if look.key:
            return float(change.mean()) < SETTLING
        return float(change.max()) < FROZEN_LEVEL


def _seen(clip: Path, facts: MediaFacts, asked: Asked) -> Iterator[Flaw]:
    """Black, frozen pictures and cuts."""
    dark, frozen, cuts = _Stretches(BLACK_SECONDS), _FreezeFinder(), CutFinder()
    for look in looks(clip):
        lit = int(np.count_nonzero(look.cells >= BLACK_LEVEL))
        black = lit <= (1 - BLACK_SHARE) * look.cells.size
        dark.tell(look.time, lasts=black)
        frozen.look(look, black=black)
        cuts.look(look)
    cuts.end()
    dark.tell(facts.seconds, lasts=False)
    frozen.stretches.tell(facts.seconds, lasts=False)
    for stretch in dark.found:
        yield Flaw(kind="black", said=_said("black", stretch, facts.seconds))
    for stretch in frozen.stretches.found if asked.moving else ():
        yield Flaw(kind="frozen", said=_said("frozen", stretch, facts.seconds))
    for time in _unasked(cuts.found, asked.cuts):
        yield Flaw(kind="cut", said=f"a sudden cut at {time:.1f} s")


def _unasked(found: list[float], asked: tuple[float, ...]) -> list[float]:
    """The cuts that are left when each that was asked for has the nearest one."""
    left = list(found)
    for wanted in asked:
        near = min(left, key=lambda time: abs(time - wanted), default=None)
        if near is not None and abs(near - wanted) <= CUT_NEAR:
            left.remove(near)
    return left


def _heard(clip: Path, facts: MediaFacts) -> Iterator[Flaw]:
    """Where nothing is heard although sound was asked for."""
    if not facts.has_sound:
        yield Flaw(kind="silent", said="no sound at all")
        return
    silent = _Stretches(min(SILENT_SECONDS, facts.seconds))
    time = 0.0
    for block in sound(clip):
        for start in range(0, len(block), _WINDOW):
            part = block[start : start + _WINDOW]
            silent.tell(time, lasts=float(np.abs(part).max()) < SILENT_LEVEL)
            time += len(part) / SAMPLE_RATE
    silent.tell(time, lasts=time < facts.seconds)
    silent.tell(max(time, facts.seconds), lasts=False)
    for stretch in silent.found:
        yield Flaw(kind="silent", said=_said("silent", stretch, facts.seconds))


def _said(what: str, stretch: tuple[float, float], seconds: float) -> str:
    start, end = stretch
    if start <= 0 and end >= seconds:
        return f"{what} throughout"
    return f"{what} from {start:.1f} to {end:.1f} s"


def _number(amount: float | Fraction) -> str:
    return f"{float(amount):.2f}".rstrip("0").rstrip(".")
