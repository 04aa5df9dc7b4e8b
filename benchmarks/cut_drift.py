"""Whether a long film drifts: numbered clips are cut, decoded again and looked at."""

import tempfile
from fractions import Fraction
from pathlib import Path

from storyboard.assembly.film import cut
from storyboard.model.request import SlateText
from storyboard.model.timeline import Edit, Passage, Timeline
from storyboard.model.value import SceneId, ShotId
from tests.assembly.numbered import (
    SAMPLES,
    Clip,
    Kind,
    clicks_in,
    error_of,
    heard,
    layers_at,
    lumas,
    write,
)

SIZE = (320, 180)
RATE = Fraction(30_000, 1001)
SECONDS = 5
OVERLAP = 15
WRONG = 25
"""Levels of luma that a block is off where it is another number's."""


def drift(folder: Path, shots: int) -> str:
    """Cut so many shots of five seconds with dissolves; what was found, in words."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        kind = Kind(size=SIZE, rate=RATE)
        length = round(SECONDS * RATE)
        # As many as spell all numbers of shots would take long, and prove no more.
        clips = [write(place / f"{n}", kind, n, length + 4) for n in range(60)]
        film = _timeline(clips, shots, length)
        out = place / "film.mp4"
        cut(film, out, cache=place / "segments", report=lambda _event: None)
        return _found(out, film, {str(clip.path): clip for clip in clips})


def _timeline(clips: list[Clip], shots: int, length: int) -> Timeline:
    edits: list[Edit] = []
    for number in range(shots):
        edits.append(
            Edit(
                slate=SlateText(
                    film="Drift",
                    scene=SceneId("one"),
                    shot=ShotId(f"{number + 1:04}0"),
                ),
                source=clips[number % len(clips)].source(),
                start=number % 5,
                length=length,
                at=edits[-1].end - OVERLAP if edits else 0,
                enter=Passage(kind="dissolve", frames=OVERLAP) if edits else None,
            )
        )
    return Timeline(
        title="Drift",
        rate=str(RATE),
        width=SIZE[0],
        height=SIZE[1],
        edits=tuple(edits),
        length=edits[-1].end,
    )


def _found(out: Path, film: Timeline, clips: dict[str, Clip | int]) -> str:
    count = right = 0
    for count, (time, luma) in enumerate(lumas(out), start=1):
        layers = layers_at(film, clips, count - 1)
        there = time == (count - 1) / RATE
        right += bool(layers) and there and error_of(luma, layers or ()) < WRONG
    samples, found = heard(out)
    must, _ = clicks_in(film, clips)
    off = [min(abs(at - each) for each in found) for at in must]
    lasts = float(film.length / RATE)
    return (
        f"{count} of {film.length} frames, {right} in their place and at their time; "
        f"{len(must)} clicks, off by at most {1000 * max(off):.3f} ms, the last by "
        f"{1000 * off[-1]:.3f} ms; picture {lasts:.3f} s, sound "
        f"{samples / SAMPLES:.3f} s (a frame is {1000 / float(RATE):.1f} ms)"
    )
