"""Ahead of the cut: what of a film is settled while other shots are being made."""

from collections.abc import Generator, Iterator
from collections.abc import Set as AbstractSet
from concurrent.futures import wait
from fractions import Fraction
from pathlib import Path

from storyboard.assembly.film import film_of, recipe_of
from storyboard.assembly.lab import Lab
from storyboard.assembly.mix import FilmMix
from storyboard.assembly.segments import segments
from storyboard.assembly.sound import Span, sound_ahead
from storyboard.media.read import SAMPLE_RATE
from storyboard.model.timeline import Edit, Timeline
from storyboard.model.value import ShotId, half_up

_LOOK_EVERY = 0.2
"""Seconds between two chances to stop."""
_AROUND = 10
"""Seconds around a shot in which it may be heard, or a passage of it."""


def ahead(
    timeline: Timeline, shots: AbstractSet[ShotId], out: Path, cache: Path
) -> Generator[None]:
    """Make and keep that of the film `out` in which some shots are seen or heard.

    Nothing is made in which a slate stands for a shot that may still come. It gives
    way now and then; closed, it stops. MediaError as the cut would raise it.
    """
    with Lab(cache, recipe_of(timeline)) as lab:
        settled = [
            segment
            for segment in segments(timeline)
            if shots & set(segment.shots)
            and not any(map(_missing, (strip.edit for strip in segment.strips)))
        ]
        orders = set(lab.order(settled))
        while orders:
            done, orders = wait(orders, _LOOK_EVERY)
            for each in done:
                each.result()
            yield
        with FilmMix(timeline, cache) as mix:
            heard_as = film_of(timeline, out).heard_as
            yield from sound_ahead(
                mix,
                timeline.loudness,
                heard_as,
                cache=cache,
                pool=lab.pool,
                fresh=tuple(_spans(timeline, shots)),
                missing=tuple(_spans(timeline, None)),
            )


def _missing(edit: Edit) -> bool:
    return edit.source.kind == "slate"


def _spans(timeline: Timeline, shots: AbstractSet[ShotId] | None) -> Iterator[Span]:
    """Where in the film shots may be heard; None: those that are missing."""
    rate, around = Fraction(timeline.rate), _AROUND * SAMPLE_RATE
    for edit in timeline.edits:
        wanted = _missing(edit) if shots is None else edit.slate.shot in shots
        if wanted:
            at, end = (half_up(f * SAMPLE_RATE / rate) for f in (edit.at, edit.end))
            yield at - around, end + around
