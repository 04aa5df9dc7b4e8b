"""Rolls: for each edit exactly its frames, whatever its picture comes from."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, repeat
from pathlib import Path

import numpy as np
from PIL import Image

from storyboard.assembly.conform import Spec, conform, spec_of
from storyboard.assembly.stills import still
from storyboard.media.colour import to_planes
from storyboard.media.probe import probe
from storyboard.media.read import Planes, frames
from storyboard.model.timeline import Edit, Timeline
from storyboard.panels.slate import slate

HELD = 2
"""By so many frames a clip may be too short: its last is held. Beyond that, a slate
stands in for what is missing."""


@dataclass(frozen=True)
class Roll:
    """An edit with its conformed clip."""

    edit: Edit
    spec: Spec
    clip: Path | None = None
    """The conformed clip; None for a still or a slate."""
    there: int = 0
    """How many of the edit's frames the clip has."""

    @property
    def missing(self) -> int:
        """Frames for which a slate stands in."""
        if self.edit.source.kind == "slate":
            return self.edit.length
        if self.clip is None or 0 < self.there >= self.edit.length - HELD:
            return 0
        return self.edit.length - self.there

    def planes(self) -> Generator[Planes]:
        """The edit's frames, in order, as many as it is long."""
        if self.clip is None:
            yield from repeat(_drawn(self._card()), self.edit.length)
            return
        rate = Fraction(self.spec.rate)
        last: Planes | None = None
        with closing(frames(self.clip, rate, self.edit.start)) as source:
            for last in islice(source, self.there):
                yield last
        rest = self.edit.length - self.there
        if self.missing or last is None:
            last = _drawn(self._card())
        yield from repeat(last, rest)

    def _card(self) -> Image.Image:
        edit = self.edit
        if edit.source.kind == "still":
            return still(Path(edit.source.file), self.spec)
        reason = edit.source.reason
        if edit.source.kind == "clip":
            seconds = float(self.missing / Fraction(self.spec.rate))
            reason = f"The clip ends here, {seconds:.1f} s too early."
        return slate(
            edit.slate, self.spec.size, reason=reason, palette=edit.source.palette
        )


def rolls(
    timeline: Timeline, cache: Path, on_roll: Callable[[int], None]
) -> tuple[Roll, ...]:
    """One roll per edit, its clip conformed; `on_roll` hears how many are done."""

    def each() -> Iterator[Roll]:
        for done, edit in enumerate(timeline.edits, start=1):
            yield _roll(edit, spec_of(timeline, edit), cache)
            on_roll(done)

    return tuple(each())


def _roll(edit: Edit, spec: Spec, cache: Path) -> Roll:
    if edit.source.kind != "clip":
        return Roll(edit, spec)
    clip = conform(edit.source, spec, cache)
    there = (probe(clip).frames or 0) - edit.start
    return Roll(edit, spec, clip, min(max(there, 0), edit.length))


def _drawn(image: Image.Image) -> Planes:
    return to_planes(np.asarray(image))
