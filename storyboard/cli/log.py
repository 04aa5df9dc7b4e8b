"""`storyboard log`."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_some_shots,
    json_option,
    split,
)
from storyboard.cli.show import print_json, say
from storyboard.production import TakeStory, choose, read, story


@click.command("log", epilog=SELECTING)
@board_and_some_shots
@click.option("--sandbox", is_flag=True, help="Tell of the sandbox's takes only.")
@json_option
def command(words: Sequence[str], *, sandbox: bool, as_json: bool) -> None:
    """Tell the story of a shot's takes: sent, answered, paid, fetched.

    All of them are told, also those that failed, and those of animatic and sandbox.
    """
    board, shots = split(words)
    if not shots:
        raise click.UsageError("name a shot, such as 010")
    script = read(board)
    stories = [
        each
        for each in story(script, choose(script, shots))
        if each.origin == "sandbox" or not sandbox
    ]
    if as_json:
        print_json([_data(each) for each in stories])
    elif not stories:
        say("nothing was ever made of it")
    for number, each in enumerate(() if as_json else stories):
        say(("\n" if number else "") + "\n".join(_told(each)))


def _told(take: TakeStory) -> Iterator[str]:
    head = f"shot {take.shot}, take {take.number}: {take.state}"
    yield click.style(head, bold=True)
    yield f"  {take.origin}, by {take.provider} {take.model}"
    if take.ticket:
        yield f"  ticket {take.ticket}"
    yield f"  price {take.price}" if take.price else "  price unknown"
    for moment in take.moments:
        said = f"  {moment.note}" if moment.note else ""
        yield f"  {moment.at:%Y-%m-%d %H:%M:%S}  {moment.state:<9}{said}".rstrip()


def _data(take: TakeStory) -> dict[str, object]:
    price = take.price
    return asdict(take) | {
        "price": {"amount": str(price.amount), "unit": price.unit} if price else None,
        "moments": [
            {"at": m.at.isoformat(), "state": m.state, "note": m.note}
            for m in take.moments
        ],
    }
