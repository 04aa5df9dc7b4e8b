"""Heads: a three-quarter view in flat planes, with as much face as its size carries.

Lengths are in head heights; x counts the way the face looks, y upwards from the chin.
"""

import math

from storyboard.panels.canvas import Canvas
from storyboard.panels.cast.design import Design
from storyboard.panels.cast.hat import HeadSpot, hat
from storyboard.panels.colour import Colour
from storyboard.panels.geometry import Point, curve, oval, trace
from storyboard.panels.scheme import Scheme

_FACE = trace(
    ".36 .66, .335 .52, .36 .43, .335 .3, .3 .17, .235 .03, "
    ".12 -.005, -.02 .05, -.16 .19, -.24 .4, -.3 .62, "
    "-.22 .88, .02 .98, .25 .9"
)
_SHADED = trace(
    "-.1 .95, -.02 .72, -.06 .52, .02 .38, -.05 .22, .06 .1, "
    ".02 .02, -.16 .18, -.26 .42, -.32 .66, -.24 .86"
)
_CAPS: dict[str, tuple[Point, ...]] = {
    "crop": trace(
        ".31 .77, .34 .87, .22 1.01, -.02 1.045, -.23 .98, "
        "-.36 .8, -.355 .58, -.3 .38, -.24 .36, -.22 .5, -.18 .64, "
        "-.1 .74, .04 .83, .2 .86"
    ),
    "bob": trace(
        ".33 .66, .37 .86, .22 1.04, -.04 1.09, -.32 .99, -.47 .7, "
        "-.47 .35, -.4 .08, -.18 .06, -.12 .3, -.13 .55, -.05 .73, "
        ".12 .8"
    ),
    "long": trace(
        ".33 .68, .37 .86, .22 1.04, -.04 1.08, -.33 .98, "
        "-.47 .68, -.5 .2, -.56 -.35, -.42 -.62, -.2 -.55, "
        "-.12 -.1, -.13 .35, -.1 .62, .06 .8"
    ),
    "bun": trace(
        ".32 .7, .35 .86, .22 1.01, -.02 1.06, -.28 .98, -.42 .76, "
        "-.38 .48, -.24 .34, -.2 .56, -.1 .72, .1 .82"
    ),
    "curls": trace(
        ".33 .72, .43 .88, .33 1.06, .1 1.19, -.14 1.2, -.38 1.11, "
        "-.53 .9, -.57 .64, -.5 .38, -.32 .26, -.2 .38, -.2 .6, "
        "-.06 .74, .14 .8"
    ),
    "tail": trace(
        ".32 .7, .35 .87, .21 1.01, -.03 1.05, -.28 .98, -.41 .78, "
        "-.37 .5, -.24 .38, -.2 .58, -.1 .72, .1 .82"
    ),
}


def head(canvas: Canvas, spot: HeadSpot, design: Design, scheme: Scheme) -> None:
    """A head; below some forty pixels it has no features, as a painter would."""
    skin, hair = scheme.flesh(design.skin), scheme.local(design.hair)
    shadow = skin.mix(scheme.shade, 0.24).lighter(-0.015)
    pixels = spot.size * canvas.scale
    if design.cut == "long" or (design.cut == "tail" and not spot.away):
        _behind(canvas, spot, design, hair)
    if spot.away:
        _from_behind(canvas, spot, design, scheme)
        return
    canvas.shape(spot.path(curve(_FACE)), skin)
    canvas.blob(spot.path(_SHADED), shadow)
    ear = oval(spot.at(-0.205, 0.44), 0.065 * spot.size, 0.10 * spot.size)
    canvas.shape(ear, skin.mix(shadow, 0.45))
    if pixels > 34:
        _features(canvas, spot, design, scheme, shadow)
    if design.beard:
        _beard(canvas, spot, hair)
    _hair(canvas, spot, design, hair, scheme)
    if design.hat:
        hat(canvas, spot, design, scheme)
    if design.glasses and pixels > 34:
        _glasses(canvas, spot, scheme)


