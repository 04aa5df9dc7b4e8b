"""Every check, in the order in which a reader would make them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from storyboard.dsl.checks.continuity import continuity_problems
from storyboard.dsl.checks.files import file_problems
from storyboard.dsl.checks.film import Film
from storyboard.dsl.checks.finish import finish_problems
from storyboard.dsl.checks.leading import leading_problems
from storyboard.dsl.checks.lettering import burnt_problems, lettering_problems
from storyboard.dsl.checks.names import name_problems
from storyboard.dsl.checks.rules import rule_problems
from storyboard.dsl.checks.subtitles import subtitle_problems
from storyboard.dsl.checks.timing import timing_problems
from storyboard.dsl.checks.transitions import transition_problems
from storyboard.dsl.places import Root
from storyboard.dsl.styles import style_problems
from storyboard.errors import Problem, Spot, Where
from storyboard.model.breakdown import breakdown
from storyboard.model.storyboard import Storyboard
from storyboard.model.time import parse_rate
from storyboard.model.value import assets


def film_problems(
    film: Film, spot: Callable[[Where], Spot], roots: Mapping[str, Path]
) -> Iterator[Problem]:
    """What can be found scene by scene and shot by shot."""
    yield from name_problems(film)
    yield from rule_problems(film, spot)
    named = (item for where, _, shot in film.shots() for item in assets(shot, where))
    yield from file_problems(named, roots)


def board_problems(
    board: Storyboard,
    film: Film,
    spot: Callable[[Where], Spot],
    roots: Mapping[str, Path],
) -> Iterator[Problem]:
    """What can be found of a board that could be read to its end."""
    yield from film_problems(film, spot, roots)
    if film.names.complete:
        yield from style_problems(board.style, board.styles, film.names.styles)
    yield from _parameters(board)
    shotless = board.model_copy(update={"scenes": ()})
    yield from file_problems(assets(shotless), roots)
    wheres = (where for where, _, _ in film.shots())
    placed = dict(zip(wheres, breakdown(board), strict=True))
    yield from continuity_problems(placed)
    yield from timing_problems(placed, parse_rate(board.format.fps))
    yield from transition_problems(placed, board.defaults.enter)
    yield from leading_problems(placed, board.defaults.own_sound)
    yield from _defaults(board)
    yield from finish_problems(board, placed, Root(roots[""]))
    yield from lettering_problems(board, roots)
    yield from subtitle_problems(board, placed)
    yield from burnt_problems(board, placed, roots)


def _parameters(board: Storyboard) -> Iterator[Problem]:
    """Parameters without a value, in characters that are nobody's template."""
    for id_, character in board.characters.items():
        for name, value in character.parameters.items():
            if value is None:
                message = f'the parameter "{name}" has no value'
                hint = "give it one, or make the character a template"
                where = ("characters", id_, "parameters", name)
                yield Problem("missing-parameter", message, where, hint)


def _defaults(board: Storyboard) -> Iterator[Problem]:
    if board.defaults.takes == 1:
        return
    for index, scene in enumerate(board.scenes):
        if scene.together:
            message = "a scene shot together cannot have several takes"
            hint = f"defaults.takes is {board.defaults.takes}"
            yield Problem("together", message, ("scenes", index, "together"), hint)
