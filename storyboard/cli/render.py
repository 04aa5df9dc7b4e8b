"""`storyboard render`."""

from collections.abc import Sequence
from pathlib import Path

import click

from storyboard.cli.arguments import (
    animatic_option,
    board_and_shots,
    json_option,
    split,
)
from storyboard.cli.live import watch
from storyboard.cli.outcome import end
from storyboard.production import cut, plan, read, shoot


@click.command("render")
@board_and_shots
@animatic_option
@click.option("--force", is_flag=True, help="Make the selected shots anew.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The film's file; the board's own by default.",
)
@json_option
def command(
    words: Sequence[str],
    provider: str | None,
    output: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Make the film: shoot what is to be made, then cut.

    What exists is reused; only new and changed shots are made. A shot that fails
    stands as a slate in the film, and the exit code is 5. Run it again to go on
    where it stopped.
    """
    board, shots = split(words)
    with watch(as_json=as_json) as studio:
        planned = plan(
            read(board, provider=provider, studio=studio), shots, force=force
        )
        dailies = shoot(planned)
        film = cut(dailies, output)
    end(planned, dailies, film, as_json=as_json)
