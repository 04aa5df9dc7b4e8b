"""The thwart of the ferry on the way home: a lantern, and what the passenger paid."""

from PIL import Image

from drawing.ferry import FLAME, FRAME, LAMP, NIGHT, ROPE, WOOD, WOOD_DARK, streak
from drawing.gouache import Mask, Painting, Point, moved

BRASS, BRASS_DARK, WIRE = "#c8953c", "#7d5820", "#8f6a2c"


def _stern(picture: Painting) -> None:
    """The boat's inside, looking back over its stern."""
    picture.fall(0, 0.16, "#182836", "#34505c")
    picture.fall(0.16, 1, "#3f5f68", "#14212c")
    trees = (
        "-10 16.4, -10 12, 16 10.6, 40 12.6, 66 11, 92 13, 120 11, 150 12.4, 190 9, "
        "190 16.4"
    )
    picture.shape(trees, "#1c2f37")
    picture.brushed(23, 0.06, (0.17, 0.7))
    for side in (-1, 1):
        for number in range(3):
            near, far = 0.13 + 0.05 * number, 0.30 + 0.15 * number
            wake = [(far, 0.17), (far + 0.006, 0.17), (near + 0.03, 0.44), (near, 0.44)]
            picture.shape(
                moved(wake, (0.89, 0), side=side),
                "#b9c7bd",
                0.22 - 0.05 * number,
                soft=0.006,
                sharp=True,
            )
    streak(picture, (1.30, 0.185), 0.22, 41)
    picture.line([(1.30, 0.155), (1.30, 0.115)], WOOD_DARK, 0.004)
    picture.disc((1.30, 0.118), (0.007, 0.009), FLAME)
    picture.glow((1.30, 0.118), 0.10, LAMP, 0.6)
    hull = "26 108, 34 76, 48 52, 62 42.6, 89 39.6, 116 42.6, 130 52, 144 76, 152 108"
    picture.shape(hull, "#2c4a3e")
    inside = picture.shape(
        "33 112, 40 79, 52 55.6, 64 46.6, 89 43.6, 114 46.6, 126 55.6, 138 79, 145 112",
        WOOD,
    )
    picture.shape(
        "66 42, 89 40, 112 42, 110 58, 89 60, 68 58", "#4a3a30", 1, inside=inside
    )
    for number in range(-3, 4):
        x = 0.89 + 0.028 * number
        board = [
            (x, 0.58),
            (x + 0.002, 0.58),
            (0.89 + 0.13 * number, 1.1),
            (0.885 + 0.13 * number, 1.1),
        ]
        picture.shape(board, WOOD_DARK, 0.8, inside=inside, sharp=True)
    for y, out in ((0.60, 0.36), (0.70, 0.43)):
        for side in (-1, 1):
            rib = [(out, y - 0.05), (out - 0.10, y + 0.05), (out - 0.13, y + 0.2)]
            picture.line(moved(rib, (0.89, 0), side=side), WOOD_DARK, 0.012, 0.7)
    rail = "26 108, 34 76, 48 52, 62 42.6, 89 39.6, 116 42.6, 130 52, 144 76, 152 108"
    picture.line(rail, ROPE, 0.016)


def _lantern(picture: Painting, foot: Point, tall: float) -> None:
    """A storm lantern: brass tank, glass, two wires and a hood."""

    def part(points: str, colour: str, alpha: float = 1) -> Mask:
        return picture.shape(moved(points, foot, tall), colour, alpha)

    picture.line(moved("-22 -22, -27 -55, -13 -84", foot, tall), WIRE, 0.013)
    picture.line(moved("22 -22, 27 -55, 13 -84", foot, tall), WIRE, 0.013)
    picture.line(
        moved("-14 -88, -20 -112, 0 -122, 20 -112, 14 -88", foot, tall),
        WOOD_DARK,
        0.007,
    )
    part("-14 -26, -20 -44, -15 -64, -9 -72, 9 -72, 15 -64, 20 -44, 14 -26", "#ffdf9f")
    part("-5 -28, -9 -40, -2 -54, 1 -62, 5 -50, 9 -40, 5 -28", "#fff6dc")
    tank = part("-25 0, -26 -14, -20 -24, 20 -24, 26 -14, 25 0, 0 3", BRASS)
    picture.shape(
        moved("4 -26, 30 -26, 30 4, 6 4", foot, tall),
        BRASS_DARK,
        0.75,
        soft=0.01,
        inside=tank,
    )
    part("-20 -17, -14 -20, 2 -20, -6 -17", "#f6dc9c")
    hood = part("-13 -72, -14 -78, -9 -90, 9 -90, 14 -78, 13 -72", BRASS)
    picture.shape(
        moved("2 -94, 18 -94, 18 -70, 4 -70", foot, tall),
        BRASS_DARK,
        0.75,
        soft=0.008,
        inside=hood,
    )
    for y in (-0.36, -0.5):
        picture.line(
            moved([(-0.2, y), (0, y + 0.02), (0.2, y)], foot, tall),
            WIRE,
            0.004,
            0.8,
        )


def fare() -> Image.Image:
    """The thwart on the way home: a lantern, and what the passenger paid."""
    picture = Painting(FRAME, NIGHT)
    _stern(picture)
    seat = picture.shape("28 76, 150 76, 158 92, 20 92", "#9a774f", sharp=True)
    picture.shape(
        "92 74, 160 74, 166 96, 108 96", WOOD_DARK, 0.5, soft=0.05, inside=seat
    )
    picture.shape("20 92, 158 92, 157 98, 21 98", "#4a382c", sharp=True)
    for grain in (
        "30 79, 70 78.4, 110 79.4, 150 78.6",
        "26 83, 60 83.6, 100 82.6, 152 83.4",
        "24 88, 70 87.4, 120 88.6, 154 87.6",
    ):
        picture.line(grain, WOOD, 0.003, 0.7)
    picture.disc((0.66, 0.845), (0.17, 0.03), WOOD_DARK, 0.7, 0.012)
    _lantern(picture, (0.60, 0.835), 0.42)
    shadow = "84 85.4, 106 84, 132 86.4, 136 88.4, 110 87.4, 86 88"
    picture.shape(shadow, WOOD_DARK, 0.8, soft=0.008)
    picture.line("82 83, 96 81.6, 108 83.4, 122 83, 134 85.4", "#4b3526", 0.030)
    picture.line("82 82.4, 96 81, 108 82.8, 122 82.4, 134 84.8", "#8d6742", 0.019)
    picture.line("82.6 81.8, 96 80.4, 108 82.2, 120 81.8", "#c99c68", 0.005)
    picture.line("106 82.4, 112 78.6, 114 75.6", "#6f4f34", 0.013)
    picture.shape("113 76, 117 71.6, 122 72, 119 75.6", "#7f8a4a")
    for x in (0.90, 0.93, 1.24, 1.27):
        picture.line([(x, 0.820), (x + 0.006, 0.836)], "#e2c496", 0.005)
    for end in ((0.822, 0.826), (1.34, 0.852)):
        picture.disc(end, (0.008, 0.012), "#d9b27e")
    picture.glow((0.60, 0.64), 0.75, LAMP, 0.62)
    picture.glow((0.60, 0.64), 0.16, "#ffe6b0", 0.5)
    return picture.dry(15)
