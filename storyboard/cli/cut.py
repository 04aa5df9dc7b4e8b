"""`storyboard cut`."""

from collections.abc import Sequence
from pathlib import Path

import click

from storyboard.cli.arguments import (
    board_of,
    board_only,
    json_option,
    open_option,
    order_options,
    output_option,
    provider_options,
    report_option,
    sandbox_takes_option,
)
from storyboard.cli.live import watch
from storyboard.cli.outcome import end, show_films
from storyboard.production import (
    Order,
    as_if_sandboxed,
    cut_all,
    gather,
    plan,
    read,
    versions,
)


@click.command("cut")
@board_only
@provider_options
@sandbox_takes_option
@order_options
@output_option
@open_option
@report_option
@json_option
def command(
    words: Sequence[str],
    provider: str | None,
    order: Order,
    output: Path | None,
    *,
    sandbox: bool,
    opens: bool,
    report: bool,
    as_json: bool,
) -> None:
    """Cut the film from the clips that are there; nothing is shot.

    A shot without a clip stands as a slate. A shot that was changed since it was
    shot is cut from its last take, and named. Only what changed since the last cut
    is made; the board's variants are cut as well.
    """
    with watch(as_json=as_json) as own:
        studio = as_if_sandboxed(own) if sandbox else own
        planned = plan(read(board_of(words), provider=provider, studio=studio))
        wanted = versions(planned, order, output)
        dailies = gather(planned)
        films = cut_all(dailies, wanted)
    show_films(films, opens=opens)
    end(planned, dailies, films, as_json=as_json, report=report)
