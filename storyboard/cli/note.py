"""`storyboard note`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    board_shot_and_take,
    provider_options,
    sandbox_takes_option,
)
from storyboard.cli.one_take import shot_and_take
from storyboard.cli.show import say
from storyboard.production.choosing import speak_of


@click.command("note")
@board_shot_and_take
@click.option("-m", "--message", help="What there is to say; empty takes it back.")
@click.option("--rating", type=click.IntRange(1, 5), help="From 1 to 5.")
@provider_options
@sandbox_takes_option
def command(
    words: Sequence[str],
    provider: str | None,
    message: str | None,
    rating: int | None,
    *,
    sandbox: bool,
) -> None:
    """Write down what you think of a take: `storyboard note 010 2 -m "the best"`."""
    if message is None and rating is None:
        raise click.UsageError("say something with --message, --rating or both")
    planned, shot, number = shot_and_take(words, provider, sandbox=sandbox)
    take = speak_of(planned, shot, number, message, rating)
    said = [f"{take.rating} of 5" if take.rating else "", take.note or ""]
    heard = ", ".join(part for part in said if part) or "nothing is noted any more"
    say(f"shot {shot}, take {number}: {heard}")
