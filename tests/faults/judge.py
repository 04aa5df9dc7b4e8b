"""The judge: what must hold after every fault, by the sandbox's own book.

    charges per key are at most 1
    every charge is in the ledger with its ticket, or listed as uncertain
    every finished clip is there, byte for byte and frame for frame the service's
    what the ledger says was spent is what the service kept, within the cap
    a finished project run again submits nothing, and plans the same bytes
    nothing unfinished is in a cut, or lies where a later run would use it

`seen_to_the_end` runs a command until it ends by itself and judges then; `judged` looks
and touches nothing. Both give sentences; none: all is well.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from storyboard.media.probe import probe
from storyboard.sandbox.book import Book
from storyboard.sandbox.jobs import Job
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.ledger import Ledger
from storyboard.store.clips import ClipStore
from storyboard.store.digests import digest_file
from storyboard.store.lock import read_lock
from storyboard.studio import SystemClock
from tests.faults.film import Film
from tests.faults.runs import Ended, Runs

TRIES = 3
"""So often the same command may have to be run again."""
HELD, MISSING = 6, 5
"""Exit codes: held by another run; at least one shot was not made."""
SHOOT = ("shoot", "--json", "--yes")
RENDER = ("render", "--json", "--yes")


def jobs_of(film: Film, book: Book) -> list[Job]:
    """The film's jobs at all services."""
    return [job for job in book.jobs() if shot_of(film, job)]


def shot_of(film: Film, job: Job) -> str | None:
    """The shot that a job is for, the first of several; None: another film's."""
    said = " ".join(prompt for prompt, _ in job.order.prompts)
    found = re.search(rf"\b{re.escape(film.tag)}\.(\w+)\.", said)
    return found[1] if found else None


def submits_of(film: Film, book: Book) -> int:
    """How many submits of the film have arrived, accepted or not."""
    return sum(f"{film.tag}." in json.dumps(call.body) for call in book.submits)


def entries_of(film: Film) -> tuple[Entry, ...]:
    """All that the ledger knows of the film."""
    with Ledger(film.ledger_url, SystemClock()) as ledger:
        return ledger.entries(film.project)


def judged(film: Film, book: Book) -> list[str]:
    """What does not hold of a film, whatever state it is in between two runs."""
    jobs, entries = jobs_of(film, book), entries_of(film)
    return [
        *_paid_twice(jobs),
        *_unknown_charges(film, jobs, entries),
        *_damaged_clips(film, jobs, entries),
        *_wrong_sums(film, jobs, entries),
        *_left_over(film, entries),
    ]


def _paid_twice(jobs: Sequence[Job]) -> Iterator[str]:
    keys = Counter((j.order.service, j.order.key) for j in jobs if j.order.key)
    for (service, key), count in keys.items():
        if count > 1:
            yield f"{service} was paid {count} times for key {key}"


def _unknown_charges(
    film: Film, jobs: Sequence[Job], entries: Sequence[Entry]
) -> Iterator[str]:
    """Charges without a ticket in the ledger, beyond those that it is in doubt of."""
    tickets = {(e.wish.provider, e.ticket.id) for e in entries if e.ticket}
    doubts = Counter(
        (entry.wish.provider, str(entry.wish.shot))
        for entry in entries
        if entry.ticket is None
        and (entry.state in {"intent", "uncertain"} or entry.error_code == "lost")
    )
    loose = Counter(
        (job.order.service, str(shot_of(film, job)))
        for job in jobs
        if (job.order.service, job.id) not in tickets
    )
    for (service, shot), count in (loose - doubts).items():
        yield f"{service} made {count} jobs for shot {shot} that nobody knows of"
    known = {(job.order.service, job.id) for job in jobs}
    for service, ticket in tickets - known:
        yield f"the ledger has a ticket {ticket} that {service} does not know"


def _damaged_clips(
    film: Film, jobs: Sequence[Job], entries: Sequence[Entry]
) -> Iterator[str]:
    clips = ClipStore(film.store)
    made = {(job.order.service, job.id): job for job in jobs}
    for entry in entries:
        if entry.state != "done" or entry.clip is None:
            continue
        name = f"shot {entry.wish.shot}, take {entry.wish.number}"
        if not clips.verify(entry.clip):
            yield f"{name}: its clip is not there, or not whole"
            continue
        job = made.get((entry.wish.provider, entry.ticket.id if entry.ticket else ""))
        if job is None or job.clip is None:
            yield f"{name} is done, and its job is not"
        elif digest_file(job.clip) != entry.clip:
            yield f"{name}: its clip is not the one that the service made"
        elif _frames(clips.path(entry.clip)) != _frames(job.clip):
            yield f"{name}: its clip has lost frames"


@lru_cache
def _frames(clip: Path) -> int | None:
    return probe(clip).frames


