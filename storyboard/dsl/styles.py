"""Styles that build on styles, down to what is in force."""

from collections.abc import Collection, Iterator, Mapping

from storyboard.dsl.text import in_quotes
from storyboard.errors import Problem, Where, offer
from storyboard.model.library import Style


def chain(style: Style, styles: Mapping[str, Style]) -> tuple[tuple[str, ...], bool]:
    """The ids that a style builds on, and whether they end (False: a circle)."""
    ids: dict[str, None] = {}
    base = style.base
    while base is not None and base in styles:
        if base in ids:
            return tuple(ids), False
        ids[base] = None
        base = styles[base].base
    return tuple(ids), True


def resolved(style: Style, styles: Mapping[str, Style]) -> Style:
    """The style with everything it builds on; unknown bases and circles end it."""
    ids, _ = chain(style, styles)
    whole = Style()
    for held in (*(styles[id_] for id_ in reversed(ids)), style):
        whole = held.over(whole)
    return whole


def style_problems(
    style: Style, styles: Mapping[str, Style], known: Collection[str]
) -> Iterator[Problem]:
    """Bases that do not exist, and circles, in the film's style and all others."""
    placed: list[tuple[Where, Style]] = [(("style",), style)]
    placed += [(("styles", id_), held) for id_, held in styles.items()]
    for where, held in placed:
        if held.base is not None and held.base not in known:
            message = f"there is no style {in_quotes(held.base)}"
            hint = offer(held.base, tuple(known))
            yield Problem("unknown-style", message, (*where, "base"), hint)
    yield from _circles(styles)


def _circles(styles: Mapping[str, Style]) -> Iterator[Problem]:
    told: set[str] = set()
    for id_, style in styles.items():
        ids, ends = chain(style, styles)
        if ends or id_ not in ids or id_ in told:
            continue
        told.update(ids)
        round_trip = " → ".join((id_, *ids[: ids.index(id_) + 1]))
        message = f"these styles build on each other in a circle: {round_trip}"
        hint = "let one of them stand without a base"
        yield Problem("style-circle", message, ("styles", id_, "base"), hint)
