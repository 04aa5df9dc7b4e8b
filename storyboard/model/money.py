"""Amounts in a currency or in a service's credits; unknown is never zero."""

from decimal import Decimal

from storyboard.model.value import Text, Value


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
