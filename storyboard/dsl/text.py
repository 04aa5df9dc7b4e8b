"""Text files and the places in them."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from storyboard.errors import Problem, Spot

MAX_BYTES = 4 * 1024 * 1024
"""The largest file that is read; a thousand shots take about half a megabyte."""

_LINE_END = re.compile(r"\r\n|\n|\r")
# What YAML 1.2 excludes, and the three that libyaml would take for line ends.
_UNWRITABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    "\U00010000-\U0010ffff]"
)
_LAST_CONTROL = 0x9F
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def shown(text: str, most: int = 60) -> str:
    """A text as it may stand in a message: one line, harmless and not too long."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in cut)


def in_quotes(text: str) -> str:
    """A text as YAML wants it quoted."""
    quote = "'" if '"' in text and "'" not in text else '"'
    return f"{quote}{shown(text)}{quote}"


@dataclass(frozen=True)
class SourceText:
    """A text and the name that it goes by in messages."""

    name: str
    """The file as its user would type it."""
    text: str
    """Without a byte order mark."""

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @cached_property
    def _lines(self) -> list[str]:
        # Kept, so that a thousand problems on one long line share one string.
        return _LINE_END.split(self.text)

    def line_number(self, offset: int) -> int:
        """The line of an offset into the text, from 1."""
        return bisect_right(self._starts, offset)

    def line_start(self, offset: int) -> int:
        """The offset at which the line of an offset starts."""
        return self._starts[self.line_number(offset) - 1]

    def spot(self, start: int, end: int | None = None) -> Spot:
        """The place from one offset to another, cut at the end of its line.

        Columns count characters (a tab, a CJK letter or an emoji is one).
        """
        line = self.line_number(start)
        text = self._lines[line - 1]
        offset = start - self._starts[line - 1]
        width = min((end or start) - start, len(text) - offset)
        return Spot(self.name, line, offset + 1, text, max(width, 1))


def _undecodable(name: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    if data.startswith(_UTF16):
        message = "this file is written in UTF-16, not UTF-8"
        spot = Spot(name, 1, 1)
    else:
        message = f"the byte 0x{data[error.start]:02x} here is not UTF-8"
        before = SourceText(name, data[: error.start].decode("utf-8"))
        spot = before.spot(len(before.text))
    return Problem("encoding", message, hint="save the file as UTF-8", spot=spot)


def _unwritable(source: SourceText) -> Iterator[Problem]:
    match = _UNWRITABLE.search(source.text)
    if match:
        code = ord(match[0])
        escape = f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"  # noqa: PLR2004
        hint = f'remove it, or write "{escape}" in double quotes'
        yield Problem(
            "character",
            f"the invisible character U+{code:04X} cannot stand here",
            hint=hint if code > _LAST_CONTROL else "remove it",
            spot=source.spot(match.start(), match.end()),
        )


def load(path: Path, name: str) -> tuple[SourceText | None, tuple[Problem, ...]]:
    """A UTF-8 text file, or why it is none; OSError where it cannot be opened."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        problem = Problem(
            "too-large",
            f"this file is larger than {MAX_BYTES // 1024 // 1024} MB",
            hint="share parts of it with `use`, or make several films",
            spot=Spot(name, 1, 1),
        )
        return None, (problem,)
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_undecodable(name, data, error),)
    source = SourceText(name, text)
    problems = tuple(_unwritable(source))
    return (None if problems else source), problems