def _features(
    canvas: Canvas, spot: HeadSpot, design: Design, scheme: Scheme, shadow: Colour
) -> None:
    size = spot.size
    ink = scheme.shade.mix(scheme.local(design.hair), 0.25).at(
        max(scheme.shade.light, 0.10)
    )
    deep = shadow.mix(scheme.shade, 0.35)
    sockets = (
        trace("-.03 .56, .1 .585, .155 .53, .1 .47, 0 .475"),
        trace(".235 .53, .285 .585, .335 .55, .325 .48, .265 .47"),
    )
    for socket in sockets:
        canvas.blob(spot.path(socket), shadow, 0.75)
    nose = trace(".185 .56, .215 .44, .275 .335, .235 .295, .155 .305, .175 .42")
    canvas.shape(spot.path(nose), shadow)
    white = scheme.local(Colour(0.93, 0.0, 0.012)).mix(design.skin, 0.15)
    if size * canvas.scale > 110:
        for centre, wide in ((0.065, 0.075), (0.288, 0.042)):
            lens = [
                (centre - wide, 0.512),
                (centre, 0.548),
                (centre + wide, 0.518),
                (centre, 0.492),
            ]
            canvas.blob(spot.path(lens), white)
        for centre in (0.085, 0.298):
            canvas.shape(oval(spot.at(centre, 0.522), 0.026 * size, 0.030 * size), ink)
            canvas.disc(spot.at(centre + 0.010, 0.531), 0.0075 * size, white)
    else:
        for centre in (0.08, 0.292):
            canvas.shape(oval(spot.at(centre, 0.517), 0.028 * size, 0.024 * size), ink)
    lid = size * 0.022
    canvas.stroke(
        spot.path(curve(trace("-.02 .512, .06 .553, .15 .522"), closed=False)),
        ink,
        (lid * 0.5, lid),
    )
    canvas.stroke(
        spot.path(curve(trace(".245 .522, .29 .552, .335 .526"), closed=False)),
        ink,
        (lid, lid * 0.6),
    )
    brow = scheme.local(design.hair).mix(ink, 0.45)
    heavy = size * (0.030 if design.broad < 1 else 0.040)
    canvas.stroke(
        spot.path(curve(trace("-.06 .6, .05 .652, .155 .622"), closed=False)),
        brow,
        (heavy * 0.55, heavy),
    )
    canvas.stroke(
        spot.path(curve(trace(".238 .625, .295 .65, .345 .622"), closed=False)),
        brow,
        (heavy, heavy * 0.5),
    )
    lip = design.skin.mix(Colour(0.45, 0.13, 0.04), 0.42)
    mouth = scheme.local(lip).mix(deep, 0.35)
    canvas.blob(
        spot.path(trace(".09 .185, .175 .205, .215 .198, .28 .19, .215 .15, .16 .152")),
        mouth,
        0.85,
    )
    canvas.stroke(
        spot.path(curve(trace(".08 .186, .17 .186, .215 .19, .29 .188"), closed=False)),
        deep.mix(ink, 0.5),
        (size * 0.008, size * 0.012),
    )
    canvas.blob(
        spot.path(trace(".13 .118, .205 .128, .255 .115, .2 .098")), shadow, 0.8
    )
    if design.scar:
        mark = design.skin.mix(Colour(0.75, 0.07, 0.03), 0.6)
        canvas.stroke(
            spot.path(trace("-.015 .72, .03 .62, .055 .575")),
            scheme.local(mark),
            (size * 0.012, size * 0.016),
        )


def _hair(
    canvas: Canvas, spot: HeadSpot, design: Design, hair: Colour, scheme: Scheme
) -> None:
    if design.cut == "bald":
        return
    if design.hat and design.cut == "curls":
        return
    if design.cut == "bun" and not design.hat:
        canvas.disc(spot.at(-0.38, 1.0), 0.17 * spot.size, hair.lighter(-0.03))
    cap = curve(_CAPS[design.cut])
    canvas.shape(spot.path(cap), hair)
    shine = trace(".2 .93, .05 1, -.14 .99, -.02 .93, .1 .89")
    canvas.blob(spot.path(shine), hair.mix(scheme.light, 0.28), 0.7)
    if spot.size * canvas.scale > 60:
        for x, y, u, v in (
            (0.12, 0.85, -0.08, 1.0),
            (-0.02, 0.76, -0.22, 0.95),
            (-0.16, 0.66, -0.33, 0.84),
        ):
            strand = curve(
                [(x, y), ((x + u) / 2 - 0.02, (y + v) / 2 + 0.02), (u, v)], closed=False
            )
            canvas.stroke(
                spot.path(strand),
                hair.mix(scheme.shade, 0.22),
                (spot.size * 0.008, spot.size * 0.003),
            )


