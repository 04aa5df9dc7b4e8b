"""The slate: a card that stands in for a shot that is missing."""

from PIL import Image, ImageDraw

from storyboard.model.request import SlateText
from storyboard.panels.colour import Colour, from_hex
from storyboard.panels.lettering import Type, fitted, width, wrapped, write

_GROUND = Colour(0.23, -0.004, -0.022)
_ACCENT = Colour(0.80, 0.045, 0.125)


def slate(
    text: SlateText,
    size: tuple[int, int],
    *,
    reason: str = "",
    palette: tuple[str, ...] = (),
) -> Image.Image:
    """A card with film, scene and shot, and why the shot is missing; RGB.

    `size` is in pixels; `palette` gives the film's colours as #rrggbb, the ground
    colour first.
    """
    ground, accent = _colours(palette)
    paper = ground.mix(Colour(0.96), 0.86).at(0.94)
    quiet = ground.mix(paper, 0.55)
    across, down = size
    unit = min(down, across * 0.75) / 100
    margin = unit * 9
    image = Image.new("RGB", size, ground.rgb)
    _stripes(image, unit, ground, accent)
    room = across - 2 * margin

    film = Type(max(round(unit * 4.2), 7), 600, tracking=0.08)
    write(
        image,
        (margin, margin + unit * 9 + film.capital),
        fitted(text.film.upper(), film, room),
        film,
        quiet.rgb,
    )
    _numbers(image, text, (margin, down * 0.58), unit, (paper, quiet))
    _reason(image, reason or "This shot has not been made yet.", unit, margin, accent)
    return image


def _numbers(
    image: Image.Image,
    text: SlateText,
    at: tuple[float, float],
    unit: float,
    tones: tuple[Colour, Colour],
) -> None:
    """Scene and shot side by side, as on a clapperboard."""
    x, y = at
    strong, quiet = (tone.rgb for tone in tones)
    room = image.width - 2 * x
    label = Type(max(round(unit * 3.2), 7), 500, tracking=0.12)
    big = Type(max(round(unit * 21), 10), 300)
    while big.size > label.size and width(text.shot, big) > room * 0.55:
        big = Type(round(big.size * 0.88), 300)
    shot = fitted(text.shot, big, room * 0.55)
    top = y - big.capital - label.size
    write(image, (x, top), "SHOT", label, quiet)
    write(image, (x - big.size * 0.04, y), shot, big, strong)
    beside = x + max(width(shot, big), width("SHOT", label)) + unit * 8
    scene = Type(max(round(unit * 7), 8), 400)
    write(image, (beside, top), "SCENE", label, quiet)
    left = room - (beside - x)
    write(image, (beside, y), fitted(text.scene, scene, left), scene, strong)


def _reason(
    image: Image.Image, reason: str, unit: float, margin: float, accent: Colour
) -> None:
    across, down = image.size
    kind = Type(max(round(unit * 4.2), 7), 400)
    lines = wrapped(reason, kind, across - 2 * margin)
    if len(lines) > 3:
        rest = " ".join(lines[2:])
        lines = [*lines[:2], fitted(rest, kind, across - 2 * margin)]
    draw = ImageDraw.Draw(image)
    top = down * 0.58 + unit * 9
    thick = max(round(unit * 0.5), 1)
    draw.rectangle((margin, top, margin + unit * 12, top + thick), fill=accent.rgb)
    for index, line in enumerate(lines):
        at = (margin, top + unit * 4 + kind.capital + index * kind.line)
        write(image, at, line, kind, accent.lighter(0.06).rgb)


def _stripes(image: Image.Image, unit: float, ground: Colour, accent: Colour) -> None:
    """The clapper's slanted bars, quiet, along the upper edge."""
    across, _ = image.size
    big = 4
    high, step = max(round(unit * 5), 3), max(unit * 9, 4)
    bars = Image.new("RGB", (across * big // 2, high * big // 2), ground.rgb)
    scale = big / 2
    draw = ImageDraw.Draw(bars)
    for index in range(int(across / step) + 3):
        x = (index - 1) * step * scale
        lean, wide = high * scale, step * scale / 2
        tone = ground.mix(accent, 0.85 if index % 2 == 0 else 0.0)
        draw.polygon(
            [
                (x + lean, 0),
                (x + lean + wide, 0),
                (x + wide, high * scale),
                (x, high * scale),
            ],
            fill=tone.rgb if index % 2 == 0 else ground.lighter(0.1).rgb,
        )
    image.paste(bars.resize((across, high), Image.Resampling.LANCZOS), (0, 0))


def _colours(palette: tuple[str, ...]) -> tuple[Colour, Colour]:
    """A dark ground and an accent that stands out from it."""
    colours = [from_hex(text) for text in palette]
    ground = colours[0] if colours else _GROUND
    accent = max(colours[1:], key=lambda c: c.chroma, default=_ACCENT)
    return ground.at(min(ground.light, 0.26)), accent.at(max(accent.light, 0.72))
