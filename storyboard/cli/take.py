"""`storyboard take add`."""

from collections.abc import Sequence
from pathlib import Path

import click

from storyboard.cli.arguments import (
    board_and_some_shots,
    provider_options,
    sandbox_takes_option,
    split,
    the_studio,
)
from storyboard.cli.show import say
from storyboard.cli.spending import AMOUNT
from storyboard.model.money import Money
from storyboard.model.value import ShotId
from storyboard.production import plan, read
from storyboard.production.choosing import Elsewhere, add


@click.group("take")
def command() -> None:
    """Bring in takes from elsewhere."""


@command.command("add")
@board_and_some_shots
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--by", "maker", default="elsewhere", help="Who made it.")
@click.option("--model", default="unknown", help="By which model.")
@click.option("--price", type=AMOUNT, help="What it cost, such as 0.40usd.")
@click.option("--seed", type=click.IntRange(0), help="Its seed.")
@provider_options
@sandbox_takes_option
def added(
    words: Sequence[str],
    file: Path,
    provider: str | None,
    *,
    maker: str,
    model: str,
    price: Money | None,
    seed: int | None,
    sandbox: bool,
) -> None:
    """Take a clip in that was bought elsewhere: `storyboard take add 010 clip.mp4`.

    It counts as a take of the shot as the board is now, is copied into the store, and
    stands in the cut as the newest; `storyboard pick` chooses another one.
    """
    board, named = split(words)
    if len(named) != 1:
        raise click.UsageError("name one shot and a file, as in: 010 clip.mp4")
    script = read(board, provider=provider, studio=the_studio(sandbox=sandbox))
    elsewhere = Elsewhere(maker, model, price, seed)
    take = add(plan(script), ShotId(named[0]), file, elsewhere)
    say(f"shot {take.shot} has take {take.number}: {take.seconds:.2f} s by {maker}")
    for flaw in take.flaws:
        say(f"  {flaw.said}")
