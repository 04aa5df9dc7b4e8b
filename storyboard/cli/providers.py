"""`storyboard providers`."""

from pathlib import Path
from typing import Any

import click

from storyboard.cli.arguments import json_option
from storyboard.cli.show import print_json, problem_data, show_problems
from storyboard.cli.table import Row, print_table
from storyboard.model.capabilities import Capabilities
from storyboard.production import offered


@click.command("providers")
@json_option
def command(*, as_json: bool) -> None:
    """List the services and what their models can do."""
    offers = offered(Path.cwd())
    if as_json:
        print_json(
            {
                "models": [_data(row) for row in offers.rows],
                "problems": [problem_data(found) for found in offers.problems],
            }
        )
        return
    print_table(
        ("provider", "model", "makes", "seconds", "aspects", "price"),
        [Row(_cells(row)) for row in offers.rows],
    )
    show_problems(offers.problems)


def _data(row: Capabilities) -> dict[str, Any]:
    """One model as JSON; sets are sorted, so that the same says the same."""
    data = row.model_dump(mode="json")
    return data | {"told": sorted(row.told)}


def _cells(row: Capabilities) -> tuple[str, ...]:
    price = row.price
    if price is None:
        cost = "unknown"
    elif price.per_second.amount == 0:
        cost = "free"
    else:
        cost = f"{price.per_second} a second ({price.edition})"
    shortest, longest = row.seconds
    return (
        row.provider,
        row.model,
        row.origin,
        f"{shortest:g}–{longest:g}",
        ", ".join(row.aspects) or "any",
        cost,
    )
