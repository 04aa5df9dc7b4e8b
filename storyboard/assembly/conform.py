"""Conforming: what is done to a clip of any kind to make it frames of the film."""

from storyboard.assembly.framing import Size, cover, inside
from storyboard.media.pictures import Chain, Treatment
from storyboard.media.probe import MediaFacts
from storyboard.model.timeline import Edit, Timeline
from storyboard.model.value import Value
from storyboard.model.words import Fit

BLUR = 30
"""A blurred surround is blurred over this part of the frame's height."""
_UPRIGHT = {
    0: (),
    90: (("transpose", "cclock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "clock"),),
}


class Spec(Value):
    """What a clip is conformed to."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    rate: str
    """Frames per second, as a fraction."""
    fit: Fit = "fill"
    """How a clip of another shape is fitted."""
    focus: tuple[float, float] = (0.5, 0.5)
    """The point to keep when cropping."""

    @property
    def size(self) -> Size:
        """Width and height."""
        return self.width, self.height


def spec_of(timeline: Timeline, edit: Edit) -> Spec:
    """What the source of an edit is conformed to."""
    return Spec(
        width=timeline.width,
        height=timeline.height,
        rate=timeline.rate,
        fit=edit.fit,
        focus=edit.focus,
    )


def fits(facts: MediaFacts, spec: Spec) -> bool:
    """Whether a clip's frames are the film's as they are stored."""
    return (
        (facts.width, facts.height) == spec.size
        and facts.plain
        and facts.pixels == "yuv420p"
        and facts.matrix == "bt709"
        and not facts.full_range
    )


def treatment(facts: MediaFacts, spec: Spec) -> Treatment | None:
    """What a clip's frames go through: yuv420p in BT.709 comes out; None: nothing."""
    if fits(facts, spec):
        return None
    first = _UPRIGHT.get(facts.turned, ())
    if facts.interlaced:
        first = (("bwdif", "mode=send_frame"), *first)
    size = (facts.width, facts.height)
    over = cover(size, spec.size, spec.focus)
    within = inside(size, spec.size)
    crop: Chain = (
        _scaled(over.width, over.height, facts),
        ("crop", f"{spec.width}:{spec.height}:{-over.x}:{-over.y}"),
        ("setsar", "1"),
    )
    small: Chain = (_scaled(within.width, within.height, facts), ("setsar", "1"))
    around = 1 if facts.interlaced else 0
    if spec.fit == "fill":
        return Treatment(first + crop, finish=_FINISH, around=around)
    place = f"{within.x}:{within.y}"
    if spec.fit == "fit":
        bars = ("pad", f"{spec.width}:{spec.height}:{place}:color=black")
        return Treatment((*first, *small, bars), finish=_FINISH, around=around)
    blur = ("gblur", f"sigma={spec.height / BLUR}:steps=2")
    return Treatment(
        first + small,
        back=(*first, *crop, blur),
        place=place,
        finish=_FINISH,
        around=around,
    )


_FINISH: Chain = (
    ("format", "yuv420p"),
    (
        "setparams",
        "range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709",
    ),
)


def _scaled(width: int, height: int, facts: MediaFacts) -> tuple[str, str]:
    source = f"in_color_matrix={facts.matrix}:in_range=" + (
        "pc" if facts.full_range else "tv"
    )
    film = "out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd"
    return "scale", f"{width}:{height}:{source}:{film}"
