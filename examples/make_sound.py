"""Make the example films' music and effects anew: `python examples/make_sound.py`.

Names choose some of them: `python examples/make_sound.py theme match`. Everything is
synthesised here, so every file is ours to give away.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from sound import dialogue, effects, nature, noir, product
from sound.mixing import Stereo
from sound.synth import RATE

HERE = Path(__file__).parent


class Recording(NamedTuple):
    """A sound, the film it belongs to, and the bit rate it needs."""

    film: str
    make: Callable[[], Stereo]
    kilobits: int = 128


RECORDINGS = {
    "theme": Recording("noir", noir.theme),
    "rain": Recording("noir", effects.rain, 64),
    "thunder": Recording("noir", effects.thunder, 112),
    "match": Recording("noir", effects.match, 96),
    "steps": Recording("noir", effects.steps, 96),
    "gull": Recording("noir", effects.gull, 96),
    "pulse": Recording("product", product.pulse, 144),
    "ring": Recording("product", effects.ring, 96),
    "bed": Recording("dialogue", dialogue.bed, 96),
    "middle_c": Recording("dialogue", effects.middle_c, 96),
    "knock": Recording("dialogue", effects.knock, 96),
    "marsh": Recording("nature", nature.marsh, 112),
    "curlew": Recording("nature", effects.curlew, 96),
}


def write(sound: Stereo, path: Path, kilobits: int) -> None:
    """Write a sound as AAC in an m4a file, the same bytes for the same sound."""
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = sound.astype(np.float32)
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="ipod", options=options) as container:
        stream = container.add_stream("aac", rate=RATE, layout="stereo")
        stream.bit_rate = kilobits * 1000
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        for start in range(0, samples.shape[1], 1024):  # AAC's frame
            block = np.ascontiguousarray(samples[:, start : start + 1024])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of: {', '.join(RECORDINGS)}"
    )
    names = parser.parse_args().names or list(RECORDINGS)
    unknown = [name for name in names if name not in RECORDINGS]
    if unknown:
        parser.error(f"no sound {', '.join(unknown)}; there is {', '.join(RECORDINGS)}")
    for name in names:
        film, make, kilobits = RECORDINGS[name]
        path = HERE / film / "audio" / f"{name}.m4a"
        write(make(), path, kilobits)
        print(f"{path.relative_to(HERE.parent)}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
