"""Draw the example films' own pictures anew: `python examples/make_stills.py`."""

from collections.abc import Callable
from pathlib import Path

from drawing import bell, dog, ferrywoman, piano, river, thwart
from PIL import Image

HERE = Path(__file__).parent

STILLS: dict[str, Callable[[], Image.Image]] = {
    "dialogue/stills/middle-c.jpg": piano.middle_c,
    "ferry/refs/ida-front.jpg": ferrywoman.front,
    "ferry/refs/ida-side.jpg": ferrywoman.side_view,
    "ferry/refs/pilot.jpg": dog.sitting,
    "ferry/stills/putting-off.jpg": river.putting_off,
    "ferry/stills/putting-in.jpg": river.putting_in,
    "ferry/stills/fare.jpg": thwart.fare,
    "product/stills/dome.jpg": bell.dome,
    "product/stills/thumb.jpg": bell.thumb,
    "product/stills/ring.jpg": bell.ring,
    "product/stills/packshot.jpg": bell.packshot,
}


def main() -> None:
    """The command line."""
    for name, still in STILLS.items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        still().save(path, quality=88)
        print(f"examples/{name}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
