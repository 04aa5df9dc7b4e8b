"""`storyboard shoot`."""

import click

from storyboard.cli.arguments import SELECTING, board_and_shots, force_option
from storyboard.cli.shooting import Shooting, run, shooting_options


@click.command("shoot", epilog=SELECTING)
@board_and_shots
@force_option
@shooting_options
def command(shooting: Shooting) -> None:
    """Make the clips that are to be made, without cutting."""
    run(shooting)
