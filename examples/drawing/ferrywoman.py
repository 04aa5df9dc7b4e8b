"""The ferrywoman of The Fare on two model sheets."""

import numpy as np
from PIL import Image

from drawing.ferry import (
    GREY,
    INK,
    OIL,
    OIL_DARK,
    OIL_LIGHT,
    RED,
    SKIN,
    WOOD_DARK,
    WOOD_LIGHT,
    WOOL,
    sheet_of_paper,
)
from drawing.gouache import Mask, Outline, Painting, Point, moved, points_of

BLUSH, CREASE, LIPS = "#c4694f", "#a9694d", "#8f4a3d"
WOOL_DARK, WOOL_LIGHT = "#1d2940", "#46597a"
GREY_DARK, GREY_LIGHT = "#868b8d", "#d6d7d0"
WHITE, IRIS = "#efe6d8", "#4d6f78"


def _braid(sheet: Painting, path: Outline, thick: float) -> None:
    """A plait along a path, thinner towards its end, tied with a red thread."""
    points = points_of(path)
    x, y = (np.array(each) for each in zip(*points, strict=True))
    at = np.linspace(0, 1, 11)
    steps = np.linspace(0, 1, len(points))
    middles = list(zip(np.interp(at, steps, x), np.interp(at, steps, y), strict=True))
    knot = "-50 -40, 20 -60, 55 0, 10 62, -45 30"
    for number, middle in enumerate(middles):
        side = 1 if number % 2 else -1
        size = thick * (1 - 0.045 * number)
        link = sheet.shape(moved(knot, middle, size, side), GREY)
        dark = "-50 -10, 0 20, 50 10, 10 70, -50 40"
        sheet.shape(moved(dark, middle, size, side), GREY_DARK, 0.8, inside=link)
        light = "-30 -40, 20 -48, 40 -20, 0 -25"
        sheet.shape(moved(light, middle, size, side), GREY_LIGHT, 0.8, inside=link)
    u, v = middles[-1]
    sheet.line([(u - 0.012, v + 0.004), (u + 0.014, v + 0.006)], RED, 0.014)
    tuft = moved("-40 0, 40 0, 25 110, -5 150, -30 100", (u, v), thick * 0.5)
    sheet.shape(tuft, GREY)


def _coat(sheet: Painting, outline: str, shade: str) -> Mask:
    """The oilskin: broad folds, light from the left."""
    coat = sheet.shape(outline, OIL)
    sheet.shape(shade, OIL_DARK, 0.75, soft=0.006, inside=coat)
    for fold in ("16 78, 19 88, 18 104", "27 84, 28 92, 27 104"):
        sheet.line(fold, OIL_DARK, 0.006, 0.55)
    light = "9 88, 12 78, 22 72, 30 70, 24 74, 15 80, 12 92"
    sheet.shape(light, OIL_LIGHT, 0.9, soft=0.004, inside=coat)
    return coat


def _wool(sheet: Painting, crown: str, rim: str, shade: str, ribs: list[str]) -> None:
    """A knitted cap with a turned-up rim."""
    top = sheet.shape(crown, WOOL)
    sheet.shape(shade, WOOL_DARK, 0.8, soft=0.01, inside=top)
    edge = sheet.shape(rim, WOOL_LIGHT)
    sheet.shape(shade, WOOL, 0.9, soft=0.01, inside=edge)
    for rib in ribs:
        sheet.line(rib, WOOL_DARK, 0.003, 0.5)


