"""Bodies: people as flat layered shapes over the bones of a pose."""

from collections.abc import Sequence
from dataclasses import dataclass

from storyboard.panels.canvas import Canvas
from storyboard.panels.cast.clothes import Cut, details, outline
from storyboard.panels.cast.design import Design
from storyboard.panels.cast.hat import HeadSpot
from storyboard.panels.cast.head import head
from storyboard.panels.cast.pose import ARM, LEG, Pose, joint
from storyboard.panels.colour import Colour
from storyboard.panels.geometry import Point, around, curve, trace
from storyboard.panels.scheme import Scheme

_HEAD = 0.138
"""A grown person's head in body heights."""


@dataclass(frozen=True)
class Mark:
    """Where a figure stands and how it is seen."""

    foot: Point
    """Between the feet, in picture heights."""
    height: float
    """From foot to crown, in picture heights."""
    facing: int
    """1 to the right, -1 to the left."""
    loom: float = 0.0
    """Above 0: seen from below, legs large; below 0: seen from above."""
    lying: bool = False
    """Whether the body lies on its back, the face up."""

    def at(self, x: float, y: float) -> Point:
        """A place of the body in the picture."""
        if self.lying:
            return (
                self.foot[0] - (y - 0.5) * self.height * self.facing,
                self.foot[1] - (x + 0.09) * self.height,
            )
        spread = 1 + self.loom * (0.45 - y)
        squeeze = 1 - 0.10 * abs(self.loom)
        lift = y * (1 + self.loom * 0.12 * (1 - y)) * squeeze
        return (
            self.foot[0] + x * spread * self.height * self.facing,
            self.foot[1] - lift * self.height,
        )

    def path(self, points: Sequence[Point]) -> list[Point]:
        """Places of the body in the picture."""
        return [self.at(x, y) for x, y in points]


def person(
    canvas: Canvas, mark: Mark, design: Design, pose: Pose, scheme: Scheme
) -> Point:
    """Paint a person; gives the place of the nearer hand."""
    return _Body(canvas, mark, design, pose, scheme).paint()


@dataclass(frozen=True)
class _Body:
    canvas: Canvas
    mark: Mark
    design: Design
    pose: Pose
    scheme: Scheme

    def paint(self) -> Point:
        """All of it, from the far side to the near one."""
        scheme, pose = self.scheme, self.pose
        cloth = scheme.local(self.design.cloth)
        trouser = scheme.local(self.design.under)
        skin = scheme.flesh(self.design.skin)
        wide = 0.064 * self.design.broad
        front, back = around(pose.neck, [(wide, -0.042), (-wide, -0.042)])
        if pose.seat:
            self._chair()
        dark, far_skin = cloth.mix(scheme.shade, 0.38), skin.mix(scheme.shade, 0.25)
        self._arm(back, pose.far_hand, dark, far_skin)
        self._leg(-0.02, pose.far_foot, trouser.mix(scheme.shade, 0.4))
        self._leg(0.02, pose.foot, trouser)
        self._torso(Cut(cloth, dark, scheme))
        self._head(skin)
        return self._arm(
            back if pose.away else front, pose.hand, cloth.lighter(0.025), skin
        )

    def _line(
        self, points: Sequence[Point], tone: Colour, widths: tuple[float, float]
    ) -> None:
        tall = self.mark.height
        thick = (widths[0] * tall, widths[1] * tall)
        self.canvas.stroke(self.mark.path(points), tone, thick)

    def _arm(self, shoulder: Point, hand: Point, sleeve: Colour, skin: Colour) -> Point:
        """An arm as far as it reaches; gives the place of its hand."""
        elbow, wrist = joint(shoulder, hand, ARM, -1)
        palm = (
            wrist[0] + (wrist[0] - elbow[0]) * 0.1,
            wrist[1] + (wrist[1] - elbow[1]) * 0.1,
        )
        self.canvas.disc(self.mark.at(*palm), 0.021 * self.mark.height, skin)
        self._line([elbow, wrist], sleeve, (0.050, 0.040))
        self._line([shoulder, elbow], sleeve, (0.064, 0.050))
        return self.mark.at(*palm)

    def _bones(self, aside: float, foot: Point) -> tuple[Point, Point, Point]:
        """Hip, knee and ankle of a leg."""
        hip = (self.pose.hips[0] + aside, self.pose.hips[1] + 0.01)
        return hip, *joint(hip, (foot[0] - 0.012, foot[1] + 0.038), LEG, 1)

    def _leg(self, aside: float, foot: Point, tone: Colour) -> None:
        hip, knee, ankle = self._bones(aside, foot)
        sole = trace("-.032 .012, -.036 -.036, .075 -.037, .072 -.018, .028 .01")
        shoe = self.scheme.shade.lighter(0.05)
        self.canvas.blob(self.mark.path(around(ankle, sole)), shoe)
        self._line([knee, ankle], tone, (0.064, 0.046))
        self._line([hip, knee], tone, (0.086, 0.064))

    def _torso(self, cut: Cut) -> None:
        shape = curve(outline(self.design, self.pose), steps=5)
        self.canvas.shape(self.mark.path(shape), cut.cloth)
        if self.pose.sitting:
            hip, knee, _ = self._bones(0.02, self.pose.foot)
            thigh = [hip, (knee[0] - 0.05, knee[1] + 0.005)]
            self._line(thigh, cut.cloth.lighter(-0.02), (0.105, 0.088))
        tall = self.mark.height
        for part in details(self.design, self.pose, cut):
            place = self.mark.path(part.points)
            if part.thick:
                self.canvas.stroke(place, part.tone, (part.thick * tall,) * 2, 0.9)
            else:
                self.canvas.shape(place, part.tone)

    def _head(self, skin: Colour) -> None:
        neck, mark, scheme = self.pose.neck, self.mark, self.scheme
        column = trace(
            "-.016 .066, .03 .052, .032 .0, .014 -.026, -.034 -.004, -.026 .02"
        )
        throat = skin.mix(scheme.shade, 0.22)
        self.canvas.shape(mark.path(around(neck, column)), throat)
        spot = HeadSpot(
            chin=mark.at(neck[0] + 0.012, neck[1] + 0.022),
            size=_HEAD * mark.height * self.design.head * (1 - 0.22 * mark.loom),
            facing=mark.facing,
            nod=90 if mark.lying else self.pose.nod,
            away=self.pose.away,
        )
        head(self.canvas, spot, self.design, scheme)
        if self.design.scarf:
            wrap = around(neck, trace("-.05 .012, .05 .02, .055 -.03, -.055 -.035"))
            self.canvas.blob(mark.path(wrap), scheme.local(scheme.accent))

    def _chair(self) -> None:
        x, y = self.pose.hips
        tone = self.scheme.near.lighter(0.04)
        for leg in (-0.085, 0.075):
            ends = [(x + leg * 0.8, y - 0.06), (x + leg, 0.0)]
            self._line(ends, tone.lighter(-0.06), (0.02, 0.02))
        seat = trace("-.12 -.045, .11 -.045, .1 -.075, -.11 -.075")
        self.canvas.shape(self.mark.path(around((x, y), seat)), tone)
        back = [(x - 0.12, y - 0.05), (x - 0.145, y + 0.24)]
        self._line(back, tone.lighter(-0.03), (0.024, 0.024))
