"""Amounts in a currency or in a service's credits; unknown is never zero."""

from datetime import date
from decimal import Decimal

from storyboard.model.value import Text, Value


class Money(Value):
    """An amount in one unit."""

    amount: Decimal
    """How much; exact."""
    unit: Text
    """`usd`, or `credits@PROVIDER`."""

    def __str__(self) -> str:
        shown = f"{self.amount:.2f}" if self.unit == "usd" else f"{self.amount:f}"
        return f"{shown} {self.unit.upper() if self.unit == 'usd' else self.unit}"


class Price(Value):
    """What a model costs, as published on a day."""

    per_second: Money
    """For one second of clip."""
    edition: date
    """The day on which the price was read."""

    def of(self, seconds: float) -> Money:
        """The price of a clip of so many seconds."""
        amount = self.per_second.amount * Decimal(str(seconds))
        return Money(amount=amount.normalize(), unit=self.per_second.unit)


FREE = Price(
    per_second=Money(amount=Decimal(0), unit="usd"), edition=date(2026, 11, 21)
)
