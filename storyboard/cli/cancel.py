"""`storyboard cancel`."""

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


@click.command("cancel", epilog=SELECTING)
@board_and_shots
@json_option
@no_sandbox_option
def command(words: Sequence[str], *, as_json: bool) -> None:
    """Call off jobs that are running, where the service lets them be called off.

    Whether that saves money is the service's to say: `storyboard log SHOT` has its
    answer.
    """
    from storyboard.production.reconciling import cancel  # noqa: PLC0415 - heavy

    board, named = split(words)
    script = read(board)
    found = cancel(script, choose(script, named) if named else None)
    show_found(found, as_json=as_json)