def _behind(canvas: Canvas, spot: HeadSpot, design: Design, hair: Colour) -> None:
    """Hair that hangs behind the neck."""
    if design.cut == "long":
        fall = trace("-.38 .9, -.52 .4, -.58 -.35, -.3 -.62, .1 -.45, .14 .2")
    else:
        fall = trace(
            "-.36 .86, -.56 .82, -.66 .45, -.6 -.02, -.5 -.16, -.46 .28, -.4 .6"
        )
    canvas.blob(spot.path(fall), hair.lighter(-0.05))


def _from_behind(
    canvas: Canvas, spot: HeadSpot, design: Design, scheme: Scheme
) -> None:
    hair = scheme.local(design.hair if design.cut != "bald" else design.skin)
    nape = trace("-.17 .3, .17 .3, .15 -.12, -.15 -.12")
    canvas.shape(spot.path(nape), scheme.flesh(design.skin).mix(scheme.shade, 0.25))
    low = {"long": -0.55, "bob": 0.04, "tail": 0.2}.get(design.cut, 0.22)
    wide = {"curls": 0.50, "bob": 0.42, "long": 0.42}.get(design.cut, 0.36)
    back = [
        (0, 1.06),
        (wide * 0.75, 0.96),
        (wide, 0.66),
        (wide * 0.92, 0.34),
        (wide * 0.6, low),
        (0, low - 0.04),
        (-wide * 0.6, low),
        (-wide * 0.92, 0.34),
        (-wide, 0.66),
        (-wide * 0.75, 0.96),
    ]
    canvas.blob(spot.path(back), hair)
    if design.cut == "bun":
        canvas.disc(spot.at(0, 0.86), 0.19 * spot.size, hair.lighter(-0.05))
    if design.cut == "tail":
        tail = trace("-.08 .72, .08 .72, .12 .1, .02 -.4, -.1 .1")
        canvas.blob(spot.path(tail), hair.lighter(-0.06))
    for x in (-0.16, 0.02, 0.18):
        strand = [(x * 0.4, 0.98), (x * 1.3, 0.7), (x * 1.5, 0.36)]
        canvas.stroke(
            spot.path(curve(strand, closed=False)),
            hair.mix(scheme.shade, 0.35),
            (spot.size * 0.006, spot.size * 0.014),
        )
    if design.hat:
        hat(canvas, spot, design, scheme)


def _beard(canvas: Canvas, spot: HeadSpot, hair: Colour) -> None:
    outline = trace(
        "-.235 .52, -.17 .4, -.08 .3, .06 .27, .19 .275, .27 .265, "
        ".335 .31, .325 .1, .24 -.1, .08 -.15, -.09 -.02, -.21 .2"
    )
    canvas.blob(spot.path(outline), hair)
    shaded = trace("-.225 .46, -.1 .26, -.02 .12, .06 -.04, 0 -.11, -.1 -.02, -.21 .2")
    canvas.blob(spot.path(shaded), hair.lighter(-0.07))
    canvas.blob(
        spot.path(trace(".12 .185, .2 .195, .26 .185, .2 .16")), hair.lighter(-0.16)
    )


def _glasses(canvas: Canvas, spot: HeadSpot, scheme: Scheme) -> None:
    wire = scheme.shade
    for centre, wide in ((0.075, 0.095), (0.29, 0.06)):
        rim = [
            spot.at(centre + wide * math.cos(a), 0.515 + 0.085 * math.sin(a))
            for a in (k * math.tau / 20 for k in range(21))
        ]
        canvas.stroke(rim, wire, (spot.size * 0.016,) * 2)
        canvas.blob(
            [
                spot.at(centre + wide * 0.2, 0.57),
                spot.at(centre + wide * 0.6, 0.54),
                spot.at(centre - wide * 0.3, 0.47),
            ],
            scheme.light,
            0.35,
        )
    canvas.stroke(
        spot.path([(-0.02, 0.52), (-0.20, 0.52)]), wire, (spot.size * 0.016,) * 2
    )
