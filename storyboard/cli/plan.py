"""`storyboard plan`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_shots,
    force_option,
    json_option,
    provider_options,
    sandbox_takes_option,
    split,
    the_studio,
)
from storyboard.cli.plan_table import plan_data, show_plan
from storyboard.cli.show import print_json, show_error
from storyboard.errors import EXIT_TO_DO, PlanError
from storyboard.production import plan, read


@click.command("plan", epilog=SELECTING)
@board_and_shots
@provider_options
@sandbox_takes_option
@force_option
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Exit with 0 where nothing is to do and with 10 where something is.",
)
@json_option
def command(
    words: Sequence[str],
    provider: str | None,
    *,
    sandbox: bool,
    force: bool,
    only_check: bool,
    as_json: bool,
) -> None:
    """Show what would be made, why, and for how much.

    Free and offline: nothing is sent and nothing is made. Exit code 3 where the plan
    cannot be run.
    """
    board, shots = split(words)
    studio = the_studio(sandbox=sandbox)
    script = read(board, provider=provider, studio=studio)
    planned = plan(script, shots, force=force)
    if as_json:
        print_json(plan_data(planned))
    else:
        show_plan(planned)
    context = click.get_current_context()
    if planned.plan.errors:
        if not as_json:
            error = PlanError("this plan cannot be run", planned.plan.errors)
            show_error(error)
        context.exit(PlanError.exit_code)
    if only_check and planned.to_make:
        context.exit(EXIT_TO_DO)
