"""The plan: what `render` would reuse or generate, why, and for how much."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from storyboard.errors import Problem
from storyboard.model.money import Money
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.model.value import SceneId, ShotId, Value

ReasonKind = Literal["unchanged", "new", "changed", "missing clip", "forced", "footage"]


class Reason(Value):
    """Why a step is what it is."""

    kind: ReasonKind
    """unchanged, new, changed, missing clip, forced or footage."""
    parts: tuple[str, ...] = ()
    """For `changed`: the parts of the request that differ from the last take."""

    def __str__(self) -> str:
        return f"{self.kind}: {', '.join(self.parts)}" if self.parts else self.kind


class Step(Value):
    """What happens with one shot."""

    shot: ShotId
    """The shot."""
    scene: SceneId
    """Its scene."""
    action: Literal["reuse", "generate", "footage"]
    """Whether a take is reused or made, or own material is used."""
    reason: Reason
    """Why."""
    seconds: float
    """Seconds asked for."""
    provider: str | None = None
    """Who makes or made it; None for footage."""
    model: str | None = None
    """The model's name at the provider."""
    request: ClipRequest | None = None
    """What would be told; None for footage."""
    fingerprint: str = ""
    """Of the request."""
    parts: dict[str, str] = {}
    """The request's part digests."""
    take: Take | None = None
    """The take that is reused, or the last one that no longer satisfies."""
    number: int = 1
    """The number of the take that is reused or would be made."""
    price: Money | None = None
    """What generating costs; None: unknown, or nothing to generate."""


class Plan(Value):
    """A whole film's steps, in board order."""

    steps: tuple[Step, ...]
    """One per shot."""
    problems: tuple[Problem, ...] = ()
    """What keeps it from being run, and notes."""

    @property
    def to_make(self) -> tuple[Step, ...]:
        """The steps that generate."""
        return tuple(step for step in self.steps if step.action == "generate")

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that refuse the plan."""
        return tuple(p for p in self.problems if p.severity == "error")


def cost_of(steps: Iterable[Step]) -> tuple[Money, ...]:
    """The known prices of steps, summed by unit; unknown ones are left out."""
    sums: dict[str, Decimal] = {}
    for step in steps:
        if step.price is not None:
            unit = step.price.unit
            sums[unit] = sums.get(unit, Decimal(0)) + step.price.amount
    return tuple(Money(amount=sums[unit], unit=unit) for unit in sorted(sums))


def unpriced(steps: Iterable[Step]) -> int:
    """How many steps that generate have an unknown price."""
    return sum(step.action == "generate" and step.price is None for step in steps)
