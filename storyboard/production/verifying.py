"""Verify: whether every clip that the lock names is in the store, and whole."""

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.production.records import locked_takes
from storyboard.production.script import Script


@dataclass(frozen=True)
class Verified:
    """One clip, and the takes that are cut out of it."""

    clip: str
    """SHA-256, in hex."""
    takes: tuple[Take, ...]
    """At least one; several where shots share the clip."""
    state: Literal["whole", "missing", "damaged"]


def verify(
    script: Script, shots: AbstractSet[ShotId] | None = None
) -> Iterator[Verified]:
    """Read every clip that the lock names, or names for these shots, byte by byte.

    In the lock's order, each as soon as it was read. StoreError where the lock, or a
    file, cannot be read.
    """
    clips: dict[str, list[Take]] = defaultdict(list)
    for take in locked_takes(script):
        if shots is None or take.shot in shots:
            clips[take.clip].append(take)
    store = script.clips
    for clip, takes in clips.items():
        state: Literal["whole", "missing", "damaged"] = "whole"
        if not store.verify(clip):
            state = "damaged" if store.path(clip).exists() else "missing"
        yield Verified(clip, tuple(takes), state)
