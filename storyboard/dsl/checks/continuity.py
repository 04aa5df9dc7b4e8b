"""Shots that wait for the frames of other shots."""

from collections.abc import Iterator, Mapping, Sequence

from storyboard.dsl.text import in_quotes
from storyboard.errors import Problem, Where
from storyboard.model.breakdown import Sheet

_MOST_SHOWN = 12


def continuity_problems(placed: Mapping[Where, Sheet]) -> Iterator[Problem]:
    """Circles of waiting, and predecessors whose last frame is not in the cut."""
    by_id: dict[str, Sheet] = {sheet.shot.id: sheet for sheet in placed.values()}
    for where, sheet in placed.items():
        before = by_id.get(sheet.shot.continues or "")
        if before is not None and _trimmed(before):
            yield Problem(
                "trimmed-predecessor",
                f"shot {in_quotes(before.shot.id)} is trimmed at its end, but this one "
                "starts from its last frame",
                (*where, "continues"),
                "the cut will jump; let the trim end with the shot",
                "warning",
            )
    yield from _circles(placed)


def _trimmed(sheet: Sheet) -> bool:
    trim = sheet.shot.trim
    return trim is not None and trim.to is not None and trim.to < sheet.seconds


Ways = Sequence[tuple[str, str]]
"""The key that a shot waits by, and the shot that it waits for."""


def _circles(placed: Mapping[Where, Sheet]) -> Iterator[Problem]:
    waits: dict[str, Ways] = {}
    at: dict[str, Where] = {}
    for where, sheet in placed.items():
        shot = sheet.shot
        pairs = (("continues", shot.continues), ("ends_on", shot.ends_on))
        waits[shot.id] = [(key, other) for key, other in pairs if other is not None]
        at[shot.id] = where
    for circle in _rings(waits):
        first, second = circle[:2] if len(circle) > 1 else circle * 2
        key = next(key for key, waited in waits[first] if waited == second)
        yield _circle(circle, (*at[first], key))


def _rings(waits: Mapping[str, Ways]) -> Iterator[list[str]]:
    """Every circle once, by walking each way once, without recursion."""
    done: set[str] = set()
    for start in waits:
        trail = {} if start in done else {start: iter(waits[start])}
        while trail:
            shot, ways = next(reversed(trail.items()))
            _, other = next(ways, ("", None))
            if other is None:
                done.add(shot)
                del trail[shot]
            elif other in trail:
                names = list(trail)
                yield names[names.index(other) :]
            elif other in waits and other not in done:
                trail[other] = iter(waits[other])


def _circle(shots: list[str], where: Where) -> Problem:
    shown_shots = shots if len(shots) <= _MOST_SHOWN else [*shots[:_MOST_SHOWN], "…"]
    names = " → ".join((*shown_shots, shots[0]))
    message = f"these shots wait for each other in a circle: {names}"
    hint = "let one of them start from an image or from nothing"
    return Problem("continuity-circle", message, where, hint)
