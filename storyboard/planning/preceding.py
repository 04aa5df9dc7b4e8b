"""Which of the shots that a step follows are why its take no longer satisfies. Pure."""

from itertools import product
from math import prod

from storyboard.model.plan import Step
from storyboard.model.request import digest_of
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.planning.archive import Archive

_MOST = 10_000
"""Combinations of takes that are tried."""


def moved_on(step: Step, take: Take, archive: Archive) -> tuple[ShotId, ...]:
    """The shots that have, or will have, another clip than the one a take followed.

    A take keeps one digest of all frames that it was told. It is compared with those of
    the takes there are; where none fits, every shot that the step follows is named.
    """
    media = step.request.media if step.request else ()
    frames = [(m.role, m.frame_of) for m in media if m.frame_of is not None]
    clips = [
        sorted(archive.clips(frame.shot) | ({frame.clip} if frame.clip else set()))
        for _, frame in frames
    ]
    for tried in product(*clips) if prod(map(len, clips)) <= _MOST else ():
        pairs = list(zip(frames, tried, strict=True))
        told = [[role, frame.which, clip] for (role, frame), clip in pairs]
        if digest_of(told)[:16] == take.parts.get("preceded"):
            return tuple(f.shot for (_, f), clip in pairs if clip != f.clip)
    return tuple(frame.shot for _, frame in frames)
