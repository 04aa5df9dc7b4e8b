"""Props on the stage: the hero of a shot without people, or beside its figures."""

from collections.abc import Sequence

from storyboard.model.request import Place, Staging
from storyboard.panels.canvas import Canvas
from storyboard.panels.cast.blocking import Figure
from storyboard.panels.cast.light import light_up
from storyboard.panels.geometry import oval
from storyboard.panels.picture import Shows, framed
from storyboard.panels.props.catalogue import draw_prop, kind_of, size_of, tone_of
from storyboard.panels.props.spot import Spot
from storyboard.panels.sets.stage import Stage

_GROUND = {"car", "bicycle", "boat", "chair", "bag", "box", "piano", "heron", "reed"}
_ALIVE = {"heron", "reed"}
_SHARES = {
    "car": 0.72, "boat": 0.72, "bicycle": 0.72, "shoe": 0.66, "camera": 0.66,
    "cup": 0.66, "bag": 0.66, "bell": 0.66, "piano": 0.66,
}  # fmt: skip
"""How much of the room's height wide things take."""
_TALL = {
    "extreme wide": 0.10,
    "wide": 0.22,
    "full": 0.34,
    "medium wide": 0.38,
    "medium": 0.42,
    "medium close-up": 0.50,
    "close-up": 0.60,
    "extreme close-up": 0.95,
}


def things_of(staging: Staging) -> tuple[Place, ...]:
    """What a shot without people is about: its props, else a thing its action names."""
    kind = kind_of(staging.action)
    if staging.props or staging.subjects or kind == "thing":
        return staging.props
    if staging.size in {"extreme wide", "wide"}:
        return ()
    return (Place(id=kind, name=kind, sheet=staging.action),)


def hero(stage: Stage, canvas: Canvas, props: Sequence[Place], shows: Shows) -> None:
    """Props as what the shot is about: large, lit, and standing in their shadow."""
    scheme, view = stage.scheme, stage.framing
    tall = _TALL[view.size] * min(1.0, view.aspect * 1.1)
    foot = {"extreme close-up": 0.96, "close-up": 0.83}.get(view.size, 0.80)
    shown = props[:4]
    tones = [scheme.flesh(tone_of(_text(prop), prop.id)) for prop in shown]
    # Dark things stand against light, light things against dark.
    light = sum(t.light for t in tones) / len(tones) > scheme.horizon.light - 0.08
    air = scheme.shade if light else scheme.horizon.mix(scheme.light, 0.5)
    stage.back.glow((0.0, foot - tall * 0.55), tall * 1.5, air, 0.42)
    spots = []
    for index, (prop, tone) in enumerate(zip(shown, tones, strict=True)):
        kind = kind_of(_text(prop))
        x = (index - (len(shown) - 1) / 2) * tall * 0.8
        spot = Spot((x, foot), tall * _SHARES.get(kind, 1.0), tone, scheme, canvas)
        if prop.id in shows.things:
            framed(canvas, shows.things[prop.id], (x, foot - tall * 0.52), tall, scheme)
        else:
            draw_prop(kind, spot)
        spots.append((kind, spot))
    light_up(canvas, scheme, from_left=True, unit=tall * 0.3, rim=0.55)
    for kind, spot in spots:
        _ground(stage, kind, spot)


def _ground(stage: Stage, kind: str, spot: Spot) -> None:
    """What a thing does to the ground it stands on."""
    (x, foot), size = spot.foot, spot.height
    spot.canvas.shadow((x, foot), size * 0.75, 0.6, 0.16)
    if kind not in _ALIVE and stage.framing.angle != "overhead":
        flat = oval((x + size * 0.12, foot), size * 0.62, size * 0.07)
        stage.middle.shape(flat, stage.scheme.shade, 0.32)


def _text(prop: Place) -> str:
    return f"{prop.name} {prop.sheet}"


def ground_props(stage: Stage, figures: Sequence[Figure], staging: Staging) -> None:
    """Things too large to hold, beside the leading figure."""
    lead = figures[-1]
    metre = lead.mark.height / lead.design.tall
    x, foot = lead.mark.foot
    for prop in staging.props:
        text = _text(prop)
        kind = kind_of(text)
        if kind not in _GROUND:
            continue
        size = size_of(kind) * metre
        aside = x + lead.mark.facing * size * (1.35 if kind == "car" else 0.85)
        stage.middle.glow((aside, foot), size * 0.9, stage.scheme.shade, 0.5, 0.12)
        tone = stage.scheme.local(tone_of(text, prop.id))
        draw_prop(kind, Spot((aside, foot), size, tone, stage.scheme, stage.middle))
