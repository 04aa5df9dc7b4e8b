"""What a step would tell, as digests that stay when the frames it waits for arrive."""

from collections.abc import Container

from storyboard.model.plan import Step
from storyboard.model.request import PART_NAMES, digest_of
from storyboard.model.value import ShotId


def pinned(step: Step, waits_for: Container[ShotId]) -> dict[str, str]:
    """The digests of the parts that a step's request tells, by the parts' names.

    A frame of a shot in `waits_for` counts by whose and which frame it is, any other
    by its clip. The model's name is left out, as it is from fingerprints.
    """
    parts = {name: d for name, d in step.parts.items() if name != "model"}
    if "preceded" in parts and step.request is not None:
        frames = (
            (medium.role, frame)
            for medium in step.request.media
            if (frame := medium.frame_of) is not None
        )
        told = [
            [role, frame.which, frame.shot if frame.shot in waits_for else frame.clip]
            for role, frame in frames
        ]
        parts["preceded"] = digest_of(told)[:16]
    return parts


def differing(before: dict[str, str], now: dict[str, str]) -> tuple[str, ...]:
    """The names of the parts that are not the same, in the order of `PART_NAMES`."""
    return tuple(name for name in PART_NAMES if before.get(name) != now.get(name))
