"""`storyboard render`."""

from pathlib import Path

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_shots,
    force_option,
    open_option,
    order_options,
    output_option,
    report_option,
)
from storyboard.cli.shooting import Cutting, Shooting, run, shooting_options
from storyboard.production import Order


@click.command("render", epilog=SELECTING)
@board_and_shots
@force_option
@order_options
@output_option
@open_option
@report_option
@shooting_options
def command(
    shooting: Shooting,
    order: Order,
    output: Path | None,
    *,
    opens: bool,
    report: bool,
) -> None:
    """Make the film: shoot what is to be made, then cut.

    What exists is reused; only new and changed shots are made. A shot that fails
    stands as a slate in the film, and the exit code is 5. Run it again to go on
    where it stopped. --shots, --from and --to choose what of the film is cut, the
    arguments what is shot.
    """
    run(shooting, Cutting(order, output, opens=opens, report=report))
