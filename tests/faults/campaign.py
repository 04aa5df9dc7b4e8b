"""Random schedules of faults: `python -m tests.faults.campaign --seeds 1000`.

Each seed draws a film, services, what they get wrong, and a few runs that are killed,
stopped, interrupted, doubled or told a wrong time, with other verbs in between. After
it the film is seen to its end in peace, doubts are settled by the truth of the
service's book, and the judge looks. What it finds is printed with the seed and all
that happened; `--first S --seeds 1` does the same again, but for what the machine's
own pace decides.
"""

import argparse
import multiprocessing
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from random import Random

from storyboard.sandbox.options import Options
from storyboard.sandbox.server import Sandbox
from tests.faults.film import Film, Shot, lay
from tests.faults.judge import (
    HELD,
    MISSING,
    RENDER,
    SHOOT,
    entries_of,
    jobs_of,
    judged,
    run_to_the_end,
    seen_to_the_end,
    shot_of,
)
from tests.faults.runs import Ended, Runs

SERVICES = ("evolink", "ark", "kinovi", "seedanceapi", "seedance2ink")
"""One idempotent, one that lists, three blind."""
PRICES = {"evolink": 31.3875, "kinovi": 75.0}
"""Credits for one take of a shot, where a cap is tried."""
OVER, UNREADY = 3, 4
"""Exit codes: the plan may not be spent; a service does not say what it has to."""
TRIES = 5
"""So often a person tries to settle the doubts of a shot."""
QUICK = {
    "STORYBOARD_LEDGER_LEASE_SECONDS": "0.6",
    "STORYBOARD_LEDGER_SUBMIT_SECONDS": "2",
    "STORYBOARD_LEDGER_GRACE_SECONDS": "0.4",
}
PATIENCE = 12
"""Seconds after which a run that waits for better times is ended, as by a person."""
PEACE = 90
"""The same where nothing goes wrong any more."""
POINTS = (
    *("before intent", "intent", "connected", "sent", "answered", "before submitted"),
    *("submitted", "ask", "before ready", "ready", "fetch", "fsync", "rename"),
    *("before done", "done", "before uncertain", "before refused", "before failed"),
    *("before wanted", "database"),
)
WISHES = (
    *("fail=content", "fail=failed", "seconds=1", "seconds=0", "cut=0.6 times=1"),
    *(
        "no-length cut=0.5 times=1",
        "html on=fetch times=1",
        "status=404 on=fetch times=1",
    ),
    *(
        "fail=failed charged",
        "unknown-state on=poll times=1",
        "status=500 on=poll times=2",
    ),
    *("changed-etag cut=0.5 times=1", "callback=lies"),
)
"""What a prompt may ask of the sandbox."""
WEATHER = (
    *("error=rate retry-after=0 on=submit", "reset-before on=submit"),
    *("reset-after on=submit", "status=500 on=submit", "status=503 on=submit"),
    *("html on=submit", "empty on=submit", "no-id on=submit"),
    *("broken-json on=submit", "status=502 on=poll", "reset-after on=poll"),
    *("odd-json on=poll", "html on=poll", "cut=0.5 on=fetch", "reset-before on=fetch"),
    *("slow=50000 on=fetch", "fail=failed on=submit", "error=unavailable on=submit"),
)
"""What may be queued for whichever call comes first."""


@dataclass
class Story:
    """What a seed came to."""

    seed: int
    found: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


