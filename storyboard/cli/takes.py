"""`storyboard takes`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_some_shots,
    json_option,
    provider_options,
    sandbox_takes_option,
    split,
    the_studio,
)
from storyboard.cli.show import print_json, say, short_path
from storyboard.cli.table import Row, print_table
from storyboard.production import Planned, choose, plan, read
from storyboard.production.choosing import (
    Listed,
    elsewhere,
    shot_name,
    takes_of,
    write_strip,
)


@click.command("takes", epilog=SELECTING)
@board_and_some_shots
@click.option(
    "--strip",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the picture of the takes goes, for one shot; in the store by default.",
)
@provider_options
@sandbox_takes_option
@json_option
def command(
    words: Sequence[str],
    provider: str | None,
    strip: Path | None,
    *,
    sandbox: bool,
    as_json: bool,
) -> None:
    """List the takes of shots, and draw a contact strip to choose from."""
    board, named = split(words)
    if not named:
        raise click.UsageError("name a shot, such as 010")
    script = read(board, provider=provider, studio=the_studio(sandbox=sandbox))
    shots = choose(script, named)
    if strip is not None and len(shots) > 1:
        raise click.UsageError("--strip takes one shot")
    planned = plan(script)
    listed = {
        shot.id: takes_of(planned, shot.id)
        for shot in script.board.shots()
        if shot.id in shots
    }
    if as_json:
        print_json([_data(each) for takes in listed.values() for each in takes])
        return
    rows = [_row(each) for takes in listed.values() for each in takes]
    if not rows:
        others = elsewhere(planned, listed)
        say(f"no takes of this kind; {others}" if others else "there are no takes yet")
        return
    head = ("shot", "take", "", "by", "seconds", "seed", "price", "")
    print_table(head, rows, right=("seconds", "price"), spare=("seed",))
    _draw(planned, listed, strip)


def _draw(
    planned: Planned, listed: dict[Any, tuple[Listed, ...]], strip: Path | None
) -> None:
    folder = planned.script.project.store / "strips"
    for shot, takes in listed.items():
        if any(each.present for each in takes):
            out = strip or folder / f"{shot_name(shot)}.png"
            write_strip(takes, planned.script, out)
            say(f"contact strip: {short_path(out)}")


def _row(listed: Listed) -> Row:
    take = listed.take
    state = _state(listed)
    stars = "*" * take.rating if take.rating else ""
    said = [stars, take.note or "", *(flaw.said for flaw in take.flaws)]
    cells = (
        take.shot,
        str(take.number),
        state,
        take.provider,
        f"{take.seconds:.2f}",
        "" if take.seed is None else str(take.seed),
        str(take.price) if take.price else "unknown",
        "; ".join(part for part in said if part),
    )
    return Row(cells, "bold" if listed.in_cut else "plain")


def _state(listed: Listed) -> str:
    words = []
    if listed.take.picked:
        words.append("picked")
    elif listed.in_cut:
        words.append("in the cut")
    if not listed.fresh:
        words.append("older than the board")
    if not listed.present:
        words.append("clip missing")
    return ", ".join(words)


def _data(listed: Listed) -> dict[str, Any]:
    take = listed.take.model_dump(mode="json", exclude={"parts"})
    return take | {
        "in_cut": listed.in_cut,
        "fresh": listed.fresh,
        "present": listed.present,
    }
