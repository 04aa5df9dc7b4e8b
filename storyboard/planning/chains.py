"""Chains of shots that begin or end with frames of other shots. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter

from storyboard.errors import Problem
from storyboard.model.breakdown import Sheet
from storyboard.model.request import ClipRequest
from storyboard.model.value import ShotId
from storyboard.planning.together import shots_of

LONGEST = 4
"""So many shots in a row, each from the last frame of the one before, keep a face and a
light; of longer chains people report drift. A rule of thumb, and said as one."""


def follows(request: ClipRequest) -> tuple[ShotId, ...]:
    """The shots whose frames a request needs."""
    return tuple(m.frame_of.shot for m in request.media if m.frame_of is not None)


def in_order(requests: Sequence[ClipRequest]) -> Iterator[ClipRequest]:
    """The requests, each behind those that it follows, else in their own order."""
    by_shot = {shot: request for request in requests for shot in shots_of(request)}
    graph = {
        request.shot: {
            by_shot[shot].shot for shot in follows(request) if shot in by_shot
        }
        for request in requests
    }
    if not any(graph.values()):
        yield from requests
        return
    for shot in TopologicalSorter(graph).static_order():
        yield by_shot[shot]


def drift(
    sheets: Mapping[ShotId, Sheet], requests: Sequence[ClipRequest]
) -> Iterator[Problem]:
    """A warning for each chain that is longer than pictures usually hold."""
    length: dict[ShotId, int] = {}
    for request in in_order(requests):
        before = [
            m.frame_of.shot
            for m in request.media
            if m.frame_of is not None and m.role == "first_frame"
        ]
        length[request.shot] = 1 + max(
            (length.get(shot, 0) for shot in before), default=0
        )
        if length[request.shot] == LONGEST + 1:
            message = (
                f"shot {request.shot} is the {LONGEST + 1}th of a chain, each from the "
                "last frame of the one before: faces and colours drift in long chains"
            )
            yield Problem(
                "drift",
                message,
                (*sheets[request.shot].where, "continues"),
                "let a shot in between start from a key image (`first_frame`)",
                "warning",
            )
