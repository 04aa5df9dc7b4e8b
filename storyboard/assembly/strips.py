"""Strips: consecutive frames of one shot, whatever its picture comes from."""

from collections.abc import Generator
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from pathlib import Path

import numpy as np
from PIL import Image

from storyboard.assembly.conform import Spec, treatment
from storyboard.assembly.stills import still
from storyboard.media.colour import to_planes
from storyboard.media.encode import framed
from storyboard.media.moments import Moments, moments
from storyboard.media.pictures import Frame, Reels, pictures
from storyboard.model.timeline import Edit
from storyboard.panels.slate import slate

HELD = 2
"""By so many frames a clip may be too short: its last is held. Beyond that, a slate
stands in for what is missing."""


@dataclass(frozen=True)
class Strip:
    """Frames of an edit, in the film's size and rate."""

    edit: Edit
    spec: Spec
    first: int
    """Its first frame, counted from the edit's first."""
    count: int
    """Frames."""

    def frames(self, reels: Reels | None = None) -> Generator[Frame]:
        """All of them, in order; MediaError where a clip is damaged.

        With `reels` the clip stays open for strips that go on where this one ends.
        """
        if self.edit.source.kind != "clip":
            yield from repeat(_drawn(self._card()), self.count)
            return
        clip = Path(self.edit.source.file)
        seen = moments(clip)
        wanted, held = self._split(seen)
        if held:
            wanted += (len(seen.times) - 1,) * held
        yield from pictures(clip, seen, wanted, treatment(seen.facts, self.spec), reels)
        if missing := self.count - len(wanted):
            yield from repeat(_drawn(self._card()), missing)

    def missing(self) -> int:
        """For how many of them a slate stands in."""
        if self.edit.source.kind != "clip":
            return self.count if self.edit.source.kind == "slate" else 0
        wanted, held = self._split(moments(Path(self.edit.source.file)))
        return self.count - len(wanted) - held

    def _split(self, seen: Moments) -> tuple[tuple[int, ...], int]:
        """The clip's own frames that are shown, and how often its last is held."""
        rate, start = Fraction(self.spec.rate), self.edit.start + self.first
        wanted = seen.picks(rate, start, start + self.count)
        spare = seen.length(rate) + HELD - (start + len(wanted))
        return wanted, max(min(self.count - len(wanted), spare), 0)

    def _card(self) -> Image.Image:
        edit = self.edit
        if edit.source.kind == "still":
            return still(Path(edit.source.file), self.spec)
        reason = edit.source.reason
        if edit.source.kind == "clip":
            reason = "The clip ends too early."
        return slate(
            edit.slate, self.spec.size, reason=reason, palette=edit.source.palette
        )


def _drawn(image: Image.Image) -> Frame:
    return framed(to_planes(np.asarray(image)))
