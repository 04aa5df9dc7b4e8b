"""Titles: lettering over the picture, cards, lower thirds and burnt-in subtitles."""

from itertools import accumulate, pairwise
from typing import NamedTuple

from PIL import Image, ImageColor, ImageDraw, ImageFilter

from storyboard.model.timeline import Face, TitleCue
from storyboard.panels.lettering import Anchor, Type, balanced, width, write

SAFE = 0.1
"""Titles keep this share of the frame free at each edge."""
PLATE = 0.78
"""How opaque a plate is: it carries the letters, and the picture shows through."""
_PLACES = {"centre": 0.5, "top": 0.2, "bottom": 0.8}
_CORNER = 0.1
"""How round a plate's corners are, as a share of a line's height."""
Rgb = tuple[int, int, int]


class Row(NamedTuple):
    """A line of text in its type."""

    text: str
    kind: Type


class Look(NamedTuple):
    """How a kind of title is set where its cue does not say."""

    share: float
    """A line's size, as a share of the frame's shorter side."""
    weight: int
    """The letters' weight."""


class Block(NamedTuple):
    """Rows, and the rectangle that they take: left, top, right and bottom."""

    rows: list[Row]
    box: tuple[float, float, float, float]


def title(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    """The cue's lettering on a full frame, RGBA; clear where the picture shows.

    `size` is in pixels. A card is opaque in its background colour; under the others a
    background is a plate with round corners, about four fifths opaque, and letters
    without one cast a soft shadow. Text that is too long is wrapped into lines of like
    width, set smaller, and at last ellipsised.
    """
    if cue.kind == "lower third":
        return _lower_third(cue, size)
    if cue.kind == "card":
        return _card(cue, size)
    if cue.kind == "subtitle":
        return _subtitle(cue, size)
    return _over_picture(cue, size)


def rgb(colour: str) -> Rgb:
    """Red, green and blue of a colour such as #ffcc00."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def typeset(face: Face, size: tuple[int, int], text: str, look: Look) -> Type:
    """The type of a text as its face says, else as its kind of title looks."""
    across, down = size
    # A tall frame has less room beside the letters than a broad one.
    points = min(down, across * 0.72) * look.share
    if face.size is not None:
        points = min(size) * face.size
    # Capitals are set wide, as they are on posters.
    usual = 0.14 if text.isupper() and look.weight >= 600 else 0.01
    return Type(
        max(round(points), 8),
        face.weight or look.weight,
        face.italic,
        usual if face.tracking is None else face.tracking,
        face.font,
    )


def _card(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGBA", size, (*rgb(cue.background or "#000000"), 255))
    head, _, rest = cue.text.partition("\n")
    look = Look(0.105, 600) if rest else Look(0.062, 400)
    rows = _rows(head, cue.face, size, look)
    if rest.strip():
        rows += _rows(rest, _lesser(cue.face, 0.056 / 0.105), size, Look(0.056, 400))
    block = _placed(rows, size, cue.align or "centre", _PLACES[cue.position])
    _set_rows(image, block, cue.align or "centre", rgb(cue.colour))
    return image


def _over_picture(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    align = cue.align or "centre"
    rows = _rows(cue.text, cue.face, size, Look(0.088, 600))
    block = _placed(rows, size, align, _PLACES[cue.position])
    return _lettered(cue, size, block, align)


def _subtitle(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    align = cue.align or "centre"
    rows = _rows(cue.text, cue.face, size, Look(0.054, 500), most=0.3)
    place = "top" if cue.position == "top" else "bottom"
    block = _low(rows, size, align, place, margin=SAFE)
    return _lettered(cue, size, block, align, shade=1.5)


def _lower_third(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    align = cue.align or "left"
    head, _, rest = cue.text.partition("\n")
    rows = _rows(head, cue.face, size, Look(0.05, 600), most=0.3)
    if rest.strip():
        lesser = _lesser(cue.face, 0.72)
        rows += _rows(rest, lesser, size, Look(0.036, 400), most=0.3)
    block = _low(rows, size, align, cue.position, margin=SAFE * 0.8)
    return _lettered(cue, size, block, align, barred=align != "centre")


def _lesser(face: Face, share: float) -> Face:
    """The face of the lines after the first: smaller in proportion, and not as bold."""
    size = None if face.size is None else face.size * share
    weight = None if face.weight is None else min(face.weight, 400)
    return face.model_copy(update={"size": size, "weight": weight})


def _lettered(
    cue: TitleCue,
    size: tuple[int, int],
    block: Block,
    align: Anchor,
    *,
    shade: float = 1.0,
    barred: bool = False,
) -> Image.Image:
    """Letters over the picture: on a plate, or with a shadow `shade` times as deep."""
    colour = rgb(cue.colour)
    letters = Image.new("RGBA", size, (*colour, 0))
    _set_rows(letters, block, align, colour)
    if barred:
        _bar(letters, block, align, colour)
    points = block.rows[0].kind.size
    if cue.background is None:
        under = _shadow(letters, points, colour, shade)
    else:
        under = _plate(letters, block.rows[0].kind, rgb(cue.background))
    under.alpha_composite(letters)
    return under


def _rows(
    text: str, face: Face, size: tuple[int, int], look: Look, *, most: float = 0.72
) -> list[Row]:
    """The text in rows, at the largest size at which all of it fits.

    `most` is the share of the frame's height that they may take.
    """
    across, down = size
    room, most = across * (1 - 2 * SAFE), down * most
    kind = typeset(face, size, text, look)
    while True:
        lines = balanced(text.strip(), kind, room)
        whole = len(lines) * kind.line <= most and not any(
            width(word, kind) > room for word in text.split() if len(word) < 30
        )
        if whole or kind.size <= 8:
            return [Row(line, kind) for line in lines[: max(int(most / kind.line), 1)]]
        kind = Type(
            max(round(kind.size * 0.88), 8),
            kind.weight,
            kind.italic,
            kind.tracking,
            kind.file,
        )


def _steps(rows: list[Row]) -> list[int]:
    """From base line to base line. A headline keeps its distance from smaller rows."""
    return [max(upper.kind.line, row.kind.line) for upper, row in pairwise(rows)]


def _placed(
    rows: list[Row], size: tuple[int, int], align: Anchor, place: float
) -> Block:
    """Rows around a share of the frame's height, inside its safe part."""
    across, down = size
    height = rows[0].kind.capital + sum(_steps(rows))
    top = down * place - height / 2
    top = min(max(top, down * SAFE), down * (1 - SAFE) - height)
    left = {"left": across * SAFE, "centre": 0.0, "right": 0.0}[align]
    right = {"left": across, "centre": across, "right": across * (1 - SAFE)}[align]
    return Block(rows, (left, top, right, top + height))


def _low(
    rows: list[Row], size: tuple[int, int], align: Anchor, place: str, *, margin: float
) -> Block:
    """Rows that end above the frame's lower edge, or hang from its upper one."""
    across, down = size
    height = rows[0].kind.capital + sum(_steps(rows))
    drop = rows[-1].kind.size * 0.25
    top = {
        "bottom": down * (1 - margin) - height - drop,
        "top": down * margin,
        "centre": (down - height) / 2,
    }[place]
    inset = rows[0].kind.size * 0.5 if align != "centre" else 0.0
    edge = across * margin + inset
    return Block(
        rows,
        (
            edge if align == "left" else 0.0,
            top,
            across - edge if align == "right" else across,
            top + height,
        ),
    )


def _set_rows(image: Image.Image, block: Block, align: Anchor, colour: Rgb) -> None:
    left, top, right, _ = block.box
    x = {"left": left, "centre": (left + right) / 2, "right": right}[align]
    first = top + block.rows[0].kind.capital
    bases = accumulate(_steps(block.rows), initial=first)
    for (text, kind), base in zip(block.rows, bases, strict=True):
        write(image, (x, base), text, kind, (*colour, 255), anchor=align)


def _bar(letters: Image.Image, block: Block, align: Anchor, colour: Rgb) -> None:
    """The upright line beside a lower third."""
    left, top, right, bottom = block.box
    points = block.rows[0].kind.size
    broad = max(round(points * 0.12), 2)
    x = left - points * 0.5 if align == "left" else right + points * 0.5 - broad
    over = points * 0.14
    box = (round(x), round(top - over), round(x) + broad, round(bottom + over))
    letters.paste((*colour, 255), box)


def _plate(letters: Image.Image, kind: Type, colour: Rgb) -> Image.Image:
    """A plate under letters, with more air beside them than above."""
    under = Image.new("RGBA", letters.size, (*colour, 0))
    box = letters.getchannel("A").getbbox()
    if box is None:
        return under
    left, top, right, bottom = box
    aside, above = round(kind.size * 0.55), round(kind.size * 0.42)
    broad, high = right - left + 2 * aside, bottom - top + 2 * above
    # Drawn larger and made small: round corners are smooth then.
    fine = 4
    mask = Image.new("L", (broad * fine, high * fine))
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, broad * fine - 1, high * fine - 1),
        kind.line * _CORNER * fine,
        fill=round(255 * PLATE),
    )
    mask = mask.resize((broad, high), Image.Resampling.BOX)
    under.paste((*colour, 255), (left - aside, top - above), mask)
    return under


def _shadow(
    letters: Image.Image, points: int, colour: Rgb, deep: float = 1.0
) -> Image.Image:
    """A soft shadow (or, under dark letters, a soft light) that keeps text legible."""
    dark = sum(colour) < 3 * 110
    mask = letters.getchannel("A")
    tone = (255, 255, 255) if dark else (0, 0, 0)
    shadow = Image.new("RGBA", letters.size, (*tone, 0))
    for blur, gain, most in ((0.5, 1.1, 120), (0.07 * deep, 0.9 * deep**2, 150 * deep)):
        layer = Image.new("RGBA", letters.size, (*tone, 0))
        soft = mask.filter(ImageFilter.GaussianBlur(points * blur))
        table = [round(min(value * gain, most, 255)) for value in range(256)]
        layer.putalpha(soft.point(table))
        shadow.alpha_composite(layer)
    return shadow
