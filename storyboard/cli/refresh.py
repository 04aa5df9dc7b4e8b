"""`storyboard refresh`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_shots,
    json_option,
    no_sandbox_option,
    split,
)
from storyboard.cli.found_table import show_found
from storyboard.production import choose, read


@click.command("refresh", epilog=SELECTING)
@board_and_shots
@json_option
@no_sandbox_option
def command(words: Sequence[str], *, as_json: bool) -> None:
    """Ask the services how everything stands that was sent and has not ended.

    Nothing is sent, fetched or spent; what they say is recorded.
    """
    from storyboard.production.reconciling import refresh  # noqa: PLC0415 - heavy

    board, named = split(words)
    script = read(board)
    found = refresh(script, choose(script, named) if named else None)
    show_found(found, as_json=as_json)
