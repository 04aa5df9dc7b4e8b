"""Where a head is, and what is worn on it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from storyboard.panels.canvas import Canvas
from storyboard.panels.cast.design import Design
from storyboard.panels.geometry import Point, trace
from storyboard.panels.scheme import Scheme


@dataclass(frozen=True)
class HeadSpot:
    """Where a head is, how large, and how it is held."""

    chin: Point
    """In picture heights."""
    size: float
    """From chin to crown, in picture heights."""
    facing: int
    """1 to the right, -1 to the left."""
    nod: float = 0.0
    """Degrees upwards."""
    away: bool = False

    def at(self, x: float, y: float) -> Point:
        """A place of the head in the picture."""
        angle = math.radians(self.nod)
        dy = y - 0.25
        u = x * math.cos(angle) - dy * math.sin(angle)
        v = x * math.sin(angle) + dy * math.cos(angle) + 0.25
        return (
            self.chin[0] + u * self.size * self.facing,
            self.chin[1] - v * self.size,
        )

    def path(self, points: Sequence[Point]) -> list[Point]:
        """Places of the head in the picture."""
        return [self.at(x, y) for x, y in points]


def hat(canvas: Canvas, spot: HeadSpot, design: Design, scheme: Scheme) -> None:
    """What is worn on the head."""
    tone = scheme.local(design.hat_tone)
    dark = tone.mix(scheme.shade, 0.4)
    if design.hat == "brim":
        crown = trace(
            "-.36 .8, -.33 1.12, -.14 1.24, .04 1.17, .2 1.22, .34 1.08, .37 .8"
        )
        canvas.blob(spot.path(crown), tone)
        band = trace("-.37 .8, -.355 .93, .365 .91, .375 .79")
        canvas.shape(spot.path(band), dark)
        brim = trace(
            "-.7 .76, -.34 .87, .06 .89, .44 .86, .74 .71, .4 .735, 0 .745, -.4 .73"
        )
        canvas.blob(spot.path(brim), tone.lighter(-0.03))
        if not spot.away:
            canvas.blob(
                spot.path(trace("-.24 .76, .36 .76, .34 .6, .1 .645, -.22 .62")),
                scheme.shade,
                0.45,
            )
    elif design.hat == "cap":
        crown = trace("-.4 .66, -.42 .95, -.22 1.13, .08 1.15, .32 1, .38 .76, 0 .8")
        canvas.blob(spot.path(crown), tone)
        canvas.blob(
            spot.path(trace("-.41 .62, -.41 .76, 0 .85, .38 .83, .4 .72, 0 .73")), dark
        )
    elif design.hat == "hood":
        outer = trace(
            ".34 .8, .32 1.04, .06 1.19, -.3 1.1, -.52 .78, -.54 .3, "
            "-.4 -.16, -.02 -.14, -.14 .14, -.22 .5, -.1 .8, .14 .92"
        )
        canvas.blob(spot.path(outer), tone)
        inner = trace(
            ".31 .82, .14 .92, -.1 .8, -.22 .5, -.14 .14, -.17 .5, -.04 .75, .16 .86"
        )
        canvas.blob(spot.path(inner), dark)
    else:
        shell = trace(
            "-.42 .52, -.46 .9, -.22 1.18, .14 1.2, .42 .98, .44 .7, .1 .72, -.2 .6"
        )
        canvas.blob(spot.path(shell), tone)
        canvas.blob(spot.path(trace(".1 1.1, .3 1, .36 .86, .2 1")), scheme.light, 0.5)
