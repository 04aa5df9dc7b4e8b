"""`storyboard providers`."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from storyboard.cli.arguments import json_option
from storyboard.cli.show import print_json
from storyboard.model.capabilities import Capabilities
from storyboard.production import offered


@click.command("providers")
@json_option
def command(*, as_json: bool) -> None:
    """List the services and what their models can do."""
    rows = [row for rows in offered(Path.cwd()).values() for row in rows]
    if as_json:
        print_json([row.model_dump(mode="json") for row in rows])
        return
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("provider", "model", "makes", "seconds", "aspects", "price"):
        table.add_column(column)
    for row in rows:
        shown = _cells(row)
        table.add_row(*shown.values())
    Console(highlight=False).print(table)


def _cells(row: Capabilities) -> dict[str, Any]:
    price = row.price
    if price is None:
        cost = "unknown"
    elif price.per_second.amount == 0:
        cost = "free"
    else:
        cost = f"{price.per_second} a second ({price.edition})"
    shortest, longest = row.seconds
    return {
        "provider": row.provider,
        "model": row.model,
        "origin": row.origin,
        "seconds": f"{shortest:g}–{longest:g}",
        "aspects": ", ".join(row.aspects) or "any",
        "price": cost,
    }
