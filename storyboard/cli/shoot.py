"""`storyboard shoot`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_shots,
    force_option,
    json_option,
    provider_options,
    sandbox_option,
    split,
)
from storyboard.cli.live import place, watch
from storyboard.cli.outcome import end
from storyboard.production import plan, read, shoot


@click.command("shoot", epilog=SELECTING)
@board_and_shots
@provider_options
@sandbox_option
@force_option
@json_option
def command(
    words: Sequence[str],
    provider: str | None,
    *,
    sandbox: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Make the clips that are to be made, without cutting."""
    board, shots = split(words)
    with watch(as_json=as_json) as own, place(own, sandbox=sandbox) as studio:
        planned = plan(
            read(board, provider=provider, studio=studio), shots, force=force
        )
        dailies = shoot(planned)
    end(planned, dailies, None, as_json=as_json)
