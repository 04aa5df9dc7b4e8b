"""What a film has cost, what is reserved for it, and what is still to come."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

from storyboard.model.money import Money
from storyboard.model.plan import Step
from storyboard.model.value import SceneId, ShotId
from storyboard.model.words import Origin
from storyboard.production.script import Planned, Script
from storyboard.scheduler.entry import Entry

By = Literal["shot", "scene", "provider", "day"]
TO_COME = "to come"
"""The day of what is not made yet."""
_RESERVED = {"intent", "submitted", "ready", "uncertain"}


@dataclass
class Sums:
    """Amounts by unit, in three columns."""

    spent: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """What was charged, or is taken to have been."""
    reserved: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """What is in flight or in doubt."""
    estimated: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """What the plan would still spend."""
    unknown: int = 0
    """Takes whose price nobody knows."""


@dataclass(frozen=True)
class Costs:
    """What a film costs."""

    rows: Mapping[str, Sums]
    """By shot, scene, provider or day."""
    total: Sums
    budgets: Sequence["BudgetLeft"]


@dataclass(frozen=True)
class BudgetLeft:
    """A budget of the project, over all its films."""

    most: Money
    held: Money
    """What is spent or reserved of it."""


def costs(planned: Planned, by: By, origin: Origin) -> Costs:
    """What was spent on the takes of an origin, what is reserved, and what is to come.

    The plan is whole: a film's costs have no selection.
    """
    from storyboard.production.ledgers import spent  # noqa: PLC0415 - heavy

    script = planned.script
    scenes = {
        shot.id: scene.id for scene in script.board.scenes for shot in scene.shots
    }
    rows: dict[str, Sums] = defaultdict(Sums)
    total = Sums()
    for entry in _entries(script, origin):
        for sums in (rows[_name_of(entry, by, scenes)], total):
            _add(sums, entry)
    for step in planned.plan.to_make:
        if planned.plan.origin_of(step) == origin:
            for sums in (rows[_place_of(step, by)], total):
                _add_estimate(sums, step)
    order = _order(script, by)
    names = sorted(rows, key=order)
    budgets = [
        BudgetLeft(most, Money(amount=spent(script, origin, most), unit=most.unit))
        for most in script.project.settings.project.budget
    ]
    return Costs({name: rows[name] for name in names}, total, budgets)


def _entries(script: Script, origin: Origin) -> Iterator[Entry]:
    from storyboard.production.ledgers import opened  # noqa: PLC0415 - heavy

    with opened(script) as found:
        if found is None:
            return
        ledger, film = found
        for entry in ledger.entries(film):
            if entry.wish.origin == origin and entry.state not in {"wanted", "refused"}:
                yield entry


def _add(sums: Sums, entry: Entry) -> None:
    holds = entry.holds
    if holds is None:
        sums.unknown += 1
        return
    column = sums.reserved if entry.state in _RESERVED else sums.spent
    column[holds.unit] += holds.amount


def _add_estimate(sums: Sums, step: Step) -> None:
    if step.price is None:
        sums.unknown += 1
    else:
        sums.estimated[step.price.unit] += step.price.amount


def _name_of(entry: Entry, by: By, scenes: Mapping[ShotId, SceneId]) -> str:
    match by:
        case "shot":
            return entry.wish.shot
        case "scene":
            return scenes.get(entry.wish.shot, "no longer in the board")
        case "provider":
            return entry.wish.provider
        case "day":
            at = entry.submitted or entry.moved
            return datetime.fromtimestamp(at, UTC).date().isoformat()


def _place_of(step: Step, by: By) -> str:
    match by:
        case "shot":
            return step.shot
        case "scene":
            return step.scene
        case "provider":
            return step.provider or ""
        case "day":
            return TO_COME


def _order(script: Script, by: By) -> Callable[[str], tuple[int, str]]:
    """Shots and scenes in board order, anything else by name; what is to come last."""
    scenes = script.board.scenes
    if by == "scene":
        known = [str(scene.id) for scene in scenes]
    else:
        known = [str(shot.id) for shot in script.board.shots()] if by == "shot" else []
    places = {name: place for place, name in enumerate(known)}

    def order(name: str) -> tuple[int, str]:
        last = len(places) + (name == TO_COME)
        return places.get(name, last), name

    return order
