"""Titles: lettering over the picture, cards and lower thirds."""

from itertools import accumulate, pairwise
from typing import NamedTuple

from PIL import Image, ImageColor, ImageFilter

from storyboard.model.timeline import TitleCue
from storyboard.panels.lettering import Type, width, wrapped, write

_SAFE = 0.1
"""Titles keep this share of the frame free at each edge."""
_PLACES = {"centre": 0.5, "top": 0.2, "bottom": 0.8}


class Row(NamedTuple):
    """A line of text in its type."""

    text: str
    kind: Type


def title(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    """The cue's lettering on a full frame, RGBA; clear where the picture shows.

    `size` is in pixels. A card is opaque in its background colour. Text that is too
    long is set smaller, wrapped, and at last ellipsised.
    """
    if cue.kind == "lower third":
        return _lower_third(cue, size)
    if cue.kind == "card":
        return _card(cue, size)
    return _over_picture(cue, size)


def _card(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGBA", size, (*_rgb(cue.background), 255))
    head, _, rest = cue.text.partition("\n")
    rows = _block(
        head, size, share=0.105 if rest else 0.062, weight=600 if rest else 400
    )
    if rest:
        rows += _block(rest, size, share=0.056, weight=400)
    _set_rows(image, rows, _rgb(cue.colour), _PLACES[cue.position])
    return image


def _over_picture(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    rows = _block(cue.text, size, share=0.088, weight=600)
    letters = Image.new("RGBA", size, (*_rgb(cue.colour), 0))
    _set_rows(letters, rows, _rgb(cue.colour), _PLACES[cue.position])
    shadow = _shadow(letters, rows[0].kind.size, _rgb(cue.colour))
    shadow.alpha_composite(letters)
    return shadow


def _lower_third(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    across, down = size
    unit = min(across, down * 1.2)
    rows = _block(cue.text, size, share=0.05, weight=600)
    kind = rows[0].kind
    small = Type(max(round(kind.size * 0.72), 7), 400)
    rows = [rows[0], *(Row(row.text, small) for row in rows[1:])]
    colour = _rgb(cue.colour)
    letters = Image.new("RGBA", size, (*colour, 0))
    height = sum(row.kind.line for row in rows)
    x, bar = across * _SAFE * 0.8, max(round(unit * 0.006), 2)
    top = down * 0.87 - height
    letters.paste(
        (*colour, 255), (round(x), round(top), round(x) + bar, round(top + height))
    )
    y = top
    for row in rows:
        y += row.kind.line
        at = (x + bar + kind.size * 0.5, y - row.kind.line * 0.3)
        write(letters, at, row.text, row.kind, (*colour, 255))
    shadow = _shadow(letters, kind.size, colour)
    shadow.alpha_composite(letters)
    return shadow


def _block(text: str, size: tuple[int, int], *, share: float, weight: int) -> list[Row]:
    """The text in rows, at the largest size at which all of it fits."""
    across, down = size
    room, most = across * (1 - 2 * _SAFE), down * 0.72
    unit = min(down, across * 0.72)
    points = max(round(unit * share), 8)
    while True:
        kind = Type(points, weight, tracking=_tracking(text))
        lines = wrapped(text, kind, room)
        whole = len(lines) * kind.line <= most and not any(
            width(word, kind) > room for word in text.split()
        )
        if whole or points <= 8:
            return [Row(line, kind) for line in lines[: max(int(most / kind.line), 1)]]
        points = max(round(points * 0.88), 8)


def _tracking(text: str) -> float:
    """Capitals are set wide, as they are on posters."""
    return 0.14 if text.isupper() else 0.01


def _set_rows(
    image: Image.Image, rows: list[Row], colour: tuple[int, int, int], place: float
) -> None:
    across, down = image.size
    # A headline keeps its distance from smaller rows beneath it.
    steps = [max(upper.kind.line, row.kind.line) for upper, row in pairwise(rows)]
    height = rows[0].kind.capital + sum(steps)
    top = down * place - height / 2
    top = min(max(top, down * _SAFE), down * (1 - _SAFE) - height)
    bases = accumulate(steps, initial=top + rows[0].kind.capital)
    for (text, kind), base in zip(rows, bases, strict=True):
        write(image, (across / 2, base), text, kind, (*colour, 255), anchor="centre")


def _shadow(
    letters: Image.Image, points: int, colour: tuple[int, int, int]
) -> Image.Image:
    """A soft shadow (or, under dark letters, a soft light) that keeps text legible."""
    dark = sum(colour) < 3 * 110
    mask = letters.getchannel("A")
    wide = mask.filter(ImageFilter.GaussianBlur(points * 0.5)).point(
        lambda a: min(a * 1.1, 120)
    )
    near = mask.filter(ImageFilter.GaussianBlur(points * 0.07)).point(
        lambda a: min(a * 0.9, 150)
    )
    tone = (255, 255, 255) if dark else (0, 0, 0)
    shadow = Image.new("RGBA", letters.size, (*tone, 0))
    shadow.putalpha(wide)
    close = Image.new("RGBA", letters.size, (*tone, 0))
    close.putalpha(near)
    shadow.alpha_composite(close)
    return shadow


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue
