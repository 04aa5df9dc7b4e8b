"""The strip: what a viewer of an animatic wants to know, in one slim bar."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from PIL import Image

from storyboard.model.request import ClipRequest, SpokenLine
from storyboard.model.time import timecode
from storyboard.panels.colour import Colour, from_hex
from storyboard.panels.lettering import Type, fitted, width, write

_WORDS_PER_SECOND = 2.6
_SHORTEST = 1.6


@dataclass(frozen=True)
class Card:
    """What the strip says for a while, apart from the running timecode."""

    start: float
    """Seconds."""
    speaker: str
    text: str


def strip_height(size: tuple[int, int]) -> int:
    """How high the strip is for a picture of this size; even, in pixels."""
    across, down = size
    rows = 2 if across < down * 1.2 else 1
    text = _points(size)
    return round(text * (1.05 + 1.35 * rows) / 2) * 2


def _points(size: tuple[int, int]) -> int:
    across, down = size
    return max(round(min(down * 0.031, across * 0.030)), 6)


def cards(request: ClipRequest) -> tuple[Card, ...]:
    """What is shown when: each line from its `at` until it is read, else the action."""
    action = Card(0.0, "", request.staging.action)
    shown: list[Card] = []
    end = 0.0
    lines = sorted(request.staging.dialogue, key=lambda line: line.at)
    for line in lines:
        if line.at > end + 0.2 or not shown:
            shown.append(Card(end, "", action.text))
        shown.append(Card(line.at, line.name, line.line))
        end = line.at + _reading(line)
    if not lines or end < request.seconds - 0.4:
        shown.append(Card(end, "", action.text))
    return tuple(shown)


def _reading(line: SpokenLine) -> float:
    return max(len(line.line.split()) / _WORDS_PER_SECOND + 0.4, _SHORTEST)


class Strip:
    """Paints the strip, frame by frame; mostly only the timecode changes."""

    def __init__(
        self, request: ClipRequest, size: tuple[int, int], rate: Fraction
    ) -> None:
        """`size` is the whole picture's, in pixels."""
        self._request = request
        self._rate = rate
        self._size = (size[0], strip_height(size))
        self._rows = 2 if size[0] < size[1] * 1.2 else 1
        points = _points(size)
        self._strong = Type(points, 600, tracking=0.02)
        self._plain = Type(points, 400, tracking=0.012)
        self._quiet = Type(points, 400, italic=True, tracking=0.012)
        self._digits = Type(points, 500)
        palette = [from_hex(text) for text in request.staging.palette]
        ground = palette[0] if palette else Colour(0.3, -0.003, -0.015)
        self._ground = ground.muted(0.55).at(0.135)
        accent = max(
            palette[1:], key=lambda c: c.chroma, default=Colour(0.8, 0.03, 0.1)
        )
        self._accent = accent.muted(0.85).at(0.80)
        self._paper = self._ground.mix(Colour(1.0), 0.92).at(0.93)
        self._grey = self._ground.mix(self._paper, 0.56)
        self._cards = cards(request)
        self._ready: dict[Card, tuple[Image.Image, ...]] = {}
        self._shown: tuple[Card, str] | None = None
        self._base: tuple[Image.Image, ...] = ()
        self._glyphs: dict[str, tuple[Image.Image, ...]] = {}

    def planes(self, frame: int) -> tuple[Image.Image, ...]:
        """The strip at a frame, in video's terms."""
        seconds = float(frame / self._rate)
        card = max(
            (c for c in self._cards if c.start <= seconds + 1e-6), key=lambda c: c.start
        )
        clock = timecode(frame, self._rate)
        if (card, clock[:-2]) != self._shown:
            self._shown = card, clock[:-2]
            if card not in self._ready:
                self._ready[card] = planes_of(self._set(card))
            self._base = tuple(plane.copy() for plane in self._ready[card])
            self._put(self._base, clock[:-2], 0)
        shown = tuple(plane.copy() for plane in self._base)
        self._put(shown, clock[-2:], self._clock - 2 * self._step("0"))
        return shown

    def _put(self, planes: tuple[Image.Image, ...], text: str, x: int) -> None:
        """Set a part of the timecode, `x` pixels from where it starts."""
        left = round((self._size[0] - self._margin - self._clock) / 2) * 2 + x
        top = round(self._line(0) - self._digits.size) // 2 * 2
        for character in text:
            for part, glyph in enumerate(self._glyph(character)):
                at = (left, top) if part == 0 else (left // 2, top // 2)
                planes[part].paste(glyph, at)
            left += self._step(character)

    def _step(self, character: str) -> int:
        """How far a character of the timecode takes, whole pixels and even."""
        return round(self._digits.size * (0.29 if character == ":" else 0.52) / 2) * 2

    @property
    def _clock(self) -> int:
        return 8 * self._step("0") + 3 * self._step(":")

    def _glyph(self, character: str) -> tuple[Image.Image, ...]:
        """A character of the timecode, ready to be put down frame after frame."""
        if character not in self._glyphs:
            size = (self._step(character), round(self._digits.size * 0.6) * 2)
            image = Image.new("RGB", size, self._ground.rgb)
            row = self._line(0)
            base = row - round(row - self._digits.size) // 2 * 2
            at = (size[0] / 2, base)
            write(image, at, character, self._digits, self._grey.rgb, anchor="centre")
            self._glyphs[character] = planes_of(image)
        return self._glyphs[character]

    @property
    def _margin(self) -> float:
        return max(self._size[0] * 0.022, self._plain.size * 0.8)

    def _line(self, row: int) -> float:
        """The base line of a row."""
        down = self._size[1]
        middle = down * (2 * row + 1) / (2 * self._rows)
        towards = (down / 2 - middle) * 0.22
        return middle + towards + self._plain.capital / 2

    def _set(self, card: Card) -> Image.Image:
        image = Image.new("RGB", self._size, self._ground.rgb)
        slate, staging = self._request.slate, self._request.staging
        x, gap = self._margin, self._plain.size * 0.9
        end = self._size[0] - self._margin - self._clock - gap
        number = fitted(slate.shot, self._strong, (end - x) * 0.4)
        write(image, (x, self._line(0)), number, self._strong, self._accent.rgb)
        x += width(number, self._strong) + gap * 0.7
        share = 0.62 if self._rows == 1 else 1.0
        move = f"{staging.pace} {staging.move}" if staging.pace else staging.move
        facts = f"{slate.scene}  ·  {staging.size}  ·  {move}"
        room = (end - x) * share if self._rows == 1 else end - x
        facts = fitted(facts, self._plain, min(room, end - x))
        write(image, (x, self._line(0)), facts, self._plain, self._grey.rgb)
        if self._rows == 1:
            x += width(facts, self._plain) + gap * 1.6
            self._words(image, card, x, end)
        else:
            self._words(image, card, self._margin, self._size[0] - self._margin)
        return image

    def _words(self, image: Image.Image, card: Card, x: float, end: float) -> None:
        y = self._line(self._rows - 1)
        if card.speaker:
            name = fitted(card.speaker.upper(), self._strong, (end - x) * 0.4)
            write(image, (x, y), name, self._strong, self._paper.rgb)
            x += width(name, self._strong) + self._plain.size * 0.6
            text = fitted(card.text, self._plain, end - x)
            write(image, (x, y), text, self._plain, self._paper.rgb)
            return
        text = fitted(card.text, self._quiet, end - x)
        write(image, (x, y), text, self._quiet, self._grey.rgb)


def planes_of(image: Image.Image) -> tuple[Image.Image, Image.Image, Image.Image]:
    """An RGB image in video's terms: Y, and Cb and Cr at half size (BT.709)."""
    small = image.reduce(2) if min(image.size) > 1 else image
    return (
        image.convert("L", (0.18259, 0.61423, 0.06201, 16.0)),
        small.convert("L", (-0.10064, -0.33857, 0.43922, 128.0)),
        small.convert("L", (0.43922, -0.39894, -0.04027, 128.0)),
    )


def to_rgb(planes: list[Image.Image]) -> Image.Image:
    """A frame's planes as an RGB image, for stills."""
    size = planes[0].size
    luma, blue, red = (
        np.asarray(plane.resize(size, Image.Resampling.BILINEAR), np.float32)
        for plane in planes
    )
    y, cb, cr = (luma - 16) / 219, (blue - 128) / 224, (red - 128) / 224
    r, b = y + 1.5748 * cr, y + 1.8556 * cb
    g = (y - 0.2126 * r - 0.0722 * b) / 0.7152
    rgb = np.clip(np.stack([r, g, b], axis=-1), 0, 1) * 255
    return Image.fromarray(rgb.round().astype(np.uint8))
