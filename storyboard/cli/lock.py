"""`storyboard lock`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_some_shots,
    provider_options,
    sandbox_takes_option,
    split,
    the_studio,
)
from storyboard.cli.show import say
from storyboard.production import choose, plan, read
from storyboard.production.choosing import pick


@click.command("lock", epilog=SELECTING)
@board_and_some_shots
@provider_options
@sandbox_takes_option
def command(words: Sequence[str], provider: str | None, *, sandbox: bool) -> None:
    """Keep shots as they are in the cut, whatever becomes of the board.

    The same as picking the takes that stand there now.
    """
    board, named = split(words)
    if not named:
        raise click.UsageError("name the shots to keep, such as 010 or scene:arrival")
    script = read(board, provider=provider, studio=the_studio(sandbox=sandbox))
    shots, planned = choose(script, named), plan(script)
    for shot in script.board.shots():
        if shot.id in shots and shot.footage is None:
            for take in pick(planned, shot.id, None):
                say(f"shot {take.shot} stays cut from take {take.number}")
