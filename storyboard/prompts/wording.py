"""Film words and colours in plain English, as a service understands them."""

import functools

from storyboard.model.breakdown import Sheet
from storyboard.model.parts import Move

_SHOTS = {"medium close-up", "close-up", "extreme close-up"}
_ANGLES = {
    "eye level": "at eye level",
    "low": "low angle",
    "high": "high angle",
    "overhead": "seen from directly overhead",
    "worm's eye": "worm's-eye view",
    "dutch": "tilted dutch angle",
    "over the shoulder": "over the shoulder",
    "point of view": "from a character's point of view",
}
_MOVES = {
    "static": "the camera holds still",
    "handheld": "handheld camera",
    "push in": "the camera pushes in",
    "pull out": "the camera pulls out",
    "zoom in": "the lens zooms in",
    "zoom out": "the lens zooms out",
    "pan left": "the camera pans left",
    "pan right": "the camera pans right",
    "tilt up": "the camera tilts up",
    "tilt down": "the camera tilts down",
    "track left": "the camera tracks left",
    "track right": "the camera tracks right",
    "track forward": "the camera tracks forward",
    "track back": "the camera tracks back",
    "crane up": "the camera cranes up",
    "crane down": "the camera cranes down",
    "orbit left": "the camera orbits to the left",
    "orbit right": "the camera orbits to the right",
}
_PACES = {None: "", "slow": " slowly", "fast": " quickly"}
_COLOURS = {
    "black": 0x0A0A0A, "charcoal": 0x33363A, "grey": 0x808080, "silver": 0xC0C4C8,
    "white": 0xFAFAFA, "ivory": 0xF4EFDD, "beige": 0xD9C7A3, "brown": 0x6B4226,
    "dark brown": 0x3A2416, "maroon": 0x661A22, "red": 0xCC2222, "coral": 0xEE7766,
    "pink": 0xEEA9B8, "magenta": 0xBB2A88, "purple": 0x6A3A9A, "indigo": 0x34307A,
    "lavender": 0xB8A9D9, "deep navy": 0x0B1D33, "navy": 0x1A3655, "blue": 0x2255BB,
    "slate blue": 0x4F6A86, "sky blue": 0x85BEE6, "teal": 0x1F7A7A,
    "turquoise": 0x44C4BB, "deep green": 0x12382A, "green": 0x2E8B45,
    "pale aqua": 0xA3D1C8, "blue-grey": 0x93A6AB, "slate grey": 0x4A555A,
    "taupe": 0x8B7D6B, "ochre": 0xB8862F, "burnt orange": 0xD9643C,
    "sage": 0x9CAF88, "olive": 0x6F7032, "yellow": 0xF2D63B, "amber": 0xE8B04A,
    "gold": 0xC9982F, "orange": 0xE8792A, "rust": 0xA6481F, "cream": 0xF6E7C1,
}  # fmt: skip


def framing(sheet: Sheet) -> tuple[str, ...]:
    """Size, angle, lens and move in words, as far as anyone says them."""
    said = (
        sheet.size and _size(sheet.size),
        sheet.angle and _ANGLES[sheet.angle],
        sheet.lens and (sheet.lens if "lens" in sheet.lens else f"{sheet.lens} lens"),
        sheet.move and _move(sheet.move),
    )
    return tuple(words for words in said if words)


def _size(size: str) -> str:
    return size if size in _SHOTS else f"{size} shot"


def _move(move: Move) -> str:
    return _MOVES[move.kind] + _PACES[move.pace]


@functools.cache
def colour(code: str) -> str:
    """The nearest colour's name with its code: `amber (#e8b04a)`.

    Nearness weighs red and blue by how red the pair is, which comes closer to the
    eye than plain distance ("redmean").
    """
    wanted = int(code[1:], 16)
    nearest = min(_COLOURS, key=lambda name: _apart(_COLOURS[name], wanted))
    return f"{nearest} ({code.lower()})"


def _apart(one: int, other: int) -> float:
    red, green, blue = ((one >> s & 255) - (other >> s & 255) for s in (16, 8, 0))
    redness = ((one >> 16) + (other >> 16)) / 2 / 256
    return (2 + redness) * red**2 + 4 * green**2 + (3 - redness) * blue**2


def tidy(text: str) -> str:
    """The text without blank lines and spaces at the ends of lines."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def one_line(text: str) -> str:
    """The text with its line breaks as spaces."""
    return " ".join(text.split())
