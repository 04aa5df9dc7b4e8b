"""`storyboard collect`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_shots,
    json_option,
    no_sandbox_option,
    split,
)
from storyboard.cli.live import watch
from storyboard.cli.show import counted, say, show_problems
from storyboard.errors import ShootingError
from storyboard.planning.gathering import Finding, gathered
from storyboard.production import choose, read


@click.command("collect", epilog=SELECTING)
@board_and_shots
@json_option
@no_sandbox_option
def command(words: Sequence[str], *, as_json: bool) -> None:
    """Fetch the clips that were paid for and that nobody fetched.

    Also those of shots that have changed or gone since. Nothing is sent and nothing is
    spent; jobs that still run are waited for.
    """
    from storyboard.production.reconciling import collect  # noqa: PLC0415 - heavy

    board, named = split(words)
    with watch(as_json=as_json) as studio:
        script = read(board, studio=studio)
        collected = collect(script, choose(script, named) if named else None)
    if not as_json:
        show_problems(
            gathered(Finding(entry.wish.shot, why) for entry, why in collected.failed)
        )
        brought = counted(len(collected.takes), "clip")
        say(f"{brought} fetched" if collected.takes else "nothing was left to fetch")
    if collected.failed:
        click.get_current_context().exit(ShootingError.exit_code)
