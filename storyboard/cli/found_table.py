"""How jobs of earlier runs stand, as a table or JSON."""

from collections.abc import Sequence

from storyboard.cli.show import print_json, say
from storyboard.cli.table import Row, print_table
from storyboard.scheduler.reconcile import Found


def show_found(found: Sequence[Found], *, as_json: bool) -> None:
    """Print what was found of each take."""
    if as_json:
        print_json([_data(each) for each in found])
    elif not found:
        say("nothing is under way")
    else:
        rows = [_row(each) for each in found]
        print_table(("shot", "take", "by", "ticket", "", ""), rows)


def _row(found: Found) -> Row:
    entry, wish = found.entry, found.entry.wish
    ticket = entry.ticket.id if entry.ticket else ""
    loud = found.finding in {"failed", "in doubt"}
    cells = (
        wish.shot,
        str(wish.number),
        wish.provider,
        ticket,
        found.finding,
        found.said,
    )
    return Row(cells, "bold" if loud else "plain")


def _data(found: Found) -> dict[str, object]:
    entry, wish = found.entry, found.entry.wish
    return {
        "shot": wish.shot,
        "take": wish.number,
        "provider": wish.provider,
        "ticket": entry.ticket.id if entry.ticket else None,
        "state": entry.state,
        "found": found.finding,
        "said": found.said,
    }
