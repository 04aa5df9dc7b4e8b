"""`storyboard prompts`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    SELECTING,
    animatic_option,
    board_and_shots,
    json_option,
    split,
)
from storyboard.cli.show import print_json, say
from storyboard.planning.select import select
from storyboard.production import compose, read


@click.command("prompts", epilog=SELECTING)
@board_and_shots
@animatic_option
@json_option
def command(words: Sequence[str], provider: str | None, *, as_json: bool) -> None:
    """Show the prompt of each shot, as a service would be told.

    The same board gives the same prompts, byte for byte.
    """
    board, shots = split(words)
    script = read(board, provider=provider)
    chosen = select(script.board, shots) if shots else None
    requests = [r for r in compose(script) if chosen is None or r.shot in chosen]
    if as_json:
        print_json([request.model_dump(mode="json") for request in requests])
        return
    for number, request in enumerate(requests):
        head = f"{request.slate.scene} · {request.shot}"
        say(("\n" if number else "") + click.style(head, bold=True))
        say(request.prompt)
