"""Who stands where: marks for the figures of a shot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storyboard.model.request import Staging, Subject
from storyboard.panels.cast.body import Mark
from storyboard.panels.cast.design import Design
from storyboard.panels.cast.pose import Pose, deed_of, pose_of, side_of
from storyboard.panels.frame import Framing
from storyboard.panels.words import chance, first

_LOOM = {"low": 0.22, "worm's eye": 0.5, "high": -0.28}


@dataclass(frozen=True)
class Figure:
    """A character on the mark."""

    subject: Subject
    design: Design
    pose: Pose
    mark: Mark
    back: int = 0
    """0: the front row; more: rows behind it."""


def leading(staging: Staging) -> int:
    """The number of the subject whom the shot is about: who speaks, else who acts."""
    ids = [subject.id for subject in staging.subjects]
    speakers = [line.who for line in staging.dialogue if line.who in ids]
    if speakers:
        return ids.index(speakers[0])
    named = [
        (at, index)
        for index, subject in enumerate(staging.subjects)
        if (at := first(staging.action, (subject.name, subject.name.split()[0])))
        is not None
    ]
    return min(named)[1] if named else 0


def block(
    staging: Staging, framing: Framing, designs: Sequence[Design]
) -> list[Figure]:
    """Figures from the back row to the front, within the frame."""
    subjects = staging.subjects
    if staging.angle == "over the shoulder":
        subjects, designs = subjects[:1], designs[:1]
    count = len(subjects)
    if not count:
        return []
    lead = min(leading(staging), count - 1)
    framing = _roomy(framing, count)
    figures = []
    for index, (subject, design) in enumerate(zip(subjects, designs, strict=True)):
        deed = deed_of(staging.action, subject.name)
        if not deed and index == lead:
            deed = staging.action
        x, row = _spot(index, count, framing, subject.id)
        x *= _order(staging)
        if count == 1:
            x = abs(x) * (side_of(deed, ("at", "on")) or (1 if x > 0 else -1))
        facing = side_of(deed, ("looks?", "turns?", "faces?", "up")) or _facing(x)
        pose = pose_of(deed, subject.id, tight=framing.tight)
        mark = _mark(framing, design, pose, (x, row), facing)
        figures.append(Figure(subject, design, pose, mark, row))
    return sorted(figures, key=lambda f: (-f.back, f.subject.id == subjects[lead].id))


def _roomy(framing: Framing, count: int) -> Framing:
    """Several people need a step back."""
    if count == 1:
        return framing
    columns = count if count < 5 else math.ceil(count / 2)
    fits = framing.aspect * 1.06 / (columns * 0.56)
    if framing.metre <= fits:
        return framing
    return replace(framing, metre=fits)


def _spot(index: int, count: int, framing: Framing, who: str) -> tuple[float, int]:
    """Where along the frame, and in which row."""
    across = framing.aspect
    if count == 1:
        side = chance("side", who).choice((-1, 1))
        if framing.angle == "over the shoulder":
            return side * across * 0.15, 0
        return side * across * (0.05 if framing.tight else 0.12), 0
    if count < 5:
        step = min(across * 0.82 / count, framing.metre * 0.98)
        return (index - (count - 1) / 2) * step, 0
    row = index % 2
    columns = math.ceil(count / 2)
    step = min(across * 0.86 / columns, framing.metre * 0.9)
    return (index // 2 - (columns - 1) / 2 + row * 0.5 - 0.25) * step, row


def _order(staging: Staging) -> int:
    """-1 where the first of two stands at the right.

    Two people keep their sides whoever is named first, by the order of their ids, so
    that no cut crosses the line between them.
    """
    ids = [subject.id for subject in staging.subjects]
    return -1 if len(ids) == 2 and ids[0] > ids[1] else 1


def _facing(x: float) -> int:
    """Towards the middle: a lone figure looks into the open side of the frame."""
    return -1 if x > 0 else 1


def _mark(
    framing: Framing,
    design: Design,
    pose: Pose,
    spot: tuple[float, int],
    facing: int,
) -> Mark:
    x, row = spot
    metre = framing.metre * (1 - 0.12 * row)
    tall = design.tall
    foot = framing.floor - row * 0.05
    if framing.size not in {"extreme wide", "wide", "full"}:
        # Nearer framings hang from the eyes, so that faces stay where eyes look.
        eye = framing.floor - 1.62 * framing.metre + row * 0.02
        foot = eye + (0.70 if pose.sitting else 0.925) * max(tall, 1.5) * metre
    if pose.lying:
        foot = min(foot, 0.84)
    if design.kind not in {"person", "robot"}:
        # A beast fills the frame at most; from nearer it could not be told.
        metre = min(metre, 0.9)
        foot = min(foot, 0.92)
    if pose.flying and design.kind == "bird":
        metre = max(metre, 0.2)
        foot = 0.36 + 0.75 * tall * metre
    loom = _LOOM.get(framing.angle, 0.0)
    return Mark((x, foot), tall * metre, facing, loom, lying=pose.lying)
