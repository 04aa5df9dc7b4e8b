"""`storyboard unlock`."""

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
from storyboard.production.choosing import unlock


@click.command("unlock", epilog=SELECTING)
@board_and_some_shots
@provider_options
@sandbox_takes_option
def command(words: Sequence[str], provider: str | None, *, sandbox: bool) -> None:
    """Let picked takes go, so that shots follow the board again.

    Nothing is deleted. A shot whose board has changed is made anew by the next
    `render`: `storyboard plan` says for how much.
    """
    board, named = split(words)
    if not named:
        raise click.UsageError("name the shots to let go, such as 010")
    script = read(board, provider=provider, studio=the_studio(sandbox=sandbox))
    freed = unlock(plan(script), choose(script, named))
    for take in freed:
        say(f"shot {take.shot} follows the board again (take {take.number} was picked)")
    if not freed:
        say("no take of these shots is picked")
