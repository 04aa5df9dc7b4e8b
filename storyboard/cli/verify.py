"""`storyboard verify`."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from storyboard.cli.arguments import SELECTING, board_and_shots, json_option, split
from storyboard.cli.show import counted, print_json, say, short_path
from storyboard.cli.table import Row, print_table
from storyboard.errors import StoreError
from storyboard.model.take import Take
from storyboard.production import Script, choose, read
from storyboard.production.verifying import Verified, verify


@click.command("verify", epilog=SELECTING)
@board_and_shots
@json_option
def command(words: Sequence[str], *, as_json: bool) -> None:
    """Look whether every clip that the lock names is in the store, and whole.

    Every byte is read. Exit code 6 where a clip is missing or damaged.
    """
    board, shots = split(words)
    script = read(board)
    verified = list(verify(script, choose(script, shots) if shots else None))
    broken = [each for each in verified if each.state != "whole"]
    if as_json:
        print_json([_data(script, each, take) for each, take in _takes(verified)])
    elif not verified:
        say("the lock names no take")
    else:
        print_table(
            ("shot", "take", "origin", "by", "clip", ""),
            [_row(each, take) for each, take in _takes(verified)],
        )
        whole = len(verified) - len(broken)
        say(f"{counted(len(verified), 'clip')}: {whole} whole{_tally(broken)}")
    if broken:
        raise StoreError(_advice(script, broken))


def _takes(verified: Sequence[Verified]) -> Iterator[tuple[Verified, Take]]:
    """Each take with its clip, in the lock's order."""
    pairs = [(each, take) for each in verified for take in each.takes]
    yield from sorted(pairs, key=lambda pair: _place(pair[1]))


def _place(take: Take) -> tuple[str, str, int]:
    return take.shot, take.origin, take.number


def _row(each: Verified, take: Take) -> Row:
    name = each.clip[:12]
    cells = (take.shot, str(take.number), take.origin, take.provider, name, each.state)
    return Row(cells, "plain" if each.state == "whole" else "bold")


def _tally(broken: Sequence[Verified]) -> str:
    states = [each.state for each in broken]
    numbers = [(states.count(state), state) for state in ("missing", "damaged")]
    return "".join(f", {number} {state}" for number, state in numbers if number)


def _advice(script: Script, broken: Sequence[Verified]) -> str:
    store = short_path(script.project.store)
    paid = sum(any(t.origin == "paid" for t in each.takes) for each in broken)
    cost = f"{counted(paid, 'paid clip')} among them" if paid else "none was paid for"
    return (
        f"{counted(len(broken), 'clip')} in {store} cannot be used ({cost}): where "
        "somebody else has them, point [store] path (or STORYBOARD_STORE_PATH) to that "
        "store; `storyboard plan` says what `storyboard render` would make again, and "
        "for how much"
    )


def _data(script: Script, each: Verified, take: Take) -> dict[str, Any]:
    return {
        "shot": take.shot,
        "take": take.number,
        "origin": take.origin,
        "provider": take.provider,
        "picked": take.picked,
        "clip": each.clip,
        "file": short_path(script.clips.path(each.clip)),
        "state": each.state,
    }
