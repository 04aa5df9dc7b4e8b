"""`storyboard providers`."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len

from storyboard.cli.arguments import json_option
from storyboard.cli.price_words import span
from storyboard.cli.provider_page import RECOVERY, seconds_text, show_page
from storyboard.cli.show import print_json, problem_data, say, show_problems
from storyboard.errors import PreflightError
from storyboard.model.capabilities import Capabilities, Mode
from storyboard.production import offered, offered_by, said_by
from storyboard.production.offers import Offer, Said
from storyboard.providers.base import Account

_GAP = "  "
_HEAD = ("model", "from", "seconds", "resolutions", "price")


@click.command("providers")
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "--ask",
    is_flag=True,
    help="Ask the service for its balance and its styles; free, over the network.",
)
@json_option
def command(name: str | None, *, ask: bool, as_json: bool) -> None:
    """List the services and their models, or show one whole.

    Exit code 4 where a service that was asked gave no answer.
    """
    if name is None:
        if ask:
            raise click.UsageError("name the provider to ask")
        _list(as_json=as_json)
        return
    offer = offered_by(Path.cwd(), name)
    said = said_by(Path.cwd(), name) if ask else None
    if as_json:
        print_json(_provider_data(offer) | (_said_data(said) if said else {}))
    else:
        show_page(offer, said)
    if said is not None and said.complaints:
        click.get_current_context().exit(PreflightError.exit_code)


def _list(*, as_json: bool) -> None:
    offers = offered(Path.cwd())
    if as_json:
        print_json(
            {
                "providers": [_account_data(offer) for offer in offers.each],
                "models": [_data(row) for row in offers.rows],
                "problems": [problem_data(found) for found in offers.problems],
            }
        )
        return
    _print_lists(offers.each)
    show_problems(offers.problems)


def _account_data(offer: Offer) -> dict[str, Any]:
    account = offer.account
    return {
        "provider": offer.provider,
        "address": account.address if account else None,
        "key": account.key_name if account else None,
        "key_set": account.key_set if account else None,
        "loopback": account.loopback if account else None,
        "recovery": offer.recovery,
    }


def _provider_data(offer: Offer) -> dict[str, Any]:
    return {
        **_account_data(offer),
        "recovery_means": RECOVERY[offer.recovery],
        "models": [_data(row) for row in offer.rows],
    }


def _said_data(said: Said) -> dict[str, Any]:
    balance = said.balance
    return {
        "balance": (
            {"amount": str(balance.amount), "unit": balance.unit} if balance else None
        ),
        "styles": list(said.styles),
        "complaints": list(said.complaints),
    }


def _data(row: Capabilities) -> dict[str, Any]:
    """One model as JSON; sets are sorted, so that the same says the same."""
    data = row.model_dump(mode="json")
    return data | {"told": sorted(row.told)}


def _print_lists(offers: Sequence[Offer]) -> None:
    """One line a provider, one line a model beneath it; all columns stand alike.

    A model whose name is too long for a narrow terminal has a line for its name.
    """
    lines = [_cells(row) for offer in offers for row in offer.rows]
    columns = list(zip(_HEAD, *lines, strict=True))
    names, *rest = [max(map(cell_len, column)) for column in columns]
    room = shutil.get_terminal_size((100, 0)).columns
    names = min(names, max(room - sum(rest) - len(_GAP) * (len(rest) + 1), 12))
    widths = [names, *rest]
    say(click.style(_line(_HEAD, widths), dim=True))
    for offer in offers:
        name = click.style(offer.provider, bold=True)
        say(f"{name}{_GAP}{_key_text(offer.account)}")
        for cells in map(_cells, offer.rows):
            if cell_len(cells[0]) > names:
                say(_GAP + cells[0])
                cells = ("", *cells[1:])  # noqa: PLW2901 - its name stands above
            say(_line(cells, widths))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell + " " * (width - cell_len(cell))
        for cell, width in zip(cells, widths, strict=True)
    ]
    return (_GAP + _GAP.join(padded)).rstrip()


def _key_text(account: Account | None) -> str:
    """`KINOVI_API_KEY is not set`; an embedded provider has none."""
    if account is None:
        return "– (needs no key)"
    state = "is set" if account.key_set else "is not set"
    place = f", at {account.address}" if account.loopback else ""
    return f"{account.key_name} {state}{place}"


def _cells(row: Capabilities) -> tuple[str, ...]:
    resolutions = row.resolutions
    return (
        row.model,
        " ".join(_sources(row.modes)),
        seconds_text(row, "any"),
        "–".join(dict.fromkeys((resolutions[0], resolutions[-1])))
        if resolutions
        else "any",
        span(row.prices),
    )


def _sources(modes: Sequence[Mode]) -> list[str]:
    """What clips can be made from, in words."""
    found = {
        "text": any(_from_text(mode) for mode in modes),
        "image": any(
            {mode.first_frame, mode.last_frame} & {"may", "must"} for mode in modes
        ),
        "refs": any(
            count[1] != 0
            for mode in modes
            for count in (mode.images, mode.videos, mode.audios)
        ),
    }
    return [word for word, there in found.items() if there]


def _from_text(mode: Mode) -> bool:
    needed = (mode.images[0], mode.videos[0], mode.audios[0])
    return "must" not in {mode.first_frame, mode.last_frame} and not any(needed)
