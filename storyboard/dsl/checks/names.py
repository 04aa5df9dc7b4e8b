"""Names that lead nowhere."""

from collections.abc import Collection, Iterator
from itertools import islice

from storyboard.dsl.checks.film import Film, Names, PlacedScene
from storyboard.dsl.nodes import KEY
from storyboard.dsl.text import in_quotes
from storyboard.errors import Problem, Where, offer
from storyboard.model.scene import Scene, Shot

_MOST_OFFERED = 1_000


def unknown(what: str, name: str, known: Collection[str], where: Where) -> Problem:
    """A name that is not among the known ones."""
    message = f"there is no {what} {in_quotes(name)}"
    hint = offer(name, tuple(islice(known, _MOST_OFFERED)))
    return Problem(f"unknown-{what}", message, where, hint)


def name_problems(film: Film) -> Iterator[Problem]:
    """Unknown characters, looks, locations, presets and shots."""
    for placed in film.scenes:
        if film.names.complete:
            yield from _scene(placed, film.names)
    for where, scene, shot in film.shots():
        if film.names.complete:
            yield from _shot(where, shot, film.names)
        yield from _absent(where, scene, shot, film.names)
        yield from _neighbours(where, shot, film.names)


def _scene(placed: PlacedScene, names: Names) -> Iterator[Problem]:
    scene, where = placed.scene, placed.where
    if scene.location is not None and scene.location not in names.locations:
        place = (*where, "location")
        yield unknown("location", scene.location, names.locations, place)
    for who, look in scene.characters.items():
        place = (*where, "characters", who)
        if who not in names.characters:
            yield unknown("character", who, names.characters, (*place, KEY))
            continue
        character = names.characters[who]
        if look is None or character is None or look in character.looks:
            continue
        message = f'"{who}" has no look {in_quotes(look)}'
        hint = offer(look, tuple(character.looks))
        yield Problem("unknown-look", message, place, hint)


def _shot(where: Where, shot: Shot, names: Names) -> Iterator[Problem]:
    cast = [((*where, "in_shot", i), who) for i, who in enumerate(shot.in_shot or ())]
    cast += [
        ((*where, "dialogue", i, "who"), line.who)
        for i, line in enumerate(shot.dialogue)
    ]
    for place, who in cast:
        if who not in names.characters:
            yield unknown("character", who, names.characters, place)
    if shot.preset is not None and shot.preset not in names.presets:
        yield unknown("preset", shot.preset, names.presets, (*where, "preset"))


def _absent(where: Where, scene: Scene, shot: Shot, names: Names) -> Iterator[Problem]:
    """Speakers whom the scene does not name: a voice over, or forgotten."""
    present = {*scene.characters, *(shot.in_shot or ())}
    for index, line in enumerate(shot.dialogue):
        if line.who in names.characters and line.who not in present:
            yield Problem(
                "absent-speaker",
                f'"{line.who}" speaks but is not in the scene',
                (*where, "dialogue", index, "who"),
                f"add {line.who} to the scene's `characters`, unless heard only",
                "warning",
            )


def _neighbours(where: Where, shot: Shot, names: Names) -> Iterator[Problem]:
    for key, other in (("continues", shot.continues), ("ends_on", shot.ends_on)):
        if other is not None and other not in names.shots:
            yield unknown("shot", other, names.shots, (*where, key))
