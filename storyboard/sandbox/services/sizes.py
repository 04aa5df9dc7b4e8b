"""How large Seedance's clips are (sheets evolink.md and kinovi.md, read 2026-11-21)."""

from collections.abc import Mapping

RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")
"""The ratios of Seedance 2.0."""
_SIZES = {
    "480p": ((864, 496), (752, 560), (640, 640), (560, 752), (496, 864), (992, 432)),
    "720p": (
        (1280, 720), (1112, 834), (960, 960), (834, 1112), (720, 1280), (1470, 630),
    ),
    "1080p": (
        (1920, 1080), (1664, 1248), (1440, 1440), (1248, 1664), (1080, 1920),
        (2206, 946),
    ),
}  # fmt: skip
PIXELS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    **{name: dict(zip(RATIOS, sizes, strict=True)) for name, sizes in _SIZES.items()},
    "4k": {
        ratio: (2 * width, 2 * height)
        for ratio, (width, height) in zip(RATIOS, _SIZES["1080p"], strict=True)
    },
}
"""Width and height by resolution and ratio. Of 4k only 3840×2160 at 16:9 is printed;
the others are taken as twice those of 1080p, as that one is."""
