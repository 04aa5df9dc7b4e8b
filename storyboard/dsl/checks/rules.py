"""What may not stand together, in a shot or in the film."""

from collections.abc import Callable, Iterator, Sequence

from storyboard.dsl.checks.film import Film
from storyboard.dsl.nodes import KEY
from storyboard.dsl.text import in_quotes
from storyboard.errors import Problem, Spot, Where
from storyboard.model.scene import Shot

_NEVER_WITH_FOOTAGE = (
    "action", "in_shot", "preset", "size", "angle", "lens", "move", "sound", "takes",
    "continues", "first_frame", "last_frame", "ends_on", "references", "provider",
    "model", "seed", "generate", "extra",
)  # fmt: skip
"""What a service would be told; own material is never generated."""
_NEVER_TOGETHER = ("takes", "continues", "provider", "model", "footage")


def rule_problems(film: Film, spot: Callable[[Where], Spot]) -> Iterator[Problem]:
    """Shots that contradict themselves, and ids given twice."""
    for where, scene, shot in film.shots():
        yield from _id("shot", shot.id, where)
        yield from _content(where, shot)
        yield from _frames(where, shot)
        if scene.together:
            yield from _together(where, shot)
    scenes = [(placed.where, placed.scene.id) for placed in film.scenes]
    for where, id_ in scenes:
        yield from _id("scene", id_, where)
    yield from _twice("scene", scenes, spot)
    shots = [(where, shot.id) for where, _, shot in film.shots()]
    yield from _twice("shot", shots, spot)


def _id(what: str, id_: str, where: Where) -> Iterator[Problem]:
    if id_.isprintable() and id_ == id_.strip():
        return
    message = f"the {what} id {in_quotes(id_)} has invisible characters"
    hint = "write letters and digits, without a space at either end"
    yield Problem("id", message, (*where, "id"), hint)


def _twice(
    what: str, ids: Sequence[tuple[Where, str]], spot: Callable[[Where], Spot]
) -> Iterator[Problem]:
    first: dict[str, Where] = {}
    for where, id_ in ids:
        if first.setdefault(id_, where) is where:
            continue
        there = spot((*first[id_], "id"))
        message = f"the {what} id {in_quotes(id_)} is given twice"
        hint = f"it is first given in line {there.line}; every {what} has its own"
        yield Problem("duplicate-id", message, (*where, "id"), hint)


def _content(where: Where, shot: Shot) -> Iterator[Problem]:
    if shot.footage is None:
        if shot.action is None:
            message = f"shot {in_quotes(shot.id)} has nothing to shoot"
            hint = "say what happens in `action`, or give own material in `footage`"
            yield Problem("nothing-to-shoot", message, where, hint)
        return
    for key in _NEVER_WITH_FOOTAGE:
        if key in shot.model_fields_set and getattr(shot, key) is not None:
            message = f"{key} has no effect on own material"
            hint = "footage is never generated: leave one of the two out"
            yield Problem("footage", message, (*where, key, KEY), hint)


def _frames(where: Where, shot: Shot) -> Iterator[Problem]:
    pairs = (("first_frame", "continues"), ("last_frame", "ends_on"))
    for image, other in pairs:
        if getattr(shot, image) is not None and getattr(shot, other) is not None:
            message = f"{image} and {other} both say the same frame"
            hint = "leave one of the two out"
            yield Problem("two-frames", message, (*where, image, KEY), hint)


def _together(where: Where, shot: Shot) -> Iterator[Problem]:
    for key in _NEVER_TOGETHER:
        if getattr(shot, key) is not None:
            message = f"a shot of a scene shot together cannot have its own {key}"
            hint = "the scene is one job: leave it out, or set together: false"
            yield Problem("together", message, (*where, key, KEY), hint)
