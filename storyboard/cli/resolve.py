"""`storyboard resolve`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    board_and_some_shots,
    no_sandbox_option,
    split,
    the_studio,
)
from storyboard.cli.show import say
from storyboard.production import choose, read


@click.command("resolve")
@board_and_some_shots
@click.option("--ticket", metavar="ID", help="The service has the job, by this name.")
@click.option("--lost", is_flag=True, help="The service never had it.")
@no_sandbox_option
def command(words: Sequence[str], ticket: str | None, *, lost: bool) -> None:
    """Settle a take of which nobody knows whether it was accepted.

    Look for the job at the service, by the time in `storyboard log SHOT`. With its
    name the next `render` goes on with it and fetches the clip. A lost one counts as
    never charged, and the next `render` sends the request again: so be sure.
    """
    from storyboard.production.reconciling import resolve  # noqa: PLC0415 - heavy

    board, named = split(words)
    if lost == (ticket is not None):
        raise click.UsageError("say either --ticket ID or --lost")
    script = read(board, studio=the_studio(sandbox=False))
    shots = choose(script, named) if named else frozenset()
    if len(shots) != 1:
        raise click.UsageError("name one shot, such as 010")
    (shot,) = shots
    found = resolve(script, shot, ticket)
    say(f"shot {shot}, take {found.entry.wish.number}: {found.said}")
    following = "fetches its clip" if ticket else "sends the request again"
    say(f"`storyboard render {shot}` {following}")
