from datetime import UTC, datetime
from decimal import Decimal

from storyboard.model.money import Money
from storyboard.model.take import Take
from storyboard.model.value import ShotId
from storyboard.model.words import Origin

MADE = datetime(2026, 11, 21, 9, 30, 5, tzinfo=UTC)


def a_take(shot: str = "010", number: int = 1, origin: Origin = "paid") -> Take:
    return Take(
        shot=ShotId(shot),
        number=number,
        origin=origin,
        provider="evolink",
        model="seedance-2.0",
        fingerprint="f" * 64,
        parts={"prompt": "0123456789abcdef", "model": "fedcba9876543210"},
        seed=42,
        clip=f"{number:x}" * 64,
        seconds=5.0416,
        price=Money(amount=Decimal("0.40"), unit="usd"),
        made=MADE,
    )
