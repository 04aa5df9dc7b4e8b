"""Sudden cuts in a clip: a change of the whole picture between two frames."""

from collections import deque
from itertools import islice

import numpy as np

from storyboard.media.cells import Cells, Look

_LEAST = 6.0
"""Levels of 255 that the mean cell changes by in a cut. Drawn shots change by at most
2.5 from frame to frame, cuts between them by 20 to 39, so that even two dark pictures
are told apart."""
_STANDS_OUT = 2.0
"""So many times as much as between any other two frames nearby. A camera that is thrown
round changes as much in each of several frames; cuts measured 15 times and more in
calm shots, 4 times in a fast pan over fine detail."""
_NEARBY = 0.4
"""Seconds on either side that count as nearby."""
_STILL = 0.5
"""Levels that anything nearby is taken to change at least, so that drawings "on twos"
do not make each second frame stand out."""
_RETURN = 1.0
"""Seconds in which the old picture comes back after a flash, however it fades."""
_CONTRAST = 0.3
"""Of the pictures' own contrast: what they must differ by. Pictures that have nothing
to do with each other differ by about as much as their contrast; 0.7 to 1.4 measured."""
_UNLIKE = 0.2
"""One less the correlation, after the best shift, from which pictures show something
else; cuts measured 0.27 to 0.65, a lamp switched on or a jolt of the camera below
0.1."""
_UNLIKER = 3.0
"""So many times as unlike as the frames next to it: a pan only shifts the picture, and
what burns, splashes or whirls is as unlike in every frame."""
_NEXT = 3
"""Frames on either side that are next to it."""
_REACH = 6
"""A jolt is looked for up to this part of the picture's width and height."""


class CutFinder:
    """Told frame by frame, it finds the cuts.

    Blind to: dissolves and other cuts that take time; cuts that another cut follows
    within 0.4 s; a picture that is cut away from and back to within a second, which
    looks like a flash; cuts between pictures of the same outlines or the same
    lightness, such as a jump within one set-up.
    """

    def __init__(self) -> None:
        self.found: list[float] = []
        """When the new picture is first shown, in seconds."""
        self._seen: deque[tuple[float, Cells, float]] = deque()
        self._judged = 0

    def look(self, look: Look) -> None:
        """The next frame."""
        small = _halved(look.cells)
        change = float(np.abs(small - self._seen[-1][1]).mean()) if self._seen else 0.0
        self._seen.append((look.time, small, change))
        while self._seen[self._judged][0] <= look.time - _RETURN:
            self._judge()
        while self._seen[0][0] < self._seen[self._judged][0] - _RETURN:
            self._seen.popleft()
            self._judged -= 1

    def end(self) -> None:
        """There are no more frames."""
        while self._judged < len(self._seen):
            self._judge()

    def _judge(self) -> None:
        place, seen = self._judged, self._seen
        self._judged += 1
        time, new, change = seen[place]
        if place == 0 or change < _LEAST:
            return
        near = [
            each
            for other, (at, _, each) in enumerate(seen)
            if other != place and abs(at - time) <= _NEARBY
        ]
        if change < _STANDS_OUT * max([*near, _STILL]):
            return
        old = seen[place - 1][1]
        before = [cells for _, cells, _ in islice(seen, 0, place - 1)]
        after = [cells for _, cells, _ in islice(seen, place + 1, len(seen))]
        if _comes_back(old, after, change) or _comes_back(new, before, change):
            return
        contrast = (_contrast(old) + _contrast(new)) / 2
        if change >= _CONTRAST * contrast and self._is_another(place):
            self.found.append(time)

    def _is_another(self, place: int) -> bool:
        """Whether what is seen is another thing than before, not the same one moved."""
        cells = [each for _, each, _ in self._seen]
        unlike = _unlike(cells[place - 1], cells[place])
        if unlike < _UNLIKE:
            return False
        near = range(max(place - _NEXT, 1), min(place + _NEXT + 1, len(cells)))
        return all(
            unlike >= _UNLIKER * _unlike(cells[other - 1], cells[other])
            for other in near
            if other != place
        )


def _halved(cells: Cells) -> Cells:
    """Half as many cells each way: a cut is seen from farther off than a blink."""
    down, across = cells.shape[0] // 2, cells.shape[1] // 2
    if not down or not across:
        return cells
    even = cells[: down * 2, : across * 2]
    rows = even[::2] + even[1::2]
    return (rows[:, ::2] + rows[:, 1::2]) * np.float32(0.25)


def _comes_back(picture: Cells, others: list[Cells], change: float) -> bool:
    """Whether a picture is there on the other side of the change, too."""
    return any(float(np.abs(picture - o).mean()) < change / 2 for o in others)


def _contrast(cells: Cells) -> float:
    return float(np.abs(cells - cells.mean()).mean())


def _unlike(one: Cells, other: Cells) -> float:
    """From 0 (the same, brighter or shifted perhaps) to 2; flat pictures are unlike."""
    down, across = one.shape
    best = 1.0
    for y in range(-(down // _REACH), down // _REACH + 1):
        for x in range(-(across // _REACH), across // _REACH + 1):
            a = one[max(y, 0) : down + min(y, 0), max(x, 0) : across + min(x, 0)]
            b = other[max(-y, 0) : down + min(-y, 0), max(-x, 0) : across + min(-x, 0)]
            best = min(best, 1 - _correlation(a, b))
    return best


def _correlation(a: Cells, b: Cells) -> float:
    a, b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt(np.vdot(a, a) * np.vdot(b, b))) / a.size
    return float(np.vdot(a, b)) / a.size / spread if spread > 1 else 0.0
