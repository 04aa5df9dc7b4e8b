"""Make the example films' music and effects anew: `python examples/make_sound.py`.

Names choose some of them: `python examples/make_sound.py theme match`. Everything is
synthesised here, so every file is ours to give away.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

import av
import numpy as np
from sound import dialogue, effects, ferry, nature, noir, product, windfall
from sound.mixing import Stereo
from sound.synth import RATE

HERE = Path(__file__).parent


class Recording(NamedTuple):
    """A sound, the film it belongs to, the bit rate it needs, and its file's kind."""

    film: str
    make: Callable[[], Stereo]
    kilobits: int = 128
    kind: str = "m4a"


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
    "crossing": Recording("ferry", ferry.crossing, 112),
    "oars": Recording("ferry", ferry.oars, 96),
    "bell_far": Recording("ferry", ferry.bell_far, 96),
    "bell": Recording("ferry", ferry.bell, 96, "mp3"),  # services take no m4a
    "windfall": Recording("windfall", windfall.windfall, 112),
    "crunch": Recording("windfall", windfall.crunch, 96),
}


class Coding(NamedTuple):
    """How a kind of file is written."""

    container: str
    codec: Literal["aac", "libmp3lame"]
    frame: int
    options: dict[str, str]


CODINGS = {
    "m4a": Coding("ipod", "aac", 1024, {"movflags": "+faststart"}),
    "mp3": Coding("mp3", "libmp3lame", 1152, {"write_xing": "0"}),
}


def write(sound: Stereo, path: Path, kilobits: int) -> None:
    """Write a sound as its file's kind says, the same bytes for the same sound."""
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = sound.astype(np.float32)
    coding = CODINGS[path.suffix[1:]]
    options = {**coding.options, "fflags": "+bitexact"}
    with av.open(str(path), "w", format=coding.container, options=options) as container:
        stream = container.add_stream(coding.codec, rate=RATE, layout="stereo")
        stream.bit_rate = kilobits * 1000
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        for start in range(0, samples.shape[1], coding.frame):
            block = np.ascontiguousarray(samples[:, start : start + coding.frame])
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
        film, make, kilobits, kind = RECORDINGS[name]
        path = HERE / film / "audio" / f"{name}.{kind}"
        write(make(), path, kilobits)
        print(f"{path.relative_to(HERE.parent)}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
