"""Takes: listed, picked, let go, spoken of, and brought in from elsewhere."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard.errors import BoardError, PlanError, offer
from storyboard.model.money import Money
from storyboard.model.plan import Step
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.model.words import Origin
from storyboard.planning.archive import merged
from storyboard.production.looking import look_at
from storyboard.production.records import film_id, ready_store
from storyboard.production.script import Planned, Script
from storyboard.store.lock import Lock, read_lock, write_lock

_SHOWN_BY: Mapping[Origin, str] = {
    "paid": "without --sandbox and --animatic",
    "sandbox": "with --sandbox",
    "animatic": "with --animatic",
}
"""What makes verbs go by the takes of an origin."""


@dataclass(frozen=True)
class Listed:
    """A take of a shot, as it stands to the board of today."""

    take: Take
    in_cut: bool
    """Whether the film is cut from it."""
    fresh: bool
    """Whether it is what the board asks for today."""
    present: bool
    """Whether its clip is in the store."""


def takes_of(planned: Planned, shot: ShotId) -> tuple[Listed, ...]:
    """The takes of a shot, of the origin that the plan goes by, by number."""
    script, step = planned.script, _step(planned, shot)
    stands = step.take
    return tuple(
        Listed(
            take,
            in_cut=stands is not None and stands.number == take.number,
            fresh=take.fingerprint in step.fingerprints,
            present=script.clips.has(take.clip),
        )
        for take in _takes(script, shot, _origin(planned, step))
    )


def elsewhere(planned: Planned, shots: Iterable[ShotId]) -> str:
    """The takes that shots have of other origins, and what shows them; or nothing.

    `with --sandbox there are 2`.
    """
    origins = Counter(
        take.origin
        for shot in shots
        for take in _every_take(planned.script, shot)
        if take.origin != _origin(planned, _step(planned, shot))
    )
    said = [
        f"{_SHOWN_BY[origin]} there {'is' if number == 1 else 'are'} {number}"
        for origin, number in sorted(origins.items())
        if origin in _SHOWN_BY
    ]
    return ", ".join(said)


def pick(planned: Planned, shot: ShotId, number: int | None) -> tuple[Take, ...]:
    """Choose a take for the cut: it stands until it is unlocked.

    Without a number, the one that is in the cut. Shots that one job makes are chosen
    together. Gives the takes chosen; PlanError where there is no such take.
    """
    chosen = tuple(_chosen(planned, shot, number))
    names = {(take.shot, take.origin) for take in chosen}
    numbers = {(take.shot, take.origin, take.number) for take in chosen}

    def marked(take: Take) -> Take:
        if (take.shot, take.origin) not in names:
            return take
        picked = (take.shot, take.origin, take.number) in numbers
        return take.model_copy(update={"picked": picked})

    lock = _lock(planned.script).with_takes(chosen)
    takes = tuple(marked(take) for take in lock.takes)
    _write(planned.script, lock.model_copy(update={"takes": takes}))
    return chosen


def unlock(planned: Planned, shots: frozenset[ShotId]) -> tuple[Take, ...]:
    """Let picked takes go: the shots follow the board again. Gives those let go."""
    freed: list[Take] = []
    everyone = _jobs_of(planned, shots)
    origins = {s.shot: _origin(planned, s) for s in planned.plan.steps}

    def let_go(take: Take) -> Take:
        ours = take.shot in everyone and take.origin == origins.get(take.shot)
        if not (ours and take.picked):
            return take
        freed.append(take)
        return take.model_copy(update={"picked": False})

    lock = _lock(planned.script)
    takes = tuple(let_go(take) for take in lock.takes)
    if freed:
        _write(planned.script, lock.model_copy(update={"takes": takes}))
    return tuple(freed)


def speak_of(
    planned: Planned, shot: ShotId, number: int, note: str | None, rating: int | None
) -> Take:
    """Write down what a person says of a take; None leaves what was said before."""
    take = _numbered(planned, shot, number)
    said = {"note": note, "rating": rating}
    change = {name: value for name, value in said.items() if value is not None}
    lock = _lock(planned.script).with_takes([take])
    spoken = take

    def told(each: Take) -> Take:
        nonlocal spoken
        ours = (take.shot, take.origin, take.number)
        if (each.shot, each.origin, each.number) != ours:
            return each
        spoken = each.model_copy(update=change)
        return spoken

    takes = tuple(told(each) for each in lock.takes)
    _write(planned.script, lock.model_copy(update={"takes": takes}))
    return spoken


@dataclass(frozen=True)
class Elsewhere:
    """Where a clip comes from that this project did not order."""

    provider: str
    model: str
    price: Money | None
    seed: int | None


def add(planned: Planned, shot: ShotId, file: Path, origin: Elsewhere) -> Take:
    """Bring in a clip as a take of a shot as the board is now; the file stays.

    BoardError where there is no such file; MediaError where it is no video; PlanError
    where the shot is own material or one job with others.
    """
    script, step = planned.script, _step(planned, shot)
    request = step.request
    if request is None or request.beats:
        why = "is own material" if request is None else "is one job with others"
        raise PlanError(f"shot {shot} {why}: a take cannot be added to it")
    if not file.is_file():
        raise BoardError(f"{file} is not there, or no file")
    look = look_at(planned.plan, file, request)
    ready_store(script.project)
    of = _origin(planned, step)
    number = 1 + max((t.number for t in _takes(script, shot, of)), default=0)
    unfinished = script.clips.incoming(f"added-{shot_name(shot)}-{number}.mp4")
    shutil.copyfile(file, unfinished)
    serving = [t for t in _takes(script, shot, of) if t.fingerprint == step.fingerprint]
    take = Take(
        shot=shot,
        number=number,
        origin=of,
        provider=origin.provider,
        model=origin.model,
        fingerprint=step.fingerprint,
        parts=step.parts,
        seed=origin.seed,
        clip=script.clips.keep(unfinished),
        seconds=look.seconds,
        attempt=1 + max((t.attempt for t in serving), default=-1),
        price=origin.price,
        flaws=look.flaws,
        made=script.studio.clock.now().replace(microsecond=0),
    )
    _write(script, _lock(script).with_takes([take]))
    return take


def shot_name(shot: ShotId) -> str:
    """A shot's id as part of a file's name."""
    return "".join(letter if letter.isalnum() else "-" for letter in shot) or "shot"


def write_strip(listed: Sequence[Listed], script: Script, out: Path) -> None:
    """A picture of takes under each other, six frames each; MediaError, StoreError."""
    from storyboard.media.frames import frames_of  # noqa: PLC0415 - heavy
    from storyboard.panels.contact import ContactRow, contact_strip  # noqa: PLC0415
    from storyboard.store.durable import storing  # noqa: PLC0415

    rows = [
        ContactRow(
            each.take,
            frames_of(script.clips.path(each.take.clip), 6, lines=180)
            if each.present
            else (),
        )
        for each in listed
    ]
    picture = contact_strip(rows)
    with storing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        picture.save(out, format="PNG")


def _takes(script: Script, shot: ShotId, origin: Origin) -> list[Take]:
    """What the lock and the ledger know of a shot's takes, by number."""
    takes = [take for take in _every_take(script, shot) if take.origin == origin]
    return sorted(takes, key=lambda take: take.number)


