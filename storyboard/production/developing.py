"""Developing: segments of the film are made as clips arrive, while others are shot.

Nothing depends on it: what is not made here, the cut makes. It keeps a core busy that
would wait for services, and leaves little to do when the last clip is there.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from queue import SimpleQueue

from storyboard.errors import StoryboardError
from storyboard.model.take import Take
from storyboard.model.timeline import Timeline
from storyboard.model.value import ShotId
from storyboard.production.cutting import timeline_of
from storyboard.production.script import Dailies, Planned

OnTake = Callable[[Take], None]
"""Is told of each take as soon as its clip is there."""
_LOOK_EVERY = 0.2
"""Seconds between two looks whether the shoot has ended."""


@contextmanager
def developing(
    planned: Planned, dailies_of: Callable[[Planned, Sequence[Take]], Dailies]
) -> Iterator[OnTake]:
    """Make segments in the background for as long as the block lasts.

    What is handed out is to be told of each take; it returns at once.
    """
    takes: SimpleQueue[Take | None] = SimpleQueue()
    ended = threading.Event()
    # Its own script: digests are looked up from another thread than the shoot's.
    own = replace(planned, script=replace(planned.script))
    work = threading.Thread(
        target=_develop, args=(own, dailies_of, takes, ended), name="developing"
    )
    work.start()
    try:
        yield takes.put
    finally:
        ended.set()
        takes.put(None)
        work.join()


def _develop(
    planned: Planned,
    dailies_of: Callable[[Planned, Sequence[Take]], Dailies],
    takes: SimpleQueue[Take | None],
    ended: threading.Event,
) -> None:
    known: list[Take] = []
    while (take := takes.get()) is not None:
        fresh = [take, *_waiting(takes)]
        known += fresh
        # Whatever is wrong, the cut meets it again and says so.
        with suppress(StoryboardError):
            timeline = timeline_of(dailies_of(planned, known))
            _make(planned, timeline, {each.shot for each in fresh}, ended)


def _waiting(takes: SimpleQueue[Take | None]) -> Iterator[Take]:
    """What has come in meanwhile; the end stays in the queue."""
    while not takes.empty():
        take = takes.get()
        if take is None:
            takes.put(None)
            return
        yield take


def _make(
    planned: Planned, timeline: Timeline, shots: set[ShotId], ended: threading.Event
) -> None:
    """Make the segments in which these shots are seen, and nothing that is missing."""
    from storyboard.assembly.film import recipe_of  # noqa: PLC0415 - heavy
    from storyboard.assembly.kept import Head  # noqa: PLC0415 - heavy
    from storyboard.assembly.lab import Lab  # noqa: PLC0415 - heavy
    from storyboard.assembly.segments import segments  # noqa: PLC0415 - heavy

    cache = planned.script.project.store / "segments"
    with Lab(cache, recipe_of(timeline)) as lab:
        orders: set[Future[Head]] = set()
        for segment in segments(timeline):
            there = all(s.edit.source.kind != "slate" for s in segment.strips)
            if there and shots & set(segment.shots):
                orders.add(lab.order(segment))
        while orders and not ended.is_set():
            done, orders = wait(orders, _LOOK_EVERY)
            for each in done:
                each.exception()
