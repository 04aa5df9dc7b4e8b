"""Things that fit into a hand."""

from storyboard.panels.colour import from_hex
from storyboard.panels.geometry import oval, trace
from storyboard.panels.props.spot import Spot


def lantern(s: Spot) -> None:
    """A storm lantern, lit."""
    s.canvas.glow(s.path([(0, 0.42)])[0], s.height * 2.6, s.scheme.lamp, 0.5)
    s.line(trace("-.18 .8, -.1 1, .1 1, .18 .8"), 0.035, s.dark)
    s.flat(trace("-.16 .14, .16 .14, .2 .64, -.2 .64"), s.scheme.lamp)
    s.round(
        trace("-.06 .18, .06 .18, .07 .38, 0 .54, -.07 .38"), s.scheme.lamp.lighter(0.1)
    )
    for x, u in trace("-.16 -.2, .16 .2, 0 0"):
        s.line([(x, 0.14), (u, 0.64)], 0.03, s.dark)
    s.flat(trace("-.26 0, .26 0, .2 .15, -.2 .15"), s.tone)
    s.flat(trace("-.26 .63, .26 .63, .1 .84, -.1 .84"), s.tone)
    s.flat(trace(".02 .63, .26 .63, .1 .84, .04 .84"), s.dark)


def letter(s: Spot) -> None:
    """A sealed letter."""
    paper = s.scheme.local(from_hex("#efe5cf"))
    s.flat(trace("-.6 .06, .56 0, .62 .86, -.54 .94"), paper)
    s.flat(trace("-.54 .94, .62 .86, .06 .42"), paper.mix(s.scheme.shade, 0.16))
    s.ring((0.07, 0.46), 0.09, 0.09, s.scheme.local(s.scheme.accent))


def cup(s: Spot) -> None:
    """A cup."""
    s.line(trace(".4 .74, .66 .7, .66 .38, .34 .3"), 0.10, s.dark)
    s.flat(trace("-.44 .92, .44 .92, .34 .06, .24 0, -.24 0, -.34 .06"), s.tone)
    s.flat(trace(".1 .92, .44 .92, .34 .06, .24 0, .08 0"), s.dark, 0.6)
    s.ring((0, 0.92), 0.44, 0.09, s.bright)
    s.ring((0, 0.91), 0.36, 0.06, s.scheme.shade)


def phone(s: Spot) -> None:
    """A phone, its screen awake."""
    s.round(
        trace(
            "-.25 .02, .25 .02, .27 .1, .27 .92, .24 .99, -.24 .99, -.27 .92, -.27 .1"
        ),
        s.scheme.shade,
    )
    s.flat(
        trace("-.23 .08, .23 .08, .23 .92, -.23 .92"),
        s.scheme.horizon.mix(s.scheme.accent, 0.25),
    )
    s.flat(trace("-.23 .92, -.02 .92, -.23 .4"), s.scheme.light, 0.35)


def bottle(s: Spot) -> None:
    """A labelled bottle."""
    body = trace(
        "-.22 0, .22 0, .24 .04, .24 .56, .1 .72, .085 .9, "
        "-.085 .9, -.1 .72, -.24 .56, -.24 .04"
    )
    s.flat(body, s.tone)
    s.flat(
        trace(
            ".06 0, .22 0, .24 .04, .24 .56, .1 .72, .085 .9, .03 .9, .04 .7, .1 .55"
        ),
        s.dark,
        0.75,
    )
    s.flat(
        trace("-.19 .05, -.14 .05, -.14 .56, -.055 .7, -.08 .7, -.19 .57"),
        s.bright,
        0.8,
    )
    s.flat(trace("-.1 .88, .1 .88, .1 1, -.1 1"), s.scheme.local(s.scheme.accent))
    label = s.scheme.local(from_hex("#f1e8d6"))
    s.flat(trace("-.2 .18, .2 .18, .2 .46, -.2 .46"), label)
    s.flat(trace(".08 .18, .2 .18, .2 .46, .08 .46"), label.mix(s.scheme.shade, 0.25))
    s.line([(-0.12, 0.37), (0.12, 0.37)], 0.022, s.scheme.shade)
    s.line([(-0.07, 0.28), (0.07, 0.28)], 0.014, s.scheme.shade)


