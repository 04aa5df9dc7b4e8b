"""`storyboard why`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    SELECTING,
    animatic_option,
    board_and_some_shots,
    json_option,
    split,
)
from storyboard.cli.plan_table import plan_data
from storyboard.cli.show import print_json, say, show_problems
from storyboard.planning.why import explain
from storyboard.production import plan, read


@click.command("why", epilog=SELECTING)
@board_and_some_shots
@animatic_option
@json_option
def command(words: Sequence[str], provider: str | None, *, as_json: bool) -> None:
    """Explain what would happen with a shot, and why."""
    board, shots = split(words)
    if not shots:
        raise click.UsageError("name a shot, such as 010")
    planned = plan(read(board, provider=provider), shots)
    chosen = planned.selected or frozenset()
    if as_json:
        data = plan_data(planned)
        print_json([step for step in data["steps"] if step["shot"] in chosen])
        return
    for step in planned.plan.steps:
        if step.shot in chosen:
            say("\n".join(explain(step)))
    show_problems(planned.plan.problems)
