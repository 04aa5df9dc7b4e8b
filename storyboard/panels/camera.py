"""The camera's move over a shot, eased, in parts of a pixel."""

import math
from collections.abc import Callable

from storyboard.model.words import Pace
from storyboard.panels.geometry import Bounds
from storyboard.panels.layer import Look
from storyboard.panels.words import chance

Path = Callable[[float], Look]
"""The look at a share of the shot, from 0 to 1."""

_PACES: dict[Pace | None, float] = {"slow": 0.6, None: 1.0, "fast": 1.7}


def eased(share: float) -> float:
    """Starts and ends gently without ever standing still: s − 0.8·sin(2πs)/2π."""
    return share - 0.8 * math.sin(share * math.tau) / math.tau


def camera(move: str, pace: Pace | None, seconds: float, seed: str) -> Path:
    """The path for a move's name; an unknown one stands still."""
    much = _PACES[pace]
    if move == "handheld":
        return _handheld(much, seconds, seed)
    shape = _MOVES.get(move)
    return (lambda share: shape(eased(share), much)) if shape else lambda _: Look()


def _between(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


_MOVES: dict[str, Callable[[float, float], Look]] = {
    "push in": lambda s, m: Look(dolly=0.20 * m * s),
    "pull out": lambda s, m: Look(dolly=0.20 * m * (1 - s)),
    "zoom in": lambda s, m: Look(zoom=1 + 0.28 * m * s),
    "zoom out": lambda s, m: Look(zoom=1 + 0.28 * m * (1 - s)),
    "pan left": lambda s, m: Look(pan=(_between(0.11, -0.11, s) * m, 0)),
    "pan right": lambda s, m: Look(pan=(_between(-0.11, 0.11, s) * m, 0)),
    "tilt up": lambda s, m: Look(pan=(0, _between(0.08, -0.08, s) * m)),
    "tilt down": lambda s, m: Look(pan=(0, _between(-0.08, 0.08, s) * m)),
    "track left": lambda s, m: Look(track=(_between(0.13, -0.13, s) * m, 0)),
    "track right": lambda s, m: Look(track=(_between(-0.13, 0.13, s) * m, 0)),
    "track forward": lambda s, m: Look(dolly=0.26 * m * s),
    "track back": lambda s, m: Look(dolly=0.26 * m * (1 - s)),
    "crane up": lambda s, m: Look(
        track=(0, _between(0.07, -0.07, s) * m), dolly=0.06 * m * (1 - s)
    ),
    "crane down": lambda s, m: Look(
        track=(0, _between(-0.07, 0.07, s) * m), dolly=0.06 * m * s
    ),
    "orbit left": lambda s, m: Look(
        around=_between(-0.17, 0.17, s) * m, dolly=0.03 * m * math.sin(s * math.pi)
    ),
    "orbit right": lambda s, m: Look(
        around=_between(0.17, -0.17, s) * m, dolly=0.03 * m * math.sin(s * math.pi)
    ),
}


def _handheld(much: float, seconds: float, seed: str) -> Path:
    """A held camera breathes: a few slow waves that never quite repeat."""
    rng = chance("handheld", seed)
    waves = [
        [(rng.uniform(0.25, 1.4), rng.uniform(0, math.tau)) for _ in range(4)]
        for _ in range(2)
    ]

    def look(share: float) -> Look:
        time = share * seconds
        x, y = (
            sum(
                math.sin(time * math.tau * pace + turn) / (1 + 2 * pace)
                for pace, turn in axis
            )
            for axis in waves
        )
        return Look(pan=(x * 0.0075 * much, y * 0.006 * much), zoom=1.02)

    return look


MARGIN = 0.012
"""How much more of a layer is painted than is seen, on every side."""


def seen(path: Path, depth: float, aspect: float) -> Bounds:
    """All that is seen of a layer at a depth during the whole move, and a margin."""
    views = [path(step / 48).view(depth, aspect) for step in range(49)]
    return Bounds(
        min(view.left for view in views),
        min(view.top for view in views),
        max(view.right for view in views),
        max(view.bottom for view in views),
    ).grown(MARGIN)


def flat(path: Path) -> bool:
    """Whether the move shifts all depths alike, so that layers can be one."""
    looks = [path(step / 12) for step in range(13)]
    return not any(any(look.track) or look.dolly or look.around for look in looks)
