"""How fast films are cut, against MoviePy and one call of ffmpeg, all in one run.

    python -m benchmarks.cut [--shots 12 120 1200] [--folder FOLDER] [--quick]
    python -m benchmarks.cut --minutes 60    (memory and drift of a long film)
    python -m benchmarks.cut --profile       (where the remaining time goes)

It makes its own clips, once, in FOLDER: five seconds of 720p at 24 frames a second
with movement, grain and sound. Each measurement is a process of its own. The film has
sound at −16 LUFS unless `picture alone` is said.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.cut_measured import Job, Measured

ROOT = Path(__file__).parents[1]
FEW, SOME, MANY = 12, 120, 1200
ROOM = 25_000_000
"""Bytes on disk that a shot takes at most, in clips, segments and films."""
MEMORY = 400
"""Megabytes that a film of an hour may take."""
ALONE = ", picture alone"

Key = tuple[int, str, str]
"""Shots, straight or dissolves, and what was done."""
Found = dict[Key, Measured]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shots", type=int, nargs="+", default=[FEW, SOME, MANY])
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()) / "storyboard-benchmark",
    )
    parser.add_argument("--kind", choices=("straight", "dissolves"), help="only that")
    parser.add_argument("--quick", action="store_true", help="four shots only")
    parser.add_argument("--ours", action="store_true", help="without its peers")
    parser.add_argument("--minutes", type=int, help="only a film of that length")
    parser.add_argument("--profile", action="store_true", help="only a profile")
    asked = parser.parse_args()
    shots = [4] if asked.quick else sorted(asked.shots)
    if asked.minutes:
        shots = [asked.minutes * 12]
    asked.folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(asked.folder).free
    if free < shots[-1] * ROOM:
        sys.exit(
            f"{asked.folder} has {free / 1e9:.0f} GB free; {shots[-1]} shots need "
            f"{shots[-1] * ROOM / 1e9:.0f}: give another --folder or fewer --shots"
        )
    print(machine(), flush=True)
    bench = Bench(asked.folder)
    bench.run(Job("material", bench.clips, shots[-1]))
    if asked.minutes:
        long(bench, shots[0])
    elif asked.profile:
        profile(bench, min(shots[-1], SOME))
    else:
        compare(bench, shots, asked.kind, peers=not asked.ours)


def machine() -> str:
    """What it runs on."""
    name = platform.processor() or platform.machine()
    lines = Path("/proc/cpuinfo")
    if lines.exists():
        models = [
            line for line in lines.read_text().splitlines() if "model name" in line
        ]
        name = models[0].partition(":")[2].strip() if models else name
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{name}, {os.cpu_count()} cores, load {load:.1f}, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


class Bench:
    """Runs measurements in a folder, and keeps what they find."""

    def __init__(self, folder: Path) -> None:
        self.clips = str(folder / "clips")
        self.work = folder / "work"
        self.found: Found = {}
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)

    def run(self, job: Job) -> Measured:
        """One measurement in a process of its own; it ends all where it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.cut_measured", json.dumps(asdict(job))],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return Measured(**json.loads(done.stdout.splitlines()[-1]))

    def note(self, job: Job, name: str) -> Measured:
        """A measurement that is printed and kept under a name."""
        name += "" if job.sound else ALONE
        measured = self.run(job)
        kind = "dissolves" if job.dissolves else "straight"
        self.found[job.shots, kind, name] = measured
        print(
            f"{job.shots:5} {kind:10} {name:34} {measured.seconds:8.2f} s "
            f"{measured.busy:8.2f} s of CPU {measured.megabytes:6.0f} MB",
            flush=True,
        )
        return measured

    def job(self, shots: int, *, dissolves: bool) -> Job:
        """A cut from nothing."""
        return Job(
            "cut",
            self.clips,
            shots,
            dissolves=dissolves,
            cache=str(self.work / "cache"),
            out=str(self.work / "film.mp4"),
        )

    def clear(self) -> None:
        """Remove what was made."""
        shutil.rmtree(self.work)
        self.work.mkdir()


def compare(bench: Bench, shots: list[int], kind: str | None, *, peers: bool) -> None:
    """Everything, and then the table of targets."""
    for count in shots:
        for dissolves in (False, True):
            if kind not in (None, "dissolves" if dissolves else "straight"):
                continue
            ours(bench, bench.job(count, dissolves=dissolves))
            bench.clear()
            if peers and count <= SOME:
                others(bench, count, dissolves=dissolves, alone=count == shots[0])
                bench.clear()
    print()
    some = max((n for n in shots if n <= SOME), default=shots[0])
    for target in targets(shots[0], some, shots[-1]):
        print(target.line(bench.found))


def ours(bench: Bench, cold: Job) -> None:
    """Cold, warm, changed; then as clips arrive, and when all of them are prepared."""
    other = replace(cold, out=str(bench.work / "other.mp4"))
    bench.note(cold, "cold")
    bench.note(replace(cold, what="copy"), "copying the film")
    bench.note(other, "warm")
    # Each change starts from what the first cut kept.
    for changed in ("trim", "shot"):
        copied = replace(other, cache=linked(cold.cache, changed), changed=changed)
        bench.note(copied, f"one {changed} changed")
    all_but, everything = (str(bench.work / name) for name in ("all but", "all"))
    first = replace(cold, what="prepare", cache=all_but, known=cold.cache)
    bench.run(replace(first, but=1))
    bench.run(replace(first, cache=everything))
    for cache, name in ((all_but, "after the last clip"), (everything, "conformed")):
        for sound in (True, False):
            copied = replace(other, cache=linked(cache, str(sound)), sound=sound)
            bench.note(copied, name)


