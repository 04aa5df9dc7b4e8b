"""One measurement of `benchmarks.cut`, in a process of its own.

    python -m benchmarks.cut_measured JSON    (of a Job; prints JSON of a Measured)

Its own, so that the peaks of memory do not mix.
"""

import cProfile
import io
import json
import os
import pstats
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

_LOOK_EVERY = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Job:
    """What to measure."""

    what: str
    """cut, prepare, material, copy, anatomy, drift, ffmpeg, chain, compose,
    crossfades."""
    folder: str
    """Where the clips are."""
    shots: int
    dissolves: bool = False
    sound: bool = True
    changed: str = ""
    """See `cut_material.timeline`."""
    cache: str = ""
    out: str = ""
    but: int = 0
    """For prepare: so many of the last clips are not there yet."""
    known: str = ""
    """For prepare: a cache from which segments are taken; each is made but once."""
    profile: bool = False


@dataclass(frozen=True)
class Measured:
    """What came out."""

    seconds: float
    busy: float
    """Seconds of processors, of this process and of those that it started."""
    megabytes: float
    """The peak of this process and of those that it started."""
    stages: dict[str, float] = field(default_factory=dict)
    """When each stage ended, in seconds from the start."""
    told: str = ""
    """A profile, or findings."""


def main() -> None:
    """Measure, and print."""
    job = Job(**json.loads(sys.argv[1]))
    stages: dict[str, float] = {}
    work = _work(job, stages)
    profile = cProfile.Profile()
    done = threading.Event()
    peaks: list[int] = [0]
    watch = threading.Thread(target=_watch, args=(done, peaks), daemon=True)
    watch.start()
    before, began = _busy(), time.perf_counter()
    if job.profile:
        profile.enable()
    told = work()
    if job.profile:
        profile.disable()
    seconds, busy = time.perf_counter() - began, _busy() - before
    done.set()
    watch.join()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        json.dumps(
            asdict(
                Measured(
                    seconds,
                    busy,
                    max(own, *peaks) / 1e6,
                    {name: at - began for name, at in stages.items()},
                    _top(profile) if job.profile else told or "",
                )
            )
        )
    )


def _work(job: Job, stages: dict[str, float]) -> Callable[[], str | None]:
    """What is timed; what is loaded or made for it beforehand is not."""
    from benchmarks import cut_material as material  # noqa: PLC0415

    folder, out = Path(job.folder), Path(job.out)
    if job.what == "material":
        return lambda: f"{len(material.clips(folder, job.shots))} clips"
    if job.what == "copy":
        return lambda: _copy(out)
    if job.what == "drift":
        from benchmarks import cut_drift  # noqa: PLC0415

        return lambda: cut_drift.drift(folder, job.shots)
    if job.what in ("cut", "prepare", "anatomy"):
        return _ours(job, stages)
    from benchmarks import cut_peers  # noqa: PLC0415

    files = material.clips(folder, job.shots)
    clips = [files[n % (len(files) - 1)] for n in range(job.shots)]
    if job.what == "ffmpeg":
        return lambda: cut_peers.ffmpeg(
            clips, out, dissolves=job.dissolves, sound=job.sound
        )
    import moviepy  # noqa: F401, PLC0415 - loading it is not timed

    return lambda: cut_peers.moviepy(clips, out, job.what, sound=job.sound)


def _ours(job: Job, stages: dict[str, float]) -> Callable[[], str | None]:
    from benchmarks import cut_material as material  # noqa: PLC0415
    from storyboard.assembly.ahead import ahead  # noqa: PLC0415
    from storyboard.assembly.film import cut, recipe_of  # noqa: PLC0415
    from storyboard.assembly.kept import place_of  # noqa: PLC0415
    from storyboard.assembly.segments import segments  # noqa: PLC0415
    from storyboard.model.event import CutMoved, Event  # noqa: PLC0415
    from storyboard.model.timeline import Source  # noqa: PLC0415

    film = material.timeline(
        Path(job.folder),
        job.shots,
        dissolves=job.dissolves,
        sound=job.sound,
        changed=job.changed,
    )
    cache = Path(job.cache)

    def report(event: Event) -> None:
        if isinstance(event, CutMoved):
            stages[event.stage] = time.perf_counter()

    def prepare() -> None:
        """What a shoot does as clips arrive; see `production.developing`."""
        late = {edit.slate.shot for edit in film.edits[job.shots - job.but :]}
        there = [s for s in segments(film) if not late & set(s.shots)]
        for segment in there if job.known else ():
            place = place_of(segment, recipe_of(film), Path(job.known))
            if place.exists() and not (cache / place.name).exists():
                cache.mkdir(parents=True, exist_ok=True)
                (cache / place.name).hardlink_to(place)
        slate = Source(kind="slate", reason="waiting")
        edits = tuple(
            edit.model_copy(update={"source": slate})
            if edit.slate.shot in late
            else edit
            for edit in film.edits
        )
        known = {edit.slate.shot for edit in edits} - late
        so_far = film.model_copy(update={"edits": edits})
        for _ in ahead(so_far, known, Path(job.out), cache):
            pass

    if job.what == "prepare":
        return prepare
    if job.what == "anatomy":
        from benchmarks.cut_anatomy import anatomy  # noqa: PLC0415

        return lambda: anatomy(film)

    def made() -> str:
        """Cut the film; how much of it was kept."""
        told = cut(film, Path(job.out), cache=cache, report=report)
        return f"{len(told.made)} segments made, {told.kept} kept"

    return made


def _busy() -> float:
    """Seconds of processors so far; of children, those that have ended."""
    both = (
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _copy(file: Path) -> None:
    """Read a file and write it again: what joining cannot do without."""
    other = file.with_suffix(".copy")
    with file.open("rb") as source, other.open("wb") as target:
        while block := source.read(1 << 20):
            target.write(block)
    other.unlink()


def _top(profile: cProfile.Profile) -> str:
    text = io.StringIO()
    stats = pstats.Stats(profile, stream=text)
    stats.strip_dirs().sort_stats("cumulative").print_stats(22)
    stats.sort_stats("tottime").print_stats(12)
    return text.getvalue()


def _watch(done: threading.Event, peaks: list[int]) -> None:
    """Note how much this process and its children hold together, where Linux tells."""
    while not done.wait(_LOOK_EVERY):
        held = [_resident(pid) for pid in _family(os.getpid())]
        # Alone, this process's own peak is known exactly.
        if len(held) > 1:
            peaks[0] = max(peaks[0], sum(held))


def _family(pid: int) -> Iterator[int]:
    yield pid
    children: list[str] = []
    # Threads and processes end while they are looked at.
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            children += task.read_text().split()
    for child in children:
        yield from _family(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


if __name__ == "__main__":
    main()
