"""Things that stand on the ground, or fill an arm."""

from storyboard.panels.colour import from_hex
from storyboard.panels.geometry import curve, oval, trace
from storyboard.panels.props.spot import Spot


def umbrella(s: Spot) -> None:
    """An open umbrella."""
    s.line([(0, 0.0), (0, 0.95)], 0.022, s.scheme.shade)
    top = trace(
        "-.62 .62, -.46 .84, -.2 .97, 0 1, .2 .97, .46 .84, "
        ".62 .62, .4 .68, .2 .63, 0 .69, -.2 .63, -.4 .68"
    )
    s.round(top, s.tone)
    s.round(trace("0 1, .2 .97, .46 .84, .62 .62, .4 .68, .2 .63, .14 .8"), s.dark)


def bag(s: Spot) -> None:
    """A bag with straps."""
    s.line(trace("-.18 .72, -.14 .98, .14 .98, .18 .72"), 0.06, s.dark)
    s.round(
        trace("-.6 .02, .6 .02, .64 .12, .6 .7, .52 .76, -.52 .76, -.6 .7, -.64 .12"),
        s.tone,
    )
    s.flat(trace(".22 .03, .6 .03, .6 .72, .22 .75"), s.dark, 0.5)
    for x in (-0.34, 0.30):
        s.flat([(x, 0.02), (x + 0.07, 0.02), (x + 0.07, 0.75), (x, 0.75)], s.dark)


def bicycle(s: Spot) -> None:
    """A bicycle from the side."""
    for x in (-0.52, 0.52):
        outer = s.path([(x, 0.32)])[0]
        rim = oval(outer, 0.31 * s.height, 0.31 * s.height)
        s.canvas.stroke([*rim, rim[0]], s.scheme.shade, (0.035 * s.height,) * 2)
    for ends in (
        ((-0.52, 0.32), (-0.14, 0.74)),
        ((-0.14, 0.74), (0.38, 0.76)),
        ((-0.52, 0.32), (-0.02, 0.30)),
        ((-0.02, 0.30), (-0.18, 0.84)),
        ((-0.02, 0.30), (0.38, 0.76)),
        ((0.34, 0.94), (0.52, 0.32)),
    ):
        s.line(ends, 0.035, s.tone)
    s.line([(-0.30, 0.86), (-0.06, 0.86)], 0.06, s.scheme.shade)
    s.line([(0.34, 0.94), (0.22, 1.0)], 0.035, s.scheme.shade)


def wheel(s: Spot) -> None:
    """A turning wheel and its fork."""
    at, tall = s.path([(0.0, 0.5)])[0], s.height
    for radius, thick, tone in ((0.47, 0.06, s.scheme.shade), (0.42, 0.02, s.bright)):
        rim = oval(at, radius * tall, radius * tall)
        s.canvas.stroke([*rim, rim[0]], tone, (thick * tall,) * 2)
    for point in oval((0.0, 0.5), 0.42, 0.42)[::3]:
        s.line([(0.0, 0.5), point], 0.008, s.scheme.middle)
    s.ring((0, 0.5), 0.05, 0.05, s.tone)
    s.line(trace("0 .5, -.14 1.1, -.2 1.3"), 0.045, s.tone)


def car(s: Spot) -> None:
    """A car from the side."""
    s.round(
        trace(
            "-1.45 .18, -1.45 .5, -1.1 .6, -.7 .96, .35 .97, .8 .62, "
            "1.32 .54, 1.48 .36, 1.46 .18"
        ),
        s.tone,
    )
    s.flat(trace("-.66 .62, -.5 .88, -.1 .89, -.1 .62"), s.scheme.horizon)
    s.flat(trace("-.02 .62, -.02 .89, .3 .88, .62 .62"), s.scheme.horizon)
    s.flat(trace("-1.44 .18, 1.46 .18, 1.47 .34, -1.45 .34"), s.dark, 0.8)
    for x in (-0.86, 0.88):
        s.ring((x, 0.20), 0.24, 0.24, s.scheme.shade)
        s.ring((x, 0.20), 0.11, 0.11, s.scheme.middle)
    s.ring((1.40, 0.44), 0.06, 0.06, s.scheme.lamp)


