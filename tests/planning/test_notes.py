"""What there is to say of a model is said once for a plan."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Plan
from storyboard.model.price import Edition, Rate
from storyboard.model.storyboard import Storyboard
from storyboard.model.take import Take

Film = Callable[..., Storyboard]
Planner = Callable[..., Plan]
Takes = Callable[..., list[Take]]


def listed(year: int | None, amount: str, **more: object) -> Edition:
    edition = Edition(
        read=date(year, 1, 1) if year else None,
        source="a page",
        unit="credits@studio",
        rates=(Rate(amount=Decimal(amount)),),
        usd=Decimal("0.01"),
    )
    return edition.model_copy(update=more)


def priced(service: Capabilities, *lists: Edition) -> Capabilities:
    return service.model_copy(update={"prices": lists})


def messages(plan: Plan) -> list[str]:
    return [problem.message for problem in plan.problems]


def test_a_caution_is_said_once_and_only_where_something_is_made(
    film: Film, planned: Planner, shot_takes: Takes, service: Capabilities
) -> None:
    odd = service.model_copy(update={"caution": "nobody has seen it work"})
    first = planned(film(), service=odd)
    assert messages(first) == ["studio: nobody has seen it work"]
    assert first.problems[0].severity == "note"
    assert messages(planned(film(), shot_takes(first), service=odd)) == []
    named = service.model_copy(update={"caution": "Studio is new"})
    assert messages(planned(film(), service=named)) == ["Studio is new"]


def test_price_lists_that_disagree_are_told_of_with_both_sums_and_days(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    row = priced(service, listed(2026, "48"), listed(2025, "40"))
    (note,) = planned(film(), service=row).problems
    assert note.severity == "note"
    assert note.message == (
        "price lists of studio for m1 differ: 480 credits@studio (4.80 USD) by that of "
        "2026-01-01, 400 credits@studio (4.00 USD) by that of 2025-01-01; the newest "
        "counts"
    )
    assert "price_list = 2025-01-01" in note.hint


def test_the_same_credits_at_another_worth_are_another_price(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    old = listed(2025, "48", usd=Decimal("0.02"))
    (message,) = messages(
        planned(film(), service=priced(service, listed(2026, "48"), old))
    )
    assert "480 credits@studio (9.60 USD) by that of 2025-01-01" in message


def test_lists_that_agree_or_cannot_tell_or_are_overruled_say_nothing(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    new, same = listed(2026, "48"), listed(2025, "48")
    elsewhere = listed(2025, "1", rates=(Rate(amount=Decimal(1), resolution="480p"),))
    own = listed(None, "2")
    for lists in ((new,), (new, same), (new, elsewhere), (own, new, elsewhere)):
        assert messages(planned(film(), service=priced(service, *lists))) == []
    assert (
        messages(planned(film(), service=priced(service, own, listed(2025, "9")))) == []
    )


def test_only_shots_that_both_lists_price_are_compared(
    film: Film, planned: Planner, service: Capabilities
) -> None:
    old = listed(2025, "1", rates=(Rate(amount=Decimal(1), seconds=2.0),))
    board = film(
        {"id": "010", "action": "Rain", "seconds": 2},
        {"id": "020", "action": "Wind", "seconds": 5},
    )
    (message,) = messages(
        planned(board, service=priced(service, listed(2026, "3"), old))
    )
    assert "differ: 6 credits@studio" in message
    assert "2 credits@studio (0.02 USD) by" in message
