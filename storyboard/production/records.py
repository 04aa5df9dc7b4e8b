"""What is kept of takes: the ledger, the lock, and digests of files."""

from collections.abc import Mapping
from contextlib import suppress

from storyboard.errors import StoreError
from storyboard.model.take import Take
from storyboard.planning.under_way import Sent, SentState
from storyboard.production.script import Dailies, Script
from storyboard.settings import Project
from storyboard.store.durable import storing
from storyboard.store.lock import Lock, read_lock, write_lock


def locked_takes(script: Script) -> tuple[Take, ...]:
    """The takes that the lock names."""
    lock = read_lock(script.project.lock)
    return lock.takes if lock else ()


def ledger_says(script: Script) -> tuple[tuple[Take, ...], tuple[Sent, ...]]:
    """The finished takes that the ledger knows of, and what was sent and has not ended.

    It is not made where it is not.
    """
    project = script.project
    lock = read_lock(project.lock)
    if lock is None or not has_ledger(project):
        return (), ()
    from storyboard.scheduler.ledger import Ledger  # noqa: PLC0415 - heavy

    with Ledger(project.ledger_url) as ledger:
        film = film_id(script, lock)
        jobs = ledger.open_jobs(film)
        takes = ledger.takes(film)
    states: Mapping[str, SentState] = {"intent": "on its way", "uncertain": "uncertain"}
    return takes, tuple(
        Sent(
            shot=job.wish.shot,
            provider=job.wish.provider,
            origin=job.wish.origin,
            fingerprint=job.wish.fingerprint,
            number=job.wish.number,
            state=states.get(job.state, "running"),
        )
        for job in jobs
    )


def film_id(script: Script, lock: Lock | None) -> str:
    """The name under which the ledger keeps this board's takes.

    The project's stable id and the board's name; without settings the lock carries
    the id, and without a lock one is minted.
    """
    project = script.project
    if project.settings.project.id is not None:
        return f"{project.settings.project.id}/{project.board.stem}"
    if lock is not None:
        return lock.project
    return f"{script.studio.chance.getrandbits(64):016x}/{project.board.stem}"


def ready_store(project: Project) -> None:
    """Make the store's folder, which keeps itself out of git; StoreError."""
    with storing(project.store):
        project.store.mkdir(parents=True, exist_ok=True)
        ignore = project.store / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")


def write_takes(dailies: Dailies) -> None:
    """Record the takes in the cut; what the lock said of other shots stays."""
    if not dailies.takes:
        return
    script = dailies.planned.script
    lock = read_lock(script.project.lock) or Lock(project=film_id(script, None))
    kept = {(take.shot, take.origin): take for take in lock.takes}
    for shot, take in dailies.takes.items():
        kept[shot, take.origin] = take.model_copy(update={"shot": shot})
    write_lock(
        script.project.lock, lock.model_copy(update={"takes": tuple(kept.values())})
    )


def remember(script: Script) -> None:
    """Keep the digests for the next run, where there is a store that can be written."""
    if script.project.store.is_dir():
        # They save time and nothing else: looking at a film needs no right to write.
        with suppress(StoreError):
            script.digests.save()


def has_ledger(project: Project) -> bool:
    """Whether there may be a ledger to look into; looking makes none."""
    return project.ledger_file is None or project.ledger_file.is_file()
