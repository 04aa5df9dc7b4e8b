"""`storyboard cut`."""

from collections.abc import Sequence
from pathlib import Path

import click

from storyboard.cli.arguments import (
    board_of,
    board_only,
    json_option,
    output_option,
    provider_options,
    sandbox_takes_option,
)
from storyboard.cli.live import watch
from storyboard.cli.outcome import end
from storyboard.production import as_if_sandboxed, cut, gather, plan, read


@click.command("cut")
@board_only
@provider_options
@sandbox_takes_option
@output_option
@json_option
def command(
    words: Sequence[str],
    provider: str | None,
    output: Path | None,
    *,
    sandbox: bool,
    as_json: bool,
) -> None:
    """Cut the film from the clips that are there; nothing is shot.

    A shot without a clip stands as a slate. A shot that was changed since it was
    shot is cut from its last take, and named.
    """
    with watch(as_json=as_json) as own:
        studio = as_if_sandboxed(own) if sandbox else own
        planned = plan(read(board_of(words), provider=provider, studio=studio))
        dailies = gather(planned)
        film = cut(dailies, output)
    end(planned, dailies, film, as_json=as_json)
