"""The plan: what `render` would reuse or generate, why, and for how much."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from storyboard.errors import Problem
from storyboard.model.capabilities import Capabilities
from storyboard.model.money import Money
from storyboard.model.request import ClipRequest
from storyboard.model.take import Take
from storyboard.model.value import SceneId, ShotId, Value
from storyboard.model.words import Origin

ReasonKind = Literal[
    "unchanged",
    "new",
    "changed",
    "preceded",
    "missing clip",
    "forced",
    "another take",
    "picked",
    "being made",
    "in doubt",
    "footage",
]


class Reason(Value):
    """Why a step is what it is."""

    kind: ReasonKind
    """unchanged, new, changed, preceded (the shot it continues has a new take), missing
    clip, forced, another take (the board wants several), picked (by a person, so that
    it stands), being made or in doubt (sent in an earlier run), or footage."""
    parts: tuple[str, ...] = ()
    """Of `changed` and `picked`: the parts of the request that differ from the take."""

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
    """What would be told; None for footage. Shots of one job have the same."""
    asked: str | None = None
    """The name of the model that the request goes to; None where nobody has it."""
    fingerprint: str = ""
    """Of the request."""
    parts: dict[str, str] = {}
    """The request's part digests."""
    take: Take | None = None
    """The take that is reused, or the last one that no longer satisfies."""
    mode: str = ""
    """How the model is asked, such as `image to video`; empty where it cannot be."""
    number: int = 1
    """The number of the take that is reused or would be made."""
    price: Money | None = None
    """What generating costs; None: unknown, or nothing to generate."""
    dollars: Money | None = None
    """The same in US dollars, where the price list says what its unit is worth."""
    attempt: int = 0
    """Which of the shot's takes of this request it is, from 0 (see `Take.attempt`)."""
    after: tuple[ShotId, ...] = ()
    """The shots whose takes have to be made first: their frames belong into this one's
    request, which is complete only then."""
    fallbacks: tuple["Step", ...] = ()
    """Who is asked instead, in this order, where this one says no at no cost."""
    lead: ShotId | None = None
    """The first shot of the job that makes this one, where it is not this one."""
    offset: float = 0.0
    """Where in the job's clip this shot starts, in seconds."""

    @property
    def candidates(self) -> tuple["Step", ...]:
        """Everybody who may be asked for it, in their order, this one first."""
        return (self, *self.fallbacks)

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Of every take that would satisfy it, whoever of them made it."""
        return tuple(dict.fromkeys(each.fingerprint for each in self.candidates))


class Plan(Value):
    """A whole film's steps, in board order."""

    steps: tuple[Step, ...]
    """One per shot: what stands in the cut."""
    further: tuple[Step, ...] = ()
    """The other takes that are to be made, where a shot wants several."""
    problems: tuple[Problem, ...] = ()
    """What keeps it from being run, and notes."""
    rows: tuple[Capabilities, ...] = ()
    """What the models that its requests go to can do."""

    @property
    def making(self) -> tuple[Step, ...]:
        """The steps that generate, further takes of a shot behind its first."""
        made = [step for step in self.steps if step.action == "generate"]
        order = {step.shot: place for place, step in enumerate(self.steps)}
        return tuple(sorted((*made, *self.further), key=lambda s: order[s.shot]))

    @property
    def to_make(self) -> tuple[Step, ...]:
        """One step for each job: the shots that are made with another are left out."""
        return tuple(step for step in self.making if step.lead is None)

    def row_of(self, step: Step) -> Capabilities | None:
        """What the model can do that a step's request goes to."""
        asked = (step.request.provider, step.asked) if step.request else None
        return next((r for r in self.rows if (r.provider, r.model) == asked), None)

    def origin_of(self, step: Step) -> Origin | None:
        """Where the clip of a step's request comes from; None: nobody knows."""
        row = self.row_of(step)
        return row.origin if row else None

    def told_by(self, request: ClipRequest) -> frozenset[str] | None:
        """The parts of a request that its model is told; None: nobody knows."""
        rows = [row for row in self.rows if row.provider == request.provider]
        named = [row for row in rows if request.model in {row.model, *row.aliases}]
        row = next(iter(named or rows), None)
        return row.told if row else None

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
    return tuple(Money(amount=_plain(sums[unit]), unit=unit) for unit in sorted(sums))


def _plain(amount: Decimal) -> Decimal:
    """Without zeros at its end, and never in exponents."""
    return Decimal(f"{amount.normalize():f}")


def dollars_of(steps: Iterable[Step], unit: str) -> Money | None:
    """What the prices in a unit come to in US dollars; None where one is unknown."""
    priced = [step for step in steps if step.price and step.price.unit == unit]
    known = [step.dollars for step in priced if step.dollars]
    if not priced or len(known) != len(priced):
        return None
    return Money(amount=sum((m.amount for m in known), Decimal(0)), unit="usd")


def with_dollars(price: Money, dollars: Money | None) -> str:
    """`240 credits@seedanceapi (2.40 USD)`; the price alone where it is in dollars."""
    if dollars is None or price.unit == dollars.unit:
        return str(price)
    return f"{price} ({dollars})"


def unpriced(steps: Iterable[Step]) -> int:
    """How many jobs that generate have an unknown price."""
    return sum(
        step.action == "generate" and step.lead is None and step.price is None
        for step in steps
    )
