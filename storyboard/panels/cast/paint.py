"""Figures onto the stage: shadows under them, light on them, always legible."""

from collections.abc import Sequence

from storyboard.model.request import Staging, Subject
from storyboard.panels.canvas import Canvas
from storyboard.panels.cast.above import person_above
from storyboard.panels.cast.beast import beast
from storyboard.panels.cast.blocking import Figure
from storyboard.panels.cast.body import Mark, person
from storyboard.panels.cast.design import design_of
from storyboard.panels.cast.light import light_up
from storyboard.panels.cast.pose import Pose
from storyboard.panels.geometry import Bounds
from storyboard.panels.props.catalogue import draw_prop, kind_of, size_of, tone_of
from storyboard.panels.props.spot import Spot
from storyboard.panels.sets.stage import Stage

_APART = 26
"""Least distance in Y between a figure and what is behind it."""
_LARGE = {"car", "bicycle", "boat", "chair", "piano", "heron", "reed", "wheel"}


def paint_figures(
    stage: Stage,
    canvas: Canvas,
    figures: Sequence[Figure],
    staging: Staging,
    *,
    from_left: bool,
) -> None:
    """All figures onto one canvas, back row first, and their shadows on the ground."""
    if staging.angle == "overhead":
        for figure in figures:
            at = (figure.mark.foot[0], 0.52 - 0.12 * figure.back)
            person_above(canvas, figure, at, stage.scheme)
        return
    for figure in figures:
        _set_apart(stage, figure)
    lead = figures[-1]
    for figure in figures:
        if figure.design.kind in {"person", "robot"}:
            hand = person(canvas, figure.mark, figure.design, figure.pose, stage.scheme)
            if figure is lead:
                _in_hand(stage, canvas, figure, hand, staging)
        else:
            beast(canvas, figure.mark, figure.design, figure.pose, stage.scheme)
    unit = lead.mark.height * 0.138
    rim = 0.75 if stage.mood.dark or stage.mood.key == "low" else 0.4
    light_up(canvas, stage.scheme, from_left=from_left, unit=unit, rim=rim)
    _separate(stage, canvas, lead)
    for figure in figures:
        _stand(canvas, figure)


def _stand(canvas: Canvas, figure: Figure) -> None:
    """The shadow that ties a figure to the ground; what flies has none."""
    if not figure.pose.flying:
        (x, y), tall = figure.mark.foot, figure.mark.height
        reach = tall * (0.55 if figure.pose.lying else 0.26)
        canvas.shadow((x, y - tall * 0.005), reach, 0.62, 0.16)


def _in_hand(
    stage: Stage,
    canvas: Canvas,
    figure: Figure,
    hand: tuple[float, float],
    staging: Staging,
) -> None:
    things = [(prop, kind_of(f"{prop.name} {prop.sheet}")) for prop in staging.props]
    held = next(((p, k) for p, k in things if k not in _LARGE), None)
    if held is None:
        return
    prop, kind = held
    scheme = stage.scheme
    metre = figure.mark.height / figure.design.tall
    size = size_of(kind) * metre * 1.1
    hangs = kind in {"lantern", "bag"}
    above = kind == "umbrella"
    drop = size * (0.96 if hangs else 0.10 if above else 0.45)
    tone = scheme.local(tone_of(f"{prop.name} {prop.sheet}", prop.id))
    spot = Spot(
        (hand[0], hand[1] + drop), size, tone, scheme, canvas, figure.mark.facing
    )
    if kind == "lantern":
        stage.back.glow(hand, metre * 1.1, scheme.lamp, 0.45)
        stage.middle.glow(
            (hand[0], figure.mark.foot[1]), metre * 0.9, scheme.lamp, 0.3, 0.25
        )
    draw_prop(kind, spot)


def _set_apart(stage: Stage, figure: Figure) -> None:
    """Air behind a figure: a little of the sky's light where the set is dark."""
    (x, y), tall = figure.mark.foot, figure.mark.height
    centre = (x, y - tall * 0.66)
    air = stage.scheme.horizon
    behind = _luma(stage.back, _chest(figure))
    share = 0.32 if behind < 90 else 0.18
    stage.back.glow(centre, max(tall * 0.75, 0.2), air, share)


def _chest(figure: Figure) -> Bounds:
    (x, y), tall = figure.mark.foot, figure.mark.height
    return Bounds(x - tall * 0.11, y - tall * 0.95, x + tall * 0.11, y - tall * 0.5)


def _separate(stage: Stage, canvas: Canvas, figure: Figure) -> None:
    """Part the leading figure's value from that of what lies behind it."""
    chest = _chest(figure)
    own, behind = _luma(canvas, chest, covered=True), _luma(stage.back, chest)
    gap = own - behind
    if abs(gap) >= _APART:
        return
    share = min((_APART - abs(gap)) / 90 + 0.08, 0.34)
    if behind < 70 or gap > 0:
        (x, y), tall = figure.mark.foot, figure.mark.height
        air = stage.scheme.horizon if gap <= 0 else stage.scheme.shade
        stage.back.glow((x, y - tall * 0.7), max(tall * 0.6, 0.16), air, share * 2)
        return
    canvas.wash(stage.scheme.shade, share)


def _luma(canvas: Canvas, box: Bounds, *, covered: bool = False) -> float:
    """The mean Y of a part of a canvas, of its painted cells only if `covered`."""
    inside = box.within(canvas.bounds)
    left, top, scale = canvas.bounds.left, canvas.bounds.top, canvas.scale
    cells = (
        int((inside.left - left) * scale),
        int((inside.top - top) * scale),
        max(int((inside.right - left) * scale), int((inside.left - left) * scale) + 1),
        max(int((inside.bottom - top) * scale), int((inside.top - top) * scale) + 1),
    )
    part = canvas.planes[0].crop(cells)
    mask = canvas.cover.crop(cells) if covered and canvas.cover else None
    counts = part.histogram(mask)
    weighed = sum(value * count for value, count in enumerate(counts))
    return weighed / max(sum(counts), 1)


def shoulder(canvas: Canvas, stage: Stage, staging: Staging, *, right: bool) -> None:
    """The dark back of someone close to the camera, at the frame's edge."""
    stranger = Subject(id="someone", name="Someone", sheet="someone in a dark coat")
    subject = staging.subjects[1] if len(staging.subjects) > 1 else stranger
    design = design_of(subject)
    view = stage.framing
    tall = 3.0 * min(1.0, 0.55 + 0.45 * view.aspect)
    side = 1 if right else -1
    x = side * (view.aspect / 2 - 0.13 * min(view.aspect, 1.0))
    mark = Mark((x, 0.20 + tall * 0.93), tall, -side)
    person(canvas, mark, design, Pose(away=True), stage.scheme)
    light_up(canvas, stage.scheme, from_left=right, unit=tall * 0.138, rim=0.5)
    canvas.wash(stage.scheme.shade, 0.59)