def _every_take(script: Script, shot: ShotId) -> Iterator[Take]:
    """What the lock and the ledger know of a shot's takes, of every origin."""
    from storyboard.production.ledgers import ledger_says  # noqa: PLC0415 - heavy

    more, _ = ledger_says(script)
    for take in merged((*_lock(script).takes, *more)):
        if take.shot == shot:
            yield take


def _chosen(planned: Planned, shot: ShotId, number: int | None) -> Iterator[Take]:
    for each in sorted(_jobs_of(planned, frozenset({shot}))):
        if number is not None:
            yield _numbered(planned, each, number)
            continue
        step = _step(planned, each)
        if step.take is None or step.action != "reuse":
            raise PlanError(
                f"shot {each} has no take in the cut that the board asks for; choose "
                f"one by its number: `storyboard pick {each} TAKE`"
            )
        yield step.take.model_copy(update={"shot": each})


def _numbered(planned: Planned, shot: ShotId, number: int) -> Take:
    step = _step(planned, shot)
    takes = _takes(planned.script, shot, _origin(planned, step))
    found = next((take for take in takes if take.number == number), None)
    if found is not None:
        return found
    known = ", ".join(str(take.number) for take in takes)
    if known:
        raise PlanError(f"shot {shot} has no take {number} (there are {known})")
    others = elsewhere(planned, [shot])
    said = f"of this kind; {others}" if others else "yet"
    raise PlanError(f"shot {shot} has no take {number} (it has none {said})")


def _jobs_of(planned: Planned, shots: frozenset[ShotId]) -> frozenset[ShotId]:
    """The shots, and those that one job makes with any of them."""
    leads = {step.shot: step.lead or step.shot for step in planned.plan.steps}
    ours = {leads.get(shot, shot) for shot in shots}
    return shots | {shot for shot, lead in leads.items() if lead in ours}


def _step(planned: Planned, shot: ShotId) -> Step:
    steps = {step.shot: step for step in planned.plan.steps}
    if shot not in steps:
        raise PlanError(f"there is no shot {shot} ({offer(shot, list(steps))})")
    return steps[shot]


def _origin(planned: Planned, step: Step) -> Origin:
    return planned.plan.origin_of(step) or "footage"


def _lock(script: Script) -> Lock:
    lock = read_lock(script.project.lock)
    return lock or Lock(project=film_id(script, None))


def _write(script: Script, lock: Lock) -> None:
    write_lock(script.project.lock, lock)
