"""How large Seedance's clips and files are, whoever sells them."""

from collections.abc import Mapping

from storyboard.model.media import MediaLimits

RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")
"""Width to height, in the order of the tables here."""
RESOLUTIONS = ("480p", "720p", "1080p")
"""Lines, in the order of the tables here."""
Sizes = tuple[tuple[int, int], ...]
Pixels = Mapping[str, tuple[int, int]]
"""Width and height by `RESOLUTION RATIO`, as an `Edition` has them."""


def _pixels(*sizes: Sizes) -> Pixels:
    """One row of ratios per resolution."""
    return {
        f"{resolution} {ratio}": size
        for resolution, row in zip(RESOLUTIONS, sizes, strict=True)
        for ratio, size in zip(RATIOS, row, strict=True)
    }


PIXELS = _pixels(
    ((864, 496), (752, 560), (640, 640), (560, 752), (496, 864), (992, 432)),
    ((1280, 720), (1112, 834), (960, 960), (834, 1112), (720, 1280), (1470, 630)),
    (
        (1920, 1080), (1664, 1248), (1440, 1440), (1248, 1664), (1080, 1920),
        (2206, 946),
    ),
)  # fmt: skip
"""Of 2.0 (sheet evolink.md, Output pixels); a reseller prints the same of 1.5."""
PIXELS_OF_1_0 = _pixels(
    ((864, 480), (736, 544), (640, 640), (544, 736), (480, 864), (960, 416)),
    ((1248, 704), (1120, 832), (960, 960), (832, 1120), (704, 1248), (1504, 640)),
    (
        (1920, 1088), (1664, 1248), (1440, 1440), (1248, 1664), (1088, 1920),
        (2176, 928),
    ),
)  # fmt: skip
"""Of 1.0, as two resellers print them (read 2026-11-21); the sheet has none."""

SOUND = MediaLimits(
    suffixes=(".wav", ".mp3"),
    most_bytes=15_000_000,
    seconds=(2, 15),
    most_seconds=15,
)
"""A reference sound of 2.0 (sheets ark.md, `content[]` items, and evolink.md, Submit
request)."""