def perfume(s: Spot) -> None:
    """A square flask of scent."""
    glass = s.tone.mix(s.scheme.horizon, 0.35)
    s.flat(
        trace("-.4 .02, .4 .02, .44 .06, .44 .64, .36 .7, -.36 .7, -.44 .64, -.44 .06"),
        glass,
    )
    s.flat(trace("-.35 .08, .35 .08, .35 .5, -.35 .5"), s.tone)
    s.flat(trace(".12 .08, .35 .08, .35 .5, .2 .5"), s.dark, 0.6)
    s.flat(trace("-.4 .08, -.33 .08, -.33 .64, -.4 .62"), s.bright.lighter(0.1))
    s.flat(
        trace("-.12 .7, .12 .7, .12 .76, -.12 .76"), s.scheme.local(from_hex("#d3a647"))
    )
    s.flat(trace("-.2 .76, .2 .76, .2 1, -.2 1"), s.scheme.shade.lighter(0.06))
    s.flat(trace("-.16 .76, -.09 .76, -.09 1, -.16 1"), s.scheme.light, 0.35)
    s.flat(
        trace("-.18 .22, .18 .22, .18 .38, -.18 .38"),
        s.scheme.local(from_hex("#f1e8d6")),
    )
    s.line([(-0.11, 0.30), (0.11, 0.30)], 0.018, s.scheme.shade)


def watch(s: Spot) -> None:
    """A wristwatch."""
    s.flat(trace("-.18 0, .18 0, .22 .34, -.22 .34"), s.dark)
    s.flat(trace("-.22 .66, .22 .66, .18 1, -.18 1"), s.dark)
    s.ring((0, 0.5), 0.34, 0.34, s.tone)
    s.ring((0, 0.5), 0.28, 0.28, s.scheme.local(from_hex("#f3ecdd")))
    s.round(trace("-.26 .56, .02 .76, -.16 .7"), s.bright)
    for angle in ((0.0, 0.22), (0.15, -0.06)):
        s.line([(0, 0.5), (angle[0], 0.5 + angle[1])], 0.028, s.scheme.shade)
    s.ring((0, 0.5), 0.03, 0.03, s.scheme.local(s.scheme.accent))
    s.flat(trace(".33 .46, .4 .46, .4 .54, .33 .54"), s.tone)


def gun(s: Spot) -> None:
    """A pistol."""
    metal = s.scheme.shade.lighter(0.10)
    s.flat(trace("-.35 .66, .85 .7, .85 .92, -.3 .94, -.42 .84"), metal)
    s.flat(trace("-.36 .72, -.02 .7, -.2 0, -.52 .06"), metal.lighter(-0.04))
    s.line(trace("-.02 .66, .12 .5, .22 .66"), 0.05, metal)
    s.line([(-0.28, 0.91), (0.82, 0.89)], 0.03, metal.lighter(0.18))


def book(s: Spot) -> None:
    """A closed book."""
    page = s.scheme.local(from_hex("#efe5cf"))
    s.flat(trace("-.44 0, .36 0, .44 .06, .44 1, -.44 .94"), page)
    s.flat(trace("-.46 0, .34 0, .34 .94, -.46 .94"), s.tone)
    s.flat(trace("-.46 0, -.36 0, -.36 .94, -.46 .94"), s.dark)
    s.flat(trace("-.24 .62, .22 .62, .22 .76, -.24 .76"), s.bright)


def key(s: Spot) -> None:
    """A key."""
    at = s.path([(0.0, 0.78)])[0]
    rim = oval(at, 0.20 * s.height, 0.20 * s.height)
    s.canvas.stroke([*rim, rim[0]], s.tone, (0.085 * s.height,) * 2)
    s.line([(0, 0.58), (0, 0.02)], 0.085, s.tone)
    for y in (0.06, 0.18):
        s.line([(0, y), (0.20, y)], 0.085, s.dark)


