"""Drawing composed frames with MoviePy: dissolves and lettering.

MoviePy blends channel by channel. It is given Y'CbCr in place of RGB: the one is an
affine map of the other, so a blend comes out the same, and what no title covers
passes without a conversion.
"""

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoClip
from moviepy.video.fx import CrossFadeIn, CrossFadeOut

from storyboard.assembly.framing import Size
from storyboard.assembly.segments import Segment
from storyboard.media.colour import folded, to_layers, unfolded
from storyboard.media.read import Plane, Planes
from storyboard.model.timeline import Edit, TitleCue
from storyboard.panels.title import title


class Reel:
    """The frames of one edit, each taken once and in order."""

    def __init__(self, planes: Generator[Planes]) -> None:
        self._planes = planes
        self._index = -1
        self._frame: Planes | None = None

    def at(self, index: int) -> Planes:
        """A frame by its number in the edit: the current one, or a later one."""
        if index < self._index:
            raise ValueError(f"frame {index} is past; the reel is at {self._index}")
        while self._frame is None or self._index < index:
            self._frame = next(self._planes)
            self._index += 1
        return self._frame

    def close(self) -> None:
        """Let go of the file."""
        self._planes.close()


Box = tuple[int, int, int, int]
"""A part of the frame: left, top, right, bottom; even, as colour lies by twos."""


@dataclass(frozen=True)
class Lettering:
    """A title as drawn, cut to the part of the frame in which it is not clear."""

    cue: TitleCue
    image: Plane
    """Y'CbCr and opacity, shape (height, width, 4)."""
    box: Box


def lettering(cue: TitleCue, size: Size) -> Lettering:
    """Draw a title."""
    drawn = title(cue, size)
    # Words of spaces alone leave nothing to draw but still have to be a picture.
    left, top, right, bottom = drawn.getchannel("A").getbbox() or (0, 0, 2, 2)
    box = (left & ~1, top & ~1, right + (right & 1), bottom + (bottom & 1))
    rgba = np.asarray(drawn.crop(box))
    return Lettering(cue, np.dstack([to_layers(rgba[..., :3]), rgba[..., 3]]), box)


def composed(
    segment: Segment,
    shots: Mapping[int, tuple[Edit, Reel]],
    titles: Mapping[int, Lettering],
    size: Size,
    rate: Fraction,
) -> Iterator[Planes]:
    """The frames of a segment in which shots dissolve or titles stand.

    `shots` and `titles` are looked up by their place in the timeline. Under a title
    alone, only the part of the frame that it covers is composed.
    """
    letters = [titles[index] for index in segment.titles]
    box = _around(letters) if len(segment.edits) == 1 else (0, 0, *size)
    whole = CompositeVideoClip(
        [
            *(_shot(*shots[index], box, segment.at, rate) for index in segment.edits),
            *(_title(each, box, segment.at, rate) for each in letters),
        ],
        use_bgclip=True,
    )
    edit, reel = shots[segment.edits[0]]
    for frame in range(segment.at, segment.end):
        # The middle of a frame is in no doubt about which frame it belongs to.
        moment = (frame - segment.at + Fraction(1, 2)) / rate
        drawn = folded(whole.get_frame(float(moment)))
        yield _patched(reel.at(frame - edit.at), drawn, box)


def _around(letters: Sequence[Lettering]) -> Box:
    lefts, tops, rights, bottoms = zip(*(each.box for each in letters), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _shot(
    edit: Edit, reel: Reel, box: Box, segment_at: int, rate: Fraction
) -> VideoClip:
    def drawn(t: float) -> Plane:
        return unfolded(_cropped(reel.at(math.floor(t * rate)), box))

    clip = VideoClip(duration=float(edit.length / rate))
    # Set by hand: the constructor would draw frame 0, which may be past already.
    clip.size = (box[2] - box[0], box[3] - box[1])
    clip.frame_function = drawn
    clip = clip.with_start(float((edit.at - segment_at) / rate))
    if edit.enter is not None and segment_at < edit.at + edit.enter.frames:
        clip = clip.with_effects([CrossFadeIn(float(edit.enter.frames / rate))])
    return clip


def _title(letters: Lettering, box: Box, segment_at: int, rate: Fraction) -> VideoClip:
    cue = letters.cue
    fade = float(cue.fade / rate)
    clip = (
        ImageClip(letters.image, duration=float(cue.length / rate))
        .with_position((letters.box[0] - box[0], letters.box[1] - box[1]))
        .with_start(float((cue.at - segment_at) / rate))
    )
    return clip.with_effects([CrossFadeIn(fade), CrossFadeOut(fade)]) if fade else clip


def _cropped(planes: Planes, box: Box) -> Planes:
    left, top, right, bottom = box
    y, cb, cr = planes
    half = np.s_[top // 2 : bottom // 2, left // 2 : right // 2]
    return y[top:bottom, left:right], cb[half], cr[half]


def _patched(under: Planes, over: Planes, box: Box) -> Planes:
    y, cb, cr = (plane.copy() for plane in under)
    for part, drawn in zip(_cropped((y, cb, cr), box), over, strict=True):
        part[:] = drawn
    return y, cb, cr
