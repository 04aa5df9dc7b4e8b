"""Two versions of a board → which shots are made again, and which only cut anew. Pure.

Both are planned as if every take that the lock names were there: what is asked is what
the change costs, not what this machine happens to have. The earlier version is planned
without any take, so that its plan says of every shot what would be told.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storyboard.model.breakdown import Sheet, breakdown
from storyboard.model.finish import Sound
from storyboard.model.plan import Plan, Reason, Step
from storyboard.model.storyboard import Storyboard
from storyboard.model.value import SceneId, ShotId, assets
from storyboard.planning.pinned import differing, pinned

Fate = Literal["again", "re-cut", "unchanged", "gone"]
"""What a change does to a shot:

    again       it is made again, or for the first time
    re-cut      a take serves, but the shot is cut differently: free
    unchanged   it is as it was
    gone        it is not in the film any more
"""


@dataclass(frozen=True)
class Version:
    """A board at some time."""

    board: Storyboard
    plan: Plan
    """Of the earlier version: with every shot to be made."""
    digest: Callable[[str], str]
    """The SHA-256 of an asset's bytes, in hex."""


@dataclass(frozen=True)
class Difference:
    """What the change does to one shot."""

    shot: ShotId
    scene: SceneId
    fate: Fate
    why: str
    """In a few words; empty where there is nothing to say."""
    steps: tuple[Step, ...] = ()
    """Of `again`: what is made."""


@dataclass(frozen=True)
class Comparison:
    """What a change of a board does to its film."""

    shots: tuple[Difference, ...]
    """In board order, those that are gone at the end."""
    film: tuple[str, ...]
    """What differs of the film itself, such as `titles` and `sound`; free."""
    waiting: tuple[Step, ...]
    """What is to be made whether the board changed or not."""

    def of(self, fate: Fate) -> tuple[Difference, ...]:
        """The shots that this happens to."""
        return tuple(each for each in self.shots if each.fate == fate)

    @property
    def again(self) -> tuple[Step, ...]:
        """Everything that is made because of the change."""
        return tuple(step for each in self.shots for step in each.steps)


def compare(
    before: Version, now: Version, only: frozenset[ShotId] | None = None
) -> Comparison:
    """What the change from one version to the other does.

    With `only`, nothing is said of other shots.
    """
    old = {sheet.shot.id: sheet for sheet in breakdown(before.board)}
    new = {sheet.shot.id: sheet for sheet in breakdown(now.board)}
    again = _again(before.plan, now.plan, old)
    cuts = _recut(before, now, old, new)
    served = dict(_served(before.plan, now.plan, old))
    found: list[Difference] = []
    makes: dict[ShotId, list[Step]] = defaultdict(list)
    for step in now.plan.making:
        if _place(step) in again:
            makes[step.shot].append(step)
    for shot, sheet in new.items():
        made = tuple(makes[shot])
        why = [again[_place(step)] for step in made]
        free = [*served.get(shot, ()), *cuts.get(shot, ())]
        fate: Fate = "again" if made else "re-cut" if free else "unchanged"
        said = ", ".join(dict.fromkeys(why or free))
        found.append(Difference(shot, sheet.scene.id, fate, said, made))
    gone = [
        Difference(shot, sheet.scene.id, "gone", "")
        for shot, sheet in old.items()
        if shot not in new
    ]
    asked = [each for each in (*found, *gone) if only is None or each.shot in only]
    return Comparison(
        shots=tuple(asked),
        film=tuple(_film(before, now)),
        waiting=tuple(
            step
            for step in now.plan.making
            if _place(step) not in again and (only is None or step.shot in only)
        ),
    )


Place = tuple[ShotId, int]
"""A shot and which of its takes."""


def _place(step: Step) -> Place:
    return step.shot, step.attempt


def _told(plan: Plan) -> Mapping[Place, dict[str, str]]:
    """What is told for every take that a plan knows of, whatever its frames are."""
    every = {step.shot for step in plan.steps}
    return {
        _place(step): pinned(step, every)
        for step in (*plan.steps, *plan.further)
        if step.action != "footage"
    }


