"""What is kept of takes: the ledger, the lock, and digests of files."""

from collections.abc import Iterator
from contextlib import suppress

from storyboard.errors import StoreError
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.production.script import Dailies, Script
from storyboard.settings import Project
from storyboard.store.durable import storing
from storyboard.store.lock import Lock, read_lock, write_lock


def locked_takes(script: Script) -> tuple[Take, ...]:
    """The takes that the lock names."""
    lock = read_lock(script.project.lock)
    return lock.takes if lock else ()


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
    """Record the takes in the cut, and what was made beside them.

    What the lock says of other takes stays.
    """
    if not dailies.takes:
        return
    script = dailies.planned.script
    lock = read_lock(script.project.lock) or Lock(project=film_id(script, None))
    takes = [
        *_of_shots(dailies),
        *dailies.made,
        *(
            take.model_copy(update={"shot": shot})
            for shot, take in dailies.takes.items()
        ),
    ]
    lock = lock.with_takes(takes, shots_to_make(script))
    asked = {step.fingerprint for step in dailies.planned.plan.steps}
    kept = tuple(
        take
        for take in lock.takes
        if take.fingerprint in asked or not _drawn_before(take, dailies)
    )
    write_lock(script.project.lock, lock.model_copy(update={"takes": kept}))


def _of_shots(dailies: Dailies) -> Iterator[Take]:
    """The takes that the ledger knows; one of a job is no shot's, but has shares."""
    steps = dailies.planned.plan.steps
    joint = {step.shot for step in steps if step.request and step.request.beats}
    yield from (take for take in dailies.planned.paid if take.shot not in joint)


def shots_to_make(script: Script) -> tuple[ShotId, ...]:
    """The board's shots that are generated."""
    return tuple(shot.id for shot in script.board.shots() if shot.footage is None)


def _drawn_before(take: Take, dailies: Dailies) -> bool:
    """Whether a take that the board no longer asks for was drawn here.

    It can be drawn again for nothing, so nobody misses it, unless they said so.
    """
    if take.origin != "animatic" or take.picked or take.rating or take.note:
        return False
    in_cut = dailies.takes.get(take.shot)
    return (
        in_cut is not None and in_cut.origin == "animatic" and in_cut.clip != take.clip
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
