"""`storyboard why`."""

from collections.abc import Sequence
from typing import Literal

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_some_shots,
    json_option,
    provider_options,
    sandbox_takes_option,
    split,
    the_studio,
)
from storyboard.cli.plan_table import plan_data
from storyboard.cli.show import print_json, say, show_problems
from storyboard.cli.table import Row, print_table
from storyboard.model.plan import Step
from storyboard.planning.telling import Way, telling
from storyboard.planning.why import explain
from storyboard.production import Planned, choose, plan, read


@click.command("why", epilog=SELECTING)
@board_and_some_shots
@provider_options
@sandbox_takes_option
@json_option
def command(
    words: Sequence[str], provider: str | None, *, sandbox: bool, as_json: bool
) -> None:
    """Explain what would happen with a shot, and why."""
    board, shots = split(words)
    if not shots:
        raise click.UsageError("name a shot, such as 010")
    studio = the_studio(sandbox=sandbox)
    planned = plan(read(board, provider=provider, studio=studio), shots)
    chosen = choose(planned.script, shots)
    if as_json:
        data = plan_data(planned)
        print_json([step for step in data["steps"] if step["shot"] in chosen])
        return
    for step in planned.plan.steps:
        if step.shot in chosen:
            say("\n".join(explain(step)))
            _show_telling(planned, step)
    # Nothing is made here, so that nothing is made as well.
    show_problems(p for p in planned.plan.problems if p.code != "whole-job")


def _show_telling(planned: Planned, step: Step) -> None:
    """Print what of the shot the service is told, and where."""
    row = planned.plan.row_of(step)
    told = telling(step.request, row) if step.request and row else ()
    if told:
        print_table(
            ("", "word", "told as", "value"),
            [
                Row(("", each.word, each.place, each.value), _LOOKS[each.way])
                for each in told
            ],
        )


_LOOKS: dict[Way, Literal["plain", "dim"]] = {
    "field": "plain",
    "prompt": "plain",
    "not told": "dim",
}