def boat(s: Spot) -> None:
    """A sailing boat."""
    s.line([(0.0, 0.2), (0.0, 1.0)], 0.03, s.scheme.shade)
    s.flat(trace(".03 .96, .03 .26, .56 .3"), s.scheme.local(from_hex("#efe5cf")))
    s.flat(trace("-.03 .88, -.03 .28, -.4 .32"), s.scheme.local(from_hex("#dccfb2")))
    s.flat(trace("-.72 .22, .84 .25, .56 0, -.52 0"), s.tone)
    s.flat(trace("-.72 .22, .84 .25, .8 .19, -.68 .16"), s.bright)


def shoe(s: Spot) -> None:
    """A running shoe."""
    s.round(
        trace(
            "-1.05 .1, -1.06 .72, -.86 .98, -.52 .92, -.28 .7, .3 .52, "
            ".92 .42, 1.12 .2, 1.06 .08, 0 .06"
        ),
        s.tone,
    )
    s.round(trace("-1.05 .1, -1.06 .72, -.94 .88, -.72 .5, -.6 .12"), s.dark)
    s.round(trace(".42 .47, .92 .42, 1.12 .2, .7 .18"), s.bright, 0.7)
    s.flat(
        trace("-1.1 0, 1.12 0, 1.16 .12, .9 .16, -1.1 .14"),
        s.scheme.local(from_hex("#f1ece0")),
    )
    for index in range(4):
        x = -0.38 + index * 0.17
        s.line(
            [(x, 0.70 - index * 0.055), (x + 0.16, 0.80 - index * 0.06)],
            0.05,
            s.scheme.local(from_hex("#f1ece0")),
        )


def flower(s: Spot) -> None:
    """A flower on its stem."""
    stem = s.scheme.local(from_hex("#4f7f52"))
    s.line(trace(".02 0, -.01 .45, 0 .74"), 0.035, stem)
    s.round(trace("0 .28, .16 .44, .24 .42, .14 .28"), stem)
    petal = s.scheme.local(s.scheme.accent)
    for x, y in trace("-.12 .82, .12 .82, 0 .93, -.07 .74, .07 .74"):
        s.ring((x, y), 0.105, 0.105, petal.lighter(0.03 if x < 0 else -0.05))
    s.ring((0, 0.82), 0.06, 0.06, s.scheme.lamp)


def box(s: Spot) -> None:
    """A box tied with a ribbon."""
    s.flat(trace("-.62 0, .22 0, .22 .7, -.62 .7"), s.tone)
    s.flat(trace(".22 0, .64 .16, .64 .84, .22 .7"), s.dark)
    s.flat(trace("-.62 .7, .22 .7, .64 .84, -.2 .84"), s.bright)
    s.flat(
        trace("-.26 0, -.12 0, -.12 .7, .25 .84, .11 .84, -.26 .7"),
        s.scheme.local(s.scheme.accent),
    )


def chair(s: Spot) -> None:
    """A chair."""
    for x, top in trace("-.24 1, .24 .46, -.16 .5, .3 .5"):
        s.line([(x, 0.0), (x, top)], 0.05, s.dark)
    s.flat(trace("-.28 .44, .28 .44, .34 .53, -.2 .53"), s.tone)
    s.flat(trace("-.28 .7, -.18 .74, -.18 1, -.28 .98"), s.tone)