@dataclass
class Schedule:
    """A film on its way through what a seed draws."""

    film: Film
    runs: Runs
    sandbox: Sandbox
    dice: Random
    story: Story
    provider: str

    def act(self) -> None:
        """Do one thing to the film."""
        self.runs.longest = PATIENCE
        for words in self.dice.sample(WEATHER, self.dice.choice((0, 0, 1, 1, 2))):
            self.sandbox.faults.add(words, on="any", times=self.dice.choice((1, 1, 2)))
            self.story.told.append(f"weather: {words}")
        deeds = (
            *(self._killed, self._killed, self._killed, self._killed_some_time),
            *(self._killed_some_time, self._stopped, self._doubled, self._interrupted),
            *(self._told_a_wrong_time, self._other_verb, self._other_verb),
        )
        self.dice.choice(deeds)()
        self.sandbox.faults.clear()

    def _command(self) -> Sequence[str]:
        if self.dice.random() < 0.05:
            return RENDER
        some = self.dice.random() < 0.2
        return (*SHOOT, *self.dice.sample(self.film.shots, 1)) if some else SHOOT

    def _place(self) -> str:
        return f"{self.dice.choice(POINTS)}:{self.dice.choice((1, 1, 2, 3, 5))}"

    def _note(self, what: str, ended: Ended | None) -> None:
        code = "stopped" if ended is None else str(ended.code)
        self.story.told.append(f"{what}: {code}")
        self.story.counts["runs"] += 1
        if ended is None:
            return
        self.story.counts["kills"] += ended.killed
        known = {0, OVER, UNREADY, MISSING, HELD, 130, -signal.SIGKILL, -signal.SIGALRM}
        if ended.code not in known or "Traceback" in ended.err:
            self.story.found.append(f"{what} ends with {code}: {ended.said[-3000:]}")

    def _killed(self) -> None:
        fault, command = f"{self._place()}=kill", self._command()
        ended = self.runs.run(self.film, *command, faults=[fault])
        self._note(f"{' '.join(command)} {fault}", ended)

    def _killed_some_time(self) -> None:
        after, command = self.dice.uniform(0.05, 1.5), self._command()
        going = self.runs.start(self.film, *command)
        ended = self.runs.wait(going, [(after, going, signal.SIGKILL)])
        self._note(f"{' '.join(command)} killed after {after:.2f} s", ended)

    def _stopped(self) -> None:
        fault = f"{self._place()}=stop"
        going = self.runs.start(self.film, *SHOOT, faults=[fault])
        ended = self.runs.wait(going)
        self._note(f"shoot {fault}", ended)
        if ended is not None:
            return
        for _ in range(self.dice.choice((1, 4, 12))):
            other = self.runs.run(self.film, *SHOOT)
            self._note("another", other)
            if other.code != HELD:
                break
        going.signal(signal.SIGCONT)
        self._note("the stopped one", self.runs.wait(going))

    def _doubled(self) -> None:
        many = self.dice.choice((2, 2, 3))
        fault = [f"{self._place()}=kill"] if self.dice.random() < 0.5 else []
        started = [
            self.runs.start(self.film, *SHOOT, faults=each)
            for each in [fault, *([()] * (many - 1))]
        ]
        for number, going in enumerate(started):
            said = f"{fault} " if number == 0 and fault else ""
            self._note(f"{said}{number + 1} of {many}", self.runs.wait(going))

    def _interrupted(self) -> None:
        fault = f"{self._place()}={self.dice.choice(('int', 'term'))}"
        ended = self.runs.run(self.film, *SHOOT, faults=[fault])
        self._note(f"shoot {fault}", ended)

    def _told_a_wrong_time(self) -> None:
        seconds = self.dice.choice((-86_400, -3_600, -5, 5, 3_600, 86_400))
        clock = self.dice.choice(("clock", "sleep") if seconds > 0 else ("clock",))
        faults = [f"{self._place()}={clock}:{seconds}"]
        if self.dice.random() < 0.5:
            faults.append(f"{self._place()}=kill")
        ended = self.runs.run(self.film, *SHOOT, faults=faults)
        self._note(f"shoot {' '.join(faults)}", ended)

    def _other_verb(self) -> None:
        verb = self.dice.choice(
            ("collect", "refresh", "cancel", "status", "cut", "settle")
        )
        if verb == "settle":
            self.settle()
            return
        fault = [f"{self._place()}=kill"] if self.dice.random() < 0.3 else []
        ended = self.runs.run(self.film, verb, faults=fault)
        self._note(f"{verb} {fault}", ended)

    def settle(self) -> None:
        """Do what a person does who looks at the service's own list of jobs."""
        for shot in self.film.shots:
            for _ in range(TRIES):
                doubt = self._doubt(shot)
                if doubt is None:
                    break
                provider, loose = doubt
                how = ("--ticket", loose[0]) if loose else ("--lost",)
                ended = self.runs.run(self.film, "resolve", shot, *how)
                self._note(f"resolve {shot} at {provider} {' '.join(how)}", ended)
                self.story.counts["resolved"] += ended.code == 0

    def _doubt(self, shot: str) -> tuple[str, list[str]] | None:
        """Who was asked in the shot's newest doubt, and their jobs that nobody has."""
        entries = entries_of(self.film) if self.film.begun else ()
        ours = [e for e in entries if e.wish.shot == shot]
        doubts = [e for e in ours if e.state in {"uncertain", "intent"}]
        if not doubts:
            return None
        provider = max(doubts, key=lambda each: each.wish.number).wish.provider
        known = {(e.wish.provider, e.ticket.id) for e in entries if e.ticket}
        loose = [
            job.id
            for job in jobs_of(self.film, self.sandbox.book)
            if job.order.service == provider
            and shot_of(self.film, job) == shot
            and (provider, job.id) not in known
        ]
        return provider, loose

    def end(self) -> None:
        """Let nothing more go wrong, and judge."""
        self.sandbox.faults.clear()
        self.runs.longest = PEACE
        book, film, story = self.sandbox.book, self.film, self.story
        ended = run_to_the_end(film, self.runs, *SHOOT)
        self._note("in peace", ended)
        if ended.code not in self._good_ends():
            story.found.append(
                f"in peace it ends with {ended.code}: {ended.said[-2000:]}"
            )
        story.found += judged(film, book)
        story.counts["uncertain"] += sum(
            entry.state == "uncertain" for entry in entries_of(film)
        )
        self.settle()
        if film.caps:
            ended = run_to_the_end(film, self.runs, *SHOOT)
            story.found += judged(film, book)
        else:
            command = RENDER if self.dice.random() < 0.03 else SHOOT
            story.found += seen_to_the_end(film, self.runs, book, *command)
        story.counts["charges"] += len(jobs_of(film, book))
        story.counts["takes"] += sum(e.state == "done" for e in entries_of(film))

    def _good_ends(self) -> set[int]:
        return {0, MISSING, OVER} if self.film.caps else {0, MISSING}


