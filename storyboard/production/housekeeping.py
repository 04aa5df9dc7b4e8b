"""House-keeping: what lies in the store, what nothing names, and clearing it away.

Nothing goes by itself. What a lock names stays; what the ledger has as a paid take
goes only when it is asked for by that word; and whatever is younger than a day may
belong to a run that has not come to an end.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from storyboard.model.containers import FILMS
from storyboard.production.records import has_ledger
from storyboard.production.script import Script
from storyboard.production.stock import Known, Made, known, size_of
from storyboard.store.caches import CACHES, UNFINISHED, cached_files
from storyboard.store.durable import storing
from storyboard.store.films import record_name
from storyboard.store.guard import is_left
from storyboard.store.lock_files import files_below
from storyboard.store.turns import my_turn

SETTLED = 86_400.0
"""Seconds after which nobody comes back for a file that nothing names."""

LitterKind = Literal[
    "clip", "paid clip", "damaged", "unfinished", "cache", "scratch", "film record"
]
"""What may be cleared away:

    clip         no lock names it, and the ledger knows of no payment for it
    paid clip    no lock names it, and the ledger has it as a paid take
    damaged      a clip that was set aside because its bytes had changed
    unfinished   a download that nobody goes on with
    cache        can be made again from the clips
    scratch      left by a run that was killed
    film record  of a film whose file is gone
"""


@dataclass(frozen=True)
class Litter:
    """A file or folder that may be cleared away."""

    kind: LitterKind
    path: Path
    size: int
    """Bytes."""
    made: Made | None = None
    """Of a clip: what the ledger knows of it; None: nothing."""


@dataclass(frozen=True)
class Found:
    """What may be cleared away from a store."""

    litter: tuple[Litter, ...]
    """By kind and path."""
    shared: bool
    """Whether clips and film records were left out, since other projects, whose locks
    are not known here, may use the store as well."""


def litter(script: Script, *, shared: bool = False) -> Found:
    """What may be cleared away; nothing is changed.

    Of a store outside the project's folder, clips and film records are kept: other
    projects may use it. `shared`: the user says that none does. StoreError where a
    lock or the ledger cannot be read.
    """
    project = script.project
    ours = shared or project.store.is_relative_to(project.root)
    return Found(_litter(script, known(script), ours=ours), shared=not ours)


def clear(script: Script, chosen: Sequence[Litter], *, shared: bool = False) -> int:
    """Delete what was chosen, as far as it is litter still; gives the bytes freed.

    It waits for a cut that is going on, and no film of this ledger can be shot
    meanwhile. StoreError while one is being shot, unless only caches and film records
    were chosen, and where something cannot be deleted.
    """
    store = script.project.store
    if not store.is_dir():
        return 0
    ours = shared or store.is_relative_to(script.project.root)
    alone = any(each.kind not in {"cache", "film record"} for each in chosen)
    freed = 0
    with my_turn(store / "cutting"), _no_run(script) if alone else nullcontext():
        still = set(_litter(script, known(script), ours=ours))
        for each in chosen:
            # A lock, or a run, may have come to name it since it was listed.
            if each not in still:
                continue
            with storing(each.path):
                if each.path.is_dir():
                    shutil.rmtree(each.path)
                else:
                    each.path.unlink(missing_ok=True)
            freed += each.size
    return freed


@contextmanager
def _no_run(script: Script) -> Iterator[None]:
    """Be the runner of every film in the ledger, so that nobody else is."""
    if not has_ledger(script.project):
        yield
        return
    from storyboard.production.running import only_run  # noqa: PLC0415 - heavy
    from storyboard.scheduler.ledger import Ledger  # noqa: PLC0415 - heavy

    with ExitStack() as stack:
        with Ledger(script.project.ledger_url, script.studio.clock) as ledger:
            films = ledger.films()
        for film in films:
            stack.enter_context(only_run(script, film))
        yield


def _litter(script: Script, told: Known, *, ours: bool) -> tuple[Litter, ...]:
    store = script.project.store
    found: list[Litter] = []
    with storing(store):
        if ours:
            found += _clips(script, told)
            found += _film_records(script)
        for path in sorted(store.glob("clips/*/*.damaged")):
            found.append(Litter("damaged", path, size_of(path)))
        for path in sorted((store / "incoming").glob("*")):
            key = path.name.partition("-")[0]
            if _settled(script, path) and key not in told.held:
                found.append(Litter("unfinished", path, size_of(path)))
        for path in cached_files(store):
            found.append(Litter("cache", path, size_of(path)))
        for path in sorted(store.glob("runs/*.guard")):
            if _settled(script, path) and is_left(path):
                found.append(Litter("scratch", path, size_of(path)))
        for path in _scratch(store):
            if _settled(script, path):
                found.append(Litter("scratch", path, size_of(path)))
    return tuple(found)


def _clips(script: Script, told: Known) -> Iterator[Litter]:
    for path in sorted(script.project.store.glob("clips/*/*.mp4")):
        digest = path.stem
        # A clip is in its place a moment before the ledger or the lock says so.
        if digest in told.locked or not _settled(script, path):
            continue
        made = told.made.get(digest)
        paid = made is not None and made.origin == "paid"
        yield Litter("paid clip" if paid else "clip", path, size_of(path), made)


def _film_records(script: Script) -> Iterator[Litter]:
    project = script.project
    films = {
        record_name(path)
        for path in files_below(project.root, project.store)
        if path.suffix.lower() in FILMS
    }
    for path in sorted(project.store.glob("films/*.json")):
        if path.stem not in films and _settled(script, path):
            yield Litter("film record", path, size_of(path))


def _scratch(store: Path) -> Iterator[Path]:
    """What runs write to while they work, and clear away unless they are killed."""
    yield from sorted(store.glob("scratch/*/*"))
    for name in CACHES:
        yield from sorted((store / name).glob("cutting-*"))
        yield from sorted((store / name).glob(f"*{UNFINISHED}"))
    # Files that were to be renamed into place: see store/durable.py.
    yield from sorted(store.glob(".*.*.[0-9]*"))


def _settled(script: Script, path: Path) -> bool:
    age = script.studio.clock.now().timestamp() - path.stat().st_mtime
    return age > SETTLED
