"""`storyboard clean`."""

import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, get_args

import click

from storyboard.cli.arguments import board_of, board_only, json_option
from storyboard.cli.show import counted, print_json, say, short_path
from storyboard.cli.sizes import size_text
from storyboard.cli.table import Row, print_table
from storyboard.errors import PlanError
from storyboard.model.money import Money
from storyboard.production import Script, read
from storyboard.production.housekeeping import (
    Found,
    Litter,
    LitterKind,
    clear,
    litter,
)

_ABOUT: dict[LitterKind, str] = {
    "clip": "no lock names them",
    "paid clip": "paid for, and no lock names them",
    "damaged": "set aside since their bytes had changed",
    "unfinished": "downloads that nobody goes on with",
    "cache": "the next cut makes again what it needs",
    "scratch": "left by runs that were killed",
    "film record": "of films that are gone",
}


@click.command("clean")
@board_only
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.option(
    "--paid-clips",
    is_flag=True,
    help="Clear paid clips away as well that no lock names; that is asked for itself.",
)
@click.option(
    "--shared",
    is_flag=True,
    help="Clear clips out of a store that lies outside this project as well: no other "
    "project uses it.",
)
@click.option(
    "--only",
    "kinds",
    multiple=True,
    type=click.Choice(get_args(LitterKind)),
    help="Clear away this alone; may be given several times.",
)
@json_option
def command(
    words: Sequence[str],
    kinds: Sequence[str],
    *,
    yes: bool,
    paid_clips: bool,
    shared: bool,
    as_json: bool,
) -> None:
    """List what nothing names in the store, and clear it away when told to.

    A clip that a lock below the project's folder names is never cleared away; locks on
    other git branches are not looked at. Paid clips go only with --paid-clips, after a
    question of their own. Without a terminal and without --yes it is only listed, and
    the exit code is 3.
    """
    script = read(board_of(words))
    found = litter(script, shared=shared)
    listed = [each for each in found.litter if not kinds or each.kind in kinds]
    free = [each for each in listed if each.kind != "paid clip"]
    paid = [each for each in listed if each.kind == "paid clip"]
    if not as_json:
        _show(found, listed, paid_clips=paid_clips)
    chosen = _agreed(free, paid if paid_clips else (), yes=yes)
    freed = clear(script, chosen, shared=shared) if chosen else 0
    if as_json:
        print_json(_data(script, found, listed, freed))
    elif chosen:
        say(f"cleared away: {size_text(freed)}")
    if not chosen and not yes and (free or (paid and paid_clips)) and not _at_hand():
        raise PlanError(
            "this is only listed: there is no terminal to ask on, so nothing is "
            "cleared away without --yes"
        )


def _at_hand() -> bool:
    return sys.stdin.isatty()


def _agreed(
    free: Sequence[Litter], paid: Sequence[Litter], *, yes: bool
) -> list[Litter]:
    """What the user lets go."""
    chosen: list[Litter] = []
    for some, question in ((free, _question), (paid, _paid_question)):
        if some and (yes or (_at_hand() and click.confirm(question(some), err=True))):
            chosen += some
    return chosen


def _question(some: Sequence[Litter]) -> str:
    asked = f"clear {size_text(sum(each.size for each in some))} away?"
    strange = sum(each.kind == "clip" and each.made is None for each in some)
    if not strange:
        return asked
    return (
        f"{counted(strange, 'clip')} among them: the ledger does not know who made "
        f"{'it' if strange == 1 else 'them'}, or what was paid. {asked}"
    )


def _paid_question(some: Sequence[Litter]) -> str:
    return (
        f"{counted(len(some), 'paid clip')} cost {_cost(some)}; a take that is wanted "
        "again, also by a lock on another branch, is to be paid for again. Clear "
        f"{'it' if len(some) == 1 else 'them'} away?"
    )


def _cost(some: Sequence[Litter]) -> str:
    prices = [each.made.price if each.made else None for each in some]
    units = sorted({price.unit for price in prices if price})
    sums = {
        unit: sum((p.amount for p in prices if p and p.unit == unit), Decimal(0))
        for unit in units
    }
    unknown = sum(price is None for price in prices)
    said = [str(Money(amount=amount, unit=unit)) for unit, amount in sums.items()]
    said += [f"{unknown} of them nobody knows what"] if unknown else []
    return " + ".join(said)


def _show(found: Found, listed: Sequence[Litter], *, paid_clips: bool) -> None:
    if found.shared:
        say(
            "the store lies outside this project, and other projects may use it: "
            "clips stay (--shared: none does)"
        )
    if not listed:
        say("there is nothing to clear away")
        return
    print_table(
        ("", "files", "size", ""),
        [Row(row) for row in _kinds(listed)],
        right=("files", "size"),
    )
    if any(each.kind == "paid clip" for each in listed) and not paid_clips:
        say("paid clips stay (--paid-clips: ask about them as well)")
    clips = [each for each in listed if each.kind in {"clip", "paid clip"}]
    if clips:
        say("")
        print_table(
            ("clip", "kind", "film", "shot", "take", "by", "price", "made", "size"),
            [Row(_clip(each)) for each in clips],
            right=("price", "size"),
            spare=("film", "take"),
        )


def _kinds(listed: Sequence[Litter]) -> Iterator[tuple[str, ...]]:
    for kind, about in _ABOUT.items():
        sizes = [each.size for each in listed if each.kind == kind]
        if sizes:
            yield kind, str(len(sizes)), size_text(sum(sizes)), about


def _clip(each: Litter) -> tuple[str, ...]:
    name, size, made = each.path.stem[:12], size_text(each.size), each.made
    if made is None:
        return name, each.kind, "", "", "", "unknown", "unknown", "", size
    price = str(made.price) if made.price else "unknown"
    at = f"{made.at:%Y-%m-%d %H:%M}"
    where = (made.film, made.shot, str(made.number), made.provider)
    return name, each.kind, *where, price, at, size


def _data(
    script: Script, found: Found, listed: Sequence[Litter], freed: int
) -> dict[str, Any]:
    return {
        "store": short_path(script.project.store),
        "clips_kept_for_others": found.shared,
        "litter": [_litter_data(each) for each in listed],
        "freed": freed,
    }


def _litter_data(each: Litter) -> dict[str, Any]:
    made = each.made
    price = made.price if made else None
    return {
        "kind": each.kind,
        "file": short_path(each.path),
        "size": each.size,
        "film": made.film if made else None,
        "shot": made.shot if made else None,
        "take": made.number if made else None,
        "origin": made.origin if made else None,
        "provider": made.provider if made else None,
        "price": {"amount": str(price.amount), "unit": price.unit} if price else None,
        "made": made.at.isoformat() if made else None,
    }
