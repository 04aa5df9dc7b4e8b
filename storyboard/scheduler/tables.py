"""The ledger's tables, and rows as values. Money is text, so that it stays exact."""

import json
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import RowMapping

from storyboard.model.money import Money
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
    Column("failed_at_a_cost", Boolean),
    Column("error_code", String),
    Column("error_message", Text),
    Column("moved", Float, nullable=False),
    UniqueConstraint("project", "origin", "shot", "number"),
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
    }


def standing_columns(entry: Entry) -> dict[str, Any]:
    """The columns of `takes` that say how an entry stands."""
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
        "moved": entry.moved,
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
        moved=row["moved"],
    )


def _money(amount: str | None, unit: str | None) -> Money | None:
    if amount is None or unit is None:
        return None
    return Money(amount=Decimal(amount), unit=unit)
