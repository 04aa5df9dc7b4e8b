"""Animals: side views in a few flat shapes, on the same marks as people."""

from storyboard.panels.canvas import Canvas
from storyboard.panels.cast.body import Mark
from storyboard.panels.cast.design import Design
from storyboard.panels.cast.pose import Pose
from storyboard.panels.geometry import Point, trace
from storyboard.panels.props.large import heron
from storyboard.panels.props.spot import Spot
from storyboard.panels.scheme import Scheme

_DOG = trace(
    "-.52 .62, -.3 .7, .1 .66, .3 .72, .4 .9, .52 .98, "
    ".62 .92, .8 .84, .8 .76, .62 .72, .5 .62, .38 .42, "
    ".1 .36, -.25 .42, -.45 .38"
)
_CAT = trace(
    "-.45 .5, -.2 .6, .15 .56, .32 .66, .36 .86, .42 1, "
    ".48 .9, .58 .9, .64 1, .68 .84, .66 .7, .54 .6, .42 .46, "
    ".36 .3, 0 .28, -.4 .28"
)
_HORSE = trace(
    "-.48 .66, -.3 .7, 0 .65, .22 .69, .36 .86, .46 .98, "
    ".52 1.02, .57 .96, .7 .82, .72 .76, .64 .74, .54 .82, "
    ".48 .78, .42 .58, .32 .48, 0 .44, -.34 .47, -.48 .54"
)
_OUTLINES = {"dog": _DOG, "cat": _CAT, "horse": _HORSE}
_HEIGHTS = {"dog": 0.40, "cat": 0.26, "horse": 1.02, "bird": 0.34}
_LEGS = {
    "dog": (-0.42, -0.30, 0.24, 0.36),
    "cat": (-0.36, -0.24, 0.22, 0.34),
    "horse": (-0.40, -0.30, 0.22, 0.33),
}


def beast(
    canvas: Canvas, mark: Mark, design: Design, pose: Pose, scheme: Scheme
) -> None:
    """An animal of the design's kind; its size is relative to a person's mark."""
    if design.kind == "bird":
        if pose.flying:
            _bird(canvas, mark, design, scheme)
            return
        tone = scheme.local(design.hair)
        tall = 0.56 * mark.height
        heron(Spot(mark.foot, tall, tone, scheme, canvas, mark.facing))
        return
    tall = _HEIGHTS[design.kind]
    fur = scheme.local(design.hair)
    dark = fur.mix(scheme.shade, 0.4)

    def path(points: tuple[Point, ...]) -> list[Point]:
        return mark.path([(x * tall, y * tall) for x, y in points])

    thick = 0.085 * tall * mark.height
    for number, x in enumerate(_LEGS[design.kind]):
        tone = dark if number % 2 == 0 else fur
        step = 0.03 if number in {0, 3} else -0.02
        leg = path(((x, 0.50), (x + step * 0.4, 0.26), (x + step, 0.02)))
        canvas.stroke(leg, tone, (thick * 1.5, thick * 0.75))
    tail = {
        "dog": trace("-.5 .6, -.62 .72, -.66 .9"),
        "cat": trace("-.44 .46, -.62 .52, -.68 .84"),
        "horse": trace("-.47 .64, -.58 .52, -.56 .26"),
    }[design.kind]
    canvas.stroke(path(tail), dark, (thick * 1.1, thick * 0.5))
    canvas.blob(path(_OUTLINES[design.kind]), fur)
    if design.kind == "dog":
        canvas.blob(path(trace(".44 .96, .36 .92, .36 .74, .44 .76")), dark)
        canvas.disc(path(((0.80, 0.83),))[0], thick * 0.35, scheme.shade)
    if design.kind == "horse":
        mane = trace(".5 1.03, .4 .98, .2 .74, .16 .64, .3 .72, .42 .86")
        canvas.blob(path(mane), dark)
    eye = {"dog": (0.60, 0.86), "cat": (0.58, 0.80), "horse": (0.57, 0.89)}[design.kind]
    canvas.disc(path((eye,))[0], thick * 0.22, scheme.shade)


def _bird(canvas: Canvas, mark: Mark, design: Design, scheme: Scheme) -> None:
    """A bird on the wing, above its mark."""
    tone = scheme.local(design.hair)
    dark = tone.mix(scheme.shade, 0.45)

    def path(points: tuple[Point, ...]) -> list[Point]:
        return mark.path([(x * 0.5, 0.75 + y * 0.5) for x, y in points])

    far = trace(".08 .06, .22 .34, .5 .44, .3 .22, .2 .04")
    near = trace("-.02 .06, -.16 .34, -.52 .52, -.34 .22, -.16 .02")
    body = trace("-.34 -.02, -.1 .06, .16 .08, .3 .06, .26 -.02, .05 -.07, -.18 -.05")
    canvas.blob(path(far), dark)
    canvas.blob(path(body), tone)
    canvas.shape(path(trace(".28 .06, .4 .01, .27 0")), scheme.local(scheme.accent))
    canvas.blob(path(near), tone.lighter(-0.04))