def _freckles(sheet: Painting, middle: Point, spread: Point, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for x, y in rng.normal(0, 0.5, (16, 2)):
        spot = (middle[0] + x * spread[0], middle[1] + y * spread[1])
        sheet.disc(spot, (0.0026, 0.0022), CREASE, 0.5)


def _eyes(sheet: Painting) -> None:
    for x, side in ((0.345, 1), (0.455, -1)):
        white = sheet.shape(
            moved("-3.4 .5, -1 -1, 1.8 -.8, 3.2 .7, .6 1.4", (x, 0.445), side=-side),
            WHITE,
        )
        look = (x + 0.002, 0.4455)
        sheet.disc(look, (0.0142, 0.0142), IRIS, inside=white)
        sheet.disc(look, (0.007, 0.007), INK, inside=white)
        sheet.disc((x - 0.002, 0.441), (0.003, 0.003), "#ffffff")
        lid = "-3.9 .8, -1.2 -1.1, 1.8 -1, 3.7 .9"
        sheet.line(moved(lid, (x, 0.445), side=-side), INK, 0.006)
        bag = "-2.6 2.6, 0 3.4, 2.6 2.6"
        sheet.line(moved(bag, (x, 0.445)), CREASE, 0.003, 0.6)
        brow = "-4.2 .2, -1 -.9, 3.6 .9"
        sheet.line(moved(brow, (x, 0.402), side=-side), GREY_DARK, 0.012)


def front() -> Image.Image:
    """The ferrywoman, seen from the front."""
    sheet = sheet_of_paper()
    hair = "28 36, 26 46, 28 56, 34 60, 46 60, 52 56, 54 46, 52 36"
    sheet.shape(hair, GREY_DARK)
    neck = sheet.shape("34 54, 46 54, 47 72, 40 78, 33 72", SKIN)
    sheet.shape(
        "30 52, 50 52, 48 68, 42 67.5, 37 66, 33 63",
        CREASE,
        0.85,
        soft=0.003,
        inside=neck,
    )
    _coat(
        sheet,
        "5 108, 6 90, 11 79, 24 73, 33 69, 40 74, 47 69, 56 73, 69 79, 74 90, 75 108",
        "44 72, 58 72, 76 80, 78 110, 52 110, 54 92",
    )
    for side, collar in (
        (1, "33 66, 28 71, 31 81, 40 86, 39 77"),
        (-1, "47 66, 52 71, 49 81, 40 86, 41 77"),
    ):
        flap = sheet.shape(collar, OIL if side > 0 else "#c8922c")
        sheet.shape(
            moved(collar, (0.012, 0.02)), OIL_DARK, 0.5, soft=0.004, inside=flap
        )
    sheet.line("40 86, 40.5 94, 40 106", OIL_DARK, 0.007)
    for y in (0.90, 0.97):
        sheet.disc((0.43, y), (0.012, 0.012), WOOD_DARK)
        sheet.disc((0.427, y - 0.003), (0.005, 0.004), WOOD_LIGHT)
    for ear in ("27.5 42, 25.5 43, 26 49, 29 51", "52.5 42, 54.5 43, 54 49, 51 51"):
        sheet.shape(ear, CREASE)
    face = sheet.shape(
        "28 36, 27.6 45, 29.5 53, 34 60, 40 63, 46 60, 50.5 53, 52.4 45, 52 36, 40 31",
        SKIN,
    )
    sheet.shape(
        "44 30, 54 34, 55 50, 47 62, 40 65, 44 58, 47 50, 46 42",
        CREASE,
        0.42,
        soft=0.012,
        inside=face,
    )
    for x in (0.325, 0.475):
        sheet.disc((x, 0.505), (0.034, 0.026), BLUSH, 0.42, 0.012)
        _freckles(sheet, (x, 0.49), (0.07, 0.035), round(100 * x))
    _eyes(sheet)
    nose = "40.6 42, 42 48, 43.4 51, 41.6 53, 38.4 53, 36.8 51.4, 38.4 49"
    sheet.shape(nose, "#cf8f69", inside=face)
    sheet.line("37 52, 38.6 53.4, 41.6 53.4, 43.2 52", CREASE, 0.005)
    sheet.line("36 57.4, 38.5 57, 40 57.4, 41.5 57, 44.4 57", LIPS, 0.006)
    sheet.line("38 59.2, 40 59.7, 42 59.2", CREASE, 0.004, 0.7)
    for line in (
        "35.4 52.6, 34 55, 34 57",
        "44.8 52.6, 46.2 55, 46 57",
        "29.2 44, 28.4 43.2",
        "29.2 45.6, 28.2 46",
        "51 44, 51.8 43.2",
        "51 45.6, 51.9 46",
    ):
        sheet.line(line, CREASE, 0.004, 0.75)
    for lock in ("28.5 37, 27 44, 28.4 49", "51.6 37, 53 44, 51.8 49"):
        sheet.line(lock, GREY, 0.016)
    _wool(
        sheet,
        "27 34, 25.8 25, 30 17.4, 40 14.5, 50 17.4, 54.2 25, 53 34",
        "25.4 36.5, 25.6 29, 33 26.6, 40 26, 47 26.6, 54.4 29, 54.6 36.5, 47 34.4, "
        "40 33.8, 33 34.4",
        "44 10, 56 14, 58 38, 47 37, 49 26",
        [f"{x + (40 - x) * 0.06:.1f} 27.6, {x} 34.6" for x in range(29, 53, 3)],
    )
    _braid(sheet, "51 57, 55 66, 54 76, 55.5 90", 0.062)
    return sheet.dry(11)


def side_view() -> Image.Image:
    """The ferrywoman in profile, looking right."""
    sheet = sheet_of_paper()
    sheet.shape("24 34, 22 44, 25 54, 31 58, 36 52, 34 38", GREY_DARK)
    neck = sheet.shape("28 50, 42 54, 43 68, 46 78, 30 78, 26 66", SKIN)
    sheet.shape(
        "32 52, 46 54, 45 62, 39 64, 34 70, 30 66",
        CREASE,
        0.85,
        soft=0.005,
        inside=neck,
    )
    _coat(
        sheet,
        "4 108, 6 92, 12 81, 22 73, 32 70, 44 74, 56 80, 63 92, 66 108",
        "46 76, 60 80, 70 110, 50 110, 52 94",
    )
    collar = sheet.shape("23 66, 20 73, 27 82, 40 87, 47 80, 45 71, 38 76, 29 73", OIL)
    sheet.shape(
        "23 70, 29 78, 40 82, 48 77, 46 90, 26 88",
        OIL_DARK,
        0.5,
        soft=0.006,
        inside=collar,
    )
    face = sheet.shape(
        "28 32, 27 44, 30 54, 37 60.4, 45 63.2, 49.6 62, 50.8 59, 50 56.8, 51.2 55.6, "
        "50.8 53.8, 51.4 52.4, 53.8 51, 54.2 49.2, 52.6 46, 51.2 42, 51.4 39, "
        "51 34, 42 30",
        SKIN,
    )
    sheet.shape(
        "26 34, 31 46, 34 54, 44 59, 50 59, 46 66, 28 62, 22 44",
        CREASE,
        0.45,
        soft=0.012,
        inside=face,
    )
    sheet.disc((0.43, 0.505), (0.04, 0.028), BLUSH, 0.45, 0.012)
    _freckles(sheet, (0.45, 0.485), (0.08, 0.04), 5)
    ear = sheet.shape("30 40, 33.4 39.6, 34.6 43, 33 47.4, 31.4 50, 29.8 46", SKIN)
    sheet.shape("31 42, 33.4 42, 33 46, 31.6 47", CREASE, 0.7, inside=ear)
    white = sheet.shape("45.6 43.8, 48.6 42.6, 49.8 43.4, 49.2 45, 47.4 45.2", WHITE)
    sheet.disc((0.4895, 0.4385), (0.008, 0.0125), IRIS, inside=white)
    sheet.disc((0.4915, 0.4385), (0.004, 0.007), INK, inside=white)
    sheet.line("45 44, 47.6 42.4, 50.2 43", INK, 0.006)
    sheet.line("44.4 40.6, 47.6 38.8, 51 39.6", GREY_DARK, 0.012)
    sheet.line("46 56.6, 48 56, 50.4 56", LIPS, 0.006)
    for line in (
        "50.4 52.4, 51.4 51, 53 51.4",
        "48.8 52, 46.4 54, 45.6 57",
        "43.4 44, 42 43.2",
        "43.4 45.4, 42 46",
        "46 47, 48 47.4",
    ):
        sheet.line(line, CREASE, 0.004, 0.8)
    for lock in ("29 37, 27.4 42, 28.6 49", "32 36, 35.6 40, 35 43"):
        sheet.line(lock, GREY, 0.016)
    _wool(
        sheet,
        "24 33, 22.6 25, 27 17.4, 37 14.5, 47 17.4, 51.8 25, 52 34",
        "22.4 35, 22.4 28.6, 30 26.6, 38 26.2, 46 27, 52.6 29.4, 53.4 36, 45 34.6, "
        "36 34.8, 29 37",
        "20 14, 28 14, 27 26, 31 38, 20 40",
        [f"{x + (38 - x) * 0.06:.1f} 28, {x} 35" for x in range(25, 52, 3)],
    )
    _braid(sheet, "27 54, 21 63, 18 74, 17 92", 0.064)
    return sheet.dry(12)
