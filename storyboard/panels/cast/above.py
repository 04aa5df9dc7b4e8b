"""People from straight above: a crown, shoulders, and a long shadow that says who."""

import math

from storyboard.panels.canvas import Canvas
from storyboard.panels.cast.blocking import Figure
from storyboard.panels.geometry import Point, around, oval
from storyboard.panels.scheme import Scheme

_FALLS = (0.52, 0.30)
"""Which way the shadow falls, in body heights."""


def person_above(canvas: Canvas, figure: Figure, at: Point, scheme: Scheme) -> None:
    """A person seen from above, walking towards where they face."""
    design, tall = figure.design, figure.mark.height
    turn = 0.25 * figure.mark.facing
    cloth, hair = scheme.local(design.cloth), scheme.local(design.hair)
    _shadow(canvas, at, tall, scheme)
    cos, sin = math.cos(turn), math.sin(turn)

    def place(x: float, y: float) -> Point:
        return at[0] + (x * cos - y * sin) * tall, at[1] + (x * sin + y * cos) * tall

    for x, y in ((-0.055, -0.10), (0.055, 0.09)):
        shoe = oval(place(x, y), 0.026 * tall, 0.060 * tall, turn)
        canvas.shape(shoe, scheme.shade)
    for x in (-0.13, 0.13):
        hand = place(x * 1.05, -0.07 if x > 0 else 0.05)
        canvas.disc(hand, 0.022 * tall, scheme.flesh(design.skin))
        canvas.stroke([place(x, 0.0), hand], cloth.lighter(-0.03), (0.07 * tall,) * 2)
    canvas.shape(oval(at, 0.145 * tall * design.broad, 0.082 * tall, turn), cloth)
    lit = oval(place(-0.04, -0.022), 0.09 * tall, 0.038 * tall, turn)
    canvas.shape(lit, cloth.mix(scheme.light, 0.25), 0.7)
    crown = 0.066 * tall * design.head
    canvas.disc(place(0.0, -0.03), crown * 0.55, scheme.flesh(design.skin))
    if design.hat == "brim":
        canvas.disc(at, crown * 1.75, scheme.local(design.hat_tone).lighter(-0.04))
    top = scheme.local(design.hat_tone) if design.hat else hair
    canvas.disc(at, crown, top)
    canvas.disc(place(-0.018, -0.018), crown * 0.5, top.mix(scheme.light, 0.3), 0.8)


def _shadow(canvas: Canvas, at: Point, tall: float, scheme: Scheme) -> None:
    dx, dy = _FALLS[0] * tall, _FALLS[1] * tall
    across = (-dy * 0.22, dx * 0.22)
    body = [
        (-across[0] * 0.8, -across[1] * 0.8),
        (dx * 0.80 - across[0], dy * 0.80 - across[1]),
        (dx * 0.86, dy * 0.86),
        (dx * 0.80 + across[0], dy * 0.80 + across[1]),
        (across[0] * 0.8, across[1] * 0.8),
    ]
    canvas.haze(around(at, body), scheme.shade, 0.5, 0.012 * tall)
    head = oval((at[0] + dx * 0.98, at[1] + dy * 0.98), 0.075 * tall, 0.065 * tall)
    canvas.haze(head, scheme.shade, 0.5, 0.012 * tall)
