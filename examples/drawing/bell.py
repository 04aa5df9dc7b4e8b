"""Klara, the bicycle bell: a brass dome that mirrors the street around it.

The dome is a half sphere seen from the side. Each of its points sends the eye on in
the mirrored direction, and what lies there is looked up in an `Around`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SIZE = (1280, 720)
SCALE = 2  # drawn larger, then reduced: that smooths the edges

Plane = NDArray[np.float64]
Around = Callable[[Plane, Plane], Plane]
"""What is seen in a direction (to the right, up; in radians): rows × columns × RGB."""

PALE, WATER, DEEP, BLUE, YELLOW, RED = (
    "#eaf3ee", "#9fcfc4", "#4d8fa6", "#17324d", "#f5c443", "#e2553d",
)  # fmt: skip
BRASS = np.array([1.0, 0.77, 0.38])
SKIN, NAIL, CORK, STEEL = "#b97c57", "#dca98a", "#b98a5a", "#39424d"


class Pose(NamedTuple):
    """Where the bell stands: the middle of the dome's rim, and its radius."""

    x: float
    y: float
    radius: float

    def box(self, left: float, top: float, right: float, bottom: float) -> list[float]:
        """A box around the rim's middle, given in radii, y downwards."""
        x, y, r = self
        return [x + left * r, y + top * r, x + right * r, y + bottom * r]

    def at(self, across: float, down: float) -> tuple[float, float]:
        """A point given in radii."""
        return self.x + across * self.radius, self.y + down * self.radius


def _rgb(colour: str) -> Plane:
    digits = (colour[i : i + 2] for i in (1, 3, 5))
    return np.array([int(pair, 16) / 255 for pair in digits])


def _mix(a: Plane, b: Plane, share: Plane) -> Plane:
    return np.asarray(a + (b - a) * share[..., None])


def street(across: Plane, up: Plane) -> Plane:
    """Morning sky, pale houses left and right, the sun over the left row."""
    seen = _mix(_rgb("#fff1d2"), _rgb("#b5cdc8"), np.clip(up / 1.3, 0, 1))
    house = np.floor(across / 0.19)
    rank = np.abs(np.sin(house * 12.9898) * 43758.5453) % 1
    open_end = np.clip(np.abs(across) / 0.55, 0, 1)
    wall = up < (0.12 + 0.36 * rank) * open_end + 0.05
    tone = _mix(_rgb("#c9b79a"), _rgb("#6f8f95"), rank)
    window = ((across / 0.19 % 1 * 3) % 1 > 0.55) & ((up * 16) % 1 > 0.5)  # noqa: PLR2004
    tone = np.where(window[..., None], tone * 0.62, tone)
    seen = np.where(wall[..., None], tone, seen)
    along = np.cos(up) * np.cos(0.85) * np.cos(across + 0.75)
    away = np.arccos(np.clip(along + np.sin(up) * np.sin(0.85), -1, 1))
    sun, glow = np.exp(-((away / 0.13) ** 2)), 0.7 * np.exp(-((away / 0.5) ** 2))
    return np.asarray(seen + (2.2 * sun + glow)[..., None])


def studio(across: Plane, up: Plane) -> Plane:
    """Yellow paper all around, a tall soft light left, a thin one right."""
    seen = _mix(_rgb("#7a4d12"), _rgb(YELLOW), np.clip(0.2 + up / 0.9, 0, 1))
    tall = (np.abs(across + 0.9) < 0.34) & (up > 0.15) & (up < 1.2)  # noqa: PLR2004
    thin = (np.abs(across - 1.5) < 0.1) & (up > 0.1) & (up < 1.1)  # noqa: PLR2004
    return np.where((tall | thin)[..., None], np.array([1.9, 1.85, 1.7]), seen)


