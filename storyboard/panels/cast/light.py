"""Light on figures and things, cut from their own outlines."""

from PIL import Image, ImageChops

from storyboard.panels.canvas import Canvas, dimmed
from storyboard.panels.scheme import Scheme


def light_up(
    canvas: Canvas, scheme: Scheme, *, from_left: bool, unit: float, rim: float
) -> None:
    """Shadow on the side away from the light and a rim on the side towards it.

    Both are cut from the figure's own outline, so they fit any silhouette. `unit` is
    a head's height in picture heights.
    """
    box = canvas.painted
    if canvas.cover is None or box is None:
        return
    outline = canvas.cover.crop(box)
    way = 1 if from_left else -1
    wide = max(round(unit * 0.34 * canvas.scale), 1)
    thin = max(round(unit * 0.03 * canvas.scale), 1)
    dark = dimmed(_rest(outline, -way * wide, wide // 4), 0.34)
    canvas.shade(dark, box[:2], scheme.shade)
    bright = dimmed(_rest(outline, way * thin, thin), rim)
    canvas.shade(bright, box[:2], scheme.light)


def _rest(outline: Image.Image, dx: int, dy: int) -> Image.Image:
    """What of an outline is left uncovered by itself when it is shifted."""
    shifted = Image.new("L", outline.size, 0)
    shifted.paste(outline, (dx, dy))
    return ImageChops.subtract(outline, shifted)
