"""Takes as a run would leave them, without running anything."""

from datetime import UTC, datetime

from storyboard.model.take import Take
from storyboard.production import Planned
from storyboard.production.records import film_id, ready_store
from storyboard.store.lock import Lock, read_lock, write_lock


def make(planned: Planned, *shots: str, attempts: int = 1) -> tuple[Take, ...]:
    """Put the clips of these shots into the store and their takes into the lock.

    So many of each shot's takes that the plan makes, its first ones.
    """
    script = planned.script
    ready_store(script.project)
    lock = read_lock(script.project.lock) or Lock(project=film_id(script, None))
    made: list[Take] = []
    for step in planned.making:
        before = sum(take.shot == step.shot for take in made)
        if step.shot not in shots or before == attempts:
            continue
        row = planned.plan.row_of(step)
        assert row
        assert step.provider
        assert step.model
        unfinished = script.clips.incoming(f"{step.shot}-{step.number}")
        unfinished.write_bytes(f"{step.fingerprint} {step.number}".encode())
        made.append(
            Take(
                shot=step.shot,
                number=step.number,
                origin=row.origin,
                provider=step.provider,
                model=step.model,
                fingerprint=step.fingerprint,
                parts=step.parts,
                seed=None,
                clip=script.clips.keep(unfinished),
                seconds=step.seconds,
                attempt=step.attempt,
                made=datetime(2026, 11, 21, tzinfo=UTC),
            )
        )
    takes = (*lock.takes, *made)
    write_lock(script.project.lock, lock.model_copy(update={"takes": takes}))
    return tuple(made)