def _dome(radius: int, around: Around) -> Image.Image:
    """The upper half of the sphere, with its outline as alpha."""
    u, v = np.meshgrid(np.linspace(-1, 1, 2 * radius), np.linspace(1, 0, radius))
    inside = np.clip((1 - np.hypot(u, v)) * radius, 0, 1)
    depth = np.sqrt(np.clip(1 - u**2 - v**2, 0, 1))
    seen = around(np.arctan2(2 * depth * u, 2 * depth**2 - 1), np.arcsin(2 * depth * v))
    spun = 1 + 0.025 * np.random.default_rng(3).standard_normal(radius)[:, None]
    edge = 0.55 + 0.45 * depth**0.5
    lit = seen * BRASS * (spun * edge * np.clip(0.45 + 2.2 * v, 0, 1))[..., None]
    lit = 1 - np.exp(-1.9 * lit)  # film's shoulder keeps the sun from tearing a hole
    pixels = np.dstack([lit, inside])
    return Image.fromarray((255 * np.clip(pixels, 0, 1)).astype(np.uint8), "RGBA")


def _tube(draw: ImageDraw.ImageDraw, box: list[float], colour: str) -> None:
    """A round bar lying across: a dark body, a light line along its upper side."""
    high = box[3] - box[1]
    draw.rounded_rectangle(box, high / 3, colour)
    shine = (
        box[0] + high / 4,
        box[1] + high * 0.2,
        box[2] - high / 4,
        box[1] + high * 0.3,
    )
    draw.rounded_rectangle(shine, high / 20, "#8fa3b0")


def _bell(picture: Image.Image, pose: Pose, around: Around, press: float = 0) -> None:
    """The bell onto a picture; `press` is how far the lever is down, in radii."""
    draw = ImageDraw.Draw(picture)
    tip = pose.at(1.42, -0.16 + press)
    width = round(0.085 * pose.radius)
    draw.line(
        [pose.at(0.42, 0.34), pose.at(0.95, 0.22 + press / 2), tip],
        BLUE,
        width,
        "curve",
    )
    ball = 0.17 * pose.radius
    draw.ellipse((tip[0] - ball, tip[1] - ball, tip[0] + ball, tip[1] + ball), CORK)
    light = ball * 0.45
    x, y = tip[0] - ball * 0.3, tip[1] - ball * 0.35
    draw.ellipse((x - light, y - light, x + light, y + light), "#d0a576")
    draw.rounded_rectangle(pose.box(-0.55, 0.05, 0.55, 0.44), 0.12 * pose.radius, BLUE)
    draw.rounded_rectangle(pose.box(-0.46, 0.16, -0.38, 0.38), 0.04 * pose.radius, DEEP)
    draw.rounded_rectangle(
        pose.box(-0.09, -1.09, 0.09, -0.93), 0.06 * pose.radius, "#a97a2e"
    )
    dome = _dome(round(pose.radius), around)
    picture.paste(
        dome, (round(pose.x - pose.radius), round(pose.y - pose.radius)), dome
    )
    draw.rounded_rectangle(
        pose.box(-1.04, -0.05, 1.04, 0.07), 0.06 * pose.radius, "#8d6220"
    )
    draw.rounded_rectangle(
        pose.box(-1.02, -0.04, 0.3, -0.01), 0.02 * pose.radius, "#f0cf86"
    )


def _morning() -> Image.Image:
    """The street out of focus: light from the left, trees, doors, one red coat."""
    wide, high = SIZE[0] * SCALE, SIZE[1] * SCALE
    picture = Image.new("RGB", (wide, high), PALE)
    draw = ImageDraw.Draw(picture)
    rng = np.random.default_rng(11)
    for index in range(9):
        x = wide * (index - 0.4) / 8
        top = high * rng.uniform(0.05, 0.3)
        tone = ("#d5ddd2", "#c3d6cf", WATER, "#dccfb4")[index % 4]
        draw.rectangle((x, top, x + wide * 0.12, high * 0.72), tone)
    for x, y, r in ((0.1, 0.1, 0.16), (0.23, 0.02, 0.13), (0.86, 0.12, 0.18)):
        a, b, c = x * wide, y * high, r * wide / 2
        draw.ellipse((a - c, b - c, a + c, b + c), "#7fa98f")
    draw.rectangle((0, high * 0.72, wide, high), "#b9c7c0")
    draw.rectangle((wide * 0.72, high * 0.42, wide * 0.75, high * 0.74), RED)
    picture = picture.filter(ImageFilter.GaussianBlur(60))
    sun = Image.new("L", picture.size, 0)
    ImageDraw.Draw(sun).ellipse((-wide * 0.2, -high * 0.5, wide * 0.4, high * 0.5), 190)
    sun = sun.filter(ImageFilter.GaussianBlur(220))
    picture.paste(Image.new("RGB", picture.size, "#fff4d8"), mask=sun)
    return picture


