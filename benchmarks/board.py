"""Time `check` and `plan` on a board of 1,000 shots, and `--help`.

    python benchmarks/board.py [SHOTS]

The peer, in the same run, is a bare `yaml.safe_load` of the same file: what anyone
pays who merely looks at it with PyYAML's Python loader.
"""

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEAD = """\
storyboard: 1
title: A Thousand Shots
style: {medium: 35mm film, palette: ["#0b1d2a", "#e8b04a"], avoid: [text]}
characters:
  mira:
    sheet: A woman with silver hair and a grey coat
    short: the keeper
    looks: {storm: in a yellow oilskin}
  otto: {sheet: A tall man with a red beard, short: the boatman}
locations:
  cliff: {sheet: A basalt cliff above a grey sea}
props:
  lantern: {sheet: a dented brass lantern}
scenes:
"""
SCENE = """\
  - id: s{number}
    location: cliff
    time: dusk
    characters: {{mira: storm, otto: null}}
    shots:
"""
SHOT = """\
      - id: "{number:05}"
        size: wide
        angle: low
        move: slow push in
        action: "{{{{ mira }}}} lifts {{{{ lantern }}}}; {{{{ otto }}}} nods {number}."
        seconds: 5
        trim: {{from: 0.4, to: 4.2}}
        dialogue: [{{who: mira, line: Not tonight., at: 1.0}}]
        tags: [hero]
"""


def board_text(shots: int) -> str:
    """A board with so many shots, twenty to a scene."""
    parts = [HEAD]
    for number in range(shots):
        if number % 20 == 0:
            parts.append(SCENE.format(number=number))
        parts.append(SHOT.format(number=number))
    return "".join(parts)


def timed(*command: str) -> tuple[float, int]:
    """Seconds of a command, and the largest memory of any child so far in MB."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return time.perf_counter() - started, peak // 1024


def main() -> None:
    """Print each time, its ratio to the peer's, and the memory."""
    shots = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {sys.version[:6]}")
    with tempfile.TemporaryDirectory() as folder:
        board = Path(folder) / "storyboard.yaml"
        board.write_text(board_text(shots), encoding="utf-8")
        load = f"import yaml; yaml.safe_load(open({str(board)!r}, encoding='utf-8'))"
        peer, _ = timed(sys.executable, "-c", load)
        print(f"{'yaml.safe_load':<16}{peer:6.2f} s   (peer, {shots} shots)")
        for verb in ("--help", "check", "plan"):
            arguments = [verb] if verb == "--help" else [verb, str(board)]
            took, peak = timed(sys.executable, "-m", "storyboard", *arguments)
            ratio = took / peer
            print(f"{verb:<16}{took:6.2f} s   {ratio:5.2f} × peer   peak {peak} MB")


if __name__ == "__main__":
    main()