def knife(s: Spot) -> None:
    """A knife."""
    s.flat(trace("-.06 .36, .07 .36, .06 .84, -.06 1"), s.bright)
    s.flat(trace("0 .36, .07 .36, .06 .84, 0 .9"), s.dark)
    s.line([(-0.13, 0.35), (0.13, 0.35)], 0.05, s.scheme.shade)
    s.line([(0, 0.32), (0, 0.05)], 0.10, s.scheme.shade)


def match(s: Spot) -> None:
    """A burning match."""
    s.canvas.glow(s.path([(0.0, 0.86)])[0], s.height * 1.4, s.scheme.lamp, 0.7)
    s.line([(-0.16, 0.0), (0.0, 0.72)], 0.04, s.scheme.local(from_hex("#c9a97a")))
    s.round(trace("-.07 .72, .07 .72, .1 .84, .03 1.04, -.08 .86"), s.scheme.lamp)
    s.round(
        trace("-.03 .74, .04 .74, .05 .82, .01 .92, -.04 .82"),
        s.scheme.light.lighter(0.05),
    )


def bell(s: Spot) -> None:
    """A bicycle bell: a dome on its base, with the street in its shine."""
    base = s.scheme.local(from_hex("#22375a"))
    s.line(trace(".4 .2, .86 .12, 1.06 .24"), 0.085, base)
    s.ring((1.08, 0.26), 0.10, 0.075, s.scheme.local(from_hex("#b98a5c")))
    s.round(trace("-.62 .1, .62 .1, .5 0, -.5 0"), base)
    dome = trace(
        "-.92 .22, -.9 .46, -.66 .78, -.3 .95, 0 .98, .3 .95, "
        ".66 .78, .9 .46, .92 .22, .5 .15, -.5 .15"
    )
    s.round(dome, s.tone)
    s.round(
        trace(".3 .95, .66 .78, .9 .46, .92 .22, .5 .15, .1 .15, .52 .44"), s.dark, 0.75
    )
    s.round(
        trace("-.8 .3, -.5 .36, 0 .39, .5 .36, .8 .29, .5 .27, -.5 .27"),
        s.scheme.middle,
        0.55,
    )
    for x, tall in trace("-.52 .1, -.34 .15, -.12 .11, .12 .17, .36 .09"):
        s.flat(
            [(x, 0.36), (x + 0.10, 0.37), (x + 0.10, 0.37 + tall), (x, 0.36 + tall)],
            s.scheme.near,
            0.5,
        )
    s.round(
        trace("-.7 .5, -.48 .74, -.22 .86, -.44 .66, -.6 .44"), s.bright.lighter(0.08)
    )
    s.ring((0, 0.99), 0.09, 0.05, s.dark)


def apple(s: Spot) -> None:
    """A fruit."""
    s.round(
        trace(
            "0 .86, .28 .92, .5 .66, .42 .2, .16 0, -.16 0, -.42 .2, -.5 .66, -.28 .92"
        ),
        s.tone,
    )
    s.round(trace(".1 .8, .28 .92, .5 .66, .42 .2, .16 0, .24 .36"), s.dark, 0.6)
    s.round(trace("-.32 .72, -.18 .8, -.22 .58"), s.bright)
    s.line([(0, 0.84), (0.06, 1.0)], 0.05, s.scheme.shade)


def camera(s: Spot) -> None:
    """A camera."""
    s.flat(
        trace("-.7 .04, .7 .04, .7 .76, .26 .76, .18 .98, -.18 .98, -.26 .76, -.7 .76"),
        s.tone,
    )
    s.ring((0, 0.40), 0.32, 0.32, s.scheme.shade)
    s.ring((0, 0.40), 0.23, 0.23, s.scheme.near.lighter(0.08))
    s.round(trace("-.14 .5, 0 .58, -.05 .48"), s.scheme.light)


def headphones(s: Spot) -> None:
    """Headphones."""
    band = s.path(trace("-.42 .3, -.44 .66, -.26 .92, 0 1, .26 .92, .44 .66, .42 .3"))
    s.canvas.stroke(band, s.tone, (0.09 * s.height,) * 2)
    for x in (-0.42, 0.42):
        s.ring((x, 0.27), 0.15, 0.27, s.dark)
        s.ring((x * 0.84, 0.27), 0.10, 0.23, s.tone)