def _on_the_bar(pose: Pose, press: float = 0) -> Image.Image:
    picture = _morning()
    bar = pose.box(-9, 0.40, 9, 0.86)
    _tube(ImageDraw.Draw(picture), bar, STEEL)
    _bell(picture, pose, street, press)
    return picture


def _reduced(picture: Image.Image) -> Image.Image:
    return picture.resize(SIZE, Image.Resampling.LANCZOS)


def _pose(x: float, y: float, radius: float) -> Pose:
    """A pose in shares of the picture's height, from its middle and its top."""
    high = SIZE[1] * SCALE
    return Pose(SIZE[0] * SCALE / 2 + x * high, y * high, radius * high)


def dome() -> Image.Image:
    """So near that the dome fills the frame."""
    return _reduced(_on_the_bar(_pose(-0.05, 0.93, 0.72)))


def thumb() -> Image.Image:
    """A thumb lies on the lever."""
    pose = _pose(-0.22, 0.70, 0.44)
    picture = _on_the_bar(pose)
    draw = ImageDraw.Draw(picture)
    r = 0.27 * pose.radius
    (x, y), (u, v) = pose.at(1.62, -0.34), pose.at(2.9, 0.55)
    draw.line([(x, y), (u, v)], SKIN, round(2 * r))
    draw.ellipse((x - r, y - r, x + r, y + r), SKIN)
    nail = Image.new("RGBA", (round(1.3 * r), round(0.95 * r)))
    ImageDraw.Draw(nail).rounded_rectangle((0, 0, 1.3 * r, 0.95 * r), 0.45 * r, NAIL)
    nail = nail.rotate(-34, Image.Resampling.BICUBIC, expand=True)
    picture.paste(nail, (round(x - 0.55 * r), round(y - 0.95 * r)), nail)
    return _reduced(picture)


def ring() -> Image.Image:
    """The lever is down, the brass shivers, the air with it."""
    pose = _pose(-0.05, 0.70, 0.46)
    picture = _on_the_bar(pose, press=0.16)
    for shift in (-0.035, 0.035):
        ghost = _on_the_bar(pose._replace(x=pose.x + shift * pose.radius), press=0.16)
        picture = Image.blend(picture, ghost, 0.33)
    over = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(over)
    for step, alpha in ((1.22, 210), (1.42, 140), (1.64, 80)):
        around = pose.box(-step, -step, step, step)
        for start in (196, 292):
            draw.arc(
                around,
                start,
                start + 52,
                (255, 255, 255, alpha),
                round(0.03 * pose.radius),
            )
    picture.paste(over, mask=over)
    return _reduced(picture)


def packshot() -> Image.Image:
    """Alone on a sweep of yellow paper."""
    wide, high = SIZE[0] * SCALE, SIZE[1] * SCALE
    picture = Image.new("RGB", (wide, high), YELLOW)
    light = Image.new("L", picture.size, 0)
    ImageDraw.Draw(light).ellipse(
        (wide * 0.1, -high * 0.3, wide * 0.75, high * 0.8), 150
    )
    light = light.filter(ImageFilter.GaussianBlur(260))
    picture.paste(Image.new("RGB", picture.size, "#ffe39a"), mask=light)
    pose = _pose(0, 0.66, 0.33)
    shadow = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shadow).ellipse(pose.box(-0.8, 0.34, 1.5, 0.56), 170)
    shadow = shadow.filter(ImageFilter.GaussianBlur(26))
    picture.paste(Image.new("RGB", picture.size, "#a8761a"), mask=shadow)
    _bell(picture, pose, studio)
    return _reduced(picture)