def _again(before: Plan, now: Plan, old: Mapping[ShotId, Sheet]) -> Mapping[Place, str]:
    """What is made because of the change, and why."""
    told_before, told_now = _told(before), _told(now)
    found = {}
    for step in now.making:
        place = _place(step)
        if place in told_before:
            parts = differing(told_before[place], told_now[place])
            if parts:
                found[place] = str(Reason(kind="changed", parts=parts))
        elif (step.shot, 0) in told_before:
            found[place] = "another take"
        else:
            found[place] = "no longer footage" if step.shot in old else "new"
    return _with_followers(now, found)


def _with_followers(now: Plan, found: Mapping[Place, str]) -> Mapping[Place, str]:
    """What is made again, and what is made because it starts from one of those."""
    made = dict(found)
    grown = True
    while grown:
        shots = {shot for shot, _ in made}
        more = {
            _place(step): f"continues {', '.join(waited)}"
            for step in now.making
            if _place(step) not in made
            and (waited := [shot for shot in step.after if shot in shots])
        }
        made |= more
        grown = bool(more)
    return made


def _served(
    before: Plan, now: Plan, old: Mapping[ShotId, Sheet]
) -> Iterator[tuple[ShotId, list[str]]]:
    """The shots that are new or told something else, and need nothing to be made."""
    told_before, told_now = _told(before), _told(now)
    for step in now.steps:
        place, first = _place(step), (step.shot, 0)
        if step.shot not in old and step.action != "generate":
            served = step.action == "reuse"
            yield step.shot, ["new, and a take is at hand" if served else "new footage"]
        elif step.action == "reuse" and first in told_before:
            same = told_before.get(place, told_before[first]) == told_now[place]
            picked = step.reason.kind == "picked"
            if not same:
                yield step.shot, ["its pick stands" if picked else "a take is at hand"]


def _recut(
    before: Version,
    now: Version,
    old: Mapping[ShotId, Sheet],
    new: Mapping[ShotId, Sheet],
) -> Mapping[ShotId, list[str]]:
    """What differs in the cut of each shot that is in both versions."""
    moved = _moved(list(old), list(new))
    first = next(iter(new))
    found = {}
    for shot in old.keys() & new.keys():
        was, is_now = old[shot], new[shot]
        wasted = shot == first == next(iter(old))
        facts = {
            "order": shot in moved,
            "footage": _footage(before, was) != _footage(now, is_now),
            "trim": was.used != is_now.used,
            # Nothing comes before the first shot that it could come in after.
            "transition": was.enter != is_now.enter and not wasted,
            "fit": (was.fit, was.shot.focus) != (is_now.fit, is_now.shot.focus),
            "own sound": was.own_sound != is_now.own_sound,
        }
        found[shot] = [what for what, differs in facts.items() if differs]
    return found


def _footage(version: Version, sheet: Sheet) -> str | None:
    file = sheet.shot.footage
    return None if file is None else version.digest(file)


def _moved(old: Sequence[ShotId], new: Sequence[ShotId]) -> frozenset[ShotId]:
    """As few shots as explain how the order of those in both lists changed.

    All others stand in the longest run that is in order in both (patience sorting).
    """
    places = {shot: place for place, shot in enumerate(old)}
    common = [shot for shot in new if shot in places]
    ends: list[int] = []
    last: list[ShotId] = []
    behind: dict[ShotId, ShotId | None] = {}
    for shot in common:
        at = bisect_left(ends, places[shot])
        behind[shot] = last[at - 1] if at else None
        ends[at : at + 1], last[at : at + 1] = [places[shot]], [shot]
    kept: set[ShotId] = set()
    each = last[-1] if last else None
    while each is not None:
        kept.add(each)
        each = behind[each]
    return frozenset(common) - kept


def _film(before: Version, now: Version) -> Iterator[str]:
    """What differs of the film itself."""
    old, new = before.board, now.board
    if old.format.model_copy(update={"fit": new.format.fit}) != new.format:
        yield "format"
    if old.title != new.title or old.titles != new.titles:
        yield "titles"
    if _heard(before) != _heard(now):
        yield "sound"
    if old.subtitles != new.subtitles:
        yield "subtitles"
    if old.output != new.output:
        yield "output"


def _heard(version: Version) -> tuple[Sound, list[str]]:
    """The film's sound with the bytes of its files."""
    sound = version.board.sound
    return sound, [version.digest(asset) for _, _, asset in assets(sound)]
