"""`storyboard status`."""

from collections.abc import Sequence
from typing import Any

import click

from storyboard.cli.arguments import (
    board_of,
    board_only,
    json_option,
    provider_options,
    sandbox_takes_option,
    the_studio,
)
from storyboard.cli.plan_table import summary
from storyboard.cli.show import print_json, say, short_path
from storyboard.cli.table import Row, print_table
from storyboard.model.plan import Step
from storyboard.production import Planned, film_file, plan, read


@click.command("status")
@board_only
@provider_options
@sandbox_takes_option
@json_option
def command(
    words: Sequence[str], provider: str | None, *, sandbox: bool, as_json: bool
) -> None:
    """Show which shots have clips and how the film stands."""
    studio = the_studio(sandbox=sandbox)
    planned = plan(read(board_of(words), provider=provider, studio=studio))
    film = film_file(planned.script)
    if as_json:
        print_json(
            {
                "shots": [_data(planned, step) for step in planned.plan.steps],
                "film": {"file": short_path(film), "exists": film.is_file()},
            }
        )
        return
    print_table(
        ("shot", "scene", "state", "take", "by", "seconds", "made"),
        [_row(_data(planned, step)) for step in planned.plan.steps],
        right=("seconds",),
    )
    say(summary(planned))
    there = "there" if film.is_file() else "not cut yet"
    say(f"{short_path(film)}: {there}")


def _row(data: dict[str, Any]) -> Row:
    cells = (
        data["shot"],
        data["scene"],
        data["state"],
        str(data["take"] or ""),
        data["provider"] or "",
        f"{data['seconds']:g}",
        str(data["made"] or "")[:16].replace("T", " "),
    )
    return Row(cells, "plain" if data["state"] in {"made", "footage"} else "bold")


def _data(planned: Planned, step: Step) -> dict[str, Any]:
    """One row.

    Its state is made, changed (its take is older than the board), missing or footage;
    of what an earlier run sent: being made, or in doubt.
    """
    take = step.take
    has_clip = take is not None and planned.script.clips.has(take.clip)
    states = {"reuse": "made", "footage": "footage"}
    state = states.get(step.action, "changed" if has_clip else "missing")
    if step.reason.kind in {"being made", "in doubt"}:
        state = step.reason.kind
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
