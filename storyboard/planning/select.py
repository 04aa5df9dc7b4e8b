"""Which shots a command is about: `010`, `010-040`, `scene:arrival`, `tag:hero`."""

from collections.abc import Sequence

from storyboard.errors import PlanError, offer
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import ShotId


def selections(board: Storyboard) -> tuple[str, ...]:
    """Every word but the ranges that selects something of a board."""
    tags = dict.fromkeys(tag for shot in board.shots() for tag in shot.tags)
    return (
        *(shot.id for shot in board.shots()),
        *(f"scene:{scene.id}" for scene in board.scenes),
        *(f"tag:{tag}" for tag in tags),
    )


def select(board: Storyboard, words: Sequence[str]) -> frozenset[ShotId]:
    """The shots that the words name together; none for no words.

    A range runs in board order and includes both ends. PlanError names a word that
    selects nothing, and the nearest one that does.
    """
    return frozenset(shot for word in words for shot in _selected(board, word))


def _selected(board: Storyboard, word: str) -> Sequence[ShotId]:
    order = [shot.id for shot in board.shots()]
    named = [shot for shot in order if shot == word]
    if word.startswith("scene:"):
        named = [
            shot.id
            for scene in board.scenes
            if f"scene:{scene.id}" == word
            for shot in scene.shots
        ]
    elif word.startswith("tag:"):
        tag = word.removeprefix("tag:")
        named = [shot.id for shot in board.shots() if tag in shot.tags]
    found = named or _range(order, word)
    if not found:
        raise PlanError(
            f'"{word}" selects no shot; {offer(word, selections(board))} '
            "(a range is written 010-040)"
        )
    return found


def _range(order: list[ShotId], word: str) -> list[ShotId]:
    """The shots from one id to another; an id may hold hyphens of its own."""
    places = {shot: place for place, shot in enumerate(order)}
    for at, letter in enumerate(word):
        first, last = ShotId(word[:at]), ShotId(word[at + 1 :])
        if letter == "-" and first in places and last in places:
            if places[first] > places[last]:
                raise PlanError(
                    f'the range "{word}" runs backwards: write {last}-{first}'
                )
            return order[places[first] : places[last] + 1]
    return []
