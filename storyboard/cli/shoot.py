"""`storyboard shoot`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    animatic_option,
    board_and_shots,
    json_option,
    split,
)
from storyboard.cli.live import watch
from storyboard.cli.outcome import end
from storyboard.production import plan, read, shoot


@click.command("shoot")
@board_and_shots
@animatic_option
@click.option("--force", is_flag=True, help="Make the selected shots anew.")
@json_option
def command(
    words: Sequence[str], provider: str | None, *, force: bool, as_json: bool
) -> None:
    """Make the clips that are to be made, without cutting."""
    board, shots = split(words)
    with watch(as_json=as_json) as studio:
        planned = plan(
            read(board, provider=provider, studio=studio), shots, force=force
        )
        dailies = shoot(planned)
    end(planned, dailies, None, as_json=as_json)
