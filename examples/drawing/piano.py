"""Eleven keys of an old piano from above, noon light, a red dot on the C."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (1332, 720)  # 1.85:1 at 720p
SCALE = 2  # drawn larger, then reduced: that smooths the edges
KEY, KEYS = 172, 11
IVORY = ("#e9e2d3", "#e3d9c4", "#e6dcc8", "#ded2ba", "#e8dfcd")
BLACK_AFTER = (0, 1, 2, 3, 5, 6, 8, 9)  # counted so that the sixth white key is a C
WALNUT, FELT, INK, RED = "#4d3a2c", "#7c3b34", "#2b2a2c", "#b23a32"


def _keyboard(width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), INK)
    draw = ImageDraw.Draw(image)
    key = KEY * SCALE
    left = (width - KEYS * key) // 2
    top = height * 30 // 100
    for number in range(KEYS):
        x = left + number * key
        colour = IVORY[number * 3 % len(IVORY)]
        box = (x + 3, top - 60, x + key - 3, height * 96 // 100)
        draw.rounded_rectangle(box, radius=16, fill=colour)
        draw.line((x + 9, top, x + 9, height * 94 // 100), fill="#f3eee2", width=5)
    for number in BLACK_AFTER:
        x = left + (number + 1) * key - key * 29 // 100
        box = (x, top - 60, x + key * 58 // 100, height * 66 // 100)
        draw.rounded_rectangle(box, radius=14, fill=INK)
        shine = (x + 16, top, x + 30, height * 62 // 100)
        draw.rounded_rectangle(shine, radius=7, fill="#4a4648")
    draw.rectangle((0, 0, width, top), fill=WALNUT)
    draw.rectangle((0, top - 26, width, top), fill=FELT)
    draw.line((0, top // 2, width, top // 2), fill="#6a5140", width=6)
    return image


def _dot(image: Image.Image) -> None:
    draw = ImageDraw.Draw(image)
    x, y, r = image.width // 2, image.height * 82 // 100, 36 * SCALE // 2
    draw.ellipse((x - r, y - r, x + r, y + r), fill=RED)
    draw.ellipse((x + r // 2, y - r - 4, x + r + 6, y - r // 2), fill=IVORY[0])  # chip
    draw.ellipse((x - r // 2, y - r // 2, x - r // 8, y - r // 6), fill="#d8766c")


def _lit(image: Image.Image) -> Image.Image:
    """Light from the left, and the soft shadow of the lid across the keys' far end."""
    fall = Image.linear_gradient("L").rotate(-90).resize(image.size)
    fall = fall.point(lambda v: 175 + v * 80 // 255)
    shade = Image.new("L", image.size, 255)
    lid = (0, 0, image.width, image.height * 4 // 10)
    ImageDraw.Draw(shade).rectangle(lid, fill=150)
    shade = shade.filter(ImageFilter.GaussianBlur(70))
    lit = ImageChops.multiply(image, Image.merge("RGB", (fall, fall, fall)))
    return ImageChops.multiply(lit, Image.merge("RGB", (shade, shade, shade)))


def middle_c() -> Image.Image:
    """The picture."""
    large = _keyboard(SIZE[0] * SCALE, SIZE[1] * SCALE)
    _dot(large)
    turned = _lit(large).rotate(-5, Image.Resampling.BICUBIC)
    x, y = 0.07 * turned.width, 0.07 * turned.height
    box = (x, y, turned.width - x, turned.height - y)
    return turned.resize(SIZE, Image.Resampling.LANCZOS, box)
