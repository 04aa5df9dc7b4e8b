"""What a run may spend: caps, unknown prices, and what has to be asked before."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from storyboard.errors import PlanError, Problem
from storyboard.model.money import Money
from storyboard.model.plan import Step, cost_of, unpriced
from storyboard.model.take import FlawKind
from storyboard.model.words import Origin
from storyboard.production.script import Planned
from storyboard.scheduler.caps import Cap


@dataclass(frozen=True)
class Allowance:
    """What the user allows."""

    caps: tuple[Money, ...] = ()
    """The most that this run may spend, each unit for itself."""
    allow_unknown: bool = False
    """Whether jobs of unknown price may be sent."""
    retake_on: frozenset[FlawKind] = frozenset()
    """Flaws for which a shot is made once more."""


def caps_of(planned: Planned, allowed: Allowance) -> tuple[Cap, ...]:
    """What no request may pass: the run's own caps, and the project's budget."""
    budget = planned.script.project.settings.project.budget
    return (
        *(Cap(most, "--max-cost") for most in allowed.caps),
        *(Cap(most, "the project's budget", run=False) for most in budget),
    )


def needs_asking(planned: Planned) -> bool:
    """Whether running the plan costs money, or may: what nobody pays needs no yes."""
    return any(step.price is None or step.price.amount for step in _paid(planned))


def check_spending(planned: Planned, allowed: Allowance) -> None:
    """PlanError where the plan would pass a cap, or nobody knows what it costs."""
    problems = (
        *_unknown(planned, allowed),
        *_unbounded(planned, allowed),
        *_over(planned, allowed),
    )
    if problems:
        raise PlanError("this may not be spent", problems)


def _unknown(planned: Planned, allowed: Allowance) -> Iterator[Problem]:
    """Prices that nobody knows, or that a cap cannot be held against."""
    if allowed.allow_unknown:
        return
    hint = (
        "allow it with --allow-unknown-cost, or write your own price under "
        "[providers.NAME.prices] of storyboard.toml"
    )
    steps = _asked(planned) if allowed.caps else _paid(planned)
    unknown = [step for step in steps if step.price is None]
    if unknown:
        jobs, names = unpriced(unknown), ", ".join(dict.fromkeys(_named(unknown)))
        said = "1 job" if jobs == 1 else f"{jobs} jobs"
        message = f"the price of {said} is unknown: shot {names}"
        yield Problem("unknown-price", message, hint=hint)
        return
    capped = {cap.most.unit for cap in caps_of(planned, allowed)}
    if not capped:
        return
    loose = [
        step
        for step in steps
        if step.price
        and step.price.amount
        and step.price.unit not in capped
        and not (step.dollars and "usd" in capped)
    ]
    if loose and loose[0].price:
        unit = loose[0].price.unit
        message = (
            f"no cap counts {unit}, and what one is worth in dollars is unknown: shot "
            f"{', '.join(dict.fromkeys(_named(loose)))}"
        )
        hint = f"add a --max-cost in {unit}, or {hint}"
        yield Problem("uncapped", message, hint=hint)


def _unbounded(planned: Planned, allowed: Allowance) -> Iterator[Problem]:
    if allowed.retake_on and not caps_of(planned, allowed) and needs_asking(planned):
        yield Problem(
            "no-cap",
            "--retake-on may pay shots twice, and nothing says how much it may spend",
            hint="set --max-cost, or a budget under [project] of storyboard.toml",
        )


def _over(planned: Planned, allowed: Allowance) -> Iterator[Problem]:
    """Caps that the plan passes by itself."""
    from storyboard.production.ledgers import spent  # noqa: PLC0415 - heavy

    by_origin: dict[Origin, list[Step]] = defaultdict(list)
    for step in planned.to_make:
        by_origin[_origin(planned, step)].append(step)
    for origin, steps in by_origin.items():
        for cap in caps_of(planned, allowed):
            wanted = _sum(steps, cap.most.unit)
            before = Decimal(0) if cap.run else spent(planned.script, origin, cap.most)
            if wanted and wanted + before > cap.most.amount:
                held = f", and {_in(before, cap)} are spent or in flight" * bool(before)
                message = (
                    f"the plan costs {_in(wanted, cap)}{held}; {cap.said} is {cap.most}"
                )
                hint = "select fewer shots, or raise it"
                yield Problem("over-cap", message, hint=hint)


def _in(amount: Decimal, cap: Cap) -> Money:
    return Money(amount=amount, unit=cap.most.unit)


def _sum(steps: Sequence[Step], unit: str) -> Decimal:
    if unit == "usd":
        return sum((s.dollars.amount for s in steps if s.dollars), Decimal(0))
    return next((m.amount for m in cost_of(steps) if m.unit == unit), Decimal(0))


def _asked(planned: Planned) -> Sequence[Step]:
    """What is sent, and what is sent elsewhere where somebody says no."""
    return [each for step in planned.to_make for each in step.candidates]


def _paid(planned: Planned) -> Sequence[Step]:
    return [step for step in _asked(planned) if _origin(planned, step) == "paid"]


def _named(steps: Sequence[Step]) -> Iterator[str]:
    """`010 at evolink`."""
    return (f"{step.shot} at {step.provider}" for step in steps)


def _origin(planned: Planned, step: Step) -> Origin:
    return planned.plan.origin_of(step) or "paid"
