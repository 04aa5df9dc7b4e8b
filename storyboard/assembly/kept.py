"""Kept segments: found by content, made again where they are of no use."""

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from storyboard.assembly.kept_packets import Write, keep_made, kept, packets_in
from storyboard.assembly.segments import Segment
from storyboard.media.encode import Coded, encode
from storyboard.media.film import Part
from storyboard.media.pictures import Frame
from storyboard.media.recipe import Recipe
from storyboard.store.caches import UNFINISHED


@dataclass(frozen=True)
class Head:
    """What is known of a kept segment."""

    coded: Coded
    """Of its packets."""
    missing: int
    """For how many of its frames a slate stands in."""


def clear_litter(cache: Path) -> None:
    """Remove what killed runs left half written."""
    for left in cache.glob(f"*{UNFINISHED}"):
        with suppress(OSError):
            if _ended(left):
                left.unlink(missing_ok=True)


def _ended(unfinished: Path) -> bool:
    """Whether the process that wrote a file is known to have ended."""
    number = unfinished.stem.rpartition(".")[2].partition("-")[0]
    if not number.isdecimal() or sys.platform == "win32":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def place_of(segment: Segment, recipe: Recipe, cache: Path) -> Path:
    """Where a segment is kept, or will be."""
    return cache / f"{segment.key(recipe)}.seg"


def keep(
    place: Path, frames: Iterable[Frame], recipe: Recipe, segment: Segment
) -> None:
    """Code a segment's frames and keep them; MediaError where that is not possible."""
    keep_made(place, partial(_made, frames, recipe, segment))


def _made(
    frames: Iterable[Frame], recipe: Recipe, segment: Segment, write: Write
) -> Mapping[str, Any]:
    coded = encode(frames, recipe, write)
    missing = sum(strip.missing() for strip in segment.strips)
    return {
        "extra": coded.extra.hex(),
        "keys": sorted(coded.keys),
        "missing": missing,
        "card": _card(segment) if missing else "",
    }


def head_of(place: Path, segment: Segment) -> Head | None:
    """A kept segment's head; None where it is not there, or of no use."""
    found = kept(place)
    if found is None or len(found.sizes) != segment.length:
        return None
    about = found.about
    try:
        if about["card"] not in ("", _card(segment)):
            return None
        extra, keys = bytes.fromhex(about["extra"]), frozenset(about["keys"])
        return Head(Coded(extra, found.sizes, keys), about["missing"])
    except (KeyError, TypeError, ValueError):
        return None


def part(place: Path, head: Head) -> Part:
    """A kept segment, to be joined; MediaError where it is damaged."""
    packets = packets_in(place)
    # Damage shows before the first packet, and still can be made good here.
    first = next(packets, b"")
    return Part(head.coded, chain((first,), packets))


def _card(segment: Segment) -> str:
    """What slates say that stand in for the ends of clips."""
    return "; ".join(
        strip.edit.slate.model_dump_json()
        for strip in segment.strips
        if strip.edit.source.kind == "clip"
    )
