"""`storyboard retake`."""

from dataclasses import replace

import click

from storyboard.cli.arguments import SELECTING, board_and_some_shots
from storyboard.cli.shooting import Shooting, run, shooting_options


@click.command("retake", epilog=SELECTING)
@board_and_some_shots
@click.option(
    "-n",
    "again",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="How many more takes of each shot.",
)
@shooting_options
def command(shooting: Shooting) -> None:
    """Make further takes of shots, each with the next seed.

    All are kept. The newest without a flaw stands in the cut until one is picked:
    `storyboard takes SHOT` shows them, `storyboard pick SHOT TAKE` chooses.
    """
    if not shooting.options.words and shooting.saved is None:
        raise click.UsageError("name the shots to take again, such as 010")
    if shooting.saved is None:
        options = shooting.options.model_copy(update={"force": True})
        shooting = replace(shooting, options=options)
    run(shooting)
