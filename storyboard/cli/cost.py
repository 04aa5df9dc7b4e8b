"""`storyboard cost`."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import click

from storyboard.cli.arguments import (
    board_of,
    board_only,
    json_option,
    provider_options,
    sandbox_takes_option,
    the_studio,
)
from storyboard.cli.show import counted, print_json, say
from storyboard.cli.table import Row, print_table
from storyboard.model.money import Money
from storyboard.production import plan, read
from storyboard.production.spending import BudgetLeft, By, Costs, Sums, costs

_NOTHING = "–"


@click.command("cost")
@board_only
@click.option(
    "--by",
    type=click.Choice(["shot", "scene", "provider", "day"]),
    default="shot",
    show_default=True,
    help="What to add up by.",
)
@provider_options
@sandbox_takes_option
@json_option
def command(
    words: Sequence[str], provider: str | None, by: By, *, sandbox: bool, as_json: bool
) -> None:
    """Show what was spent, what is in flight, and what the rest is expected to cost.

    Spent is what the services said they took, or the price where they do not say.
    """
    studio = the_studio(sandbox=sandbox)
    planned = plan(read(board_of(words), provider=provider, studio=studio))
    found = costs(planned, by, "sandbox" if sandbox else "paid")
    if as_json:
        print_json(_data(found, by))
        return
    if not found.rows:
        say("nothing was spent, and nothing is to be")
        return
    rows = [_row(name, sums) for name, sums in found.rows.items()]
    rows.append(_row("in all", found.total, weight="bold"))
    print_table((by, "spent", "in flight", "to come", ""), rows)
    for budget in found.budgets:
        say(_budget_text(budget))


def _row(name: str, sums: Sums, weight: str = "plain") -> Row:
    unknown = f"{counted(sums.unknown, 'price')} unknown" if sums.unknown else ""
    columns = (sums.spent, sums.reserved, sums.estimated)
    cells = (name, *(_text(column) for column in columns), unknown)
    return Row(cells, "bold" if weight == "bold" else "plain")


def _text(column: Mapping[str, Decimal]) -> str:
    amounts = [Money(amount=a, unit=unit) for unit, a in sorted(column.items()) if a]
    return " + ".join(str(each) for each in amounts) or _NOTHING


def _budget_text(budget: BudgetLeft) -> str:
    left = Money(
        amount=max(budget.most.amount - budget.held.amount, Decimal(0)),
        unit=budget.most.unit,
    )
    return f"the project's budget: {budget.held} of {budget.most}, {left} left"


def _data(found: Costs, by: By) -> dict[str, object]:
    return {
        "by": by,
        "rows": [{by: name, **_sums(sums)} for name, sums in found.rows.items()],
        "total": _sums(found.total),
        "budgets": [
            {
                "unit": budget.most.unit,
                "most": str(budget.most.amount),
                "held": str(budget.held.amount),
            }
            for budget in found.budgets
        ],
    }


def _sums(sums: Sums) -> dict[str, object]:
    def column(amounts: Mapping[str, Decimal]) -> dict[str, str]:
        return {unit: f"{amount:f}" for unit, amount in sorted(amounts.items())}

    return {
        "spent": column(sums.spent),
        "in_flight": column(sums.reserved),
        "to_come": column(sums.estimated),
        "unknown": sums.unknown,
    }
