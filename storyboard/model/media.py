"""What is known of a file that goes along with a request, and what a service takes."""

from collections.abc import Iterator
from typing import Literal

from storyboard.model.value import Value

MediaKind = Literal["image", "video", "audio"]
Delivery = Literal["address", "upload", "inline"]
"""How a file reaches a service: as a public address that the user sees to, uploaded
to the service itself, or written into the request."""


class FileFacts(Value):
    """A file as it lies on the disk."""

    bytes: int
    """Its size."""
    suffix: str
    """How its name ends, in lower case, such as `.png`."""
    width: int | None = None
    """Pixels; None: it is a sound."""
    height: int | None = None
    """Pixels."""
    seconds: float | None = None
    """How long it is; None: it is a still."""
    fps: float | None = None
    """Frames per second of a video."""


Range = tuple[float, float]


class MediaLimits(Value):
    """What a service takes of one kind of media. None or empty: no limit is known."""

    suffixes: tuple[str, ...] = ()
    """How names may end, in lower case."""
    most_bytes: int | None = None
    """Of one file."""
    seconds: Range | None = None
    """Of one file."""
    most_seconds: float | None = None
    """Of all files of this kind together."""
    side: Range | None = None
    """Pixels of width and of height."""
    aspect: Range | None = None
    """Width divided by height."""
    pixels: Range | None = None
    """Width times height."""
    fps: Range | None = None
    """Frames per second."""

    def refusals(self, facts: FileFacts) -> Iterator[str]:
        """What of a file is outside the limits, in words that follow its name."""
        if self.suffixes and facts.suffix not in self.suffixes:
            yield f"is {facts.suffix or 'of no known kind'}, not one of " + ", ".join(
                self.suffixes
            )
        if self.most_bytes is not None and facts.bytes > self.most_bytes:
            most = self.most_bytes / 1_000_000
            yield f"has {facts.bytes / 1_000_000:.1f} MB; at most {most:g} are taken"
        width, height = facts.width, facts.height
        measured: list[tuple[str, float | None, Range | None]] = [
            ("seconds", facts.seconds, self.seconds),
            ("pixels of width", width, self.side),
            ("pixels of height", height, self.side),
            ("frames per second", facts.fps, self.fps),
        ]
        if width and height:
            measured.append(("times as wide as high", width / height, self.aspect))
            measured.append(("pixels in all", width * height, self.pixels))
        for what, value, limits in measured:
            if value is None or limits is None or limits[0] <= value <= limits[1]:
                continue
            least, most = limits
            taken = f"{_said(least)} to {_said(most)} are taken"
            yield f"has {_said(value)} {what}; {taken}"


def _said(number: float) -> str:
    return f"{number:,.0f}" if number >= 1_000 else f"{number:.4g}"  # noqa: PLR2004