def linked(cache: str, name: str) -> str:
    """Another cache with the same files, which takes no room."""
    copy = f"{cache} {name}"
    shutil.copytree(cache, copy, copy_function=os.link)
    return copy


def others(bench: Bench, shots: int, *, dissolves: bool, alone: bool) -> None:
    """The same film by other means."""
    plain = bench.job(shots, dissolves=dissolves)
    methods = ("crossfades",) if dissolves else ("chain", "compose")
    jobs = [(replace(plain, what="ffmpeg"), "one ffmpeg call")]
    # Of many shots the quicker one is slow enough.
    for method in methods if alone else methods[:1]:
        jobs.append((replace(plain, what=method), f"MoviePy {method}"))
        if alone and method != "compose":
            silent = replace(plain, what=method, sound=False)
            jobs.append((silent, f"MoviePy {method}"))
    for job, name in jobs:
        try:
            bench.note(job, name)
        except subprocess.CalledProcessError as error:
            # With very many shots a peer may need more memory than there is.
            print(f"{shots:5} {name}: failed, exit code {error.returncode}", flush=True)


@dataclass(frozen=True)
class Target:
    """What may take how long at most."""

    words: str
    what: Key
    most: tuple[tuple[Key, float], ...]
    """It takes at most the sum of these, each so many times."""

    def line(self, found: Found) -> str:
        """How it was met, or that it was not measured."""
        if self.what not in found or any(key not in found for key, _ in self.most):
            return f"{self.words:64} not measured"
        seconds = found[self.what].seconds
        most = sum(found[key].seconds * share for key, share in self.most)
        verdict = "met" if seconds <= most else "NOT MET"
        return (
            f"{self.words:64} {seconds:8.2f} of {most:8.2f} s {seconds / most:6.2f} "
            f"{verdict}"
        )


def targets(few: int, some: int, many: int) -> Iterator[Target]:
    """The issue's table, for so many shots."""
    peers = {"straight": "MoviePy chain", "dissolves": "MoviePy crossfades"}
    for kind, alone, part in (
        ("dissolves", "", 12),
        ("dissolves", ALONE, 15),
        ("straight", "", 20),
        ("straight", ALONE, 50),
    ):
        words = f"{few} shots, {kind}, conformed{alone}: 1/{part} of MoviePy"
        peer = few, kind, peers[kind] + alone
        yield Target(words, (few, kind, "conformed" + alone), ((peer, 1 / part),))
    words, cold = f"{few} shots, dissolves, cold", (few, "dissolves", "cold")
    call = few, "dissolves", "one ffmpeg call"
    yield Target(f"{words}: 1.1 × one ffmpeg call", cold, ((call, 1.1),))
    peer = few, "dissolves", peers["dissolves"]
    yield Target(f"{words}: 1/3 of MoviePy", cold, ((peer, 1 / 3),))
    for kind in peers:
        for what in ("trim", "shot"):
            changed = some, kind, f"one {what} changed"
            words = f"{some} shots, {kind}, one {what} changed: 1/20 of cold"
            yield Target(words, changed, (((some, kind, "cold"), 1 / 20),))
        last = "after the last clip" + ALONE
        words = f"{many} shots, {kind}, last clip to picture: 2 × {few}, copying"
        most = ((few, kind, last), 2.0), ((many, kind, "copying the film"), 1.0)
        yield Target(words, (many, kind, last), most)


def long(bench: Bench, shots: int) -> None:
    """Memory of a film with dissolves, and whether picture or sound drift in one."""
    cold = bench.job(shots, dissolves=True)
    peak = bench.note(cold, "cold").megabytes
    peak = max(
        peak, bench.note(replace(cold, changed="shot"), "one shot changed").megabytes
    )
    peak = max(peak, bench.note(cold, "warm").megabytes)
    verdict = "met" if peak <= MEMORY else "NOT MET"
    print(f"at most {MEMORY} MB: {peak:.0f} MB, {verdict}", flush=True)
    bench.clear()
    print(bench.run(Job("drift", str(bench.work), shots)).told)


def profile(bench: Bench, shots: int) -> None:
    """Where time goes when little or nothing has changed."""
    cold = bench.job(shots, dissolves=True)
    bench.note(cold, "cold")
    for name, changed in (("warm", ""), ("one shot changed", "shot")):
        job = replace(cold, cache=linked(cold.cache, name), changed=changed)
        measured = bench.note(job, name)
        for stage, seconds in measured.stages.items():
            print(f"      {stage} told last at {seconds:.2f} s")
        again = replace(job, cache=linked(cold.cache, f"{name} again"), profile=True)
        print(bench.run(again).told, flush=True)
    print(bench.run(replace(cold, what="anatomy")).told)


if __name__ == "__main__":
    main()
