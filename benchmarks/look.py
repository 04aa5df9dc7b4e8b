"""How fast a clip is looked at, against decoding it and nothing else.

Run: python benchmarks/look.py [CLIP…]    (a drawn clip, and one with grain, by default)
"""

import os
import platform
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from storyboard.media.ffmpeg import media_input, media_output, run
from storyboard.media.frames import write_frame
from storyboard.media.inspect import Asked, inspect
from storyboard.media.probe import probe
from storyboard.media.read import frames
from storyboard.media.write import ClipWriter

SIZE = (1280, 720)
RATE = Fraction(24)
SECONDS = 10


def pan(out: Path) -> Path:
    """A pan over a coarse picture."""
    rng = np.random.default_rng(1)
    coarse = rng.integers(30, 220, (SIZE[1] // 40, SIZE[0] * 2 // 40, 3), np.uint8)
    wide = np.kron(coarse, np.ones((40, 40, 1), np.uint8))
    with ClipWriter(out, SIZE, RATE, sound=False) as writer:
        for place in range(SECONDS * 24):
            seen = wide[:, place * 4 : place * 4 + SIZE[0]]
            writer.picture(np.ascontiguousarray(seen, np.uint8))
    return out


def grain(source: Path, out: Path) -> Path:
    """The same as services send it: grain, B-frames, 4 Mbit/s."""
    noise = ("-vf", "noise=alls=8:allf=t", "-b:v", "4M", "-preset", "medium")
    run([*media_input(source), *noise, media_output(out)])
    return out


def main() -> None:
    """Print a line per clip."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        clips = [Path(name) for name in sys.argv[1:]]
        if not clips:
            plain = pan(Path(folder) / "pan.mp4")
            clips = [plain, grain(plain, Path(folder) / "grain.mp4")]
        for clip in clips:
            facts = probe(clip)
            started = time.perf_counter()
            sum(1 for _ in frames(clip, facts.rate or RATE))
            decoded = time.perf_counter()
            inspect(clip, Asked(sound=facts.has_sound))
            looked = time.perf_counter()
            write_frame(clip, "last", Path(folder) / "last.png")
            ended = time.perf_counter()
            print(f"  {clip.name}: {facts.width}×{facts.height}, "
                  f"{facts.seconds / (looked - decoded):.0f} × real time; decoding "
                  f"alone {facts.seconds / (decoded - started):.0f} ×; last frame "
                  f"in {ended - looked:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