def _wrong_sums(
    film: Film, jobs: Sequence[Job], entries: Sequence[Entry]
) -> Iterator[str]:
    """Where ledger and service do not agree what a job cost, or a cap was passed."""
    by_ticket = {
        (entry.wish.provider, entry.ticket.id): entry
        for entry in entries
        if entry.ticket
    }
    kept: dict[str, Decimal] = {}
    for job in jobs:
        service, cost = job.order.service, job.kept or Decimal(0)
        entry = by_ticket.get((service, job.id))
        if entry is not None and _was_lied_to(entry, job):
            continue
        kept[service] = kept.get(service, Decimal(0)) + cost
        if entry is None or entry.holds is None:
            continue
        held, unit = entry.holds.amount, entry.holds.unit.partition("@")[0]
        if held and unit != job.order.unit:
            continue
        # While it runs, and where nobody says, what was reserved stays reserved.
        reserved = entry.state in {"submitted", "ready"} or (
            entry.state == "failed" and entry.failed_at_a_cost is None
        )
        if held < cost or (held > cost and not reserved):
            said = f"the ledger holds {held} for job {job.id}"
            yield f"{said}, and {service} kept {cost}"
    for service, most in film.caps.items():
        if kept.get(service, Decimal(0)) > Decimal(str(most)):
            yield f"{service} kept {kept[service]}, and the cap is {most}"


def _was_lied_to(entry: Entry, job: Job) -> bool:
    """Whether a service keeps the money of a job that, by its papers, it gives back."""
    kept = job.failure is not None and job.failure.charged
    return kept and entry.failed_at_a_cost is False


def _left_over(film: Film, entries: Sequence[Entry]) -> Iterator[str]:
    """Unfinished files that a later run would take for its own."""
    fences = {entry.key: entry.fence for entry in entries}
    for file in (film.store / "incoming").glob("*"):
        key, _, fence = file.stem.partition("-")
        if not fence.isdecimal() or int(fence) > fences.get(key, -1):
            yield f"incoming/{file.name} is nobody's"


def run_to_the_end(film: Film, runs: Runs, *command: str) -> Ended:
    """The command's end, run again until it is one by itself."""
    ended = runs.run(film, *command)
    for _ in range(TRIES - 1):
        if ended.code in {0, MISSING}:
            break
        ended = runs.run(film, *command)
    return ended


def seen_to_the_end(film: Film, runs: Runs, book: Book, *command: str) -> list[str]:
    """Run a command to its end, without any fault, and judge what is there then."""
    ended = run_to_the_end(film, runs, *command)
    if ended.code not in {0, MISSING}:
        return [f"{command[0]} ends with {ended.code}: {ended.said[-2000:]}"]
    found = [*judged(film, book), *_unexplained(film, ended)]
    if ended.code == 0:
        found += _unfinished(film, command)
    return [*found, *_not_at_rest(film, runs, book, ended.code, command)]


def _unexplained(film: Film, ended: Ended) -> Iterator[str]:
    """Takes that are neither made, nor known to have failed, nor in doubt."""
    entries = entries_of(film)
    for entry in entries:
        if entry.state in {"intent", "submitted", "ready"}:
            yield f"shot {entry.wish.shot} is left {entry.state}: {ended.said[-600:]}"
    done = Counter(str(entry.wish.shot) for entry in entries if entry.state == "done")
    if ended.code == MISSING and '"failed"' not in ended.out:
        yield f"it ends with 5 and says nothing of any shot: {ended.said[-600:]}"
    if ended.code == 0:
        lock = read_lock(film.folder / "storyboard.lock")
        takes = {(take.shot, take.number) for take in lock.takes} if lock else set()
        for entry in entries:
            name = (entry.wish.shot, entry.wish.number)
            if entry.state == "done" and name not in takes:
                yield f"take {name} is not in the lock"
        for shot in film.shots if lock is None else ():
            if not done[shot]:
                yield f"it ends with 0, and shot {shot} is not made"


def _unfinished(film: Film, command: Sequence[str]) -> Iterator[str]:
    if command[0] != "render":
        return
    if not film.file.is_file():
        yield "there is no film"
    elif not probe(film.file).frames:
        yield "the film is empty"
    for file in film.folder.glob(".*.partial"):
        yield f"{file.name} was left"


def _not_at_rest(
    film: Film, runs: Runs, book: Book, code: int, command: Sequence[str]
) -> Iterator[str]:
    """What a project does that is finished, and is run again."""
    before = submits_of(film, book)
    plans = [runs.run(film, "plan", "--json").out for _ in range(2)]
    if plans[0] != plans[1]:
        yield "the same project is planned in two ways"
    if code != 0:
        # What failed is asked for again; only what was made must rest.
        return
    again = runs.run(film, *command)
    if again.code != 0:
        yield f"run again it ends with {again.code}: {again.said[-600:]}"
    if submits_of(film, book) != before:
        yield "run again it submits again"
    if runs.run(film, "plan", "--json").out != plans[0]:
        yield "run again it leaves another plan"
