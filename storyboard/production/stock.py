"""What lies in a store, and what locks and ledger know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storyboard.model.money import Money
from storyboard.model.value import ShotId
from storyboard.model.words import Origin
from storyboard.production.records import has_ledger
from storyboard.production.script import Script
from storyboard.store.caches import CACHES
from storyboard.store.durable import storing
from storyboard.store.lock_files import locks_below

_TO_FETCH = {"submitted", "ready"}
"""The states of a take that a service has been paid for and whose clip is not here."""


@dataclass(frozen=True)
class Made:
    """What the ledger knows of a clip."""

    film: str
    shot: ShotId
    number: int
    origin: Origin
    provider: str
    price: Money | None
    """What it cost; None: unknown."""
    at: datetime
    """When it was made, in UTC."""


@dataclass(frozen=True)
class Known:
    """What locks and ledger say of the clips in a store."""

    locked: Mapping[str, Origin]
    """The clips that a lock names, by digest."""
    made: Mapping[str, Made]
    """The clips that the ledger knows, by digest."""
    held: frozenset[str]
    """The keys of takes that some run holds, or that are paid and not fetched yet."""

    def origin(self, digest: str) -> Origin | None:
        """Where a clip comes from; None: nobody knows."""
        made = self.made.get(digest)
        return made.origin if made else self.locked.get(digest)


def known(script: Script) -> Known:
    """What every lock of the project, and the ledger, say; StoreError."""
    project = script.project
    locked = {
        take.clip: take.origin
        for lock in locks_below(project.root, project.store)
        for take in lock.takes
    }
    if not has_ledger(project):
        return Known(locked, {}, frozenset())
    from storyboard.scheduler.ledger import Ledger  # noqa: PLC0415 - heavy

    made: dict[str, Made] = {}
    held: set[str] = set()
    with Ledger(project.ledger_url, script.studio.clock) as ledger:
        now = ledger.now()
        for film in ledger.films():
            for entry in ledger.entries(film):
                # A download that was whole when its run was killed may be all there is
                # of a paid clip: services keep theirs for a day or so.
                owed = entry.wish.origin == "paid" and entry.state in _TO_FETCH
                if owed or entry.lease_until > now:
                    held.add(entry.key)
                if entry.clip is None:
                    continue
                # Of one clip under several names, the one that was paid counts.
                if entry.clip in made and entry.wish.origin != "paid":
                    continue
                made[entry.clip] = Made(
                    film=film,
                    shot=entry.wish.shot,
                    number=entry.wish.number,
                    origin=entry.wish.origin,
                    provider=entry.wish.provider,
                    price=entry.charged or entry.wish.price,
                    at=datetime.fromtimestamp(entry.moved, UTC),
                )
    return Known(locked, made, frozenset(held))


@dataclass(frozen=True)
class Use:
    """What one kind of file takes up."""

    kind: str
    files: int
    size: int
    """Bytes."""


KINDS = (
    "paid clips",
    "sandbox clips",
    "animatic clips",
    "other clips",
    "caches",
    "scratch",
    "ledger",
    "other",
)
"""What a store's bytes are for; other clips: neither lock nor ledger knows them."""


def usage(script: Script) -> tuple[Use, ...]:
    """What the store holds, by the kinds in `KINDS`; StoreError."""
    store, told = script.project.store, known(script)
    files, sizes = dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0)
    with storing(store):
        for path in store.rglob("*") if store.is_dir() else ():
            if not path.is_dir():
                kind = _use(path.relative_to(store), told)
                files[kind] += 1
                sizes[kind] += size_of(path)
    return tuple(Use(kind, files[kind], sizes[kind]) for kind in KINDS)


def _use(path: Path, told: Known) -> str:
    """The kind of a file, by its path from the store's folder."""
    room = path.parts[0]
    if room == "clips":
        kind = f"{told.origin(path.stem)} clips"
        return kind if kind in KINDS else "other clips"
    if room in CACHES:
        return "caches"
    if room.startswith("ledger.sqlite"):
        return "ledger"
    return "scratch" if room in {"scratch", "incoming"} else "other"


def size_of(path: Path) -> int:
    """The bytes of a file, or of all files in a folder."""
    if path.is_dir():
        return sum(size_of(each) for each in path.iterdir())
    return path.lstat().st_size
