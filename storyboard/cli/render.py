"""`storyboard render`."""

from pathlib import Path

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_shots,
    force_option,
    output_option,
)
from storyboard.cli.shooting import Shooting, run, shooting_options


@click.command("render", epilog=SELECTING)
@board_and_shots
@force_option
@output_option
@shooting_options
def command(shooting: Shooting, output: Path | None) -> None:
    """Make the film: shoot what is to be made, then cut.

    What exists is reused; only new and changed shots are made. A shot that fails
    stands as a slate in the film, and the exit code is 5. Run it again to go on
    where it stopped.
    """
    run(shooting, cuts=True, output=output)