def drawn(seed: int, folder: Path, sandbox: Sandbox, dice: Random) -> tuple[Film, str]:
    """The film that a seed draws, and who makes it."""
    services = dice.sample(SERVICES, dice.choice((1, 1, 1, 2, 3)))
    provider = services[0] if len(services) == 1 else f"[{', '.join(services)}]"
    names = [f"{10 * n:03}" for n in range(1, dice.randint(3, 8) + 1)]
    more = dict.fromkeys(names, "")
    for before, name in pairwise(names):
        if dice.random() < 0.15:
            more[name] += f', continues: "{before}"'
    for name in names:
        if dice.random() < 0.15:
            more[name] += ", takes: 2"
    shots = [
        Shot(name, more[name], dice.choice(WISHES) if dice.random() < 0.2 else "")
        for name in names
    ]
    tag, caps, environment = f"s{seed}", dict[str, float](), dict(QUICK)
    if provider in PRICES and dice.random() < 0.2:
        most = PRICES[provider] * sum(1 + ("takes" in more[name]) for name in names)
        caps[provider] = most
        environment["STORYBOARD_PROJECT_BUDGET"] = f"{most}credits@{provider}"
    film = lay(folder / tag, sandbox, tag, shots, provider=provider, **environment)
    return replace(film, caps=caps), provider


def played(seed: int, folder: Path, sandbox: Sandbox, runs: Runs) -> Story:
    """What comes of a seed."""
    dice, story, began = Random(seed), Story(seed), time.monotonic()  # noqa: S311
    film, provider = drawn(seed, folder, sandbox, dice)
    started = runs.started
    schedule = Schedule(film, runs, sandbox, dice, story, provider)
    try:
        for _ in range(dice.randint(1, 4)):
            schedule.act()
        schedule.end()
    except Exception as error:  # noqa: BLE001 - one seed's end is not the others'
        story.found.append(f"{type(error).__name__}: {error}")
    story.counts["processes"] = runs.started - started
    story.seconds = time.monotonic() - began
    if story.found:
        story.told.insert(0, (film.folder / "storyboard.yaml").read_text("utf-8"))
    return story


def _several(seeds: Sequence[int], keep: Path | None) -> list[Story]:
    """A few seeds in one sandbox, in a process of their own."""
    with (
        tempfile.TemporaryDirectory(prefix="storyboard-campaign-") as name,
        Runs(Path(name) / "runs") as runs,
        Sandbox(Options(clips="tiny", seconds=0.2)) as sandbox,
    ):
        return [played(seed, (keep or Path(name)), sandbox, runs) for seed in seeds]


def stories(first: int, count: int, workers: int, keep: Path | None) -> Iterator[Story]:
    """What comes of all seeds, as they end."""
    few = max(1, min(25, count // workers))
    seeds = range(first, first + count)
    parts = [seeds[at : at + few] for at in range(0, count, few)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for done in as_completed([pool.submit(_several, part, keep) for part in parts]):
            yield from done.result()


def main() -> None:
    """Play seeds, print what is found, and end with 1 where anything is."""
    parser = argparse.ArgumentParser(description="Random schedules of faults.")
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--first", type=int, default=1, help="the first one")
    parser.add_argument("--workers", type=int, default=8, help="schedules at once")
    parser.add_argument("--keep", type=Path, help="a folder for the films, to look at")
    asked = parser.parse_args()
    began, sums, bad, done = time.monotonic(), Counter[str](), list[int](), 0
    for story in stories(asked.first, asked.seeds, asked.workers, asked.keep):
        done += 1
        sums += story.counts
        if story.found:
            bad.append(story.seed)
            _say(f"seed {story.seed}:", *story.told, "FOUND:", *story.found)
        if done % 25 == 0:
            spent = time.monotonic() - began
            _say(f"{done} schedules, {len(bad)} bad, {spent:.0f} s")
    rows = {"schedules": done, **dict(sorted(sums.items())), "found": len(bad)}
    rows["seconds"] = round(time.monotonic() - began)
    _say(*(f"{name:<12}{value:>8}" for name, value in rows.items()))
    if bad:
        _say(f"seeds: {sorted(bad)}")
    sys.exit(bool(bad))


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
