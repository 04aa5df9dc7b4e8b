"""Poses: where hands, feet, hips and head are, read from what happens.

Lengths are in body heights; x counts forwards (the way the figure faces), y upwards
from the ground. Knees and elbows follow from where hands and feet are.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from storyboard.panels.geometry import Point
from storyboard.panels.words import chance, earliest, listed, mentions

ARM = (0.168, 0.152)
LEG = (0.238, 0.232)


@dataclass(frozen=True)
class Pose:
    """A body at one moment."""

    hips: Point = (0.0, 0.500)
    neck: Point = (0.006, 0.825)
    hand: Point = (0.105, 0.455)
    """The nearer hand."""
    far_hand: Point = (-0.085, 0.462)
    foot: Point = (0.05, 0.0)
    """The nearer foot."""
    far_foot: Point = (-0.045, 0.0)
    nod: float = 0.0
    """How far the head is lifted, in degrees; below 0: bowed."""
    away: bool = False
    """Whether the back is turned."""
    lying: bool = False
    moving: float = 0.0
    """Body heights that are covered in a second."""
    seat: bool = False
    """Whether there is something to sit on."""
    flying: bool = False
    """Whether a bird is on the wing."""

    @property
    def sitting(self) -> bool:
        """Whether the hips are low: on a seat, or on the heels."""
        return self.hips[1] < 0.4


_POSES: Mapping[str, tuple[Pose, tuple[str, ...]]] = {
    "run": (
        Pose(
            hips=(0.0, 0.485),
            neck=(0.085, 0.80),
            hand=(0.21, 0.66),
            far_hand=(-0.10, 0.56),
            foot=(-0.25, 0.15),
            far_foot=(0.19, 0.03),
            moving=0.34,
        ),
        listed("run, runs, running, sprint, chase, flee, hurry, rush, dash, race"),
    ),
    "climb": (
        Pose(
            hips=(0.0, 0.48),
            neck=(0.05, 0.80),
            hand=(0.17, 0.82),
            far_hand=(-0.07, 0.46),
            foot=(0.13, 0.15),
            far_foot=(-0.04, 0.0),
            nod=10,
            moving=0.05,
        ),
        listed("climb, clamber, ascend, mount the"),
    ),
    "sit": (
        Pose(
            hips=(-0.03, 0.27),
            neck=(0.0, 0.60),
            hand=(0.17, 0.30),
            far_hand=(0.13, 0.33),
            foot=(0.21, 0.0),
            far_foot=(0.15, 0.0),
            seat=True,
        ),
        listed(
            "sit, sits, seated, sitting, sits down, at the desk, "
            "at her desk, at his desk, rides, drives, at the wheel, "
            "at the table, rows, perched"
        ),
    ),
    "kneel": (
        Pose(
            hips=(-0.02, 0.275),
            neck=(0.055, 0.60),
            hand=(0.21, 0.24),
            far_hand=(0.15, 0.28),
            foot=(0.11, 0.0),
            far_foot=(-0.21, 0.01),
            nod=-14,
        ),
        listed("kneel, crouch, squat, bends down, stoop, picks up, digs"),
    ),
    "lie": (
        Pose(lying=True, hand=(0.09, 0.50), far_hand=(-0.05, 0.46)),
        listed("lies, lying, sleep, asleep, unconscious, collapsed, dead"),
    ),
    "walk": (
        Pose(
            hips=(0.0, 0.485),
            neck=(0.022, 0.818),
            hand=(-0.085, 0.48),
            far_hand=(0.13, 0.49),
            foot=(0.135, 0.0),
            far_foot=(-0.15, 0.025),
            moving=0.11,
        ),
        listed(
            "walk, stroll, stride, step, cross, approach, enter, leave, "
            "march, wander, arrive, come, follow, pace, go, goes, "
            "passes, drift, sail"
        ),
    ),
    "hold": (
        Pose(hand=(0.185, 0.635), far_hand=(-0.06, 0.47), nod=-6),
        listed(
            "hold, carry, carries, lift, raise, lights, light the, "
            "offer, read, show, drink, pour, grip, clutch, open, take, "
            "write, swing, shield, tilt, lower, turns a, stops turning, "
            "lets his thumb"
        ),
    ),
    "point": (
        Pose(hand=(0.31, 0.80), far_hand=(-0.07, 0.46), neck=(0.02, 0.825)),
        listed("point, reach, wave, gesture, beckon, push, knock, throw, press"),
    ),
    "lean": (
        Pose(
            hips=(-0.02, 0.485),
            neck=(0.06, 0.805),
            hand=(0.20, 0.55),
            far_hand=(0.15, 0.53),
            far_foot=(-0.08, 0.0),
        ),
        listed("lean, slump, bend, rest, wait at the rail"),
    ),
}
_UP = listed("looks up, look up, gazes up, stares up, at the sky, upward, stars")
_DOWN = listed("looks down, bows, lowers, weeps, cries, sad, at the letter, reads")
_AWAY = listed(
    "looks away, turns away, walks away, from behind, "
    "back to us, out to sea, her back, his back, turns her back, "
    "at the horizon, walks off, into the distance, "
    "out of the window, out at, faces the sea, "
    "stares at the sea, looks out, their backs, turns his back, "
    "turns her back, back turned, at the window"
)


_ON_THE_WING = listed(
    "fly, flies, soar, glide, circle, beat, crosses the sky, wing, hover, "
    "dive, takes off, bank, crosses the last, crosses the light"
)


def deed_of(action: str, name: str) -> str:
    """The part of an action that is about a name; empty where none is."""
    known = (name, name.split(maxsplit=1)[0])
    parts = re.split(r"[;.]|\bwhile\b|\bas\b(?= [A-Z])", action)
    return next((part for part in parts if mentions(part, known)), "")


def pose_of(deed: str, who: str, *, tight: bool) -> Pose:
    """The pose that a deed asks for; where it asks for none, a stance of one's own.

    In a tight frame only the head and a lifted hand are seen, so nothing else moves.
    """
    kind = earliest(deed, {kind: words for kind, (_, words) in _POSES.items()})
    if tight and kind not in {"hold", "point", "lie"}:
        kind = None
    stance = Pose() if tight else _stance(chance("stance", who).randrange(3))
    pose = _POSES[kind][0] if kind else stance
    if mentions(deed, _UP):
        pose = replace(pose, nod=16)
    elif mentions(deed, _DOWN):
        pose = replace(pose, nod=-14)
    return replace(
        pose, away=mentions(deed, _AWAY), flying=mentions(deed, _ON_THE_WING)
    )


def _stance(number: int) -> Pose:
    return (
        Pose(),
        Pose(hand=(0.07, 0.50), far_hand=(-0.05, 0.52), foot=(0.06, 0.0)),
        Pose(hand=(0.10, 0.62), far_hand=(0.08, 0.60), neck=(-0.004, 0.825)),
    )[number]


def side_of(deed: str, way: tuple[str, ...]) -> int:
    """-1 where a deed says left after one of the words, 1 where it says right."""
    words = "|".join(way)
    said = re.search(
        rf"\b(?:{words})\b[^;.]{{0,12}}?\b(left|right)\b", deed, re.IGNORECASE
    )
    return 0 if said is None else -1 if said[1].casefold() == "left" else 1


def joint(
    start: Point, end: Point, bones: tuple[float, float], bend: float
) -> tuple[Point, Point]:
    """Elbow or knee between two ends, and the end as far as the bones reach.

    `bend` is 1 or -1: to which side of the line it lies. (The law of cosines.)
    """
    upper, lower = bones
    dx, dy = end[0] - start[0], end[1] - start[1]
    far = math.hypot(dx, dy) or 1e-6
    reach = min(far, (upper + lower) * 0.998)
    if reach < far:
        end = (start[0] + dx * reach / far, start[1] + dy * reach / far)
    along = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    aside = math.sqrt(max(upper * upper - along * along, 0.0)) * bend
    ux, uy = dx / far, dy / far
    return (start[0] + ux * along - uy * aside, start[1] + uy * along + ux * aside), end
