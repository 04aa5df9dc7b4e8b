"""The river of The Fare at dusk, and the boat on it."""

from typing import NamedTuple

import numpy as np
from PIL import Image

from drawing.ferry import (
    FLAME,
    FRAME,
    GREY,
    LAMP,
    NIGHT,
    OIL,
    OIL_DARK,
    OIL_LIGHT,
    ROPE,
    SAND,
    SKIN,
    WOOD,
    WOOD_DARK,
    WOOD_LIGHT,
    WOOL,
    streak,
)
from drawing.gouache import Mask, Painting, Point, moved

REED = ("#1b2b2d", "#26393a", "#33494a")
SPIKED = 0.3  # the share of reeds with a seed head


class Water(NamedTuple):
    """A place on the river: where it is, and how large things are there."""

    x: float
    y: float
    size: float


NEAR, FAR = Water(0.70, 0.75, 0.205), Water(1.20, 0.555, 0.105)


def _reeds(picture: Painting, feet: list[Point], high: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for x, y in feet:
        for _ in range(9):
            foot = (x + rng.normal(0, 0.16) * high, y + rng.uniform(0, 0.12) * high)
            tall, lean = high * rng.uniform(0.5, 1), high * rng.normal(0.05, 0.16)
            top = (foot[0] + lean, foot[1] - tall)
            colour = REED[int(rng.integers(3))]
            bend = (foot[0] + lean * 0.3, foot[1] - tall * 0.55)
            picture.line([foot, bend, top], colour, 0.018 * high)
            if rng.random() < SPIKED:
                spike = [(top[0] - lean * 0.05, top[1] + tall * 0.14), top]
                picture.line(spike, "#4a3a30", 0.045 * high)


def _post(picture: Painting, foot: Point, tall: float, arm: int) -> Point:
    """A lamp on a post; where its light is."""
    x, y = foot
    picture.line([(x, y), (x, y - tall)], WOOD_DARK, tall * 0.035)
    picture.line(
        [(x, y - tall * 0.97), (x + arm * tall * 0.12, y - tall * 0.97)],
        WOOD_DARK,
        tall * 0.025,
    )
    lamp = (x + arm * tall * 0.12, y - tall * 0.88)
    glass = moved("-60 -70, 60 -70, 45 70, -45 70", lamp, tall * 0.075)
    picture.shape(glass, FLAME, sharp=True)
    lid = moved("-85 -60, 0 -130, 85 -60", lamp, tall * 0.075)
    picture.shape(lid, WOOD_DARK, sharp=True)
    return lamp


def _banks(picture: Painting) -> None:
    picture.fall(0, 0.44, "#2a4254", SAND)
    picture.fall(0.30, 0.44, "#b3ad95", "#f1c98d")
    picture.brushed(21, 0.05, (0, 0.4))
    picture.disc((0.98, 0.43), (0.5, 0.06), "#f6d79c", 0.8, 0.05)
    for cloud in (
        "30 13, 60 11, 96 14, 62 16",
        "104 20, 134 18.4, 170 21, 140 22.4",
        "2 25, 26 23.6, 52 26, 24 27",
    ):
        picture.shape(cloud, "#7d8f8d", 0.45, soft=0.006)
    far = (
        "-10 43, -10 33, 10 31, 30 35, 52 32, 74 36, 98 35, 120 32, 146 29, 170 31, "
        "190 28, 190 44"
    )
    picture.shape(far, "#8e9a8b", 0.9)
    trees = (
        "-10 46, -10 38, 8 36.4, 18 39, 30 37, 42 40, 60 39, 76 41.4, 96 41.6, 118 40, "
        "130 37.4, 142 38.6, 152 35, 166 36.4, 176 33, 190 35, 190 47"
    )
    picture.shape(trees, "#5a6f69")
    picture.fall(0.44, 1, "#c7b58f", "#20384a")
    picture.fall(0.44, 0.62, "#d9bd8c", "#64807f")
    picture.fall(0.62, 1, "#64807f", "#1c3141")
    picture.shape(
        "-10 43.6, 190 43.6, 190 52, 160 54, 130 49, 96 46, 60 46, 20 50, -10 50",
        "#4d645f",
        0.55,
        soft=0.008,
    )
    picture.brushed(22, 0.07, (0.46, 1))
    picture.shape(
        "-10 44.4, 60 43.6, 120 44.4, 190 43, 190 46, 90 46.4, -10 47",
        "#f4e3bd",
        0.55,
        soft=0.01,
    )


def _far_landing(picture: Painting) -> None:
    bank = "190 44, 168 45.4, 148 47, 138 49, 136 51, 148 53.6, 168 58, 190 62"
    picture.shape(bank, "#2c4342")
    picture.shape("150 53, 170 57, 190 61, 190 66, 168 60", "#1f3236", 0.7)
    _reeds(picture, [(1.52, 0.50), (1.58, 0.53), (1.66, 0.50), (1.72, 0.57)], 0.10, 31)
    for x in (1.262, 1.30, 1.345):
        picture.line([(x, 0.497), (x, 0.53)], WOOD_DARK, 0.008)
    picture.shape("125 49, 143 48.4, 144 49.8, 125 50.4", WOOD_LIGHT, sharp=True)
    picture.shape("125 50.4, 144 49.8, 144 50.8, 125 51.2", WOOD_DARK, sharp=True)
    picture.line([(1.385, 0.49), (1.385, 0.395)], WOOD_DARK, 0.006)
    picture.line([(1.385, 0.398), (1.352, 0.398)], WOOD_DARK, 0.005)
    bell = moved("-20 -80, 20 -80, 50 30, 90 70, -90 70, -50 30", (1.355, 0.415), 0.013)
    picture.shape(bell, "#d9a347", sharp=True)
    picture.line([(1.355, 0.424), (1.357, 0.468)], SAND, 0.002)
    lamp = _post(picture, (1.43, 0.49), 0.115, -1)
    streak(picture, (1.41, 0.535), 0.16, 32)
    picture.glow(lamp, 0.10, LAMP, 0.55)


def _near_landing(picture: Painting) -> None:
    bank = "-10 66, 8 66, 24 69, 33 73, 34 78, 28 84, 26 92, 32 104, -10 104"
    picture.shape(bank, "#20322f")
    picture.shape("-10 67, 8 67, 22 70, 30 74, 16 73, -10 70", "#56624a", 0.7)
    for x, y in ((0.36, 0.79), (0.45, 0.80), (0.30, 0.83), (0.40, 0.84)):
        picture.line([(x, y - 0.045), (x, y + 0.055)], "#1d1b1e", 0.013)
    deck = picture.shape("14 71.6, 46 74.2, 42 80.4, 12 78", WOOD, sharp=True)
    for number in range(1, 7):
        x = 0.14 + 0.0465 * number
        gap = [(x, 0.70), (x + 0.003, 0.70), (x - 0.03, 0.83), (x - 0.033, 0.83)]
        picture.shape(gap, WOOD_DARK, 0.8, inside=deck, sharp=True)
    picture.shape("14 71, 46 73.6, 46 75, 14 73", WOOD_LIGHT, 0.8, inside=deck)
    picture.shape("12 78, 42 80.4, 42 82.4, 12 80", "#231d1f", sharp=True)
    picture.shape("14 66.4, 29 67.6, 29 68.8, 14 67.6", WOOD_LIGHT, sharp=True)
    for x in (0.16, 0.27):
        picture.line([(x, 0.675), (x, 0.735)], WOOD_DARK, 0.008)
    lamp = _post(picture, (0.11, 0.735), 0.42, 1)
    picture.glow(lamp, 0.34, LAMP, 0.62)
    _reeds(picture, [(0.02, 0.93), (0.10, 0.99), (0.22, 1.02), (0.30, 0.96)], 0.26, 34)
    _reeds(picture, [(1.60, 1.06), (1.70, 1.02), (1.76, 1.06)], 0.28, 35)


def _rowing(picture: Painting, spot: Water) -> None:
    """The boat with its rower; it heads to the right, so she looks back to the left."""
    at, s = (spot.x, spot.y), spot.size

    def part(points: str, colour: str, alpha: float = 1, soft: float = 0) -> Mask:
        return picture.shape(moved(points, at, s), colour, alpha, soft=soft * s)

    part("-88 16, 0 12, 92 14, 60 40, -50 42", "#142430", 0.55, 0.03)
    for number, long in enumerate((150, 215, 290)):
        y = 12 + 9 * number
        wake = f"-70 {y - 4}, -{long} {y}, -{long + 30} {y + 2.4}, -{long} {y + 3}"
        part(wake, "#e9d9b4", 0.4 - 0.09 * number, 0.012)
    picture.line(moved("-20 -32, 4 -8, 26 18", at, s), WOOD_LIGHT, 0.032 * s)
    part("-34 2, -34 -34, -27 -58, -12 -64, -1 -56, 4 -34, 6 2", OIL)
    part("-8 -60, 2 -52, 7 -28, 8 2, -8 2, -10 -30", OIL_DARK, 0.8)
    part("-26 -66, -25 -78, -16 -84, -7 -78, -6 -68, -12 -60, -20 -60", SKIN)
    part("-27 -74, -25 -88, -16 -93, -6 -87, -4 -75, -14 -78", WOOL)
    part("-6 -70, 0 -66, 3 -54, -1 -46, -5 -56", GREY)
    picture.line(moved("-24 -48, -30 -34, -18 -24", at, s), OIL_LIGHT, 0.1 * s)
    hull = part(
        "-84 -18, -60 -4, 0 0, 56 -5, 92 -26, 84 2, 62 20, -48 20, -74 6", "#3d5b4c"
    )
    picture.shape(
        moved("-90 6, 0 10, 95 4, 80 30, -80 30", at, s),
        "#243a35",
        0.9,
        soft=0.02 * s,
        inside=hull,
    )
    picture.line(moved("-84 -18, -60 -5, 0 -1, 56 -6, 92 -26", at, s), ROPE, 0.045 * s)
    picture.line(moved("-14 -30, 20 -12, 66 30", at, s), WOOD_LIGHT, 0.035 * s)
    part("62 26, 70 26, 82 38, 78 41", WOOD_LIGHT)
    picture.line(moved("84 -20, 84 -62, 74 -66", at, s), WOOD_DARK, 0.04 * s)
    part("68 -62, 80 -62, 82 -44, 66 -44", FLAME)
    part("66 -62, 74 -72, 82 -62", WOOD_DARK)
    lamp = moved([(0.74, -0.53)], at, s)[0]
    streak(picture, (lamp[0], at[1] + 0.3 * s), 1.0 * s, 36)
    picture.glow(lamp, 1.2 * s, LAMP, 0.8)


def _crossing(spot: Water) -> Image.Image:
    picture = Painting(FRAME, NIGHT)
    _banks(picture)
    _far_landing(picture)
    _rowing(picture, spot)
    _near_landing(picture)
    return picture.dry(14)


def putting_off() -> Image.Image:
    """The river at dusk, the boat just off the near landing."""
    return _crossing(NEAR)


def putting_in() -> Image.Image:
    """The same river, the boat at the far landing."""
    return _crossing(FAR)
