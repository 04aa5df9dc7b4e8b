"""`storyboard status`."""

from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from storyboard.cli.arguments import (
    animatic_option,
    board_of,
    board_only,
    json_option,
)
from storyboard.cli.plan_table import summary
from storyboard.cli.show import print_json, short_path
from storyboard.model.plan import Step
from storyboard.production import Planned, film_file, plan, read


@click.command("status")
@board_only
@animatic_option
@json_option
def command(words: Sequence[str], provider: str | None, *, as_json: bool) -> None:
    """Show which shots have clips and how the film stands."""
    planned = plan(read(board_of(words), provider=provider))
    film = film_file(planned.script)
    if as_json:
        print_json(
            {
                "shots": [_data(planned, step) for step in planned.plan.steps],
                "film": {"file": short_path(film), "exists": film.is_file()},
            }
        )
        return
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("shot", "scene", "state", "take", "by", "seconds", "made"):
        table.add_column(column, justify="right" if column == "seconds" else "left")
    for step in planned.plan.steps:
        row = _data(planned, step)
        made = str(row["made"] or "")[:16].replace("T", " ")
        table.add_row(
            Text(row["shot"]),
            Text(row["scene"]),
            row["state"],
            str(row["take"] or ""),
            Text(row["provider"] or ""),
            f"{row['seconds']:g}",
            made,
            style="" if row["state"] in {"made", "footage"} else "bold",
        )
    Console(highlight=False).print(table)
    click.echo(summary(planned))
    there = "there" if film.is_file() else "not cut yet"
    click.echo(f"{short_path(film)}: {there}")


def _data(planned: Planned, step: Step) -> dict[str, Any]:
    """One row: made, changed (its take is older than the board), missing, footage."""
    take = step.take
    has_clip = take is not None and planned.script.clips.has(take.clip)
    states = {"reuse": "made", "footage": "footage"}
    state = states.get(step.action, "changed" if has_clip else "missing")
    return {
        "shot": step.shot,
        "scene": step.scene,
        "state": state,
        "take": take.number if take else None,
        "provider": take.provider if take else None,
        "seconds": take.seconds if take else step.seconds,
        "clip": short_path(planned.script.clips.path(take.clip)) if take else None,
        "made": take.made.isoformat() if take else None,
    }
