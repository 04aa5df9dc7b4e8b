"""`storyboard pick`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    board_shot_and_take,
    provider_options,
    sandbox_takes_option,
)
from storyboard.cli.one_take import shot_and_take
from storyboard.cli.show import say
from storyboard.production.choosing import pick


@click.command("pick")
@board_shot_and_take
@provider_options
@sandbox_takes_option
def command(words: Sequence[str], provider: str | None, *, sandbox: bool) -> None:
    """Choose a take for the cut: `storyboard pick 010 2`.

    It stands until `storyboard unlock 010`, also where the board changes; then it is
    shown as older than the board, and stays in the cut.
    """
    planned, shot, number = shot_and_take(words, provider, sandbox=sandbox)
    for take in pick(planned, shot, number):
        say(f"shot {take.shot} is cut from take {take.number} until it is unlocked")
