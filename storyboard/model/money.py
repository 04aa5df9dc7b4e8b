"""Amounts in a currency or in a service's credits; unknown is never zero."""

import re
from decimal import Decimal

from storyboard.model.value import Text, Value

_AMOUNT = re.compile(
    r"\s*(?P<amount>\d{1,12}(?:\.\d{1,6})?)\s*(?P<unit>usd|cny|credits@[A-Za-z0-9_-]+)\s*",
    re.IGNORECASE,
)


class Money(Value):
    """An amount in one unit."""

    amount: Decimal
    """How much; exact."""
    unit: Text
    """`usd`, `cny`, or `credits@PROVIDER`."""

    def __str__(self) -> str:
        if "@" in self.unit:
            return f"{self.amount:f} {self.unit}"
        return f"{self.amount:.2f} {self.unit.upper()}"


NOTHING = Money(amount=Decimal(0), unit="usd")


def money(text: str) -> Money:
    """An amount as people write it: `12usd`, `12.50 USD`, `500credits@evolink`.

    ValueError where it is none.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(
            f'"{text}" is no amount; write 12usd, 80cny or 500credits@PROVIDER'
        )
    return Money(amount=Decimal(found["amount"]), unit=found["unit"].lower())
