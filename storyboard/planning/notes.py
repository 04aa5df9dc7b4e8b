"""What there is to say of a model as a whole, once for a plan."""

from collections.abc import Iterator, Sequence

from storyboard.errors import Problem, Where
from storyboard.model.capabilities import Capabilities
from storyboard.model.plan import Step, cost_of, dollars_of, with_dollars
from storyboard.model.price import Edition


def model_notes(
    row: Capabilities, steps: Sequence[Step], where: Where
) -> Iterator[Problem]:
    """Its caution, and where its price lists disagree; `steps` are what it makes.

    `where` is where the board names it.
    """
    if row.caution:
        named = row.provider in row.caution.casefold()
        message = row.caution if named else f"{row.provider}: {row.caution}"
        yield Problem("caution", message, where, severity="note")
    lists = [edition for edition in row.prices if edition.read is not None]
    # The user's own prices go before any list.
    if lists and lists[0] is row.prices[0]:
        yield from _lists(row, lists, steps, where)


def _lists(
    row: Capabilities, lists: Sequence[Edition], steps: Sequence[Step], where: Where
) -> Iterator[Problem]:
    """Each older list that gives another sum for what it and the newest can price."""
    newest = [_by(lists[0], step) for step in steps]
    for edition in lists[1:]:
        older = [_by(edition, step) for step in steps]
        pairs = list(zip(newest, older, strict=True))
        now = _sum([new for new, old in pairs if new.price and old.price])
        before = _sum([old for new, old in pairs if new.price and old.price])
        if now == before:
            continue
        yield Problem(
            "price-lists",
            f"price lists of {row.provider} for {row.model} differ: {now} by that of "
            f"{lists[0].read}, {before} by that of {edition.read}; the newest counts",
            where,
            f"`price_list = {edition.read}` under [providers.{row.provider}] of "
            "storyboard.toml goes by the other",
            "note",
        )


def _by(edition: Edition, step: Step) -> Step:
    """A step at the price of a list."""
    price = edition.of(step.request) if step.request else None
    dollars = edition.in_usd(price) if price else None
    return step.model_copy(update={"price": price, "dollars": dollars})


def _sum(steps: Sequence[Step]) -> str:
    """What steps cost together, in words."""
    return " + ".join(
        with_dollars(money, dollars_of(steps, money.unit)) for money in cost_of(steps)
    )
