"""What each step of making a film costs, one after the other on one core."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from storyboard.assembly.film import recipe_of
from storyboard.assembly.lab import drawn
from storyboard.assembly.segments import Segment, segments
from storyboard.media.encode import encode
from storyboard.media.moments import moments
from storyboard.media.read import sound
from storyboard.media.recipe import Recipe
from storyboard.model.timeline import Timeline


def anatomy(film: Timeline) -> str:
    """Lines with the milliseconds that a frame, or a second of sound, takes."""
    parts = segments(film)
    body = next(part for part in parts if part.straight)
    mixed = next((part for part in parts if part.passing), None)
    recipe = recipe_of(film)
    clip = Path(film.edits[0].source.file)
    looked = _took(lambda: moments(clip))
    listened = _took(lambda: sum(len(block) for block in sound(clip)))
    lines = [
        f"look at a clip's packets     {1000 * looked:8.2f} ms",
        f"decode a second of its sound {1000 * listened / 5:8.2f} ms",
    ]
    for name, part in (("body", body), ("dissolve", mixed)):
        if part is None:
            continue
        # Whatever is loaded for the first one is not its cost.
        frames = list(drawn(part, recipe))
        shown = _took(partial(_count, part, recipe))
        coded = _took(partial(encode, frames, recipe, len))
        lines.append(
            f"a frame of a {name:15} {1000 * shown / part.length:8.2f} ms to draw, "
            f"{1000 * coded / part.length:.2f} ms to code"
        )
    return "\n".join(lines)


def _count(part: Segment, recipe: Recipe) -> int:
    return sum(1 for _ in drawn(part, recipe))


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
