"""`storyboard render`."""

from collections.abc import Sequence
from pathlib import Path

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_shots,
    force_option,
    json_option,
    output_option,
    provider_options,
    sandbox_option,
    split,
)
from storyboard.cli.live import place, watch
from storyboard.cli.outcome import end
from storyboard.production import cut, film_file, plan, read, shoot


@click.command("render", epilog=SELECTING)
@board_and_shots
@provider_options
@sandbox_option
@force_option
@output_option
@json_option
def command(
    words: Sequence[str],
    provider: str | None,
    output: Path | None,
    *,
    sandbox: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Make the film: shoot what is to be made, then cut.

    What exists is reused; only new and changed shots are made. A shot that fails
    stands as a slate in the film, and the exit code is 5. Run it again to go on
    where it stopped.
    """
    board, shots = split(words)
    with watch(as_json=as_json) as own, place(own, sandbox=sandbox) as studio:
        planned = plan(
            read(board, provider=provider, studio=studio), shots, force=force
        )
        # A film that could not be written is said before anything is made.
        out = film_file(planned.script, output)
        dailies = shoot(planned)
        film = cut(dailies, out)
    end(planned, dailies, film, as_json=as_json)
