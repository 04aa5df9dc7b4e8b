"""How fast the animatic draws, against x264 encoding the same frames and nothing else.

Run: python benchmarks/animatic.py [LINES]    (the picture's lines, 720 by default)
"""

import os
import platform
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

from storyboard.media.write import ClipWriter, Plane
from storyboard.model.request import ClipRequest, Place, SlateText, Staging, Subject
from storyboard.model.time import frame_size
from storyboard.model.value import SceneId, ShotId
from storyboard.model.words import MoveKind
from storyboard.panels.clip import draw_clip, frames

SECONDS = 5.0
MIRA = Subject(id="mira", name="Mira", sheet="A woman in a grey wool coat")
OTTO = Subject(id="otto", name="Otto", sheet="An old man in a navy jacket and a cap")


def _place(name: str, sheet: str) -> Place:
    return Place(id=name.casefold(), name=name, sheet=sheet)


SHOTS: tuple[tuple[MoveKind, Staging], ...] = (
    ("push in", Staging(size="wide", place=_place("Cliff", "a cliff"), time="dusk")),
    ("pan left", Staging(size="wide", place=_place("Street", "a street"), time="rain")),
    ("static", Staging(size="medium", place=_place("Bar", "a bar"), light="low-key")),
    ("track right", Staging(size="full", place=_place("Wood", "a forest"), time="day")),
)


def request(move: MoveKind, staging: Staging, lines: int) -> ClipRequest:
    """A shot of two people with this move."""
    filled = staging.model_copy(
        update={"move": move, "subjects": (MIRA, OTTO), "action": "Mira and Otto talk."}
    )
    return ClipRequest(
        provider="animatic",
        model=None,
        prompt="",
        seconds=SECONDS,
        aspect="16:9",
        resolution=f"{lines}p",
        fps="24",
        seed=1,
        staging=filled,
        slate=SlateText(film="Bench", scene=SceneId("one"), shot=ShotId("010")),
    )


def encode(planes: list[list[Plane]], size: tuple[int, int], out: Path) -> None:
    """What the peer does: the same frames through the same encoder."""
    with ClipWriter(out, size, Fraction(24), sound=False) as writer:
        for frame in planes:
            writer.planes(frame)


def main() -> None:
    """Print a line per shot: times real time, ours and the encoder's alone."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 720
    cores = os.cpu_count() or 1
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(
        f"{platform.machine()}, {cores} cores, load {load:.1f}; {lines}p24, one process"
    )
    size = frame_size("16:9", f"{lines}p")
    ours = peers = 0.0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "clip.mp4"
        draw_clip(request(*SHOTS[0], 180), {}, out)
        for move, staging in SHOTS:
            asked = request(move, staging, lines)
            kept = list(frames(asked, {}, strip=True))
            start = time.process_time()
            encode(kept, size, out)
            middle = time.process_time()
            draw_clip(asked, {}, out)
            end = time.process_time()
            peer, own = middle - start, end - middle
            ours, peers = ours + own, peers + peer
            print(f"  {move:12} {SECONDS / own:5.1f} × real time, "
                  f"x264 alone {SECONDS / peer:5.1f} ×, {own / peer:4.2f} of its time, "
                  f"{out.stat().st_size // 1000} kB")  # fmt: skip
    total = SECONDS * len(SHOTS)
    print(f"all: {total / ours:.1f} × in one process, {total / ours * cores:.1f} × in "
          f"{cores}; x264 alone {total / peers:.1f} × in one")  # fmt: skip


if __name__ == "__main__":
    main()
