"""The frames of segments that are not straight: passages, letters and stamps.

MoviePy asks for frames by their time, and each is blended from planes as they come
from the decoder: what nothing lies over passes without a conversion.
"""

import math
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing
from fractions import Fraction
from functools import lru_cache

from storyboard.assembly.framing import Size
from storyboard.assembly.letters import Layer, joined, layer, lettering
from storyboard.assembly.passages import passed
from storyboard.assembly.segments import Passing, Segment, Stamp
from storyboard.media.encode import framed
from storyboard.media.pictures import Frame, Reels
from storyboard.media.read import Planes, planes_of
from storyboard.model.time import timecode
from storyboard.panels.stamp import figure, plate


def composed(
    segment: Segment, size: Size, rate: Fraction, reels: Reels | None = None
) -> Generator[Frame]:
    """The frames of a segment, in order; close it to let go of its files.

    With `reels` they stay open for what goes on where it ends. MediaError where a clip
    is damaged.
    """
    # Heavy, and of no use where everything is a straight cut.
    from moviepy import VideoClip  # noqa: PLC0415

    letters = tuple(lettering(each.cue, size) for each in segment.titles)
    with ExitStack() as open_files:
        shots = [
            open_files.enter_context(closing(strip.frames(reels)))
            for strip in segment.strips
        ]

        def drawn(t: float) -> Planes:
            number = math.floor(t * rate)
            seen = [planes_of(next(shot)) for shot in shots]
            picture = _passed(seen, segment.passing, number, size)
            if not letters and segment.stamp is None:
                return picture
            y, cb, cr = (plane.copy() for plane in picture)
            for each, standing in zip(letters, segment.titles, strict=True):
                each.over((y, cb, cr), standing.first + number)
            if segment.stamp is not None:
                _stamp((y, cb, cr), segment.stamp, number, size, rate)
            return y, cb, cr

        clip = VideoClip(duration=float(segment.length / rate))
        # Set by hand: the constructor would draw a frame to learn its size.
        clip.size, clip.frame_function = size, drawn
        for number in range(segment.length):
            # The middle of a frame is in no doubt about which frame it belongs to.
            yield framed(clip.get_frame(float((number + Fraction(1, 2)) / rate)))


def _passed(
    seen: Sequence[Planes], passing: Passing | None, number: int, size: Size
) -> Planes:
    """What is seen of one shot, or of two, before anything lies over it."""
    if passing is None:
        return seen[0]
    before = None if passing.side == "in" else seen[0]
    after = None if passing.side == "out" else seen[-1]
    return passed(passing.passage, before, after, passing.first + number, size)


def _stamp(under: Planes, mark: Stamp, number: int, size: Size, rate: Fraction) -> None:
    """Lay a draft's stamp over a frame, in place."""
    code = timecode(mark.at + number, rate)
    figures = sum(character.isdigit() for character in code)
    below, (x, y), after = _plate(mark.shot, figures, len(code) - figures, size)
    below.over(under)
    joined([_figure(each, size) for each in code], (x + after, y)).over(under)


@lru_cache(maxsize=64)
def _plate(
    shot: str, figures: int, marks: int, size: Size
) -> tuple[Layer, tuple[int, int], int]:
    image, corner, after = plate(shot, figures, marks, size)
    return layer(image, corner), corner, after


@lru_cache(maxsize=64)
def _figure(character: str, size: Size) -> Layer:
    return layer(figure(character, size))
