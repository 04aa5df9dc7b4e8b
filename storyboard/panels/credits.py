"""End credits: one long strip of lettering, for the cut to roll over the frame.

Blocks are divided by empty lines. In a block, `Role | Name` (or a tab in place of the
stroke) stands in two columns; `| Name` goes on under the same role; a first line that
ends with a colon heads the block; other lines stand in the middle. A single line that
comes first is the film's title.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image

from storyboard.model.timeline import TitleCue
from storyboard.panels.lettering import Anchor, Type, balanced, write
from storyboard.panels.title import SAFE, Look, Rgb, rgb, typeset

_NAMES = Look(0.042, 600)
_ROLES = Look(0.042, 400)
_PLAIN = Look(0.042, 400)
_HEADS = Look(0.030, 600)
_FILM = Look(0.094, 600)
_MIDDLE = 0.47
"""Where roles end and names start, as a share of the width; names are longer."""
_DIM = 178
"""How opaque roles and headings are, of 255: names are what is looked for."""


class Line(NamedTuple):
    """A line of credits as it is read."""

    kind: str
    """`film`, `head`, `pair` or `plain`."""
    text: str
    """What it says; of a pair, the name."""
    role: str = ""
    """Of a pair, the role."""


def blocks(text: str) -> list[list[Line]]:
    """Credits as they are read, block by block."""
    parts = [part.splitlines() for part in re.split(r"\n\s*\n", text.strip("\r\n"))]
    return [
        [_line(line, place, len(part), number) for place, line in enumerate(part)]
        for number, part in enumerate(parts)
    ]


def _line(line: str, place: int, count: int, block: int) -> Line:
    columns = re.split(r"\s*\|\s*|\s*\t\s*", line.strip(" "), maxsplit=1)
    if len(columns) > 1:
        return Line("pair", columns[1].strip(), columns[0].strip())
    line = line.strip()
    if place == 0 and count > 1 and line.endswith((":", "：")):  # noqa: RUF001
        return Line("head", line[:-1].rstrip())
    if block == 0 and count == 1:
        return Line("film", line)
    return Line("plain", line)


class _Mark(NamedTuple):
    """A piece of text in its place: a base line, from the strip's top."""

    text: str
    kind: Type
    x: float
    base: float
    anchor: Anchor
    opacity: int


def roll(cue: TitleCue, size: tuple[int, int]) -> Image.Image:
    """The whole of the credits on one strip, RGBA and clear around the letters.

    `size` is the frame's in pixels: the strip is as wide, and as high as its text needs
    from the top of the first line to the bottom of the last.
    """
    marks = list(_marks(cue, size))
    below = marks[-1].kind.size * 0.4 if marks else 2.0
    high = round((marks[-1].base if marks else 0.0) + below)
    colour = rgb(cue.colour)
    strip = Image.new("RGBA", (size[0], high + high % 2), (*colour, 0))
    for mark in marks:
        ink = (*_dimmed(colour, cue, mark.opacity), 255)
        write(strip, (mark.x, mark.base), mark.text, mark.kind, ink, anchor=mark.anchor)
    return strip


def _dimmed(colour: Rgb, cue: TitleCue, opacity: int) -> Rgb:
    """The letters' colour, nearer to that behind them."""
    behind = rgb(cue.background or "#000000")
    red, green, blue = (
        round(under + (over - under) * opacity / 255)
        for over, under in zip(colour, behind, strict=True)
    )
    return red, green, blue


def _marks(cue: TitleCue, size: tuple[int, int]) -> Iterator[_Mark]:
    top = 0.0
    for block in blocks(cue.text):
        points, air = 0, 0.0
        for line in block:
            found = (_pair if line.kind == "pair" else _single)(line, cue, size, top)
            yield from found
            points = found[-1].kind.size
            air = 1.6 if line.kind == "film" else 1.15
            top = found[-1].base + points * (0.9 if line.kind == "head" else 0.42)
        top += points * air


def _pair(line: Line, cue: TitleCue, size: tuple[int, int], top: float) -> list[_Mark]:
    across = size[0]
    names = _sized(cue, size, line.text, _NAMES)
    roles = _sized(cue, size, line.role, _ROLES)
    gap = names.size * 0.5
    left, right = across * _MIDDLE - gap, across * _MIDDLE + gap
    edge = across * SAFE * 0.6
    spoken = balanced(line.role, roles, left - edge) if line.role else []
    named = balanced(line.text, names, across - edge - right)
    found = [
        *(
            _Mark(each, roles, left, base, "right", _DIM)
            for each, base in _bases(spoken, roles, top)
        ),
        *(
            _Mark(each, names, right, base, "left", 255)
            for each, base in _bases(named, names, top)
        ),
    ]
    return sorted(found, key=lambda mark: mark.base)


def _single(
    line: Line, cue: TitleCue, size: tuple[int, int], top: float
) -> list[_Mark]:
    across = size[0]
    look = {"film": _FILM, "head": _HEADS, "plain": _PLAIN}[line.kind]
    text = line.text.upper() if line.kind == "head" else line.text
    kind = _sized(cue, size, text, look)
    align = cue.align or "centre"
    x = {"left": SAFE, "centre": 0.5, "right": 1 - SAFE}[align] * across
    opacity = _DIM if line.kind == "head" else 255
    lines = balanced(text, kind, across * (1 - 2 * SAFE))
    return [
        _Mark(each, kind, x, base, align, opacity)
        for each, base in _bases(lines, kind, top)
    ]


def _bases(lines: list[str], kind: Type, top: float) -> Iterator[tuple[str, float]]:
    """Lines with their base lines, the first below `top`."""
    for place, line in enumerate(lines):
        yield line, top + kind.size * 0.83 + place * kind.line


def _sized(cue: TitleCue, size: tuple[int, int], text: str, look: Look) -> Type:
    """The type of a line.

    What the cue says of size and weight goes for names, and for others in proportion.
    """
    face = cue.face
    if face.size is not None:
        share = face.size * look.share / _NAMES.share
        face = face.model_copy(update={"size": share})
    if face.weight is not None and look is not _NAMES:
        lighter = max(min(face.weight + look.weight - _NAMES.weight, 900), 100)
        face = face.model_copy(update={"weight": lighter})
    return typeset(face, size, text, look)
