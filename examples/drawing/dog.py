"""The dog of The Fare on a model sheet."""

import numpy as np
from PIL import Image

from drawing.ferry import INK, RED, sheet_of_paper
from drawing.gouache import Painting, moved

FUR, FUR_DARK, EAR, EAR_DARK, EAR_LIGHT = (
    "#ece7da", "#bdb8ae", "#6a4632", "#4b2f22", "#865d45",
)  # fmt: skip
STRAND = 0.16  # how far from the line down its side hairs are drawn


def sitting() -> Image.Image:
    """The dog, sitting, looking right."""
    sheet = sheet_of_paper()
    sheet.line("20 88, 12 89, 7 83, 8 76", FUR_DARK, 0.05)
    sheet.line("20 87, 12 87.6, 8 82, 9 77", FUR, 0.034)
    far = sheet.shape("50 66, 54 80, 52 91, 60 92.4, 61 88, 60 70", FUR_DARK)
    sheet.lay(far, FUR_DARK)
    body = sheet.shape(
        "36 44, 30 52, 23 62, 17 74, 15 86, 17 92.5, 36 93, 40 90, 38 84, 42 80, "
        "46 88, 45 93, 55 93.4, 57 91, 54 86, 55 74, 58 62, 55 48, 46 40",
        FUR,
    )
    sheet.shape(
        "14 78, 24 70, 36 74, 40 84, 36 96, 12 96",
        FUR_DARK,
        0.55,
        soft=0.012,
        inside=body,
    )
    sheet.shape(
        "36 56, 44 66, 46 80, 42 84, 36 72, 30 62",
        FUR_DARK,
        0.5,
        soft=0.012,
        inside=body,
    )
    haunch = sheet.shape("22 74, 30 71, 37 77, 37 86, 33 92, 22 92, 18 84", FUR)
    sheet.shape(
        "33 76, 40 80, 38 94, 28 94, 34 86", FUR_DARK, 0.6, soft=0.01, inside=haunch
    )
    for toe in (
        "34 90, 34.6 92.6",
        "37 90.4, 37.4 92.8",
        "50 90.6, 50.4 93",
        "53.4 90.6, 53.8 92.8",
    ):
        sheet.line(toe, FUR_DARK, 0.004)
    _shag(sheet)
    head = sheet.shape(
        "34 38, 34 28, 39 21.4, 47 19, 54 22, 58 27, 66 29.4, 71 31.6, 71.6 35.4, "
        "68 39, 60 41.4, 56 45, 49 48, 40 46",
        FUR,
    )
    sheet.shape(
        "36 40, 46 44, 58 40, 70 38, 64 46, 48 52, 36 48",
        FUR_DARK,
        0.55,
        soft=0.01,
        inside=head,
    )
    for tuft in (
        "56 41, 56.6 45.4, 60 41.6",
        "59.6 40, 61 43.4, 64 40",
        "50 45, 50.6 49.6, 55 45",
        "44 45, 43.6 49, 49 47",
        "47 20, 50 16, 51 21",
        "43 20, 44.4 15.6, 47.6 20",
    ):
        sheet.shape(tuft, FUR)
    sheet.shape("68.6 29.8, 72.6 30, 73.2 33, 71 34.6, 69 33", INK)
    sheet.disc((0.712, 0.309), (0.006, 0.004), "#6d6470")
    sheet.line("70.6 35.4, 67 37.8, 62 38", INK, 0.005)
    sheet.disc((0.565, 0.285), (0.0145, 0.0155), INK)
    sheet.disc((0.5695, 0.280), (0.0045, 0.0045), "#ffffff")
    sheet.line("53.4 25.2, 56 23.6, 59 25.4", FUR_DARK, 0.008)
    ear = sheet.shape(
        "39 23, 44 21.4, 47 25, 46 33, 42.6 42, 37 44, 33.6 38, 35 29", EAR
    )
    sheet.shape(
        "44 22, 48 26, 46 36, 41 44, 43 33", EAR_DARK, 0.7, soft=0.008, inside=ear
    )
    for hair in ("38 30, 36.6 38", "41 28, 39.6 40", "44 26, 42.6 36"):
        sheet.line(hair, EAR_LIGHT, 0.003, 0.7)
    return sheet.dry(13)


def _shag(sheet: Painting) -> None:
    """Locks along the back and the chest, and the neckerchief over them."""
    rng = np.random.default_rng(8)
    for x, y, way in (
        (0.29, 0.55, -1),
        (0.25, 0.60, -1),
        (0.215, 0.66, -1),
        (0.185, 0.73, -1),
        (0.165, 0.80, -1),
        (0.57, 0.58, 1),
        (0.575, 0.65, 1),
        (0.56, 0.72, 1),
        (0.55, 0.79, 1),
    ):
        size = 0.008 + rng.uniform(0, 0.003)
        lock = moved("-80 -120, 140 0, 120 160, -60 100", (x, y), size, way)
        sheet.shape(lock, FUR)
    for _ in range(46):
        x, y = rng.uniform(0.24, 0.52), rng.uniform(0.56, 0.86)
        if abs(x - 0.56 + 0.42 * (y - 0.4)) < STRAND:
            lean = rng.uniform(-0.008, 0.008)
            hair = [(x, y), (x + lean, y + 0.018), (x + 1.6 * lean, y + 0.034)]
            sheet.line(hair, FUR_DARK, 0.0035, 0.7)
    scarf = sheet.shape(
        "35 41, 45 47, 56 45, 58 48, 55 53, 52 62, 47 54, 38 51, 33.6 46", RED
    )
    sheet.shape(
        "34 46, 44 52, 52 52, 52 64, 44 56, 33 50",
        "#7f2420",
        0.6,
        soft=0.006,
        inside=scarf,
    )
    for dot in (
        (0.42, 0.485),
        (0.475, 0.515),
        (0.515, 0.545),
        (0.525, 0.49),
        (0.378, 0.462),
    ):
        sheet.disc(dot, (0.005, 0.005), "#f1d9bd")
