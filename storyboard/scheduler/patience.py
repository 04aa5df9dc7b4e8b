"""How long the runner waits, for what, and how often it tries."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from storyboard.model.words import Origin

QUICKEST_POLLS: Mapping[Origin, float] = {
    "paid": 2.0,
    "sandbox": 0.2,
    "animatic": 0.05,
    "footage": 2.0,
}
"""The shortest time between two polls of a job, by where its clip comes from."""


_EARLY = 0.05
"""Progress below this says little about the rest."""


@dataclass(frozen=True)
class Terms:
    """How one provider is treated, as settings and its table say."""

    jobs: int
    """Jobs at once."""
    per_minute: int | None = None
    """Requests in a minute, polls among them; None: as many as there are."""
    submits_per_minute: int | None = None
    """Submits among them; None: as many as there are."""
    first_poll: float | None = None
    """Seconds before the first look at a job; None: see `Patience.until_poll`."""
    longest_job: float | None = None
    """Seconds to wait for one job; None: see `Patience.longest_job`."""
    fall_back_after: float | None = None
    """Seconds of being unavailable after which somebody else is asked, if there is
    anybody; None: that is no reason."""


@dataclass(frozen=True)
class Patience:
    """All times in seconds."""

    submit: float = 120.0
    """The time limit of a submit, which every adapter keeps."""
    grace: float = 30.0
    """How long after that a service may still need to list the job."""
    key_holds: float = 3_600.0
    """How long after a request of unknown outcome the same key is sent again: how long
    services remember keys is not documented."""
    list_holds: float = 518_400.0
    """How long after it a list of jobs is taken to be whole: Ark keeps a week."""
    lease: float = 10.0
    """How long a take is held without a sign of life; how long the next run waits
    after a crash. Losing one while alive costs nothing: the fence sees to that."""
    submits: int = 6
    """How often a request is sent in one run, counting those that came to nothing."""
    fetches: int = 4
    """How often a clip is fetched in one run."""
    unanswered: float = 1_800.0
    """How long a service may give no answer at all about a job, or put a request off
    for coming too fast."""
    longest_job: float = 86_400.0
    """How long a run waits for one job."""
    slowest_polls: float = 15.0
    """The longest time between two polls of a job that may end at any moment."""
    slowest_told: float = 60.0
    """The same where something says how long it still takes."""
    first_pause: float = 1.0
    """Before the second try of something that failed."""
    longest_pause: float = 60.0
    """Before any later one."""

    def until_poll(
        self,
        waited: float,
        origin: Origin,
        dice: random.Random,
        *,
        usual: float | None = None,
        progress: float | None = None,
    ) -> float:
        """How long to wait before the next poll of a job.

        Two thirds of what is left, where that can be told: from the job's own progress,
        else from the time that paid jobs `usual`ly take. As long again as was waited
        where a job says that it has hardly begun. Else, and once that has passed, a
        tenth of the time waited so far: what took a second is seen a tenth of a second
        late, and a long job is not asked after every two seconds.
        """
        left = _left(waited, usual if origin == "paid" else None, progress)
        if left is not None and left > 0:
            pause = min(left * 2 / 3, self.slowest_told)
        elif progress is not None and progress <= _EARLY:
            pause = min(max(waited, 5 * QUICKEST_POLLS[origin]), self.slowest_told)
        else:
            pause = min(waited / 10, self.slowest_polls)
        return max(pause, QUICKEST_POLLS[origin]) * dice.uniform(0.9, 1.1)

    def put_off(self, *, concurrency: bool) -> float:
        """How long a request may be put off: for pace, or until another job ends."""
        return self.longest_job if concurrency else self.unanswered

    def after_failure(self, tries: int, dice: random.Random) -> float:
        """How long to wait after so many tries: doubling, and half of it by chance."""
        pause = min(self.first_pause * 2.0 ** min(tries - 1, 16), self.longest_pause)
        return pause * dice.uniform(0.5, 1.0)


def _left(waited: float, usual: float | None, progress: float | None) -> float | None:
    """How long a job still takes; None where nothing tells."""
    if progress is not None and _EARLY < progress < 1:
        return waited * (1 - progress) / progress
    return usual - waited if usual is not None else None
