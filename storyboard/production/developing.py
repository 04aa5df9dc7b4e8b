"""Developing: segments of the film are made as clips arrive, while others are shot.

Nothing depends on it: what is not made here, the cut makes. It keeps a core busy that
would wait for services, and leaves little to do when the last clip is there.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from storyboard.errors import StoryboardError
from storyboard.model.take import Take
from storyboard.model.timeline import Timeline
from storyboard.model.value import ShotId
from storyboard.production.cutting import timeline_of
from storyboard.production.script import Dailies, Planned
from storyboard.production.versions import Version

OnTake = Callable[[Take], None]
"""Is told of each take as soon as its clip is there."""


@contextmanager
def developing(
    planned: Planned,
    films: Sequence[Version],
    dailies_of: Callable[[Planned, Sequence[Take]], Dailies],
) -> Iterator[OnTake]:
    """Make segments of some films in the background for as long as the block lasts.

    What is handed out is to be told of each take; it returns at once.
    """
    takes: SimpleQueue[Take | None] = SimpleQueue()
    ended = threading.Event()
    # Its own script: digests are looked up from another thread than the shoot's.
    own = replace(planned, script=replace(planned.script))
    work = threading.Thread(
        target=_develop,
        args=(own, films, dailies_of, takes, ended),
        name="developing",
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
    films: Sequence[Version],
    dailies_of: Callable[[Planned, Sequence[Take]], Dailies],
    takes: SimpleQueue[Take | None],
    ended: threading.Event,
) -> None:
    known: list[Take] = []
    while (take := takes.get()) is not None:
        fresh = [take, *_waiting(takes)]
        known += fresh
        shots = {each.shot for each in fresh}
        for film in films:
            # Whatever is wrong, the cut meets it again and says so.
            with suppress(StoryboardError):
                timeline = timeline_of(dailies_of(planned, known), film)
                cache = planned.script.project.store / "segments"
                _make(timeline, shots, film.file, cache, ended)


def _waiting(takes: SimpleQueue[Take | None]) -> Iterator[Take]:
    """What has come in meanwhile; the end stays in the queue."""
    while not takes.empty():
        take = takes.get()
        if take is None:
            takes.put(None)
            return
        yield take


def _make(
    timeline: Timeline,
    shots: set[ShotId],
    out: Path,
    cache: Path,
    ended: threading.Event,
) -> None:
    """Make that in which these shots are seen or heard, and nothing that is missing."""
    from storyboard.assembly.ahead import ahead  # noqa: PLC0415 - heavy

    for _ in ahead(timeline, shots, out, cache):
        if ended.is_set():
            return