def piano(s: Spot) -> None:
    """An upright piano."""
    wood = s.tone
    s.flat(trace("-.62 0, .62 0, .62 1, -.62 1"), wood)
    s.flat(trace("-.66 .98, .66 .98, .66 1.04, -.66 1.04"), wood.lighter(0.08))
    s.flat(trace("-.54 .64, .54 .64, .54 .92, -.54 .92"), s.dark, 0.5)
    s.flat(trace("-.62 0, .62 0, .62 .44, -.62 .44"), s.dark, 0.7)
    s.flat(
        trace("-.68 .44, .68 .44, .66 .56, -.66 .56"),
        s.scheme.local(from_hex("#efe5cf")),
    )
    for index in range(20):
        x = -0.63 + index * 0.066
        if index % 7 not in {2, 6}:
            s.flat(
                [
                    (x + 0.02, 0.49),
                    (x + 0.05, 0.49),
                    (x + 0.05, 0.56),
                    (x + 0.02, 0.56),
                ],
                s.scheme.shade,
            )
    s.flat(trace("-.68 .38, .68 .38, .68 .445, -.68 .445"), wood)
    for x in (-0.64, 0.58):
        s.flat(
            [(x, 0.0), (x + 0.06, 0.0), (x + 0.06, 0.4), (x, 0.4)], wood.lighter(-0.04)
        )


def heron(s: Spot) -> None:
    """A wading bird at rest."""
    grey = s.tone
    for x, knee in ((-0.03, -0.08), (0.05, 0.02)):
        s.line([(x, 0.44), (knee, 0.22), (knee + 0.03, 0.0)], 0.018, s.scheme.shade)
    s.round(
        trace("-.36 .36, -.2 .5, .02 .58, .16 .56, .17 .46, .02 .38, -.2 .36, -.4 .28"),
        grey,
    )
    s.round(trace("-.38 .34, -.18 .46, .06 .5, .02 .4, -.2 .35, -.42 .26"), s.dark)
    neck = s.path(trace(".1 .54, .21 .62, .16 .74, .1 .82, .14 .92"))
    s.canvas.stroke(
        curve(neck, closed=False),
        grey.lighter(0.06),
        (0.085 * s.height, 0.05 * s.height),
    )
    s.round(trace(".09 .94, .15 .98, .23 .95, .22 .9, .12 .89"), grey.lighter(0.08))
    s.flat(trace(".21 .955, .46 .885, .21 .9"), s.scheme.local(s.scheme.accent))
    s.round(trace(".2 .96, .1 .975, -.04 .9, .08 .94"), s.scheme.shade)
    s.ring((0.19, 0.935), 0.010, 0.010, s.scheme.shade)


def reed(s: Spot) -> None:
    """Bent reeds, one with a drop."""
    tone = s.scheme.near
    for lean, tall, bow in (
        (-0.34, 0.78, 0.10),
        (0.30, 0.70, -0.06),
        (-0.12, 0.60, -0.05),
        (0.52, 0.52, 0.1),
    ):
        stem = curve(
            [(lean * 0.3, -0.3), (lean * 0.6 + bow * 0.3, tall * 0.5), (lean, tall)],
            closed=False,
        )
        s.canvas.stroke(
            s.path(stem), tone.lighter(-0.03), (0.026 * s.height, 0.006 * s.height)
        )
    main = curve(trace("-.06 -.3, -.04 .4, .04 .84, .22 .98, .42 .86"), closed=False)
    s.canvas.stroke(s.path(main), s.scheme.shade, (0.034 * s.height, 0.010 * s.height))
    s.round(trace(".24 1, .36 .96, .48 .8, .5 .66, .38 .8, .28 .92"), tone)
    s.ring((0.50, 0.60), 0.022, 0.032, s.scheme.light)


def thing(s: Spot) -> None:
    """A plain vessel: stands for anything that has no drawing of its own."""
    s.round(
        trace(
            "-.24 0, .24 0, .4 .28, .36 .62, .16 .82, .18 1, -.18 1, "
            "-.16 .82, -.36 .62, -.4 .28"
        ),
        s.tone,
    )
    s.round(
        trace(".08 0, .24 0, .4 .28, .36 .62, .16 .82, .18 1, .05 1, .06 .8, .2 .5"),
        s.dark,
        0.7,
    )
    s.round(trace("-.3 .52, -.24 .62, -.26 .3, -.33 .34"), s.bright)
