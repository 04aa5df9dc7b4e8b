"""What the pictures of The Fare have in common: sizes, colours, paper and water."""

import numpy as np

from drawing.gouache import Painting, Point

SHEET, FRAME = (720, 900), (1280, 720)

INK = "#27222b"
SKIN, OIL, OIL_DARK, OIL_LIGHT = "#d7a17c", "#dfa834", "#b27c22", "#f2cb66"
WOOL, GREY, RED = "#2c3c58", "#b3b6b1", "#b8372f"
NIGHT, SAND, LAMP, FLAME = "#16222e", "#efd3a0", "#f0a04a", "#ffe9bd"
WOOD, WOOD_DARK, WOOD_LIGHT, ROPE = "#5d4a3c", "#332a28", "#8a6d52", "#c9b98f"


def sheet_of_paper() -> Painting:
    """A plain sheet, so that nothing but the figure is taken from it."""
    sheet = Painting(SHEET, "#cdd0c2")
    sheet.brushed(1, 0.05, (0, 1))
    sheet.disc((0.4, 1.0), (0.42, 0.14), "#7d8680", 0.35, 0.05)
    return sheet


def streak(picture: Painting, at: Point, deep: float, seed: int) -> None:
    """A lamp's light on moving water: broken strokes, wider as they come nearer."""
    rng = np.random.default_rng(seed)
    for share in np.linspace(0, 1, 22):
        y = at[1] + deep * share
        half = 0.006 + 0.030 * share * rng.uniform(0.4, 1)
        x = at[0] + rng.normal(0, 0.006)
        alpha = float(0.85 * (1 - share) ** 1.2)
        stroke = [(x - half, y), (x, y - 0.003), (x + half, y), (x, y + 0.003)]
        picture.shape(stroke, LAMP, alpha)
