"""What was spent and what is reserved, held against caps by the database."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, Select, func, select

from storyboard.model.money import NOTHING, Money
from storyboard.model.words import Origin
from storyboard.scheduler.caps import Cap, OverCap
from storyboard.scheduler.entry import Entry
from storyboard.scheduler.tables import format_table, millionths, takes_table

_MILLION = Decimal(1_000_000)


def keep_within(connection: Connection, entry: Entry, caps: Sequence[Cap]) -> None:
    """OverCap where an entry that is about to be sent would pass one of the caps.

    Whoever asks so at once waits for the other's transaction, so that two requests
    never both take what is left for one.
    """
    if not caps:
        return
    connection.execute(select(format_table.c.version).with_for_update())
    for cap in caps:
        price = entry.wish.dollars if cap.most.unit == "usd" else entry.wish.price
        if price is None or price.unit != cap.most.unit:
            # Unknown, or of another purse: consent has seen to that before.
            price = NOTHING
        held = held_by(connection, entry, cap)
        if price.amount and held + millionths(price.amount) > millionths(
            cap.most.amount
        ):
            amount = (Decimal(held) / _MILLION).normalize()
            raise OverCap(cap, Money(amount=Decimal(f"{amount:f}"), unit=cap.most.unit))


def held_by(connection: Connection, entry: Entry, cap: Cap) -> int:
    """What a cap's run or project holds already, but for the entry, in millionths."""
    columns, wish = takes_table.c, entry.wish
    query = _sum(wish.origin, cap.most.unit).where(columns.key != entry.key)
    if cap.run:
        query = query.where(columns.project == wish.project, columns.run == entry.run)
    else:
        query = query.where(of_project(wish.project.partition("/")[0]))
    return int(connection.scalar(query) or 0)


def held_in_all(
    connection: Connection, project: str, origin: Origin, unit: str
) -> Decimal:
    """What all films of a project hold of one unit."""
    query = _sum(origin, unit).where(of_project(project))
    return Decimal(int(connection.scalar(query) or 0)) / _MILLION


def of_project(project: str) -> ColumnElement[bool]:
    """Whether a take is of a film of the project, which stands before the slash."""
    return takes_table.c.project.startswith(f"{project}/", autoescape=True)


def _sum(origin: Origin, unit: str) -> Select[tuple[int]]:
    columns, dollars = takes_table.c, unit == "usd"
    query = select(func.sum(columns.held_usd if dollars else columns.held))
    query = query.where(columns.origin == origin)
    return query if dollars else query.where(columns.held_unit == unit)
