"""Which shots a command is about.

010, 010-040       by id, and from one to another in board order
scene:arrival      a scene's
tag:hero           those with a tag
failed, changed    those that stand so (see STANDING)
010+, scene:one+   and whatever continues from them
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from storyboard.errors import PlanError, offer
from storyboard.model.plan import Plan
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import ShotId

STANDING = ("failed", "changed")
"""Words about how shots stand:

    failed    the last attempt was refused, failed, or nobody knows what became of it
    changed   the board changed, so that they would be made anew, or for the first time
"""
States = Mapping[str, Callable[[], Collection[ShotId]]]
"""The shots that stand in some way, by a word of STANDING; asked for where it is
used."""
_BY_THE_BOARD = frozenset({"new", "changed", "preceded", "missing clip"})


def selections(board: Storyboard) -> tuple[str, ...]:
    """Every word but the ranges that selects something of a board, or may do so."""
    shots = board.shots()
    tags = dict.fromkeys(tag for shot in shots for tag in shot.tags)
    followed = {before for shot in shots for before in (shot.continues, shot.ends_on)}
    return (
        *(shot.id for shot in shots),
        *(f"{shot.id}+" for shot in shots if shot.id in followed),
        *(f"scene:{scene.id}" for scene in board.scenes),
        *(f"tag:{tag}" for tag in tags),
        *STANDING,
    )


def select(
    board: Storyboard, words: Sequence[str], states: States | None = None
) -> frozenset[ShotId]:
    """The shots that the words name together; none for no words.

    A range runs in board order and includes both ends. `states` is asked for words
    such as `failed`, which may well select nothing. PlanError names any other word
    that selects nothing, and the nearest one that does.
    """
    return frozenset(
        shot for word in words for shot in _selected(board, word, states or {})
    )


def changed_shots(plan: Plan) -> frozenset[ShotId]:
    """The shots that a plan makes because of what the board says: `changed`."""
    made = (step for step in plan.steps if step.action == "generate")
    return frozenset(s.shot for s in made if s.reason.kind in _BY_THE_BOARD)


def _selected(board: Storyboard, word: str, states: States) -> Collection[ShotId]:
    found = _named(board, word, states)
    if found is not None:
        return found
    bare = word.removesuffix("+")
    followed = _named(board, bare, states) if bare != word else None
    if followed is None:
        raise PlanError(
            f'"{bare}" selects no shot; {offer(bare, selections(board))} '
            "(a range is written 010-040)"
        )
    return _followed(board, followed)


def _named(board: Storyboard, word: str, states: States) -> Collection[ShotId] | None:
    """The shots of a word without its plus; None where there is no such word."""
    order = [shot.id for shot in board.shots()]
    if word in order:
        return [ShotId(word)]
    if word in states:
        return states[word]()
    kind, _, name = word.partition(":")
    found: Sequence[ShotId] = []
    if kind == "scene":
        scenes = [scene for scene in board.scenes if scene.id == name]
        found = [shot.id for scene in scenes for shot in scene.shots]
    elif kind == "tag":
        found = [shot.id for shot in board.shots() if name in shot.tags]
    return found or _range(order, word) or None


def _followed(board: Storyboard, shots: Collection[ShotId]) -> frozenset[ShotId]:
    """Shots, and all that wait for a frame of any of them, however far away."""
    found, fresh = frozenset(shots), frozenset(shots)
    while fresh:
        fresh = frozenset(
            shot.id
            for shot in board.shots()
            if fresh & {shot.continues, shot.ends_on} and shot.id not in found
        )
        found |= fresh
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
