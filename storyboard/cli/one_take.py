"""`SHOT TAKE` among a verb's arguments."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import split, the_studio
from storyboard.model.value import ShotId
from storyboard.production import Planned, plan, read


def shot_and_take(
    words: Sequence[str], provider: str | None, *, sandbox: bool
) -> tuple[Planned, ShotId, int]:
    """The plan, the shot and a take's number; UsageError where they are not two."""
    board, named = split(words)
    if len(named) != 2 or not named[1].isdecimal():  # noqa: PLR2004 - a pair
        raise click.UsageError("name a shot and the number of a take, as in: 010 2")
    script = read(board, provider=provider, studio=the_studio(sandbox=sandbox))
    return plan(script), ShotId(named[0]), int(named[1])
