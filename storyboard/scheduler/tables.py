"""The ledger's tables, and rows as values. Money is text, so that it stays exact."""

import json
from decimal import ROUND_CEILING, Decimal
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import RowMapping

from storyboard.model.money import Money
from storyboard.model.take import Flaw
from storyboard.providers.base import Ticket
from storyboard.scheduler.entry import Entry, Wish

metadata = MetaData()

format_table = Table(
    "format",
    metadata,
    Column("version", Integer, nullable=False),
)

takes_table = Table(
    "takes",
    metadata,
    Column("key", String(64), primary_key=True),
    # What is wanted.
    Column("project", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("shot", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("parts", Text, nullable=False),
    Column("provider", String, nullable=False),
    Column("model", String, nullable=False),
    Column("wanted_seed", BigInteger),
    Column("price_amount", String),
    Column("price_unit", String),
    Column("price_usd", String),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("instead_of", Text),
    # How it stands.
    Column("state", String, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("lease_until", Float, nullable=False),
    Column("sent_by", Float),
    Column("submitted", Float),
    Column("ticket", String),
    Column("clip", String(64)),
    Column("seconds", Float),
    Column("seed", BigInteger),
    Column("charged_amount", String),
    Column("charged_unit", String),
    Column("flaws", Text),
    Column("callback", Text),
    Column("failed_at_a_cost", Boolean),
    Column("error_code", String),
    Column("error_message", Text),
    Column("moved", Float, nullable=False),
    Column("run", String),
    # What it takes of the budget, in millionths, so that the database can add up.
    Column("held", BigInteger, nullable=False, server_default="0"),
    Column("held_unit", String),
    Column("held_usd", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("project", "origin", "shot", "number"),
    Index("takes_held", "project", "origin", "held_unit", "run", "held", "held_usd"),
)

runs_table = Table(
    "runs",
    metadata,
    Column("project", String, primary_key=True),
    Column("run", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("since", Float, nullable=False),
    Column("lease_until", Float, nullable=False),
    # A file that this run keeps locked for as long as it lives.
    Column("guard", String, nullable=False),
)

events_table = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), ForeignKey("takes.key"), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("note", Text, nullable=False),
)


_flaws = TypeAdapter(tuple[Flaw, ...])


def millionths(amount: Decimal) -> int:
    """An amount in whole millionths, never too few."""
    return int((amount * 1_000_000).to_integral_value(ROUND_CEILING))


def wanted_columns(wish: Wish) -> dict[str, Any]:
    """The columns of `takes` that never change."""
    return {
        "key": wish.key,
        "project": wish.project,
        "origin": wish.origin,
        "shot": wish.shot,
        "number": wish.number,
        "fingerprint": wish.fingerprint,
        "parts": json.dumps(dict(wish.parts), sort_keys=True),
        "provider": wish.provider,
        "model": wish.model,
        "wanted_seed": wish.seed,
        "price_amount": str(wish.price.amount) if wish.price else None,
        "price_unit": wish.price.unit if wish.price else None,
        "price_usd": str(wish.dollars.amount) if wish.dollars else None,
        "attempt": wish.attempt,
        "instead_of": wish.instead_of,
    }


def standing_columns(entry: Entry) -> dict[str, Any]:
    """The columns of `takes` that say how an entry stands."""
    holds, dollars = entry.holds, entry.holds_dollars
    return {
        "state": entry.state,
        "fence": entry.fence,
        "lease_until": entry.lease_until,
        "sent_by": entry.sent_by,
        "submitted": entry.submitted,
        "ticket": entry.ticket.id if entry.ticket else None,
        "clip": entry.clip,
        "seconds": entry.seconds,
        "seed": entry.seed,
        "charged_amount": str(entry.charged.amount) if entry.charged else None,
        "charged_unit": entry.charged.unit if entry.charged else None,
        "failed_at_a_cost": entry.failed_at_a_cost,
        "error_code": entry.error_code,
        "error_message": entry.error_message,
        "flaws": _flaws.dump_json(entry.flaws).decode() if entry.flaws else None,
        "callback": entry.callback,
        "moved": entry.moved,
        "run": entry.run,
        "held": millionths(holds.amount) if holds else 0,
        "held_unit": holds.unit if holds else None,
        "held_usd": millionths(dollars.amount) if dollars else 0,
    }


def entry_of(row: RowMapping) -> Entry:
    """A row of `takes` as an entry."""
    wish = Wish(
        project=row["project"],
        origin=row["origin"],
        shot=row["shot"],
        number=row["number"],
        fingerprint=row["fingerprint"],
        parts=json.loads(row["parts"]),
        provider=row["provider"],
        model=row["model"],
        seed=row["wanted_seed"],
        price=_money(row["price_amount"], row["price_unit"]),
        dollars=_money(row["price_usd"], "usd"),
        attempt=row["attempt"],
        instead_of=row["instead_of"],
    )
    ticket = row["ticket"]
    return Entry(
        key=row["key"],
        wish=wish,
        state=row["state"],
        fence=row["fence"],
        lease_until=row["lease_until"],
        sent_by=row["sent_by"],
        submitted=row["submitted"],
        ticket=Ticket(provider=wish.provider, id=ticket) if ticket else None,
        clip=row["clip"],
        seconds=row["seconds"],
        seed=row["seed"],
        charged=_money(row["charged_amount"], row["charged_unit"]),
        failed_at_a_cost=row["failed_at_a_cost"],
        error_code=row["error_code"],
        error_message=row["error_message"],
        flaws=_flaws.validate_json(row["flaws"]) if row["flaws"] else (),
        callback=row["callback"],
        moved=row["moved"],
        run=row["run"],
    )


def _money(amount: str | None, unit: str | None) -> Money | None:
    if amount is None or unit is None:
        return None
    return Money(amount=Decimal(amount), unit=unit)
