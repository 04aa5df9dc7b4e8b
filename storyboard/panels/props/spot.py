"""Where a thing is painted, and the brushes for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from storyboard.panels.canvas import Canvas
from storyboard.panels.colour import Colour
from storyboard.panels.geometry import Point, oval
from storyboard.panels.scheme import Scheme


@dataclass(frozen=True)
class Spot:
    """Where a prop stands: its foot, its height and the colour it is given."""

    foot: Point
    height: float
    tone: Colour
    scheme: Scheme
    canvas: Canvas
    facing: int = 1

    def path(self, points: Sequence[Point]) -> list[Point]:
        """Places in the picture; x from the prop's middle, y up, in its heights."""
        x, y = self.foot
        tall = self.height
        return [(x + u * tall * self.facing, y - v * tall) for u, v in points]

    def flat(self, points: Sequence[Point], colour: Colour, alpha: float = 1.0) -> None:
        """A polygon."""
        self.canvas.shape(self.path(points), colour, alpha)

    def round(
        self, points: Sequence[Point], colour: Colour, alpha: float = 1.0
    ) -> None:
        """A shape with a smooth outline."""
        self.canvas.blob(self.path(points), colour, alpha)

    def ring(self, at: Point, across: float, down: float, colour: Colour) -> None:
        """A filled ellipse."""
        (x, y), tall = self.path([at])[0], self.height
        self.canvas.shape(oval((x, y), across * tall, down * tall), colour)

    def line(self, points: Sequence[Point], thick: float, colour: Colour) -> None:
        """A line of even width."""
        self.canvas.stroke(self.path(points), colour, (thick * self.height,) * 2)

    @property
    def dark(self) -> Colour:
        """The side away from the light."""
        return self.tone.mix(self.scheme.shade, 0.45)

    @property
    def bright(self) -> Colour:
        """Where the light falls."""
        return self.tone.mix(self.scheme.light, 0.45)
