"""What may be spent: the options, and the question before."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, get_args

import click

from storyboard.cli.plan_table import cost_text, summary
from storyboard.cli.show import say
from storyboard.errors import PlanError
from storyboard.model.money import Money, money
from storyboard.model.plan import Step
from storyboard.model.take import FlawKind
from storyboard.production import Allowance, Planned, needs_asking

Command = Callable[..., Any]


@dataclass(frozen=True)
class Spending:
    """What the command line says about money."""

    allowed: Allowance
    """What the run may do."""
    yes: bool
    """Whether nobody is to be asked."""

    def within(self, limits: tuple[Money, ...]) -> "Spending":
        """The same for a plan that was looked at: it may cost so much and no more."""
        caps = {cap.unit: cap for cap in limits}
        for cap in self.allowed.caps:
            known = caps.get(cap.unit)
            if known is None or cap.amount < known.amount:
                caps[cap.unit] = cap
        return Spending(replace(self.allowed, caps=tuple(caps.values())), yes=True)


class _Amount(click.ParamType[Money]):
    name = "amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Money:
        if isinstance(value, Money):
            return value
        try:
            return money(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class _Flaws(click.ParamType[frozenset[str]]):
    name = "flaws"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        if isinstance(value, frozenset):
            return value
        kinds = frozenset(part.strip() for part in str(value).split(","))
        known = get_args(FlawKind)
        for kind in sorted(kinds.difference(known)):
            self.fail(f'"{kind}" is no flaw; there are {", ".join(known)}', param, ctx)
        return kinds


AMOUNT = _Amount()
"""An amount of money, as an option's type."""


def spending_options(command: Command) -> Command:
    """`--yes`, `--max-cost`, `--allow-unknown-cost` and `--retake-on`.

    The command gets them as `spending`.
    """

    @wraps(command)
    def with_spending(
        *args: object,
        yes: bool,
        max_cost: tuple[Money, ...],
        allow_unknown_cost: bool,
        retake_on: frozenset[FlawKind],
        **rest: object,
    ) -> object:
        allowed = Allowance(max_cost, allow_unknown_cost, retake_on)
        return command(*args, spending=Spending(allowed, yes), **rest)

    for option in (
        click.option(
            "--retake-on",
            type=_Flaws(),
            default=frozenset(),
            metavar="FLAW,…",
            help="Make a shot once more where its clip has one of these flaws: "
            f"{', '.join(get_args(FlawKind))}. Paid within --max-cost or the budget.",
        ),
        click.option(
            "--allow-unknown-cost",
            is_flag=True,
            help="Send jobs whose price nobody knows.",
        ),
        click.option(
            "--max-cost",
            type=AMOUNT,
            multiple=True,
            metavar="AMOUNT",
            help="The most that this run may spend: 12usd, 500credits@evolink. May be "
            "given once for each unit.",
        ),
        click.option(
            "-y", "--yes", is_flag=True, help="Spend without asking, as scripts need."
        ),
    ):
        option(with_spending)
    return with_spending


def consent(planned: Planned, spending: Spending) -> None:
    """Ask before money is spent; PlanError where nobody can be asked, or says no."""
    if planned.plan.errors or spending.yes or not needs_asking(planned):
        return
    if not sys.stdin.isatty():
        raise PlanError(
            f"this costs {_cost(planned)}, and there is no terminal to ask at; say "
            "--yes, with --max-cost for a limit, or run a plan that was saved with "
            "`plan --out` by --plan"
        )
    say(summary(planned))
    if not click.confirm(f"Spend {_cost(planned)}?", default=False, err=True):
        raise PlanError("nothing was sent, and nothing is charged")


def _cost(planned: Planned) -> str:
    """`1.48 USD, or more where ark is asked instead`."""
    said = cost_text(planned.to_make)
    dearer = dict.fromkeys(
        str(other.provider)
        for step in planned.to_make
        for other in step.fallbacks
        if _may_cost_more(other, step)
    )
    if not dearer:
        return said
    return f"{said}, or more where {' or '.join(dearer)} is asked instead"


def _may_cost_more(other: Step, first: Step) -> bool:
    if other.price is None or first.price is None:
        return other.price is None
    if other.price.unit == first.price.unit:
        return other.price.amount > first.price.amount
    if other.dollars and first.dollars:
        return other.dollars.amount > first.dollars.amount
    return bool(other.price.amount)
