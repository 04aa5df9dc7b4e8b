"""`storyboard prompts`."""

from collections.abc import Sequence

import click

from storyboard.cli.arguments import (
    SELECTING,
    board_and_shots,
    json_option,
    provider_options,
    sandbox_takes_option,
    split,
    the_studio,
)
from storyboard.cli.show import print_json, say
from storyboard.model.capabilities import Capabilities
from storyboard.model.request import ClipRequest
from storyboard.model.told import told_prompt
from storyboard.planning.together import shots_of
from storyboard.production import asked, choose, read


@click.command("prompts", epilog=SELECTING)
@board_and_shots
@provider_options
@sandbox_takes_option
@json_option
def command(
    words: Sequence[str], provider: str | None, *, sandbox: bool, as_json: bool
) -> None:
    """Show the prompt of each shot, as its service would be told.

    Shots that are one job have one prompt. The same board gives the same prompts, byte
    for byte.
    """
    board, shots = split(words)
    script = read(board, provider=provider, studio=the_studio(sandbox=sandbox))
    chosen = choose(script, shots) if shots else None
    found = asked(script)
    told = [
        (request, _told(request, found.offers(request.provider, request.model)))
        for request in found.requests
        if chosen is None or chosen.intersection(shots_of(request))
    ]
    if as_json:
        print_json([r.model_dump(mode="json") | {"told": text} for r, text in told])
        return
    for number, (request, text) in enumerate(told):
        head = f"{request.slate.scene} · {', '.join(shots_of(request))}"
        say(("\n" if number else "") + click.style(head, bold=True))
        say(text)


def _told(request: ClipRequest, offered: Capabilities | None) -> str:
    """The prompt as it is sent; as it was composed where nobody offers the model."""
    if offered is None:
        return request.prompt
    said = told_prompt(request, offered)
    beats = request.beats if offered.together == "scenes" else ()
    shots = [f"{beat.shot} ({beat.seconds:g} s): {beat.prompt}" for beat in beats]
    return "\n".join(part for part in (said, *shots) if part)
